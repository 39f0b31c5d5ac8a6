"""What reports keeps. All of it can be rebuilt from the topics.

- `agreements`: by id, every version.
- `facts`: by activity id, every revision as its event's own bytes. `commitments` and `marks` (commitment and day)
  hold whatever any revision ever counted toward, so that a correction finds what it must recount.
- `promises`: by id, the day tallies of its commitments, the status that follows, and the events of its latest change
  of state. Written under compare-and-set on `seq`: whoever writes has read `seq` before the facts, so the last write
  rests on all of them, however many processes write.
"""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import msgspec
from pymongo import ASCENDING, UpdateOne
from pymongo.errors import BulkWriteError

from services.reports.domain.tally import DayTally
from shared.clock import local_day
from shared.events.activity import Activity
from shared.events.agreement import AgreementPublished
from shared.events.cloudevent import Outgoing
from shared.events.status import PromiseStatus
from shared.store.mongo import DUPLICATE_KEY, Document, Store, find_each

Revisions = dict[int, Activity]
Days = dict[str, dict[date, DayTally]]  # by commitment, by day

MOST_KEPT = 500  # scoreboards in memory

_activities = msgspec.json.Decoder(Activity)
_agreements = msgspec.json.Decoder(AgreementPublished)
_statuses = msgspec.json.Decoder(PromiseStatus)
_days = msgspec.json.Decoder(Days)
_encode = msgspec.json.Encoder().encode


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
class Board:
    """A promise's scoreboard: its tallies and status at one `seq`."""

    promise: str
    agreement: str
    version: int
    seq: int
    days: Days
    status: PromiseStatus | None


@dataclass(frozen=True, slots=True)
class Touched:
    """What a batch of facts touched.

    Attributes:
        fresh: activities that were not known before, at their first revision.
        reread: marks that a repeat, an earlier or a later revision touches; what counts there must be read.
    """

    fresh: list[Activity]
    reread: set[Mark]


def marks_of(activity: Activity) -> set[Mark]:
    """Where this revision of an activity counts."""
    day = local_day(activity.span.start)
    return {Mark(count.promise, count.commitment, day) for count in activity.counts}


