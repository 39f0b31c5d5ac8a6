"""Activities as they are kept, with what they were matched against, so that an amendment finds those it may change."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import bson
from pymongo import ASCENDING, DESCENDING
from pymongo.collection import Collection

from services.activities.domain.change import Change
from services.activities.domain.in_force import InForce
from services.activities.domain.merging import Sent
from services.activities.domain.states import RECOUNTED
from services.activities.store.records import Kept, Records
from shared.events.activity import Activity, Kind
from shared.http.days import between
from shared.store.mongo import Document
from shared.store.pages import Order
from shared.store.requests import Request, remembered

OF_WALK = "record.walkStep.walk"

_PAGE = 500
_ASKED = {"promise": "promises", "kind": "record.kind", "series": "record.series", "state": "record.state"}
_ALWAYS: Final = datetime(1970, 1, 1, tzinfo=UTC)
_BY_START: Order = [("start", DESCENDING), ("_id", ASCENDING)]


@dataclass(frozen=True, slots=True)
class Made:
    """What an event made of an activity: the change, as what it was sent, and what it was matched against."""

    change: Change[Activity]
    sent: Sent
    in_force: InForce
    traceparent: str | None


class Activities(Records[Activity]):
    """The activities of all municipalities."""

    def __init__(self, collection: Collection[Document]) -> None:
        super().__init__(collection, Activity, _columns, _BY_START)

    def prepare(self) -> None:
        """Make the indexes. A walk finds its meetings, and what is held back is found, by some that hold nothing else.

        So they cost others nothing.
        """
        super().prepare()
        self._collection.create_index([(OF_WALK, ASCENDING)], sparse=True)
        self._collection.create_index([("heldUntil", ASCENDING)], sparse=True)

    def matched(
        self, change: Change[Activity], in_force: InForce, traceparent: str | None, *, request_hash: str | None = None
    ) -> Document:
        """An activity that was matched against what is in force, ready to be stored."""
        return self.document(change, traceparent, request_hash=request_hash, inForce=in_force.stamp)

    def rematch(
        self,
        before: Kept[Activity],
        change: Change[Activity],
        in_force: InForce,
        traceparent: str | None,
        request: Request | None = None,
    ) -> bool:
        """As `replace`, with what the new revision was matched against."""
        sender = _sender(before.sender_revision, before.sender_content)
        return self.replace(before, change, traceparent, request, inForce=in_force.stamp, **sender)

    def size_of(self, made: Made) -> int:
        """How many bytes a change takes, with its event."""
        return len(bson.encode(self.matched(made.change, made.in_force, made.traceparent)))

    def after(self, before: Kept[Activity] | None, made: Sequence[Made]) -> Document:
        """An activity as several events in turn made it, with the event of each of its changes, ready to be stored.

        Args:
            before: as it was kept before the first of them, if it was.
            made: at least one.
        """
        documents = [self.matched(each.change, each.in_force, each.traceparent) for each in made]
        changed = [*(before.changed if before else ()), *(each["changedAt"] for each in documents)]
        latest = documents[-1]
        standing = self._standing(before, latest) if before else {"createdAt": changed[0]}
        return latest | {
            **standing,
            "changes": changed,
            **_sender(made[-1].sent.revision, made[-1].sent.content),
            "requests": remembered(before.requests if before else ()),
            "history": [*(self._past(before) if before else ()), *(each["record"] for each in documents[:-1])],
            "events": [event for each in documents for event in each["events"]],
        }

    def of(self, ids: Iterable[str]) -> dict[str, Activity]:
        """Those of the ids that are here, by id; nothing is asked for when there are none."""
        wanted = list(ids)
        return {each.id: each for each in self.find({"_id": {"$in": wanted}})} if wanted else {}

    def shown_between(self, since: datetime, now: datetime) -> list[str]:
        """Ids of what was held back until a moment after ``since`` that has come by now."""
        held = self._collection.find({"heldUntil": {"$gt": since, "$lte": now}}, {"_id": 1})
        return [each["_id"] for each in held]

    def holds_back(self, party: str, now: datetime) -> bool:
        """Whether a party has reported anything that may not be shown to others yet."""
        held = {"heldUntil": {"$gt": now}, "record.reportedBy": party}
        return self._collection.find_one(held, {"_id": 1}) is not None

    def walks_held_from(self, party: str | None, municipalities: Iterable[str], now: datetime) -> list[str]:
        """Ids of the walks there that a party (None: nobody's) may not know of yet; they are few."""
        held = {
            "heldUntil": {"$gt": now},
            "municipality": {"$in": list(municipalities)},
            "record.kind": Kind.WALK.value,
            "record.reportedBy": {"$ne": party},
        }
        return [each["_id"] for each in self._collection.find(held, {"_id": 1})]

    def seen_by(self, party: str | None, now: datetime) -> Document:
        """The query that finds what a party (None: nobody's) may know of: see `domain/visible`.

        A plain range where it can be: with an alternative beside it, a list takes twice the time.
        """
        shown: Document = {"visibleFrom": {"$lte": now}}
        if party is None or not self.holds_back(party, now):
            return shown
        return {"$or": [shown, {"record.reportedBy": party}]}

    def to_recount(self, in_force: InForce, changed: tuple[datetime, datetime] | None) -> Iterator[Kept[Activity]]:
        """The activities of a municipality that were matched against other versions, but for what is withdrawn.

        First which they are, then themselves by pages: a cursor may live no longer than any call to the database.

        Args:
            in_force: in the municipality now.
            changed: only those that changed between these moments.
        """
        municipality = in_force.municipality.code
        query: Document = {"municipality": municipality} if changed is None else _between(changed)
        query["inForce"] = {"$ne": in_force.stamp}
        found = self._collection.find(query, {"municipality": 1, "record.state": 1})
        due = [each["_id"] for each in found if each["municipality"] == municipality and _is_recounted(each)]
        for first in range(0, len(due), _PAGE):
            page = self._collection.find({"_id": {"$in": due[first : first + _PAGE]}}, {"events": 0})
            yield from map(self._kept, page)


def query_of(args: Mapping[str, Any]) -> Document:
    """The query that finds what a list asks for: promise, party, kind, series, state and days of the start."""
    query: Document = {column: args[name] for name, column in _ASKED.items() if name in args}
    if "party" in args:
        query["$or"] = [{"record.reportedBy": args["party"]}, {"record.participants.party": args["party"]}]
    start = between(args)
    return query | ({"start": start} if start else {})


def _columns(activity: Activity) -> Document:
    held = activity.publishable_from
    return {
        "start": activity.span.start,
        "promises": list(dict.fromkeys(count.promise for count in activity.counts)),
        "visibleFrom": held or _ALWAYS,
        **({"heldUntil": held} if held else {}),
    }


def _sender(revision: int | None, content: str | None) -> Document:
    return {"senderRevision": revision, "senderContent": content}


def _between(moments: tuple[datetime, datetime]) -> Document:
    """Looked up by the change alone: it is little, and its index holds nothing else."""
    return {"changedAt": {"$gte": moments[0], "$lte": moments[1]}}


def _is_recounted(document: Document) -> bool:
    return document["record"]["state"] in RECOUNTED
