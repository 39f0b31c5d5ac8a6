"""What has revisions, as it is kept: the present state, those before, and the latest change's event in one document."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic

import bson
import msgspec
from pymongo import ASCENDING
from pymongo.collection import Collection

from services.activities.domain.change import Change, R
from services.activities.domain.room import must_have_room
from services.activities.store.paged import Paged
from services.activities.store.writing import insert_new
from shared.clock import SystemClock
from shared.events.cloudevent import outgoing
from shared.events.record import event_id
from shared.store.mongo import Document, find_each
from shared.store.pages import Order, place_of
from shared.store.requests import Asked, Request, asked_of, remembered


@dataclass(frozen=True, slots=True)
class Kept(Generic[R]):
    """A record with its earlier revisions (the oldest first) and the hash of the request that made it.

    `sender_revision` is the latest that its sender told of, when it comes by events that number their revisions, and
    `sender_content` the digest of what was told at it.
    `outer` is the record as it was stored and answered: reading it back turns a 1 into 1.0. `changed` is when each of
    its revisions was stored and `moved_at` when it last moved in the order, by the machine's time; `requests` are those
    with an Idempotency-Key that changed it, the latest last.
    """

    record: R
    outer: Document
    history: tuple[Document, ...]
    request_hash: str | None
    changed: tuple[datetime, ...]
    moved_at: datetime | None = None
    sender_revision: int | None = None
    requests: tuple[Asked, ...] = ()
    sender_content: str | None = None

    @property
    def first(self) -> Document:
        """The record as it was at its first revision, in its outer form."""
        return self.history[0] if self.history else self.outer

    @property
    def first_told(self) -> datetime:
        """When its first revision was reported, by the service's clock."""
        return datetime.fromisoformat(self.first["reportedAt"])

    def revision(self, number: int) -> Document | None:
        """The record as it was at a revision, in its outer form."""
        return next((each for each in (*self.history, self.outer) if each["revision"] == number), None)


class Records(Paged[R]):
    """The records of one form, of all municipalities.

    Args:
        collection: of their own.
        form: the class of the records.
        columns: what of a record is looked up by, beside its municipality.
        order: in which a list comes, unless it is asked for by its changes.
        also: further indexes.
    """

    def __init__(
        self,
        collection: Collection[Document],
        form: type[R],
        columns: Callable[[R], Document],
        order: Order,
        also: Sequence[Order] = (),
    ) -> None:
        super().__init__(collection, form, columns, order)
        self._also = also

    def prepare(self) -> None:
        """Make the indexes that lists rest on.

        No more than these: each makes a write a third dearer on the embedded store, and lists look in a municipality.
        """
        self._collection.create_index([("municipality", ASCENDING), *self._order])
        self._collection.create_index([("changedAt", ASCENDING)])
        self._collection.create_index([("movedAt", ASCENDING)], sparse=True)
        for keys in self._also:
            self._collection.create_index(list(keys))

    def document(
        self,
        change: Change[R],
        traceparent: str | None,
        *,
        request_hash: str | None = None,
        **more: Any,  # noqa: ANN401
    ) -> Document:
        """A record with the event of its change if there is one, ready to be stored; ``more`` are further columns.

        `createdAt` and `changedAt` are the machine's time, whatever a rehearsal says: readers catch up by them.
        """
        record, now = change.record, SystemClock().now()
        return {
            "_id": record.id,
            "revision": record.revision,
            "municipality": record.municipality,
            **self._columns(record),
            "record": msgspec.to_builtins(record),
            "history": [],
            "requestHash": request_hash,
            "requests": [],
            "createdAt": now,
            "changedAt": now,
            "changes": [now],
            "events": _events(change, traceparent),
            **more,
        }

    def insert_new(self, documents: Sequence[Document]) -> set[int]:
        """Insert records; the places of those that were there already are returned."""
        return insert_new(self._collection, documents)

    def where(self, ids: Iterable[str]) -> dict[str, str]:
        """Those of the ids that are here, each with the municipality that it lies in."""
        found = self._collection.find({"_id": {"$in": list(ids)}}, {"municipality": 1})
        return {each["_id"]: each["municipality"] for each in found}

    def get(self, record_id: str) -> Kept[R] | None:
        """The record of that id."""
        found = self._collection.find_one({"_id": record_id}, {"events": 0})
        return self._kept(found) if found else None

    def get_each(self, ids: Iterable[str]) -> dict[str, Kept[R]]:
        """The records of these ids, by id."""
        found = map(self._kept, find_each(self._collection, "_id", ids, {"events": 0}))
        return {each.record.id: each for each in found}

    def replace(
        self,
        before: Kept[R],
        change: Change[R],
        traceparent: str | None,
        request: Request | None = None,
        **more: Any,  # noqa: ANN401
    ) -> bool:
        """Put the change in the place of the revision it is based on; False when somebody else was first.

        Args:
            before: that revision.
            change: to it.
            traceparent: of what brought it.
            request: that asked for it, when it may come again.
            more: further columns.

        Raises:
            Refused: it would be too large with all its revisions.
        """
        document = self.document(change, traceparent, request_hash=before.request_hash, **more)
        must_have_room(self.held(before) + len(bson.encode(document)), change.event)
        asked = [request.answered(change.record.revision)] if request else []
        document |= {
            "history": self._past(before),
            "changes": [*before.changed, document["changedAt"]],
            "requests": remembered([*before.requests, *asked]),
        }
        return self.put(before, document | self._standing(before, document))

    def put(self, before: Kept[R], document: Document) -> bool:
        """Put a document in the place of the revision it is based on; False when somebody else was first."""
        revision = {"_id": before.record.id, "revision": before.record.revision}
        return self._collection.replace_one(revision, document).matched_count == 1

    def held(self, before: Kept[R]) -> int:
        """How many bytes another revision finds there: of those before it, when each was stored, and who asked."""
        asked = remembered(before.requests)
        return len(bson.encode({"history": self._past(before), "changes": before.changed, "requests": asked}))

    def find(self, query: Document) -> list[R]:
        """The records that a query finds, in their order."""
        found = self._collection.find(query, {"record": 1}).sort(list(self._order))
        return [msgspec.convert(each["record"], self._form) for each in found]

    def _standing(self, before: Kept[R], document: Document) -> Document:
        """Since when a record is there, and when it last moved in the order, if it ever did."""
        made = {"createdAt": before.changed[0]}
        then = {"_id": before.record.id, **made, **self._columns(before.record), "record": before.outer}
        has_moved = place_of(self._order, then) != place_of(self._order, document | made)
        moved = document["changedAt"] if has_moved else before.moved_at
        return made | ({"movedAt": moved} if moved else {})

    def _kept(self, document: Document) -> Kept[R]:
        return Kept(
            msgspec.convert(document["record"], self._form),
            document["record"],
            tuple(document["history"]),
            document["requestHash"],
            tuple(document["changes"]),
            document.get("movedAt"),
            document.get("senderRevision"),
            asked_of(document),
            document.get("senderContent"),
        )

    @staticmethod
    def _past(before: Kept[R]) -> list[Document]:
        """What is kept of the past once there is another revision: all of it."""
        return [*before.history, before.outer]


def _events(change: Change[R], traceparent: str | None) -> list[Document]:
    if change.event is None:
        return []
    record = change.record
    event = outgoing(
        change.event,
        event_id(record.id, record.revision),
        record,
        time=record.reported_at,
        subject=record.id,
        traceparent=traceparent,
    )
    return [event.to_document()]
