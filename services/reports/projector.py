"""The projector: facts in, tallies and status out.

A batch costs the same few round trips however many facts it holds: the facts are kept, the scoreboards they touch are
read, the facts of days that held some already are read, and the scoreboards are written under compare-and-set.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

import structlog

from services.reports.domain.promise import assess_commitments, promise_of
from services.reports.domain.tally import current, tally
from services.reports.store import Board, Days, Mark, ReportsStore, Revisions, Touched, marks_of
from shared.clock import Clock
from shared.events.activity import Activity
from shared.events.agreement import AgreementPublished, AgreementVersion, Promise
from shared.events.catalogue import ACTIVITIES, AGREEMENT_PUBLISHED, AGREEMENTS, CATALOGUE, STATUS_CHANGED
from shared.events.cloudevent import Event, Outgoing, outgoing
from shared.events.status import PromiseStatus, StatusChanged
from shared.kafka.errors import Rejected
from shared.observe import metrics
from shared.store.mongo import recoverable

TOPICS = [AGREEMENTS, ACTIVITIES]
WANTED = frozenset(name for name, event_type in CATALOGUE.items() if event_type.topic in TOPICS)
ATTEMPTS = 20  # at compare-and-set, before the batch is carried over

log = structlog.get_logger(__name__)


class Projector:
    """Projects batches of events; several may work on the same database at once."""

    def __init__(self, store: ReportsStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def handle(self, events: list[Event]) -> None:
        """Project a batch; returns when it is durable. May be repeated.

        Raises:
            Recoverable: the database is away.
            Rejected: others kept writing the same scoreboards.
        """
        with recoverable():
            for event in events:
                if event.type == AGREEMENT_PUBLISHED:
                    self._project_agreement(event.data, event.value)
            facts = [(event.data, event.value) for event in events if isinstance(event.data, Activity)]
            if facts:
                self._recount(self._store.facts.keep(facts), _trace(events))

    def tick(self) -> int:
        """Assess anew what time alone may have changed.

        Returns:
            How many promises were due.
        """
        with recoverable():
            now = self._clock.now()
            due = self._store.boards.due(now)
            self._store.boards.write([self._assessed(board, now, "time") for board in due])
            return len(due)

    def _project_agreement(self, published: AgreementPublished, value: bytes) -> None:
        self._store.agreements.keep(published, value)
        kept = self._store.agreements.get(published.agreement_id)
        if kept is None:
            return
        agreement = kept.latest.agreement
        ids = [promise.id for promise in agreement.promises]
        for promise_id in ids:
            self._store.boards.open(promise_id, agreement.id, agreement.municipality.code)
        for _ in range(ATTEMPTS):
            stale = [board for board in self._store.boards.of(ids) if board.version < kept.latest.version]
            boards = [self._recounted_from_all(board, kept) for board in stale]
            if self._store.boards.write([self._assessed(board, self._clock.now(), "event") for board in boards]):
                self._store.boards.close(agreement.id, ids)
                return
        raise Rejected(f"agreement {agreement.id}: its scoreboards are being written by others")

    def _recounted_from_all(self, board: Board, published: AgreementPublished) -> Board:
        promise = promise_of(published.latest, board.promise)
        commitments = [commitment.id for commitment in promise.commitments]
        facts = _current(self._store.facts.toward(commitments))
        days: Days = {commitment: tally(facts, commitment) for commitment in commitments}
        return replace(board, days=days, version=published.latest.version)

    def _recount(self, touched: Touched, traceparent: str | None) -> None:
        """Recount the days that were touched, and assess the promises anew."""
        by_promise: defaultdict[str, set[Mark]] = defaultdict(set)
        for mark in touched.reread.union(*(marks_of(activity) for activity in touched.fresh)):
            by_promise[mark.promise].add(mark)
        for _ in range(ATTEMPTS):
            boards = self._store.boards.to_write(by_promise)
            if not boards:
                return
            counted = self._count(boards, by_promise, touched)
            now = self._clock.now()
            recounted = [_with_days(board, by_promise[board.promise], counted) for board in boards]
            if self._store.boards.write([self._assessed(board, now, "event", traceparent) for board in recounted]):
                return
        raise Rejected("the scoreboards are being written by others")

    def _count(self, boards: list[Board], by_promise: Mapping[str, set[Mark]], touched: Touched) -> Days:
        """The tallies of the touched days, from the facts.

        A day on which nothing counted holds nothing but the fresh facts, so only the others are read. Should
        somebody's fact be missed by this, then their event is still to be handled, and a repeat is reread.
        """
        old = {
            mark
            for board in boards
            for mark in by_promise[board.promise]
            if mark in touched.reread or mark.day in board.days.get(mark.commitment, {})
        }
        facts = {activity.id: activity for activity in touched.fresh}
        if old:
            facts |= {activity.id: activity for activity in _current(self._store.facts.on(old))}
        commitments = {mark.commitment for board in boards for mark in by_promise[board.promise]}
        return {commitment: tally(facts.values(), commitment) for commitment in commitments}

    def _assessed(
        self, board: Board, now: datetime, cause: str, traceparent: str | None = None
    ) -> tuple[Board, Outgoing | None, datetime]:
        """The scoreboard with its status as of now, and the event if its state changed."""
        published = self._store.agreements.get(board.agreement, board.version)
        if published is None:
            raise LookupError(f"agreement {board.agreement} is not kept")
        version = published.versions[board.version - 1]
        promise = promise_of(version, board.promise)
        status = assess_commitments(promise, version, board.days, now)
        metrics.assessments_total.labels(cause).inc(len(promise.commitments))
        event = None
        if board.status is None or board.status.state != status.state:
            event = _changed(board, promise, version, status, now, traceparent)
            metrics.status_changes_total.labels(status.state.value).inc()
            log.info("state changed", promise=board.promise, state=status.state, rule=status.rule)
        return replace(board, status=status), event, now


def _changed(
    board: Board,
    promise: Promise,
    version: AgreementVersion,
    status: PromiseStatus,
    now: datetime,
    traceparent: str | None,
) -> Outgoing:
    agreement = version.agreement
    data = StatusChanged(
        promise=promise.id,
        municipality=agreement.municipality.code,
        municipality_name=agreement.municipality.name,
        promise_title=promise.title,
        promise_text=promise.text,
        responsible=promise.responsible,
        status=status,
        changed_at=now,
        previous=board.status.state if board.status else None,
        demonstration=agreement.demonstration,
    )
    event_id = f"{promise.id}.{board.seq + 1}.{status.state}"
    return outgoing(STATUS_CHANGED, event_id, data, time=now, subject=promise.id, traceparent=traceparent)


def _current(revisions: dict[str, Revisions]) -> list[Activity]:
    found = (current(each) for each in revisions.values())
    return [activity for activity in found if activity is not None]


def _with_days(board: Board, marks: Iterable[Mark], counted: Days) -> Board:
    """The scoreboard with the touched days as counted; a day on which nothing counts any more goes."""
    days = {commitment: dict(tallies) for commitment, tallies in board.days.items()}
    for mark in marks:
        recounted = counted[mark.commitment].get(mark.day)
        if recounted is not None:
            days.setdefault(mark.commitment, {})[mark.day] = recounted
        else:
            days.get(mark.commitment, {}).pop(mark.day, None)
    return replace(board, days=days)


def _trace(events: list[Event]) -> str | None:
    """The trace of a batch's last event: a status rests on many, and names the one that came last."""
    return next((event.traceparent for event in reversed(events) if event.traceparent), None)
