"""Which events were planned already."""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid5

from pymongo.collection import Collection

from services.notifications.documents import Document
from services.notifications.domain.delivery import NAMESPACE
from services.notifications.store.writing import insert_new
from shared.events.cloudevent import Event
from shared.store.mongo import find_each


class Planned:
    """The collection `planned`."""

    def __init__(self, collection: Collection[Document]) -> None:
        self._planned = collection

    def left_out(self, events: Sequence[Event]) -> list[Event]:
        """Those of the events that were not planned yet, each once, in order."""
        events_by_key = {_key(event): event for event in events}
        known = {found["_id"] for found in find_each(self._planned, "_id", events_by_key)}
        return [event for key, event in events_by_key.items() if key not in known]

    def mark(self, events: Sequence[Event], at: datetime) -> None:
        """Remember that these events were planned; only after their deliveries are stored."""
        insert_new(self._planned, [{"_id": _key(event), "plannedAt": at} for event in events])


def _key(event: Event) -> str:
    return str(uuid5(NAMESPACE, f"{event.source}\n{event.id}"))
