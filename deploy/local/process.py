"""Processes that outlive who starts them, and are known again by pid, start time and command line."""

import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import psutil

_LARGEST_LOG = 5_000_000


@dataclass(frozen=True, slots=True)
class Running:
    """A process that was started: its pid, when it began (seconds since the epoch) and its command line.

    ``session`` is that of whoever was started first, when this process has taken its place.
    """

    pid: int
    created: float
    command: list[str]
    session: int | None = None


def spawn(
    command: list[str], environment: Mapping[str, str], directory: Path, log: Path
) -> tuple[Running, "subprocess.Popen[bytes]"]:
    """Start a process in a session of its own; what it says goes to the log."""
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > _LARGEST_LOG:
        log.replace(log.with_suffix(".log.1"))
    with log.open("ab") as output:
        child = subprocess.Popen(
            command,
            env=dict(environment),
            cwd=directory,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    seen = psutil.Process(child.pid)
    return Running(child.pid, seen.create_time(), command), child


def find(running: Running) -> psutil.Process | None:
    """The process, if it still lives. A pid that was given to another process is not ours."""
    try:
        process = psutil.Process(running.pid)
        same = abs(process.create_time() - running.created) < 2 and _runs(process, running)
        return process if same and process.status() != psutil.STATUS_ZOMBIE else None
    except psutil.Error:
        return None


def family(running: Running) -> list[psutil.Process]:
    """The process and those it started, orphans too: all of its session that run its command line."""
    return [process for process in psutil.process_iter() if _belongs(process, running)]


def _belongs(process: psutil.Process, running: Running) -> bool:
    try:
        return (
            os.getsid(process.pid) == (running.session or running.pid)
            and _runs(process, running)
            and process.create_time() > running.created - 2
            and process.status() != psutil.STATUS_ZOMBIE
        )
    except (psutil.Error, ProcessLookupError, PermissionError):
        return False


def _runs(process: psutil.Process, running: Running) -> bool:
    """Whether it has our command line, or none: Linux tells none of a process that is about to begin or to end."""
    return process.cmdline() in (running.command, [])


def successor(running: Running) -> Running | None:
    """The process of the same command line that gunicorn, at SIGUSR2, has started to take its own place."""
    with suppress(psutil.Error):
        for child in psutil.Process(running.pid).children():
            if child.cmdline() == running.command and child.environ().get("GUNICORN_PID") == str(running.pid):
                return replace(
                    running, pid=child.pid, created=child.create_time(), session=running.session or running.pid
                )
    return None


def script(name: str) -> str:
    """The path of a command that is installed beside this Python."""
    return str(Path(sys.executable).parent / name)


def last_lines(log: Path, count: int = 15) -> str:
    """The end of a log, for a message."""
    if not log.exists():
        return "(no log)"
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-count:])
