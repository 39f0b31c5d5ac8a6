"""The collection `migrations`: which steps were taken, and who is taking them now.

    {_id: 3, name: "...", at: ..., changed: 812, livedWithFrom: 0}
    {_id: "lock", owner: "...", until: ...}

Of the lock see `shared.store.migrations.lock`.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from pymongo.errors import CollectionInvalid, DuplicateKeyError

from shared.clock import SystemClock
from shared.store.migrations.step import Step
from shared.store.mongo import Document, Store

NAME = "migrations"
LOCK = "lock"


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was taken; also one that only newer code knows."""

    number: int
    name: str
    at: datetime
    changed: int
    lived_with_from: int


def taken(database: Store) -> dict[int, Taken]:
    """The steps that were taken, by number."""
    return {found["_id"]: _taken(found) for found in database[NAME].find({"_id": {"$ne": LOCK}})}


def missing(database: Store, steps: Iterable[Step]) -> list[Step]:
    """The steps that were not."""
    found = taken(database)
    return [step for step in steps if step.number not in found]


def is_blank(database: Store) -> bool:
    """Whether the database holds no document at all but of this book: whatever the code makes of it is right."""
    names = [name for name in database.list_collection_names() if name != NAME]
    return all(database[name].find_one({}, {"_id": 1}) is None for name in names)


def note(database: Store, steps: Iterable[Step], changed: int = 0) -> None:
    """Note that steps were taken; once noted they stay as noted."""
    make(database)
    for step in steps:
        with suppress(DuplicateKeyError):
            database[NAME].insert_one(_document(step, changed))


def make(database: Store) -> None:
    """Make the collection before anything is written to it, as every other."""
    with suppress(CollectionInvalid):
        database.create_collection(NAME)


def _document(step: Step, changed: int) -> Document:
    at = SystemClock().now()
    told = {"name": step.name, "at": at, "changed": changed, "livedWithFrom": step.lived_with_from}
    return {"_id": step.number, **told}


def _taken(found: Document) -> Taken:
    return Taken(found["_id"], found["name"], found["at"], found["changed"], found["livedWithFrom"])
