"""Changes: how often anything that is shown has changed, and when last; what copies of it are held against."""

from dataclasses import dataclass
from datetime import UTC, datetime

from pymongo.collection import Collection

from shared.store.mongo import Document

_ALL = "all"
_NEVER = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class Changed:
    """How many times, and when last; never, in the beginning."""

    times: int = 0
    at: datetime = _NEVER


class Changes:
    """One document, written after what it tells of: whoever reads it first has data that is at least as new."""

    def __init__(self, collection: Collection[Document]) -> None:
        self._collection = collection

    def prepare(self) -> None:
        """Make the document."""
        begun = {"times": 0, "at": _NEVER}
        self._collection.update_one({"_id": _ALL}, {"$setOnInsert": begun}, upsert=True)

    def note(self, now: datetime) -> None:
        """Note that something has changed."""
        self._collection.update_one({"_id": _ALL}, {"$inc": {"times": 1}, "$max": {"at": now}}, upsert=True)

    def latest(self) -> Changed:
        """How it stands."""
        found = self._collection.find_one({"_id": _ALL})
        return Changed(found["times"], found["at"]) if found else Changed()
