"""The rules that decide the status of a commitment, the first that applies; those of a promise: `promise_rules`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from services.reports.domain.cases import CommitmentCase
from shared.events.status import State

CaseT = TypeVar("CaseT")


@dataclass(frozen=True, slots=True)
class Rule(Generic[CaseT]):
    """When it applies, and the state that it gives; ``meaning`` in English, ``swedish`` the same in Swedish."""

    id: str
    state: State
    meaning: str
    swedish: str
    applies: Callable[[CaseT], bool]


def decide(rules: Sequence[Rule[CaseT]], case: CaseT) -> Rule[CaseT]:
    """The first rule that applies; the last of each table always does."""
    return next(rule for rule in rules if rule.applies(case))


COMMITMENT_RULES: tuple[Rule[CommitmentCase], ...] = (
    Rule(
        "period-not-begun",
        State.UPCOMING,
        "The period has not begun.",
        "Perioden har inte börjat.",
        lambda case: not case.begun and not case.closed,
    ),
    Rule(
        "closed-early-no-measure",
        State.NOT_MEASURABLE,
        "The agreement was ended early and there was no measure to go by: the parties' assessments speak.",
        "Avtalet avslutades i förtid och det fanns inget mått att gå efter: parternas egen uppföljning får tala.",
        lambda case: case.closed and not case.asking,
    ),
    Rule(
        "no-measure-period-over",
        State.NOT_MEASURABLE,
        "The period is over and there was no measure to go by: the parties' assessments speak.",
        "Perioden är över och det fanns inget mått att gå efter: parternas egen uppföljning får tala.",
        lambda case: not case.asking and case.over,
    ),
    Rule(
        "no-measure-silent",
        State.STALLED,
        "There is no measure to go by, and nothing that was done in the last 90 days is reported.",
        "Det finns inget mått att gå efter, och inget som har gjorts de senaste 90 dagarna är rapporterat.",
        lambda case: not case.asking and case.silent,
    ),
    Rule(
        "no-measure-reported",
        State.ONGOING,
        "There is no measure to go by, and something was done in the last 90 days.",
        "Det finns inget mått att gå efter, och något har gjorts de senaste 90 dagarna.",
        lambda case: not case.asking and case.anything_done,
    ),
    Rule(
        "no-measure-nothing-yet",
        State.NOT_STARTED,
        "There is no measure to go by and nothing is done; the period is younger than 90 days.",
        "Det finns inget mått att gå efter och inget är gjort. Perioden är yngre än 90 dagar.",
        lambda case: not case.asking,
    ),
    Rule(
        "every-window-met-late",
        State.FULFILLED,
        "Every window is met, the last only by what was done after its end.",
        "Varje fönster är uppfyllt, det sista först genom det som gjordes efter dess slut.",
        lambda case: case.every_met and any(window.late for window in case.asking),
    ),
    Rule(
        "every-window-met",
        State.FULFILLED,
        "Every window is met.",
        "Varje fönster är uppfyllt.",
        lambda case: case.every_met,
    ),
    Rule(
        "closed-early-some-met",
        State.PARTLY_FULFILLED,
        "The agreement was ended early; not every window that was signed for is met, but some are.",
        "Avtalet avslutades i förtid. Alla fönster som skrevs under är inte uppfyllda, men några är det.",
        lambda case: case.closed and case.count("met") > 0,
    ),
    Rule(
        "closed-early-none-met",
        State.NOT_FULFILLED,
        "The agreement was ended early and no window is met.",
        "Avtalet avslutades i förtid och inget fönster är uppfyllt.",
        lambda case: case.closed,
    ),
    Rule(
        "period-over-some-met",
        State.PARTLY_FULFILLED,
        "The period is over and some windows were met.",
        "Perioden är över och några fönster uppfylldes.",
        lambda case: case.over and case.count("met") > 0,
    ),
    Rule(
        "period-over-none-met",
        State.NOT_FULFILLED,
        "The period is over and no window was met.",
        "Perioden är över och inget fönster uppfylldes.",
        lambda case: case.over,
    ),
    Rule(
        "window-missed",
        State.BEHIND,
        "A window was missed.",
        "Ett fönster har missats.",
        lambda case: case.count("missed") > 0,
    ),
    Rule(
        "average-below",
        State.BEHIND,
        "What is done so far is less than the average asks for so far.",
        "Det som är gjort hittills är mindre än vad snittet kräver hittills.",
        lambda case: case.below_average,
    ),
    Rule(
        "window-closing",
        State.AT_RISK,
        "The open window is unmet, a quarter or less of it is left, and nothing is planned in it.",
        "Det öppna fönstret är inte uppfyllt, högst en fjärdedel av det är kvar och inget är planerat i det.",
        lambda case: case.closing and not case.average and case.open is not None and not case.open.planned,
    ),
    Rule(
        "nothing-done-yet",
        State.NOT_STARTED,
        "Nothing is done, nothing is missed and no window is in danger.",
        "Inget är gjort, inget är missat och inget fönster är i fara.",
        lambda case: not case.anything_done,
    ),
    Rule(
        "average-kept",
        State.ON_TRACK,
        "The average asked for so far is reached.",
        "Snittet är nått hittills.",
        lambda case: case.average,
    ),
    Rule(
        "window-met",
        State.ON_TRACK,
        "No window is missed; the one that runs now is met, or asks for nothing.",
        "Inget fönster har missats. Det som pågår är uppfyllt, eller kräver inget.",
        lambda case: case.open is None,
    ),
    Rule(
        "window-planned",
        State.ON_TRACK,
        "No window is missed, and something is planned in the open one.",
        "Inget fönster har missats, och något är planerat i det öppna.",
        lambda case: case.open is not None and case.open.planned > 0,
    ),
    Rule(
        "window-has-time",
        State.ON_TRACK,
        "No window is missed, and the open one has time left.",
        "Inget fönster har missats, och det öppna har tid kvar.",
        lambda case: True,
    ),
)
