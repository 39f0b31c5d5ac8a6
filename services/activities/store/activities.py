"""Activities as they are kept, with what they were matched against, so that an amendment finds those it may change."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pymongo import ASCENDING, DESCENDING
from pymongo.collection import Collection

from services.activities.domain.change import Change
from services.activities.domain.changes import LIVE
from services.activities.domain.in_force import InForce
from services.activities.store.records import Kept, Order, Records
from shared.clock import start_of_day
from shared.events.activity import Activity
from shared.store.mongo import Document

OF_WALK = "record.walkStep.walk"

_PAGE = 500
_ASKED = {"promise": "promises", "kind": "record.kind", "series": "record.series"}
_BY_START: Order = [("start", DESCENDING), ("_id", ASCENDING)]


@dataclass(frozen=True, slots=True)
class Made:
    """What an event made of an activity: the change, the sender's revision, and what it was matched against."""

    change: Change[Activity]
    sender_revision: int
    in_force: InForce
    traceparent: str | None


class Activities(Records[Activity]):
    """The activities of all municipalities."""

    def __init__(self, collection: Collection[Document]) -> None:
        super().__init__(collection, Activity, _columns, _BY_START)

    def prepare(self) -> None:
        """Make the indexes; the one by which a walk finds its meetings holds nothing else, and costs others nothing."""
        super().prepare()
        self._collection.create_index([(OF_WALK, ASCENDING)], sparse=True)

    def matched(
        self, change: Change[Activity], in_force: InForce, traceparent: str | None, *, request_hash: str | None = None
    ) -> Document:
        """An activity that was matched against what is in force, ready to be stored."""
        return self.document(change, traceparent, request_hash=request_hash, inForce=in_force.stamp)

    def rematch(
        self, before: Kept[Activity], change: Change[Activity], in_force: InForce, traceparent: str | None
    ) -> bool:
        """As `replace`, with what the new revision was matched against."""
        return self.replace(before, change, traceparent, inForce=in_force.stamp, senderRevision=before.sender_revision)

    def after(self, before: Kept[Activity] | None, made: Sequence[Made]) -> Document:
        """An activity as several events in turn made it, with the event of each of its changes, ready to be stored.

        Args:
            before: as it was kept before the first of them, if it was.
            made: at least one.
        """
        documents = [self.matched(each.change, each.in_force, each.traceparent) for each in made]
        return documents[-1] | {
            "senderRevision": made[-1].sender_revision,
            "history": [*(self._past(before) if before else ()), *(each["record"] for each in documents[:-1])],
            "events": [event for each in documents for event in each["events"]],
        }

    def of(self, ids: Iterable[str]) -> dict[str, Activity]:
        """Those of the ids that are here, by id; nothing is asked for when there are none."""
        wanted = list(ids)
        return {each.id: each for each in self.find({"_id": {"$in": wanted}})} if wanted else {}

    def to_recount(self, in_force: InForce, changed: tuple[datetime, datetime] | None) -> Iterator[Kept[Activity]]:
        """The planned and completed activities of a municipality that were matched against other versions.

        First which they are, then themselves by pages: a cursor may live no longer than any call to the database.

        Args:
            in_force: in the municipality now.
            changed: only those that changed between these moments.
        """
        municipality = in_force.municipality.code
        query: Document = {"municipality": municipality} if changed is None else _between(changed)
        query["inForce"] = {"$ne": in_force.stamp}
        found = self._collection.find(query, {"municipality": 1, "record.state": 1})
        live = [each["_id"] for each in found if each["municipality"] == municipality and _is_live(each)]
        for first in range(0, len(live), _PAGE):
            page = self._collection.find({"_id": {"$in": live[first : first + _PAGE]}}, {"events": 0})
            yield from map(self._kept, page)


def query_of(args: Mapping[str, Any]) -> Document:
    """The query that finds what a list asks for: promise, party, kind, series, and the start's days, from_ and to."""
    query: Document = {column: args[name] for name, column in _ASKED.items() if name in args}
    if "party" in args:
        query["$or"] = [{"record.reportedBy": args["party"]}, {"record.participants.party": args["party"]}]
    start: Document = {}
    if "from_" in args:
        start["$gte"] = start_of_day(args["from_"])
    if "to" in args:
        start["$lt"] = start_of_day(args["to"] + timedelta(days=1))
    return query | ({"start": start} if start else {})


def seen_by(party: str | None, now: datetime) -> Document:
    """The query that finds what a party (None: nobody's) may know of: see `domain/visible`."""
    shown: Document = {"publishableFrom": {"$not": {"$gt": now}}}
    return shown if party is None else {"$or": [shown, {"record.reportedBy": party}]}


def _columns(activity: Activity) -> Document:
    return {
        "start": activity.span.start,
        "promises": list(dict.fromkeys(count.promise for count in activity.counts)),
        "publishableFrom": activity.publishable_from,
    }


def _between(moments: tuple[datetime, datetime]) -> Document:
    """Looked up by the change alone: it is little, and its index holds nothing else."""
    return {"changedAt": {"$gte": moments[0], "$lte": moments[1]}}


def _is_live(document: Document) -> bool:
    return document["record"]["state"] in LIVE
