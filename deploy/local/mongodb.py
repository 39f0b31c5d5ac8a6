"""The embedded database: SecantusDB, MongoDB's wire protocol over WiredTiger, in a process of its own."""

import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from deploy.local import ports
from deploy.local.guard import ADMINISTRATOR, Guard
from deploy.local.part import Part, until
from deploy.local.process import script

_START_SECONDS: Final = 30.0


def uri_of(port: int, guard: Guard | None = None, user: str = ADMINISTRATOR) -> str:
    """Its connection string; a user's, where it is guarded.

    Retryable writes slow it down in time, so they are off; MongoDB has them.
    """
    rest = f"{ports.HOST}:{port}/?retryWrites=false&directConnection=true"
    if guard is None:
        return f"mongodb://{rest}"
    login = f"{user}:{guard.passwords[user]}"
    return f"mongodb://{login}@{rest}&authSource=admin&authMechanism=SCRAM-SHA-256&tls=true&tlsCAFile={guard.ca}"


def part(data: Path, port: int, environment: Mapping[str, str], *more: str, guard: Guard | None = None) -> Part:
    """The database, with its data in one folder; guarded, or open to all on loopback.

    It syncs each commit: acknowledged writes outlive a kill. ``more`` are further options of its own.
    """
    guarded = ["--auth", "--tls-cert-file", str(guard.certificate), "--tls-key-file", str(guard.key)] if guard else []

    def prepare() -> None:
        fresh = not data.exists()
        data.mkdir(parents=True, exist_ok=True)
        if guard and fresh:
            _make_users(data, ports.choose(None, [port]), environment, guard)

    return Part(
        name="mongodb",
        port=port,
        command=_command(data, port, *more, *guarded),
        environment=environment,
        check=lambda: check(uri_of(port, guard)),
        prepare=prepare,
    )


def check(uri: str) -> str | None:
    """None when the database answers, else what is wrong."""
    client: MongoClient[dict[str, object]] = MongoClient(uri, timeoutMS=2000)
    try:
        client.admin.command("ping")
    except PyMongoError as error:
        return f"{type(error).__name__}: {error}"
    finally:
        client.close()
    return None


def _command(data: Path, port: int, *more: str) -> list[str]:
    options = ["--host", ports.HOST, "--port", str(port), "--storage-path", str(data)]
    # With 256M it was seen to stop answering while agreements of megabytes were written and followed at once.
    options += ["--sync-on-commit", "--cache-size", "1G", "--log-level", "WARNING", *more]
    return [sys.executable, script("secantusd-py"), *options]


def _make_users(data: Path, port: int, environment: Mapping[str, str], guard: Guard) -> None:
    """Make the users while the database is open to all, on a port that nobody knows: guarded, it would ask for one."""
    running = subprocess.Popen(_command(data, port), env=dict(environment))
    try:
        until(lambda: check(uri_of(port)) is None, time.monotonic() + _START_SECONDS)
        with MongoClient[dict[str, object]](uri_of(port), timeoutMS=5_000) as client:
            for user, password in guard.passwords.items():
                role = {"role": "root", "db": "admin"} if user == ADMINISTRATOR else _own(user)
                client.admin.command("createUser", user, pwd=password, roles=[role], mechanisms=["SCRAM-SHA-256"])
    finally:
        running.terminate()
        running.wait(_START_SECONDS)


def _own(user: str) -> dict[str, str]:
    """A service reads and writes its own database, and no other."""
    return {"role": "readWrite", "db": f"loftet_{user}"}
