"""Taking the steps that a database lacks: in order, by one process at a time, from wherever the last one was ended."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import pymongo

from shared.store.migrations.book import is_blank, missing, note
from shared.store.migrations.lock import Lock
from shared.store.migrations.step import Step
from shared.store.mongo import Store

LOOK_SECONDS = 0.2  # between two looks at a lock that is another's
COUNT_SECONDS = 600.0  # no index helps to find what is not changed yet


class Stuck(Exception):
    """A step cannot change what it says is left to change."""


class Telling(Protocol):
    """Who is told how it goes."""

    def step(self, what: str, total: int = 0) -> None:
        """A step begins, on so many documents."""

    def advance(self, records: int) -> None:
        """So many more are done."""


@dataclass(frozen=True, slots=True)
class Done:
    """A step that was just taken."""

    number: int
    name: str
    changed: int


def take_steps(database: Store, steps: Sequence[Step], told: Telling) -> list[Done]:
    """Take the steps that are missing; waits while another process is at it, and then finds nothing left.

    Raises:
        LostLock: this process stood still for so long that another took over.
    """
    if not missing(database, steps):
        return []
    lock = Lock(database)
    _wait(lock, told)
    with lock.held():
        if is_blank(database):
            note(database, steps)
        return [_take(database, lock, step, told) for step in missing(database, steps)]


def _wait(lock: Lock, told: Telling) -> None:
    waits = False
    while not lock.take():
        if not waits:
            told.step("waiting for another process that migrates")
            waits = True
        time.sleep(LOOK_SECONDS)


def _take(database: Store, lock: Lock, step: Step, told: Telling) -> Done:
    """Run a step until nothing is left to it: what changed under its hands is looked at again."""
    changed, before = 0, 0
    while left := _left(database, step):
        if left == before:
            raise Stuck(f"migration {step.number} ({step.name}) leaves {left} documents as they are")
        told.step(f"{step.number} {step.name}", left)
        for some in step.run(database):
            lock.check()
            changed += some
            told.advance(some)
        before = left
    note(database, [step], changed)
    return Done(step.number, step.name, changed)


def _left(database: Store, step: Step) -> int:
    with pymongo.timeout(COUNT_SECONDS):
        return step.left(database)
