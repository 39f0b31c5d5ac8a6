"""Scoreboards, assessed and written: each with its status as of now, and the event if its state changed."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal

import structlog

from services.reports.domain.promise import assess_commitments, promise_of
from services.reports.store import Board, ReportsStore
from shared.clock import Clock
from shared.events.agreement import AgreementVersion, Promise
from shared.events.catalogue import STATUS_CHANGED
from shared.events.cloudevent import Outgoing, outgoing
from shared.events.status import PromiseStatus, StatusChanged
from shared.kafka.errors import Rejected
from shared.observe import metrics

ATTEMPTS = 20  # at compare-and-set, before the batch is carried over

Cause = Literal["event", "time"]
Read = Callable[[], Sequence[Board]]
Recount = Callable[[Sequence[Board], datetime], Sequence[Board]]

log = structlog.get_logger(__name__)


class Scoreboards:
    """Assesses scoreboards and writes them under compare-and-set."""

    def __init__(self, store: ReportsStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def recount(self, read: Read, recount: Recount, cause: Cause, traceparent: str | None = None) -> None:
        """Read scoreboards, recount them and write them; again, until nobody else has written them meanwhile.

        Args:
            read: the scoreboards that must be recounted, at the `seq` from which on the facts are read.
            recount: from these and the present instant to their new tallies.
            cause: an event, or time alone.
            traceparent: of the event.

        Raises:
            Rejected: others kept writing the same scoreboards.
        """
        for _ in range(ATTEMPTS):
            boards = read()
            if not boards:
                return
            # The time is taken after the scoreboards: whoever wrote them later counted by a later time.
            now = self._clock.now()
            if self.write(recount(boards, now), now, cause, traceparent):
                return
        raise Rejected("the scoreboards are being written by others")

    def write(self, boards: Sequence[Board], now: datetime, cause: Cause, traceparent: str | None = None) -> bool:
        """Assess scoreboards and write them; False when somebody else has written one since it was read."""
        return self._store.boards.write([self._assessed(board, now, cause, traceparent) for board in boards])

    def _assessed(
        self, board: Board, now: datetime, cause: Cause, traceparent: str | None
    ) -> tuple[Board, Outgoing | None, datetime]:
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