class ReportsStore:
    """The service's own database."""

    def __init__(self, store: Store) -> None:
        self.database = store
        self._versions: dict[tuple[str, int], AgreementPublished] = {}
        self._written: OrderedDict[str, Board] = OrderedDict()

    def prepare(self) -> None:
        """Make the indexes; harmless when they exist."""
        self.database.facts.create_index([("marks", ASCENDING)])
        self.database.facts.create_index([("commitments", ASCENDING)])
        self.database.promises.create_index([("validUntil", ASCENDING)])
        self.database.promises.create_index([("municipality", ASCENDING), ("agreement", ASCENDING)])
        self.database.agreements.create_index([("municipality", ASCENDING)])

    # agreements

    def keep_agreement(self, published: AgreementPublished, value: bytes) -> None:
        """Keep an agreement's versions unless later ones are kept already."""
        kept = {
            "municipality": published.municipality,
            "version": published.latest.version,
            "value": value,
        }
        found = self.database.agreements.find_one({"_id": published.agreement_id}, {"version": 1})
        if found is None:
            self.database.agreements.update_one({"_id": published.agreement_id}, {"$setOnInsert": kept}, upsert=True)
        self.database.agreements.update_one(
            {"_id": published.agreement_id, "version": {"$lt": published.latest.version}}, {"$set": kept}
        )

    def agreement(self, agreement_id: str, at_least: int = 0) -> AgreementPublished | None:
        """An agreement's versions, from memory when the version asked for is there."""
        known = self._versions.get((agreement_id, at_least))
        if known is not None:
            return known
        found = self.database.agreements.find_one({"_id": agreement_id})
        if found is None:
            return None
        published = _agreements.decode(found["value"])
        if at_least and published.latest.version == at_least:
            self._versions[agreement_id, at_least] = published
        return published

    def agreements(self, municipality: str | None = None) -> list[AgreementPublished]:
        """All agreements, of one municipality or of all."""
        query = {"municipality": municipality} if municipality else {}
        return [_agreements.decode(found["value"]) for found in self.database.agreements.find(query)]

    # facts

    def keep_facts(self, facts: Sequence[tuple[Activity, bytes]]) -> Touched:
        """Keep the revisions, each once, and tell which marks they touch, those of earlier revisions included."""
        first = {activity.id: (activity, value) for activity, value in facts if activity.revision == 1}
        known = self._insert([_fact(*fact) for fact in first.values()])
        fresh = [activity for activity, _ in first.values() if activity.id not in known]
        later = [fact for fact in facts if fact[0].revision > 1 or fact[0].id in known]
        reread: set[Mark] = set()
        if later:
            self.database.facts.bulk_write([_revise(*fact) for fact in later], ordered=False)
            for revisions in self.revisions("_id", [activity.id for activity, _ in later]).values():
                reread.update(*(marks_of(activity) for activity in revisions.values()))
        return Touched(fresh, reread)

    def revisions(self, field: str, keys: Iterable[str]) -> dict[str, Revisions]:
        """All revisions of the activities that have one of the keys in a field, by activity id."""
        return {
            fact["_id"]: {int(number): _activities.decode(value) for number, value in fact["revisions"].items()}
            for fact in find_each(self.database.facts, field, keys)
        }

    def revisions_on(self, marks: Iterable[Mark]) -> dict[str, Revisions]:
        """All revisions of the activities that ever counted at one of the marks."""
        return self.revisions("marks", [mark.key() for mark in marks])

    def revisions_toward(self, commitments: Iterable[str]) -> dict[str, Revisions]:
        """All revisions of the activities that ever counted toward one of the commitments."""
        return self.revisions("commitments", commitments)

    # promises

    def boards(self, promises: Iterable[str]) -> list[Board]:
        """The scoreboards of the promises that have one."""
        return [_board(found) for found in self.database.promises.find({"_id": {"$in": list(promises)}})]

    def without_days(self, promise: str) -> Board | None:
        """A promise's scoreboard but for its tallies, for those who only read the status."""
        found = self.database.promises.find_one({"_id": promise}, {"days": 0, "events": 0})
        return _board(found) if found else None

    def boards_to_write(self, promises: Iterable[str]) -> list[Board]:
        """As `boards`, but what this process wrote last need not be read: compare-and-set tells if it is stale."""
        wanted = list(promises)
        kept = {promise: board for promise in wanted if (board := self._written.get(promise))}
        missing = [promise for promise in wanted if promise not in kept]
        return [*kept.values(), *(self.boards(missing) if missing else ())]

    def due(self, now: datetime) -> list[Board]:
        """The scoreboards whose status time alone may have changed by now."""
        return [_board(found) for found in self.database.promises.find({"validUntil": {"$lte": now}})]

    def open_board(self, promise: str, agreement: str, municipality: str) -> None:
        """Begin a scoreboard where there is none."""
        begun = {"agreement": agreement, "municipality": municipality, "version": 0, "seq": 0}
        self.database.promises.update_one({"_id": promise}, {"$setOnInsert": begun}, upsert=True)

    def close_boards(self, agreement: str, keep: Iterable[str]) -> None:
        """Take away the scoreboards of promises that the agreement no longer holds."""
        self.database.promises.delete_many({"agreement": agreement, "_id": {"$nin": list(keep)}})

    def write(self, boards: Sequence[tuple[Board, Outgoing | None, datetime]]) -> bool:
        """Write scoreboards, each only if nobody has since it was read; with the event of a changed state.

        Returns:
            True when every one was written; else the caller reads anew and tries again.
        """
        if not boards:
            return True
        for board, _, _ in boards:
            self._written.pop(board.promise, None)
        result = self.database.promises.bulk_write([_change(*entry) for entry in boards], ordered=False)
        if result.matched_count != len(boards):
            return False
        self._written.update({board.promise: replace(board, seq=board.seq + 1) for board, _, _ in boards})
        while len(self._written) > MOST_KEPT:
            self._written.popitem(last=False)
        return True

    def statuses(self, query: Document, *, skip: int = 0, limit: int = 0) -> list[PromiseStatus]:
        """The stored statuses that a query on `promises` finds, in order of id."""
        found = self.database.promises.find(query | {"status": {"$exists": True}}, {"status": 1})
        return [_statuses.decode(row["status"]) for row in found.sort("_id").skip(skip).limit(limit)]

    def count(self, query: Document) -> int:
        """How many statuses `statuses` finds in all."""
        return self.database.promises.count_documents(query | {"status": {"$exists": True}})

    def _insert(self, facts: list[Document]) -> set[str]:
        """Insert facts; tell the ids of those whose activity was known before."""
        if not facts:
            return set()
        try:
            self.database.facts.insert_many(facts, ordered=False)
        except BulkWriteError as error:
            failed = error.details["writeErrors"]
            if error.details["writeConcernErrors"] or any(row["code"] != DUPLICATE_KEY for row in failed):
                raise
            return {facts[row["index"]]["_id"] for row in failed}
        return set()


def _fact(activity: Activity, value: bytes) -> Document:
    marks = marks_of(activity)
    return {
        "_id": activity.id,
        "municipality": activity.municipality,
        "commitments": sorted({mark.commitment for mark in marks}),
        "marks": sorted(mark.key() for mark in marks),
        "revisions": {str(activity.revision): value},
    }


def _revise(activity: Activity, value: bytes) -> UpdateOne:
    fact = _fact(activity, value)
    change: dict[str, Any] = {
        "$set": {f"revisions.{activity.revision}": value},
        "$setOnInsert": {"municipality": activity.municipality},
        "$addToSet": {name: {"$each": fact[name]} for name in ("commitments", "marks")},
    }
    return UpdateOne({"_id": activity.id}, change, upsert=True)


def _board(found: Document) -> Board:
    return Board(
        promise=found["_id"],
        agreement=found["agreement"],
        version=found["version"],
        seq=found["seq"],
        days=_days.decode(found["days"]) if "days" in found else {},
        status=_statuses.decode(found["status"]) if "status" in found else None,
    )


def _change(board: Board, event: Outgoing | None, now: datetime) -> UpdateOne:
    if board.status is None:
        raise ValueError(f"{board.promise} has no status to write")
    fields: Document = {
        "version": board.version,
        "seq": board.seq + 1,
        "days": _encode(board.days),
        "status": _encode(board.status),
        "state": board.status.state.value,
        "validUntil": board.status.valid_until,
    }
    if event is not None:
        fields |= {"events": [event.to_document()], "changedAt": now}
    return UpdateOne({"_id": board.promise, "seq": board.seq}, {"$set": fields})
