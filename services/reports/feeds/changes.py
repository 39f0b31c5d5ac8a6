"""Changes of state of the promises of a municipality, the newest first; worked out once for as long as they hold."""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Final

from services.reports.domain.history import StateChange
from services.reports.query import Query
from services.reports.store import Board, ReportsStore
from shared.events.agreement import AgreementPublished, Promise

MOST: Final = 50  # in a feed
MOST_KEPT: Final = 2_000  # promises whose history is remembered


@dataclass(frozen=True, slots=True)
class Change:
    """A change of state of a promise of an agreement."""

    published: AgreementPublished
    promise: Promise
    change: StateChange


class Remembered:
    """Histories by promise, for as long as its scoreboard is as it was: whatever makes another history makes it new."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[tuple[int, int], list[StateChange]]] = OrderedDict()
        self._lock = Lock()

    def of(
        self, query: Query, published: AgreementPublished, board: Board, generation: int, now: datetime
    ) -> list[StateChange]:
        """Every change of a promise's state until now."""
        holds = (generation, board.seq)
        kept = self._kept.get(board.promise)
        if kept is None or kept[0] != holds:
            kept = holds, query.history(published, board.promise, now, None)
            with self._lock:
                self._kept[board.promise] = kept
                while len(self._kept) > MOST_KEPT:
                    self._kept.popitem(last=False)
        return kept[1]


def changes(
    store: ReportsStore, query: Query, remembered: Remembered, agreements: Iterable[AgreementPublished], now: datetime
) -> list[Change]:
    """The newest changes of all promises that the agreements hold, or held until they were taken out; newest first."""
    found: list[Change] = []
    for published in agreements:
        held = {promise.id: promise for version in published.versions for promise in version.agreement.promises}
        boards = {board.promise: board for board in store.boards.of(held)}
        for promise in held.values():
            if board := boards.get(promise.id):
                history = remembered.of(query, published, board, store.live.number, now)
            else:
                history = query.history(published, promise.id, now, None)
            found.extend(Change(published, promise, each) for each in history)
    found.sort(key=lambda each: (each.change.at, each.promise.id), reverse=True)
    return found[:MOST]
