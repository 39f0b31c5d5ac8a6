"""Scoreboards by promise: the day tallies of its commitments, its status, and the event of its latest change of state.

Written under compare-and-set on `seq`: whoever writes has read `seq` before the facts, so the last write rests on all
of them, however many processes write.
"""

import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import msgspec
from pymongo import ASCENDING, UpdateOne
from pymongo.collection import Collection

from services.reports.domain.tally import DayTally
from shared.clock import SystemClock
from shared.events.cloudevent import Outgoing
from shared.events.status import PromiseStatus
from shared.store.mongo import Document, in_order
from shared.store.pages import Order, Rows, Wanted, find_page

Days = dict[str, dict[date, DayTally]]  # by commitment, by day

MOST_KEPT = 500  # scoreboards in memory

_ASSESSED: Document = {"status": {"$exists": True}}

_statuses = msgspec.json.Decoder(PromiseStatus)
_days = msgspec.json.Decoder(Days)
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Board:
    """A promise's scoreboard: its tallies and status at one `seq`.

    ``responsible`` and ``focus_areas`` are the promise's own, for those who list by them.
    """

    promise: str
    agreement: str
    version: int
    seq: int
    days: Days
    status: PromiseStatus | None
    responsible: tuple[str, ...] = ()
    focus_areas: tuple[str, ...] = ()


class Boards:
    """The scoreboards of all promises."""

    def __init__(self, collection: Collection[Document]) -> None:
        self._collection = collection
        self._written: OrderedDict[str, Board] = OrderedDict()

    def prepare(self) -> None:
        """Make the indexes."""
        self._collection.create_index([("validUntil", ASCENDING)])
        self._collection.create_index([("municipality", ASCENDING), ("agreement", ASCENDING)])
        self._collection.create_index([("changedAt", ASCENDING)])  # the relay sweeps by it

    def of(self, promises: Iterable[str]) -> list[Board]:
        """The scoreboards of the promises that have one."""
        return [_board(found) for found in self._collection.find({"_id": {"$in": list(promises)}})]

    def without_days(self, promise: str) -> Board | None:
        """A promise's scoreboard but for its tallies, for those who only read the status."""
        found = self._collection.find_one({"_id": promise}, {"days": 0, "events": 0})
        return _board(found) if found else None

    def to_write(self, promises: Iterable[str]) -> list[Board]:
        """As `of`, but what this process wrote last need not be read: compare-and-set tells if it is stale."""
        wanted = list(promises)
        kept = {promise: board for promise in wanted if (board := self._written.get(promise))}
        missing = [promise for promise in wanted if promise not in kept]
        return [*kept.values(), *(self.of(missing) if missing else ())]

    def due(self, now: datetime) -> list[Board]:
        """The scoreboards whose status time alone may have changed by now."""
        return [_board(found) for found in self._collection.find({"validUntil": {"$lte": now}})]

    def open(self, promise: str, agreement: str, municipality: str) -> None:
        """Begin a scoreboard where there is none.

        Its `seq` goes on from the clock: of a promise that went and comes back, nobody's memory is mistaken for it.
        """
        seq = time.time_ns() // 1000
        begun = {"agreement": agreement, "municipality": municipality, "version": 0, "seq": seq}
        self._collection.update_one({"_id": promise}, {"$setOnInsert": begun}, upsert=True)

    def close(self, agreement: str, keep: Iterable[str]) -> None:
        """Take away the scoreboards of promises that the agreement no longer holds."""
        self._collection.delete_many({"agreement": agreement, "_id": {"$nin": list(keep)}})

    def write(self, boards: Sequence[tuple[Board, Outgoing | None, datetime]]) -> bool:
        """Write scoreboards, each only if nobody has since it was read; with the event of a changed state.

        Returns:
            True when every one was written; else the caller reads anew and tries again.
        """
        if not boards:
            return True
        for board, _, _ in boards:
            self._written.pop(board.promise, None)
        result = self._collection.bulk_write([_change(*entry) for entry in boards], ordered=False)
        if result.matched_count != len(boards):
            return False
        self._written.update({board.promise: replace(board, seq=board.seq + 1) for board, _, _ in boards})
        while len(self._written) > MOST_KEPT:
            self._written.popitem(last=False)
        return True

    def renew(self, promises: Iterable[str]) -> None:
        """Let scoreboards be as new, though nothing on them has changed."""
        self._collection.update_many({"_id": {"$in": sorted(promises)}}, {"$inc": {"seq": 1}})

    def statuses(self, query: Document) -> list[PromiseStatus]:
        """The stored statuses that a query on `promises` finds, in order of id."""
        return [_status(row) for row in self._collection.find(query | _ASSESSED, {"status": 1}).sort("_id")]

    def every(self, municipality: str | None = None) -> Iterator[Board]:
        """The scoreboards of a municipality or of all but for their tallies, in order of id, some at a time."""
        query = {"municipality": municipality} if municipality else {}
        return map(_board, in_order(self._collection, query | _ASSESSED, {"days": 0, "events": 0}))

    def page(self, query: Document, wanted: Wanted, since: datetime | None = None) -> Rows[PromiseStatus]:
        """A page of what `statuses` finds; or of those that were written since a moment, by the machine's clock."""
        order: Order = [("_id", ASCENDING)]
        query = query | _ASSESSED
        if since is not None:
            order = [("writtenAt", ASCENDING), *order]
            query["writtenAt"] = {"$gte": since, "$lte": wanted.began}
        return find_page(self._collection, query, order, wanted, {"status": 1, "writtenAt": 1}).each(_status)


def _status(row: Document) -> PromiseStatus:
    return _statuses.decode(row["status"])


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
        "responsible": list(board.responsible),
        "focusAreas": list(board.focus_areas),
        "writtenAt": SystemClock().now(),
    }
    if event is not None:
        fields |= {"events": [event.to_document()], "changedAt": now}
    return UpdateOne({"_id": board.promise, "seq": board.seq}, {"$set": fields})
