"""Tips as they are kept: sealed, and deleted on time by the database itself."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Final

from pymongo import ASCENDING, DESCENDING
from pymongo.collection import Collection

from services.activities.store.writing import insert_new
from shared.clock import SystemClock
from shared.events.catalogue import TIP_RECEIVED
from shared.events.cloudevent import outgoing
from shared.events.tip import TipReceived
from shared.store.mongo import Document
from shared.store.pages import Rows, Wanted, find_page

KEPT: Final = timedelta(days=90)


class Tips:
    """The tips of all municipalities."""

    def __init__(self, collection: Collection[Document]) -> None:
        self._collection = collection

    def prepare(self) -> None:
        """Make the index by which the database deletes, and the one that lists rest on."""
        self._collection.create_index([("deleteAfter", ASCENDING)], expireAfterSeconds=0)
        self._collection.create_index([("municipality", ASCENDING), ("receivedAt", DESCENDING)])

    def insert_new(self, documents: Sequence[Document]) -> set[int]:
        """Insert tips; the places of those that were there already are returned."""
        return insert_new(self._collection, documents)

    def where(self, ids: Iterable[str]) -> dict[str, str]:
        """Those of the ids that are here, each with the municipality that it lies in."""
        found = self._collection.find({"_id": {"$in": list(ids)}}, {"municipality": 1})
        return {each["_id"]: each["municipality"] for each in found}

    def get(self, tip_id: str) -> Document | None:
        """A tip without its event; none that is due to be deleted."""
        return self._collection.find_one({"_id": tip_id, **_not_due()}, {"events": 0})

    def page(self, query: Document, wanted: Wanted) -> Rows[Document]:
        """The tips of one page without their events, the latest first."""
        order = [("receivedAt", DESCENDING), ("_id", ASCENDING)]
        return find_page(self._collection, {**query, **_not_due()}, order, wanted, {"events": 0})


def query_of(municipality: str, party: str, *, category: str | None, received: Document) -> Document:
    """Which tips of a municipality a police party may see.

    Args:
        municipality: its code.
        party: that they were sealed for.
        category: of them, or None: all.
        received: condition on when they were; empty: whenever.
    """
    query: Document = {"municipality": municipality, f"sealed.{party}": {"$exists": True}}
    if category is not None:
        query["category"] = category
    return {**query, "receivedAt": received} if received else query


def tip_document(tip: TipReceived, sealed: Mapping[str, str], traceparent: str | None) -> Document:
    """A tip with its event, ready to be inserted.

    Args:
        tip: what may be seen of it.
        sealed: police party -> the text, sealed for that party's key.
        traceparent: of the request that brought it.
    """
    now = SystemClock().now()  # the database deletes by the machine's time, whatever a rehearsal says
    event = outgoing(
        TIP_RECEIVED, f"{tip.tip_id}.1", tip, time=tip.received_at, subject=tip.tip_id, traceparent=traceparent
    )
    return {
        "_id": tip.tip_id,
        "municipality": tip.municipality,
        "category": tip.category,
        "area": tip.area,
        "observedAt": tip.observed_at,
        "receivedAt": tip.received_at,
        "sealed": dict(sealed),
        "deleteAfter": now + KEPT,
        "changedAt": now,
        "events": [event.to_document()],
    }


def _not_due() -> Document:
    """The database deletes about once a minute; what is due is gone for readers at once."""
    return {"deleteAfter": {"$gt": SystemClock().now()}}
