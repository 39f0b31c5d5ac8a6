"""Starts parts and waits until they are well; ends them, gently first."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Collection, Iterable
from pathlib import Path

import psutil

from deploy.local import ports, process
from deploy.local.part import PAUSE, Part, serving_since, until
from deploy.local.state import State

_PATIENCE = 90  # seconds for a process to be well, on a slow machine where all start at once
_GRACE = 20  # seconds from SIGTERM to SIGKILL
_TOLD_APART = 0.5  # seconds by which the start of one process is later than that of another
_PORT_GRACE = 3  # seconds that a port may stay taken after its server has gone


class StackError(Exception):
    """A part did not come up or did not go; the message says which, and ends with its log."""


class Runner:
    """Runs parts as processes that outlive it; remembers them in the state.

    Honcho's own runner ends every process when one ends, and kills after five seconds: here each lives alone,
    and has the twenty seconds that a worker may need to finish its batch.
    """

    def __init__(self, state: State, logs: Path, directory: Path, say: Callable[[str], None]) -> None:
        self._state = state
        self._logs = logs
        self._directory = directory
        self._say = say
        self._children: dict[str, subprocess.Popen[bytes]] = {}

    def log(self, name: str) -> Path:
        """The file that holds what a process says."""
        return self._logs / f"{name}.log"

    def find(self, name: str) -> psutil.Process | None:
        """The process of a part, None when it does not run."""
        running = self._state.processes.get(name)
        return process.find(running) if running else None

    def start(self, parts: Iterable[Part]) -> None:
        """Start those that do not run, all at once; return when all are well.

        Raises:
            StackError: a process ended or was not well in time.
        """
        pending = list(parts)
        began = time.monotonic()
        for part in pending:
            self._launch(part)
        while pending:
            pending = [part for part in pending if not self._is_well(part, began)]
            if pending:
                time.sleep(PAUSE)

    def replace(self, part: Part) -> None:
        """Let a process of gunicorn's be followed by another on the same socket: no connection is refused.

        Raises:
            StackError: the other does not serve; the one before goes on.
        """
        old, since = self._state.processes[part.name], serving_since(part.port)
        os.kill(old.pid, signal.SIGUSR2)
        deadline = time.monotonic() + _PATIENCE
        until(lambda: process.successor(old) is not None, time.monotonic() + _GRACE)
        new = process.successor(old)
        serves = new and until(
            lambda: not process.find(new) or serving_since(part.port) > since + _TOLD_APART, deadline
        )
        if new is None or not serves or not process.find(new):
            raise StackError(f"no other {part.name} came up.\n{process.last_lines(self.log(part.name))}")
        self._state.processes[part.name] = new
        self._state.save()
        os.kill(old.pid, signal.SIGTERM)
        if not until(lambda: self._is_over(part.name, old), time.monotonic() + _GRACE):
            raise StackError(f"the {part.name} before (pid {old.pid}) does not go")
        self.start([part])

    def _is_over(self, name: str, running: process.Running) -> bool:
        if child := self._children.get(name):
            child.poll()
        return process.find(running) is None

    def end(self, names: Collection[str]) -> list[str]:
        """SIGTERM to all, SIGKILL to those still there after 20 s. Returns the names of the latter."""
        asked = {name: found for name in names if (found := self.find(name))}
        for found in asked.values():
            found.terminate()
        deadline = time.monotonic() + _GRACE
        killed = [name for name in asked if not self._gone(name, deadline)]
        for name in names:
            self.kill(name)
        return killed

    def kill(self, name: str) -> None:
        """SIGKILL to a process and those it started; returns when they are gone and the port is free."""
        running = self._state.processes[name]
        for found in process.family(running):
            found.kill()
        deadline = time.monotonic() + _GRACE
        if not until(lambda: not process.family(running), deadline):
            raise StackError(f"{name} (pid {running.pid}) does not go")
        if child := self._children.pop(name, None):
            child.wait()
        until(lambda: ports.is_free(self._state.ports[name]), time.monotonic() + _PORT_GRACE)

    def sweep(self) -> None:
        """Forget the processes that ended by themselves or were killed, and end the orphans they left."""
        for name in [name for name in self._state.processes if not self.find(name)]:
            self.kill(name)
            del self._state.processes[name]

    def _launch(self, part: Part) -> None:
        if self.find(part.name):
            return
        part.prepare()
        running, child = process.spawn(part.command, part.environment, self._directory, self.log(part.name))
        self._children[part.name] = child
        self._state.processes[part.name] = running
        self._state.save()

    def _is_well(self, part: Part, began: float) -> bool:
        trouble = part.check()
        seconds = time.monotonic() - began
        if not trouble:
            self._say(f"{part.name:22} well on port {part.port:<5} {seconds:5.1f} s")
            return True
        if not self.find(part.name):
            child = self._children.get(part.name)
            told = f"{part.name} ended (exit code {child.poll() if child else 'unknown'})."
            raise StackError(f"{told}\n{process.last_lines(self.log(part.name))}")
        if seconds > _PATIENCE:
            end = process.last_lines(self.log(part.name))
            raise StackError(f"{part.name} is not well after {_PATIENCE} s: {trouble}\n{end}")
        return False

    def _gone(self, name: str, deadline: float) -> bool:
        child = self._children.get(name)
        return until(lambda: (child.poll() if child else True) is not None and not self.find(name), deadline)
