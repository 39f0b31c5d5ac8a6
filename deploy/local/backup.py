"""A backup of the embedded stack, one file, and what was in it put back.

Kafka's topics, the databases and the keys are copied as of one moment, while none of them is in use: so how far each
service has read, what it has stored and what it has told agree, and after a restore nothing is told again.
"""

import json
import os
import shutil
import tarfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from deploy.local.stack import Stack

_KEPT: Final = ("data", "keys")  # folders of a stack; the mails that were sent, the logs and the ports are not kept
_TOLD: Final = "backup.json"
_FORM: Final = 1


class BackupError(Exception):
    """A backup that cannot be made or put back; the message says why, and nothing was changed."""


def backup(stack: Stack, file: Path, now: datetime, say: Callable[[str], None]) -> None:
    """Write all that the stack holds into a file that only its owner may read: the private keys are in it.

    What runs is stopped meanwhile, and started again whether the file could be written or not.

    Raises:
        BackupError: there is nothing to back up, or the file is there already.
        StackError: what was stopped did not start again.
    """
    _check(stack)
    if file.exists():
        raise BackupError(f"{file} exists: name another file")
    if not file.absolute().parent.is_dir():
        raise BackupError(f"{file.absolute().parent} is no folder")
    if missing := [name for name in ("data/kafka", "data/mongodb", "keys") if not (stack.root / name).is_dir()]:
        raise BackupError(f"{stack.root} holds no {' and no '.join(missing)}: back up where they are kept")
    beside = file.with_name(f"{file.name}.part")
    with _stopped(stack, say):
        say(f"copying to {file}")
        try:
            _write(stack, beside, now)
            beside.rename(file)
        finally:
            beside.unlink(missing_ok=True)


def restore(stack: Stack, file: Path, now: datetime, say: Callable[[str], None]) -> Path | None:
    """Put back what a file holds; returns where what was here before lies now, or None when nothing was.

    The file is read to its end before anything is stopped; what ran is started again.

    Raises:
        BackupError: the file is no backup, or not a whole one.
        StackError: what was stopped did not start again.
    """
    _check(stack)
    fresh = stack.root / "restoring"
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        say(f"reading {file}")
        _read(file, fresh)
        with _stopped(stack, say):
            before = _put_aside(stack, now)
            for name in _KEPT:
                (fresh / name).rename(stack.root / name)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return before


def _check(stack: Stack) -> None:
    if not stack.keeps_all:
        raise BackupError("Kafka or the database is not this stack's own: use their own tools, see docs/backup.md")


@contextmanager
def _stopped(stack: Stack, say: Callable[[str], None]) -> Iterator[None]:
    """Meanwhile nothing runs; afterwards what did runs again."""
    ran = bool(stack.state.processes)
    if ran:
        say("stopping; what is sent meanwhile must be sent again")
        stack.stop()
    try:
        yield
    finally:
        if ran:
            say("starting again")
            stack.start()


def _write(stack: Stack, file: Path, now: datetime) -> None:
    told = stack.root / _TOLD
    told.write_text(json.dumps({"form": _FORM, "at": now.isoformat()}), encoding="ascii")
    opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(opened, "wb") as output, tarfile.open(fileobj=output, mode="w:gz", compresslevel=3) as archive:
        for name in (_TOLD, *_KEPT):
            archive.add(stack.root / name, name)
        output.flush()
        os.fsync(output.fileno())
    told.unlink()


def _read(file: Path, folder: Path) -> None:
    try:
        with tarfile.open(file, "r:gz") as archive:
            archive.extractall(folder, filter="data")
        form = json.loads((folder / _TOLD).read_text(encoding="ascii"))["form"]
    except (tarfile.TarError, EOFError, zlib.error, OSError, ValueError, KeyError, TypeError) as error:
        raise BackupError(f"{file} is not a whole backup, nothing was changed: {error}") from error
    if form != _FORM or not all((folder / name).is_dir() for name in _KEPT):
        raise BackupError(f"{file} is a backup of another form, nothing was changed")


def _put_aside(stack: Stack, now: datetime) -> Path | None:
    there = [stack.root / name for name in _KEPT if (stack.root / name).exists()]
    if not there:
        return None
    aside = stack.root / f"before-restore-{now:%Y%m%dT%H%M%S}"
    aside.mkdir(mode=0o700)
    for folder in there:
        folder.rename(aside / folder.name)
    return aside
