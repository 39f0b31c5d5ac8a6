"""Agreements: a scoreboard for each promise of the latest version, recounted from all facts when that is new."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from services.reports.domain.promise import promise_of
from services.reports.domain.tally import publishable, standing, tally
from services.reports.projecting.scoreboards import Cause, Scoreboards
from services.reports.store import Board, Days, Generation
from shared.events.agreement import AgreementPublished
from shared.events.record import event_id


class AgreementsProjector:
    """Projects agreements."""

    def __init__(self, store: Generation, scoreboards: Scoreboards) -> None:
        self._store = store
        self._scoreboards = scoreboards

    def project(self, published: AgreementPublished, value: bytes) -> None:
        """Keep an agreement's versions, and let its scoreboards follow the latest that is kept."""
        self._store.agreements.keep(published, value)
        kept = self._store.agreements.get(published.agreement_id)
        if kept is None:
            return
        agreement = kept.latest.agreement
        ids = [promise.id for promise in agreement.promises]
        for promise_id in ids:
            self._store.boards.open(promise_id, agreement.id, agreement.municipality.code)

        def stale() -> list[Board]:
            return [board for board in self._store.boards.of(ids) if board.version < kept.latest.version]

        def recounted(boards: Sequence[Board], now: datetime) -> list[Board]:
            return [self._recounted(board, kept, now) for board in boards]

        because = event_id(agreement.id, kept.latest.version)
        self._scoreboards.recount(stale, recounted, Cause("event", dict.fromkeys(ids, because)))
        self._store.boards.close(agreement.id, ids)

    def _recounted(self, board: Board, published: AgreementPublished, now: datetime) -> Board:
        promise = promise_of(published.latest, board.promise)
        commitments = [commitment.id for commitment in promise.commitments]
        facts = standing(publishable(self._store.facts.toward(commitments), now))
        days: Days = {commitment: tally(facts, commitment) for commitment in commitments}
        return replace(board, days=days, version=published.latest.version)
