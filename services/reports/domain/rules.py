"""The rules that decide a status: one table for a commitment, one for a promise; the first that applies decides."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from services.reports.domain.cases import CommitmentCase, PromiseCase
from shared.events.status import State

CaseT = TypeVar("CaseT")


@dataclass(frozen=True, slots=True)
class Rule(Generic[CaseT]):
    """When it applies, and the state that it gives."""

    id: str
    state: State
    meaning: str
    applies: Callable[[CaseT], bool]


def decide(rules: Sequence[Rule[CaseT]], case: CaseT) -> Rule[CaseT]:
    """The first rule that applies; the last of each table always does."""
    return next(rule for rule in rules if rule.applies(case))


COMMITMENT_RULES: tuple[Rule[CommitmentCase], ...] = (
    Rule(
        "period-not-begun", State.UPCOMING, "The period has not begun.", lambda case: not case.begun and not case.closed
    ),
    Rule(
        "closed-early-no-measure",
        State.NOT_MEASURABLE,
        "The agreement was ended early and no measure was named: the parties' assessments speak.",
        lambda case: case.closed and not case.asking,
    ),
    Rule(
        "no-measure-period-over",
        State.NOT_MEASURABLE,
        "The period is over and no measure was named: the parties' assessments speak.",
        lambda case: not case.asking and case.over,
    ),
    Rule(
        "no-measure-silent",
        State.STALLED,
        "No measure is named, and nothing that was done in the last 90 days is reported.",
        lambda case: not case.asking and case.silent,
    ),
    Rule(
        "no-measure-reported",
        State.ONGOING,
        "No measure is named, and something was done in the last 90 days.",
        lambda case: not case.asking and case.anything_done,
    ),
    Rule(
        "no-measure-nothing-yet",
        State.NOT_STARTED,
        "No measure is named and nothing is done; the period is younger than 90 days.",
        lambda case: not case.asking,
    ),
    Rule(
        "every-window-met-late",
        State.FULFILLED,
        "Every window is met, the last only by what was done after its end.",
        lambda case: case.every_met and any(window.late for window in case.asking),
    ),
    Rule("every-window-met", State.FULFILLED, "Every window is met.", lambda case: case.every_met),
    Rule(
        "closed-early-some-met",
        State.PARTLY_FULFILLED,
        "The agreement was ended early; not every window that was signed for is met, but some are.",
        lambda case: case.closed and case.count("met") > 0,
    ),
    Rule(
        "closed-early-none-met",
        State.NOT_FULFILLED,
        "The agreement was ended early and no window is met.",
        lambda case: case.closed,
    ),
    Rule(
        "period-over-some-met",
        State.PARTLY_FULFILLED,
        "The period is over and some windows were met.",
        lambda case: case.over and case.count("met") > 0,
    ),
    Rule(
        "period-over-none-met",
        State.NOT_FULFILLED,
        "The period is over and no window was met.",
        lambda case: case.over,
    ),
    Rule("window-missed", State.BEHIND, "A window was missed.", lambda case: case.count("missed") > 0),
    Rule(
        "average-below",
        State.BEHIND,
        "What is done so far is less than the average asks for so far.",
        lambda case: case.below_average,
    ),
    Rule(
        "window-closing",
        State.AT_RISK,
        "The open window is unmet, a quarter or less of it is left, and nothing is planned in it.",
        lambda case: case.closing and not case.average and case.open is not None and not case.open.planned,
    ),
    Rule(
        "nothing-done-yet",
        State.NOT_STARTED,
        "Nothing is done, nothing is missed and no window is in danger.",
        lambda case: not case.anything_done,
    ),
    Rule("average-kept", State.ON_TRACK, "The average asked for so far is reached.", lambda case: case.average),
    Rule(
        "window-met",
        State.ON_TRACK,
        "No window is missed; the one that runs now is met, or asks for nothing.",
        lambda case: case.open is None,
    ),
    Rule(
        "window-planned",
        State.ON_TRACK,
        "No window is missed, and something is planned in the open one.",
        lambda case: case.open is not None and case.open.planned > 0,
    ),
    Rule(
        "window-has-time",
        State.ON_TRACK,
        "No window is missed, and the open one has time left.",
        lambda case: True,
    ),
)

# All commitments of a promise share its agreement's period: either all are upcoming, or none is.
PROMISE_RULES: tuple[Rule[PromiseCase], ...] = (
    Rule(
        "promise-upcoming",
        State.UPCOMING,
        "The period has not begun.",
        lambda case: case.any(State.UPCOMING),
    ),
    Rule(
        "measured-all-fulfilled",
        State.FULFILLED,
        "Every commitment that has a measure is fulfilled.",
        lambda case: case.every_measured(State.FULFILLED),
    ),
    Rule(
        "measured-none-fulfilled",
        State.NOT_FULFILLED,
        "The period is over and of the commitments with a measure, none is fulfilled in any part.",
        lambda case: case.every_measured(State.NOT_FULFILLED),
    ),
    Rule(
        "measured-some-fulfilled",
        State.PARTLY_FULFILLED,
        "The period is over and the commitments with a measure are fulfilled in part.",
        lambda case: case.any(State.PARTLY_FULFILLED, State.NOT_FULFILLED),
    ),
    Rule(
        "none-measured-period-over",
        State.NOT_MEASURABLE,
        "The period is over and no commitment has a measure.",
        lambda case: case.any(State.NOT_MEASURABLE),
    ),
    Rule("any-behind", State.BEHIND, "A commitment is behind.", lambda case: case.any(State.BEHIND)),
    Rule("any-at-risk", State.AT_RISK, "A commitment is at risk.", lambda case: case.any(State.AT_RISK)),
    Rule("any-stalled", State.STALLED, "A commitment has stalled.", lambda case: case.any(State.STALLED)),
    Rule(
        "measured-on-track",
        State.ON_TRACK,
        "Something is done, and no commitment is behind, at risk or stalled.",
        lambda case: bool(case.measured) and case.any(State.ON_TRACK, State.FULFILLED, State.ONGOING),
    ),
    Rule(
        "any-ongoing",
        State.ONGOING,
        "No commitment has a measure, and one of them is ongoing.",
        lambda case: case.any(State.ONGOING),
    ),
    Rule("none-started", State.NOT_STARTED, "No commitment has been started.", lambda case: True),
)

# What each rule id in a status means.
RULES: dict[str, str] = {
    **{rule.id: rule.meaning for rule in COMMITMENT_RULES},
    **{rule.id: rule.meaning for rule in PROMISE_RULES},
}
