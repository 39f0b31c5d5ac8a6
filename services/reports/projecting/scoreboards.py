"""Scoreboards, assessed and written: each with its status as of now, and the event if its state changed.

The event's id derives from what changed the state: whoever comes to the same change again, after a crash or in another
generation, makes the same event.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, Literal
from uuid import UUID, uuid5

import structlog

from services.reports.domain.promise import assess_commitments, promise_of
from services.reports.store import Board, Generation
from shared.clock import Clock
from shared.events.agreement import AgreementVersion, Promise
from shared.events.catalogue import STATUS_CHANGED
from shared.events.cloudevent import Outgoing, outgoing
from shared.events.status import PromiseStatus, StatusChanged
from shared.kafka.errors import Rejected
from shared.observe import metrics

ATTEMPTS = 20  # at compare-and-set, before the batch is carried over

NAMESPACE: Final = UUID("6d4f2a58-90f1-5c0b-8f0e-2a1b7c9d3e64")  # of status events' ids
Kind = Literal["event", "time"]
Read = Callable[[], Sequence[Board]]
Recount = Callable[[Sequence[Board], datetime], Sequence[Board]]

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Cause:
    """Why scoreboards are written.

    Attributes:
        kind: an event, or time alone.
        ids: by promise the id of what touched it; of the others it is their status that was over.
        traceparent: of the event.
    """

    kind: Kind
    ids: Mapping[str, str] = field(default_factory=dict)
    traceparent: str | None = None

    def of(self, board: Board) -> str:
        """What changed a promise's state, told apart from all else that ever did."""
        over = board.status.valid_until if board.status else None
        return self.ids.get(board.promise) or f"until {over.isoformat() if over else 'now'}"


class Scoreboards:
    """Assesses scoreboards and writes them under compare-and-set.

    Args:
        store: where they are.
        clock: the present.
        tells: whether a change of state is told of; a rebuild tells nobody.
    """

    def __init__(self, store: Generation, clock: Clock, *, tells: bool = True) -> None:
        self._store = store
        self._clock = clock
        self._tells = tells

    def recount(self, read: Read, recount: Recount, cause: Cause) -> None:
        """Read scoreboards, recount them and write them; again, until nobody else has written them meanwhile.

        Args:
            read: the scoreboards that must be recounted, at the `seq` from which on the facts are read.
            recount: from these and the present instant to their new tallies.
            cause: why.

        Raises:
            Rejected: others kept writing the same scoreboards.
        """
        for _ in range(ATTEMPTS):
            boards = read()
            if not boards:
                return
            # The time is taken after the scoreboards: whoever wrote them later counted by a later time.
            now = self._clock.now()
            if self.write(recount(boards, now), now, cause):
                return
        raise Rejected("the scoreboards are being written by others")

    def write(self, boards: Sequence[Board], now: datetime, cause: Cause) -> bool:
        """Assess scoreboards and write them; False when somebody else has written one since it was read."""
        return self._store.boards.write([self._assessed(board, now, cause) for board in boards])

    def _assessed(self, board: Board, now: datetime, cause: Cause) -> tuple[Board, Outgoing | None, datetime]:
        published = self._store.agreements.get(board.agreement, board.version)
        if published is None:
            raise LookupError(f"agreement {board.agreement} is not kept")
        version = published.versions[board.version - 1]
        promise = promise_of(version, board.promise)
        status = assess_commitments(promise, version, board.days, now)
        metrics.assessments_total.labels(cause.kind).inc(len(promise.commitments))
        event = None
        if self._tells and (board.status is None or board.status.state != status.state):
            event = _changed(board, promise, version, status, now, cause)
            metrics.status_changes_total.labels(status.state.value).inc()
            log.info("state changed", promise=board.promise, state=status.state, rule=status.rule)
        listed = replace(board, status=status, responsible=promise.responsible, focus_areas=promise.focus_areas)
        return listed, event, now


def _changed(
    board: Board,
    promise: Promise,
    version: AgreementVersion,
    status: PromiseStatus,
    now: datetime,
    cause: Cause,
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
    told = (promise.id, data.previous or "", status.state, cause.of(board))
    event_id = str(uuid5(NAMESPACE, "\n".join(told)))
    return outgoing(STATUS_CHANGED, event_id, data, time=now, subject=promise.id, traceparent=cause.traceparent)
