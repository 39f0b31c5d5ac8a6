"""A migration that is killed in its midst: `python -m tests.integration.dies_migrating URI DATABASE`."""

import os
import signal
import sys
from collections.abc import Iterator
from typing import Any

from shared.ops.progress import telling
from shared.store.migrations import Step, changing_each, take_steps
from shared.store.mongo import Store, connect_to

NOT_YET = {"colour": {"$exists": False}}


def left(database: Store) -> int:
    return database.walks.count_documents(NOT_YET)


def paint(database: Store) -> Iterator[int]:
    """Gives each walk the colour of its number; `times` tells how often that was done."""
    colours: dict[bool, str] = {True: "green", False: "blue"}

    def painted(walk: dict[str, Any]) -> dict[str, Any]:
        return {"$set": {"colour": colours[walk["_id"] % 2 == 0]}, "$inc": {"times": 1}}

    yield from changing_each(database.walks, NOT_YET, painted)


def dying(database: Store) -> Iterator[int]:
    """The same, ended as the machine ends a process, once some are done."""
    yield next(paint(database))
    os.kill(os.getpid(), signal.SIGKILL)


def step(run: Any = paint, number: int = 1) -> Step:
    return Step(number=number, name="walks have a colour", left=left, run=run)


if __name__ == "__main__":
    store = connect_to(sys.argv[1], sys.argv[2])
    take_steps(store, [step(dying)], telling(True))
