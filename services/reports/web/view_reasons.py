"""Why a promise stands as it does, window by window: which activities were counted where."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from services.reports.web.words import window_in_words
from shared.events.activity import Activity
from shared.events.status import CommitmentStatus, WindowState, WindowStatus

MOST_NAMED = 8  # so many activities of a window are named; the rest are counted


@dataclass(frozen=True, slots=True)
class WindowReason:
    """A window in words, the activities counted in it (the earliest first), and how many more there are."""

    state: WindowState
    words: str
    counted: tuple[Activity, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Reasons:
    """A commitment's windows that have begun, or have something in them."""

    title: str
    windows: tuple[WindowReason, ...]


def reasons(commitments: Iterable[CommitmentStatus], done: Sequence[Activity]) -> tuple[Reasons, ...]:
    """The reasons of a promise's measured commitments."""
    known = {activity.id: activity for activity in done}
    told = [Reasons(one.title, tuple(_reason(window, known) for window in _begun(one))) for one in commitments]
    return tuple(one for one in told if one.windows)


def _begun(commitment: CommitmentStatus) -> list[WindowStatus]:
    return [window for window in commitment.windows if window.state != "upcoming" or window.activities]


def _reason(window: WindowStatus, known: Mapping[str, Activity]) -> WindowReason:
    counted = sorted((known[one] for one in window.activities if one in known), key=lambda one: one.span.start)
    named = tuple(counted[:MOST_NAMED])
    return WindowReason(window.state, window_in_words(window), named, len(window.activities) - len(named))
