"""The embedded database: SecantusDB, MongoDB's wire protocol over WiredTiger, in a process of its own."""

import sys
from collections.abc import Mapping
from pathlib import Path

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from deploy.local import ports
from deploy.local.part import Part
from deploy.local.process import script


def uri_of(port: int) -> str:
    """Its connection string. Retryable writes slow it down in time, so they are off; MongoDB has them."""
    return f"mongodb://{ports.HOST}:{port}/?retryWrites=false&directConnection=true"


def part(data: Path, port: int, environment: Mapping[str, str], *more: str) -> Part:
    """The database, with its data in one folder. It syncs each commit: acknowledged writes outlive a kill.

    ``more`` are further options of its own.
    """
    options = ["--host", ports.HOST, "--port", str(port), "--storage-path", str(data)]
    options += ["--sync-on-commit", "--cache-size", "256M", "--log-level", "WARNING", *more]
    return Part(
        name="mongodb",
        port=port,
        command=[sys.executable, script("secantusd-py"), *options],
        environment=environment,
        check=lambda: check(uri_of(port)),
        prepare=lambda: data.mkdir(parents=True, exist_ok=True),
    )


def check(uri: str) -> str | None:
    """None when the database answers, else what is wrong."""
    client: MongoClient[dict[str, object]] = MongoClient(uri, timeoutMS=2000, serverSelectionTimeoutMS=2000)
    try:
        client.admin.command("ping")
    except PyMongoError as error:
        return f"{type(error).__name__}: {error}"
    finally:
        client.close()
    return None
