"""Verdicts: what an evaluation says of a promise in one sentence. A promise without a number gets none.

Of the whole period it says what the promise's state says. Of a year it goes by the windows that end in that year: what
is not due yet is no failing, and what an earlier year missed is told in that year's evaluation.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from services.reports.domain.cases import is_measured
from services.reports.evaluation.stretch import Stretch
from shared.events.status import CommitmentStatus, PromiseStatus, State, WindowStatus


class Verdict(StrEnum):
    """What can be said of a promise, or of one of its commitments, in a stretch of time."""

    UNMEASURED = "unmeasured"
    ASKS_NOTHING = "asks_nothing"
    FULFILLED = "fulfilled"
    FULFILLED_LATE = "fulfilled_late"
    PARTLY_FULFILLED = "partly_fulfilled"
    NOT_FULFILLED = "not_fulfilled"
    CONTINUES = "continues"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    BEHIND = "behind"
    NOT_STARTED = "not_started"
    UPCOMING = "upcoming"


# Those that a stretch can end with, as opposed to how it goes while it runs.
FINAL = frozenset({Verdict.FULFILLED, Verdict.FULFILLED_LATE, Verdict.PARTLY_FULFILLED, Verdict.NOT_FULFILLED})

_KEPT = frozenset({Verdict.FULFILLED, Verdict.FULFILLED_LATE})
_SILENT = frozenset({Verdict.UNMEASURED, Verdict.ASKS_NOTHING})
_OF_STATES: dict[State, Verdict] = {
    State.FULFILLED: Verdict.FULFILLED,
    State.PARTLY_FULFILLED: Verdict.PARTLY_FULFILLED,
    State.NOT_FULFILLED: Verdict.NOT_FULFILLED,
    State.UPCOMING: Verdict.UPCOMING,
    State.NOT_STARTED: Verdict.NOT_STARTED,
    State.ON_TRACK: Verdict.ON_TRACK,
    State.ONGOING: Verdict.ON_TRACK,
    State.AT_RISK: Verdict.AT_RISK,
    State.STALLED: Verdict.AT_RISK,
    State.BEHIND: Verdict.BEHIND,
}
_WORST_FIRST = (Verdict.BEHIND, Verdict.AT_RISK, Verdict.ON_TRACK, Verdict.CONTINUES, Verdict.NOT_STARTED)


def windows_in(status: CommitmentStatus, stretch: Stretch) -> tuple[WindowStatus, ...]:
    """The windows of a commitment that have a day in the stretch; where all ended before it, the last of them."""
    period = stretch.period
    begun = [window for window in status.windows if window.start <= period.end]
    return tuple(window for window in begun if window.end >= period.start) or tuple(begun[-1:])


def is_cut_short(window: WindowStatus) -> bool:
    """Whether a window asks for nothing any more, but did until the agreement was ended."""
    return window.state == "asks_nothing" and window.required > 0


def verdict_of(status: CommitmentStatus, stretch: Stretch) -> Verdict:
    """What is said of a commitment, as assessed at the stretch's moment."""
    if not is_measured(status):
        return Verdict.ASKS_NOTHING if status.windows else Verdict.UNMEASURED
    if stretch.year is None:
        return _of_state(status.state, late=status.late)
    asking = [window for window in windows_in(status, stretch) if window.state != "asks_nothing"]
    if not asking:  # or not any more: it was ended before anything came of it
        never_due = all(window.state == "asks_nothing" for window in status.windows)
        given_up = stretch.last and status.state is State.NOT_FULFILLED and never_due
        return Verdict.NOT_FULFILLED if given_up else Verdict.ASKS_NOTHING
    if status.state is State.UPCOMING:
        return Verdict.UPCOMING
    if all(window.state == "met" for window in asking):
        return _of_state(State.FULFILLED, late=any(window.late for window in asking))
    return _settled(asking, status) if stretch.over else _running(asking, status)


def combined(status: PromiseStatus, verdicts: Iterable[Verdict], stretch: Stretch) -> Verdict:
    """What is said of a promise, from what is said of its commitments."""
    said = [verdict for verdict in verdicts if verdict is not Verdict.UNMEASURED]
    if not said:
        return Verdict.UNMEASURED
    if all(verdict in _SILENT for verdict in said):
        return Verdict.ASKS_NOTHING
    if stretch.year is None:
        return _of_state(status.state, late=status.late)
    return _of_several([verdict for verdict in said if verdict not in _SILENT])


def _of_several(said: Sequence[Verdict]) -> Verdict:
    if len(set(said)) == 1:
        return said[0]
    if all(verdict in _KEPT for verdict in said):
        return Verdict.FULFILLED_LATE
    if any(verdict in (Verdict.PARTLY_FULFILLED, Verdict.NOT_FULFILLED) for verdict in said):
        return Verdict.PARTLY_FULFILLED
    return next((verdict for verdict in _WORST_FIRST if verdict in said), said[0])


def _of_state(state: State, *, late: bool) -> Verdict:
    return Verdict.FULFILLED_LATE if late and state is State.FULFILLED else _OF_STATES.get(state, Verdict.UNMEASURED)


def _settled(asking: Sequence[WindowStatus], status: CommitmentStatus) -> Verdict:
    met = sum(1 for window in asking if window.state == "met")
    if all(window.state in ("open", "upcoming") for window in asking):
        if _is_below_average(status):
            return Verdict.BEHIND
        return Verdict.CONTINUES if any(window.done for window in asking) else Verdict.NOT_STARTED
    if met == sum(1 for window in asking if window.state in ("met", "missed")):
        return _of_state(State.FULFILLED, late=any(window.late for window in asking))
    return Verdict.PARTLY_FULFILLED if met else Verdict.NOT_FULFILLED


def _running(asking: Sequence[WindowStatus], status: CommitmentStatus) -> Verdict:
    if any(window.state == "missed" for window in asking):
        return Verdict.BEHIND
    if status.state is State.BEHIND and not _is_below_average(status):
        return Verdict.ON_TRACK  # it is an earlier year that missed something
    return _OF_STATES.get(status.state, Verdict.ON_TRACK)


def _is_below_average(status: CommitmentStatus) -> bool:
    """Whether it is behind though no window was missed: less is done than an average asks for so far."""
    return status.state is State.BEHIND and all(window.state != "missed" for window in status.windows)
