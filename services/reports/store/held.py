"""What is held back: which activities may be published when, so that the clock counts them then.

An entry is of one activity and one instant, whatever revision named it. What is counted then is decided by the facts
as they then are: an entry too many costs a recount, no more.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pymongo import ASCENDING, DeleteOne, UpdateOne
from pymongo.collection import Collection

from shared.clock import to_milliseconds
from shared.events.activity import Activity
from shared.store.mongo import Document


@dataclass(frozen=True, slots=True)
class Hold:
    """An activity that may be published from an instant on; ``id`` is the entry's own."""

    id: str
    activity: str


class Held:
    """The activities that wait for their day."""

    def __init__(self, collection: Collection[Document]) -> None:
        self._collection = collection

    def prepare(self) -> None:
        """Make the index."""
        self._collection.create_index([("until", ASCENDING)])

    def note(self, activities: Iterable[Activity], now: datetime) -> None:
        """Note those that may not be published yet."""
        notes = [
            _note(activity.id, activity.publishable_from)
            for activity in activities
            if activity.publishable_from is not None and activity.publishable_from > now
        ]
        if notes:
            self._collection.bulk_write(notes, ordered=False)

    def due(self, now: datetime) -> list[Hold]:
        """Those whose instant has come."""
        found = self._collection.find({"until": {"$lte": now}}, {"activity": 1})
        return [Hold(each["_id"], each["activity"]) for each in found]

    def waiting(self, now: datetime) -> set[str]:
        """The activities that some revision holds back still, whatever a later one says."""
        return {each["activity"] for each in self._collection.find({"until": {"$gt": now}}, {"activity": 1})}

    def forget(self, holds: Sequence[Hold]) -> None:
        """Strike out those that have been counted."""
        self._collection.bulk_write([DeleteOne({"_id": hold.id}) for hold in holds], ordered=False)


def _note(activity: str, publishable_from: datetime) -> UpdateOne:
    """The database keeps milliseconds: an instant between two of them is over at the later."""
    until = to_milliseconds(publishable_from + timedelta(microseconds=999))
    entry = {"activity": activity, "until": until}
    return UpdateOne({"_id": f"{activity}|{until.isoformat()}"}, {"$setOnInsert": entry}, upsert=True)
