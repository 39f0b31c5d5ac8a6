"""Activities as they are kept: one document holds the present state, those before, and the latest change's events."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from pymongo import ASCENDING, DESCENDING
from pymongo.collection import Collection

from services.activities.domain.changes import LIVE, Change
from services.activities.domain.in_force import InForce
from services.activities.store.writing import insert_new
from shared.clock import SystemClock
from shared.events.activity import Activity
from shared.events.cloudevent import outgoing
from shared.store.mongo import Document

_PAGE = 500
_BY_CHANGE = [("changedAt", ASCENDING), ("_id", ASCENDING)]
_BY_START = [("start", DESCENDING), ("_id", ASCENDING)]


@dataclass(frozen=True, slots=True)
class Kept:
    """An activity with its earlier revisions (the oldest first) and the hash of the request that made it.

    `outer` is the activity as it was stored and answered: reading it back turns a 1 into 1.0.
    """

    activity: Activity
    outer: Document
    history: tuple[Document, ...]
    request_hash: str | None

    @property
    def first(self) -> Document:
        """The activity as it was at its first revision, in its outer form."""
        return self.history[0] if self.history else self.outer


class Activities:
    """The activities of all municipalities."""

    def __init__(self, collection: Collection[Document]) -> None:
        self._collection = collection

    def prepare(self) -> None:
        """Make the indexes that lists and recounts rest on.

        No more than these: each makes a write a third dearer on the embedded store, and lists look in a municipality.
        """
        self._collection.create_index([("municipality", ASCENDING), *_BY_START])
        self._collection.create_index([("changedAt", ASCENDING)])

    def insert_new(self, documents: Sequence[Document]) -> set[int]:
        """Insert activities; the places of those that were there already are returned."""
        return insert_new(self._collection, documents)

    def known(self, ids: Iterable[str]) -> set[str]:
        """Those of the ids that are here."""
        return {found["_id"] for found in self._collection.find({"_id": {"$in": list(ids)}}, {"_id": 1})}

    def get(self, activity_id: str) -> Kept | None:
        """The activity of that id."""
        found = self._collection.find_one({"_id": activity_id}, {"events": 0})
        return _kept(found) if found else None

    def replace(self, before: Kept, change: Change, in_force: InForce, traceparent: str | None) -> bool:
        """Put the change in the place of the revision it is based on; False when somebody else was first."""
        document = activity_document(change, in_force, traceparent, request_hash=before.request_hash)
        document["history"] = [*before.history, before.outer]
        revision = {"_id": before.activity.id, "revision": before.activity.revision}
        return self._collection.replace_one(revision, document).matched_count == 1

    def page(self, query: Document, *, skip: int, limit: int, by_change: bool = False) -> tuple[list[Document], int]:
        """The activities of one page in their outer form, and how many there are on all pages.

        Args:
            query: see `filters`.
            skip: how many stand before the page.
            limit: how many there are on a page.
            by_change: in the order in which they were changed; else the latest start first.
        """
        order = _BY_CHANGE if by_change else _BY_START
        found = self._collection.find(query, {"activity": 1}).sort(order).skip(skip).limit(limit)
        return [each["activity"] for each in found], self._collection.count_documents(query)

    def to_recount(self, in_force: InForce, changed: tuple[datetime, datetime] | None) -> Iterator[Kept]:
        """The planned and completed activities of a municipality that were matched against other versions.

        First which they are, then themselves by pages: a cursor may live no longer than any call to the database.

        Args:
            in_force: in the municipality now.
            changed: only those that changed between these moments.
        """
        municipality = in_force.municipality.code
        query: Document = {"municipality": municipality} if changed is None else _between(changed)
        query["inForce"] = {"$ne": in_force.stamp}
        found = self._collection.find(query, {"municipality": 1, "activity.state": 1})
        live = [each["_id"] for each in found if each["municipality"] == municipality and _is_live(each)]
        for first in range(0, len(live), _PAGE):
            page = self._collection.find({"_id": {"$in": live[first : first + _PAGE]}}, {"events": 0})
            yield from map(_kept, page)


def filters(municipalities: Iterable[str], **wanted: Any) -> Document:  # noqa: ANN401  (values of a query)
    """The query that finds what a list asks for.

    Args:
        municipalities: codes of those to look in.
        wanted: promise, party, kind, and from_, to (bounds of the start) and changed_since; those that are None
            do not narrow.
    """
    codes = sorted(municipalities)
    query: Document = {"municipality": codes[0] if len(codes) == 1 else {"$in": codes}}
    for name, field in (("promise", "promises"), ("kind", "activity.kind")):
        if wanted.get(name) is not None:
            query[field] = wanted[name]
    if party := wanted.get("party"):
        query["$or"] = [{"activity.reportedBy": party}, {"activity.participants.party": party}]
    start = {"$gte": wanted.get("from_"), "$lt": wanted.get("to")}
    if bounds := {name: value for name, value in start.items() if value is not None}:
        query["start"] = bounds
    if wanted.get("changed_since") is not None:
        query["changedAt"] = {"$gte": wanted["changed_since"]}
    return query


def activity_document(
    change: Change, in_force: InForce, traceparent: str | None, *, request_hash: str | None = None
) -> Document:
    """An activity with the event of its change and what it was matched against, ready to be stored.

    `changedAt` is the machine's time, whatever a rehearsal says: it is what readers catch up by.
    """
    activity = change.activity
    event = outgoing(
        change.event,
        f"{activity.id}.{activity.revision}",
        activity,
        time=activity.reported_at,
        subject=activity.id,
        traceparent=traceparent,
    )
    return {
        "_id": activity.id,
        "revision": activity.revision,
        "municipality": activity.municipality,
        "start": activity.span.start,
        "inForce": in_force.stamp,
        "promises": list(dict.fromkeys(count.promise for count in activity.counts)),
        "activity": _outer(activity),
        "history": [],
        "requestHash": request_hash,
        "changedAt": SystemClock().now(),
        "events": [event.to_document()],
    }


def _between(moments: tuple[datetime, datetime]) -> Document:
    """Looked up by the change alone: it is little, and its index holds nothing else."""
    return {"changedAt": {"$gte": moments[0], "$lte": moments[1]}}


def _is_live(document: Document) -> bool:
    return document["activity"]["state"] in LIVE


def _outer(activity: Activity) -> Document:
    outer: Document = msgspec.to_builtins(activity)
    return outer


def _kept(document: Document) -> Kept:
    activity = msgspec.convert(document["activity"], Activity)
    return Kept(activity, document["activity"], tuple(document["history"]), document["requestHash"])
