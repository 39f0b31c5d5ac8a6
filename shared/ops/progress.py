"""How far a long command is, on standard error: a bar for each step on a terminal, lines elsewhere."""

import sys
import time
from contextlib import AbstractContextManager

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from shared.ops.counted import counted

EVERY_SECONDS = 5.0


class Silent(AbstractContextManager["Silent"]):
    """Tells nothing."""

    def __exit__(self, *_: object) -> None:
        """Nothing to end."""

    def step(self, what: str, total: int = 0) -> None:
        """A step begins."""

    def advance(self, records: int) -> None:
        """So many more records are done."""


class _Lines(Silent):
    """Tells plain lines on standard error: each step, and how far it is every few seconds."""

    def __init__(self, of: str) -> None:
        self._of = of
        self._what, self._done, self._total, self._at = "", 0, 0, 0.0

    def step(self, what: str, total: int = 0) -> None:
        """A step begins."""
        self._what, self._done, self._total, self._at = what, 0, total, time.monotonic()
        click.echo(f"{what}: {counted(total, self._of)}" if total else what, err=True)

    def advance(self, records: int) -> None:
        """So many more records are done."""
        self._done += records
        if time.monotonic() - self._at >= EVERY_SECONDS:
            self._at = time.monotonic()
            click.echo(f"{self._what}: {self._done} of {max(self._done, self._total)}", err=True)


class _Bar(Silent):
    """Shows a bar for each step on a terminal."""

    def __init__(self) -> None:
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        self._progress = Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True))
        self._progress.start()
        self._task: TaskID | None = None

    def __exit__(self, *_: object) -> None:
        """Leave the bars as they are."""
        self._finish()
        self._progress.stop()

    def step(self, what: str, total: int = 0) -> None:
        """A step begins."""
        self._finish()
        self._task = self._progress.add_task(what, total=total or None)

    def advance(self, records: int) -> None:
        """So many more records are done."""
        if self._task is not None:
            self._progress.advance(self._task, records)

    def _finish(self) -> None:
        if self._task is not None:
            done = max(self._progress.tasks[-1].completed, 1)
            self._progress.update(self._task, total=done, completed=done)


def telling(as_json: bool, of: str = "record") -> Silent:
    """Who tells how it goes: nobody to machines, a bar on a terminal, else lines; ``of`` is one of what is counted."""
    if as_json:
        return Silent()
    return _Bar() if sys.stderr.isatty() else _Lines(of)
