"""Which generation of the projection is live: one small document, which a rebuild changes under compare-and-set.

    {_id: "reports", live: 3, last: 4, building: {number: 4, owner: "...", beat: ...}, closingUntil: ...}

``last`` is the highest number ever given. ``building`` belongs to the rebuild that runs, for as long as it says within
`LEASE` that it does. Until ``closingUntil`` nobody writes to what is live: it is about to be another, or was just now.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from shared.clock import SystemClock
from shared.kafka.errors import Rejected
from shared.store.mongo import Document, Store

ID = "reports"
LEASE = timedelta(seconds=15)
_READ = {"live": 1, "closingUntil": 1}


class Lost(Rejected):
    """Another rebuild runs or has taken over, or this one could not be ended in time: nothing was switched."""


@dataclass(frozen=True, slots=True)
class Building:
    """A generation in the making, and whose it is."""

    number: int
    owner: str


class Pointer:
    """The document. Times are the machine's own: a rehearsal's clock may stand still."""

    def __init__(self, database: Store) -> None:
        self._collection = database.generation
        self._clock = SystemClock()
        self._closing_until: datetime | None = None

    def read(self) -> int:
        """The number of the generation that is live; remembers whether it is closing."""
        found = self._collection.find_one({"_id": ID}, _READ) or {}
        self._closing_until = found.get("closingUntil")
        return int(found.get("live", 0))

    def is_closing(self) -> bool:
        """Whether, when it was last read, the live generation was about to be another."""
        return self._closing_until is not None and self._clock.now() < self._closing_until

    def begin(self, owner: str) -> Building | None:
        """Begin a generation; None while another rebuild says that it runs."""
        now = self._clock.now()
        free = {"$or": [{"building": None}, {"building.beat": {"$lt": now - LEASE}}]}
        with suppress(DuplicateKeyError):  # another began at the same instant
            self._collection.update_one({"_id": ID}, {"$setOnInsert": {"live": 0, "last": 0}}, upsert=True)
        taken = {
            "$set": {"building": {"owner": owner, "beat": now}},
            "$inc": {"last": 1},
            "$unset": {"closingUntil": ""},
        }
        found = self._collection.find_one_and_update({"_id": ID, **free}, taken, return_document=ReturnDocument.AFTER)
        return Building(found["last"], owner) if found else None

    def beat(self, building: Building) -> None:
        """Say that the rebuild still runs.

        Raises:
            Lost: it is not ours any more.
        """
        self._change(building, {"$set": {"building.beat": self._clock.now()}})

    def close(self, building: Building, seconds: float) -> None:
        """Have nobody write to what is live for some seconds."""
        until = self._clock.now() + timedelta(seconds=seconds)
        self._change(building, {"$set": {"closingUntil": until, "building.beat": self._clock.now()}})

    def switch(self, building: Building, seconds: float) -> None:
        """Make the generation the live one, in the time for which the one before is closed; it is opened later.

        Args:
            building: ours.
            seconds: for which nobody writes to it either: readers that have yet to follow see no less than others.

        Raises:
            Lost: that time is over.
        """
        now = self._clock.now()
        opens = now + timedelta(seconds=seconds)
        still = {"closingUntil": {"$gt": now}}
        self._change(building, {"$set": {"live": building.number, "closingUntil": opens}}, still)

    def end(self, building: Building) -> None:
        """Let others rebuild."""
        self._change(building, {"$unset": {"building": ""}})

    def reopen(self, building: Building) -> None:
        """Have what is live written to again: nothing is switched."""
        self._change(building, {"$unset": {"closingUntil": ""}})

    def _change(self, building: Building, change: Document, only_if: Mapping[str, Any] | None = None) -> None:
        query = {"_id": ID, "building.owner": building.owner, **(only_if or {})}
        if not self._collection.update_one(query, change).matched_count:
            raise Lost("another rebuild has taken over, or this one took too long to switch")
