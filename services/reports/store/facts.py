"""Facts by activity id: every revision, as its event's own bytes, with the event's type.

`commitments` and `marks` (commitment and day) hold whatever any revision ever counted toward, so that a correction
finds what it must recount; `commitments` also what they count toward under earlier versions of the agreements. Among
the marks are signs too, see `signs`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import msgspec
from pymongo import ASCENDING, UpdateOne
from pymongo.collection import Collection
from pymongo.errors import BulkWriteError

from services.reports.domain.tally import Revisions
from services.reports.store.signs import beside, of_kind, signs, withdrawn
from shared.clock import local_day
from shared.events.activity import Activity
from shared.events.agreement import Period
from shared.events.cloudevent import Event
from shared.events.record import event_id
from shared.store.mongo import DUPLICATE_KEY, Document, find_each, in_order

SETS = ("commitments", "kinds", "marks")  # of a fact: what any of its revisions adds to

_decoder = msgspec.json.Decoder(Activity)


@dataclass(frozen=True, slots=True)
class Mark:
    """A day on which an activity counts, or once counted, toward a commitment."""

    promise: str
    commitment: str
    day: date

    def key(self) -> str:
        """As it stands in `facts.marks`."""
        return f"{self.commitment}|{self.day}"


@dataclass(frozen=True, slots=True)
class Touched:
    """What a batch of facts touched.

    Attributes:
        fresh: activities that were not known before, at their first revision.
        reread: marks that a repeat, an earlier or a later revision touches; what counts there must be read.
        causes: by promise what touched it last: the id of an event, or of a hold that is over.
        earlier: agreements and their commitments that they count toward under an earlier version.
    """

    fresh: list[Activity]
    reread: set[Mark]
    causes: dict[str, str]
    earlier: set[tuple[str, str]]


def marks_of(activity: Activity) -> set[Mark]:
    """Where this revision of an activity counts."""
    day = local_day(activity.span.start)
    return {Mark(count.promise, count.commitment, day) for count in activity.counts}


def marks_in(known: Mapping[str, Revisions]) -> dict[str, set[Mark]]:
    """Where any revision of each of the activities ever counted."""
    return {activity: set().union(*map(marks_of, revisions.values())) for activity, revisions in known.items()}


def earlier_in(known: Mapping[str, Revisions]) -> set[tuple[str, str]]:
    """Agreements and their commitments that any revision of the activities counts toward under an earlier version."""
    told = (earlier for revisions in known.values() for one in revisions.values() for earlier in one.earlier)
    return {(earlier.agreement, commitment) for earlier in told for commitment in earlier.commitments}


class Facts:
    """What happened, as reported and corrected."""

    def __init__(self, collection: Collection[Document]) -> None:
        self._collection = collection

    def prepare(self) -> None:
        """Make the indexes."""
        self._collection.create_index([("marks", ASCENDING)])
        self._collection.create_index([("commitments", ASCENDING)])

    def keep(self, events: Sequence[Event]) -> Touched:
        """Keep the revisions that events of activities tell of, each once; and tell what they touch.

        The marks of an activity's other revisions are touched too.
        """
        first = {event.data.id: event for event in events if event.data.revision == 1}
        known = self._insert([_fact(event) for event in first.values()])
        fresh = [event.data for event in first.values() if event.data.id not in known]
        later = [event for event in events if event.data.revision > 1 or event.data.id in known]
        revised: Mapping[str, Revisions] = {}
        if later:
            self._collection.bulk_write([_revise(event) for event in later], ordered=False)
            revised = self.of({event.data.id for event in later})
        marks, new = marks_in(revised), {activity.id: {activity.revision: activity} for activity in fresh}
        touched = {activity.id: marks_of(activity) for activity in fresh} | marks
        causes = {mark.promise: event.id for event in events for mark in touched[event.data.id]}
        return Touched(fresh, set().union(*marks.values()), causes, earlier_in({**new, **revised}))

    def types(self, activities: Iterable[str]) -> dict[str, str]:
        """The types of the events that told of the activities' revisions, by the events' ids."""
        found = find_each(self._collection, "_id", activities, {"types": 1})
        return {
            event_id(fact["_id"], int(number)): name for fact in found for number, name in fact.get("types", {}).items()
        }

    def _revisions(self, field: str, keys: Iterable[str]) -> dict[str, Revisions]:
        """All revisions of the activities that have one of the keys in a field, by activity id."""
        return {
            fact["_id"]: _Kept({int(number): value for number, value in fact["revisions"].items()})
            for fact in find_each(self._collection, field, keys)
        }

    def of(self, activities: Iterable[str]) -> dict[str, Revisions]:
        """All revisions of the activities."""
        return self._revisions("_id", activities)

    def on(self, marks: Iterable[Mark]) -> dict[str, Revisions]:
        """All revisions of the activities that ever counted at one of the marks."""
        return self._revisions("marks", [mark.key() for mark in marks])

    def toward(self, commitments: Iterable[str]) -> dict[str, Revisions]:
        """All revisions of the activities that ever counted toward one of the commitments."""
        return self._revisions("commitments", commitments)

    def beside(self, walks: Iterable[str]) -> dict[str, Revisions]:
        """All revisions of the activities that ever prepared or followed up one of the walks."""
        return self._revisions("marks", [beside(walk) for walk in walks])

    def since(self, commitments: Iterable[str], day: date) -> dict[str, Revisions]:
        """All revisions of the activities that ever counted toward one of the commitments on a day or later.

        Asked by commitments alone: a span of marks each is many questions, and some servers use no index for them.
        """
        wanted = set(commitments)
        found = find_each(self._collection, "commitments", wanted, {"marks": 1})
        return self.of({fact["_id"] for fact in found if any(_is_since(mark, wanted, day) for mark in fact["marks"])})

    def of_kinds(self, municipality: str, kinds: Iterable[str], period: Period) -> dict[str, Revisions]:
        """All revisions of the activities of a municipality that ever were of one of the kinds, in a period."""
        days = period.start, period.end + timedelta(days=1)
        return self._between(tuple(of_kind(municipality, kind, day) for day in days) for kind in kinds)

    def _between(self, spans: Iterable[tuple[str, ...]]) -> dict[str, Revisions]:
        """All revisions of the activities that have a mark in one of the spans: from its first on, before its end."""
        found: dict[str, Revisions] = {}
        for first, end in spans:
            marks = {"$elemMatch": {"$gte": first, "$lt": end}}
            for fact in self._collection.find({"marks": marks}, {"revisions": 1}):
                found[fact["_id"]] = _Kept({int(number): value for number, value in fact["revisions"].items()})
        return found

    def every(self, municipality: str | None = None) -> Iterator[tuple[str, Revisions]]:
        """The activities of a municipality or of all, in order of id, some at a time; each with all revisions."""
        for fact in in_order(
            self._collection, {"municipality": municipality} if municipality else {}, {"revisions": 1}
        ):
            yield fact["_id"], _Kept({int(number): value for number, value in fact["revisions"].items()})

    def withdrawn_walks(self, municipalities: Iterable[str]) -> set[str]:
        """The walks of the municipalities that were withdrawn: they never were, nor what was noted on them."""
        marks = [withdrawn(code) for code in municipalities]
        return {found["_id"] for found in self._collection.find({"marks": {"$in": marks}}, {"_id": 1})}

    def _insert(self, facts: list[Document]) -> set[str]:
        """Insert facts; tell the ids of those whose activity was known before."""
        if not facts:
            return set()
        try:
            self._collection.insert_many(facts, ordered=False)
        except BulkWriteError as error:
            failed = error.details["writeErrors"]
            if error.details["writeConcernErrors"] or any(row["code"] != DUPLICATE_KEY for row in failed):
                raise
            return {facts[row["index"]]["_id"] for row in failed}
        return set()


class _Kept(Mapping[int, Activity]):
    """An activity's revisions, each decoded when it is looked at: mostly only the highest is."""

    def __init__(self, values: dict[int, bytes]) -> None:
        self._values = values
        self._decoded: dict[int, Activity] = {}

    def __getitem__(self, number: int) -> Activity:
        if number not in self._decoded:
            self._decoded[number] = _decoder.decode(self._values[number])
        return self._decoded[number]

    def __iter__(self) -> Iterator[int]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


def _is_since(mark: str, commitments: set[str], day: date) -> bool:
    commitment, _, marked = mark.rpartition("|")
    return commitment in commitments and marked >= str(day)


def _fact(event: Event) -> Document:
    activity: Activity = event.data
    marks = marks_of(activity)
    return {
        "_id": activity.id,
        "municipality": activity.municipality,
        "commitments": sorted(
            {mark.commitment for mark in marks}.union(*(each.commitments for each in activity.earlier))
        ),
        "marks": sorted({*(mark.key() for mark in marks), *signs(activity)}),
        "kinds": [activity.kind],
        "revisions": {str(activity.revision): event.value},
        "types": {str(activity.revision): event.type},
    }


def _revise(event: Event) -> UpdateOne:
    activity: Activity = event.data
    fact = _fact(event)
    change: dict[str, Any] = {
        "$set": {f"revisions.{activity.revision}": event.value, f"types.{activity.revision}": event.type},
        "$setOnInsert": {"municipality": activity.municipality},
        "$addToSet": {name: {"$each": fact[name]} for name in SETS},
    }
    return UpdateOne({"_id": activity.id}, change, upsert=True)
