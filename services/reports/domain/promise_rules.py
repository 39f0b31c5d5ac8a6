"""The rules that decide the status of a promise, from those of its commitments; the first that applies decides."""

from services.reports.domain.cases import PromiseCase
from services.reports.domain.rules import COMMITMENT_RULES, Rule
from shared.events.record import Words
from shared.events.status import State

# All commitments of a promise share its agreement's period: either all are upcoming, or none is.
PROMISE_RULES: tuple[Rule[PromiseCase], ...] = (
    Rule(
        "promise-upcoming",
        State.UPCOMING,
        "The period has not begun.",
        "Perioden har inte börjat.",
        lambda case: case.any(State.UPCOMING),
    ),
    Rule(
        "measured-all-fulfilled",
        State.FULFILLED,
        "Every commitment that has a measure is fulfilled.",
        "Varje åtagande som har ett mått är genomfört.",
        lambda case: case.every_measured(State.FULFILLED),
    ),
    Rule(
        "measured-none-fulfilled",
        State.NOT_FULFILLED,
        "The period is over, or was ended early, and of the commitments with a measure, none is fulfilled in any part.",
        "Perioden är över, eller avslutades i förtid, och av åtagandena med mått är inget genomfört till någon del.",
        lambda case: case.every_measured(State.NOT_FULFILLED),
    ),
    Rule(
        "measured-some-fulfilled",
        State.PARTLY_FULFILLED,
        "The period is over, or was ended early, and the commitments with a measure are fulfilled in part.",
        "Perioden är över, eller avslutades i förtid, och åtagandena med mått är delvis genomförda.",
        lambda case: case.any(State.PARTLY_FULFILLED, State.NOT_FULFILLED),
    ),
    Rule(
        "none-measured-period-over",
        State.NOT_MEASURABLE,
        "The period is over, or was ended early, and no commitment has a measure to go by.",
        "Perioden är över, eller avslutades i förtid, och inget åtagande har ett mått att gå efter.",
        lambda case: case.any(State.NOT_MEASURABLE),
    ),
    Rule(
        "any-behind",
        State.BEHIND,
        "A commitment is behind.",
        "Ett åtagande är efter plan.",
        lambda case: case.any(State.BEHIND),
    ),
    Rule(
        "any-at-risk",
        State.AT_RISK,
        "A commitment is at risk.",
        "Ett åtagande är i riskzonen.",
        lambda case: case.any(State.AT_RISK),
    ),
    Rule(
        "any-stalled",
        State.STALLED,
        "A commitment has stalled.",
        "Ett åtagande har avstannat.",
        lambda case: case.any(State.STALLED),
    ),
    Rule(
        "measured-on-track",
        State.ON_TRACK,
        "Something is done, and no commitment is behind, at risk or stalled.",
        "Något är gjort, och inget åtagande är efter plan, i riskzonen eller avstannat.",
        lambda case: bool(case.measured) and case.any(State.ON_TRACK, State.FULFILLED, State.ONGOING),
    ),
    Rule(
        "any-ongoing",
        State.ONGOING,
        "No commitment has a measure to go by, and one of them is ongoing.",
        "Inget åtagande har ett mått att gå efter, och ett av dem pågår.",
        lambda case: case.any(State.ONGOING),
    ),
    Rule(
        "none-started",
        State.NOT_STARTED,
        "No commitment has been started.",
        "Inget åtagande är påbörjat.",
        lambda case: True,
    ),
)

# What each rule id in a status means.
RULES: dict[str, Words] = {
    **{rule.id: Words(en=rule.meaning, sv=rule.swedish) for rule in COMMITMENT_RULES},
    **{rule.id: Words(en=rule.meaning, sv=rule.swedish) for rule in PROMISE_RULES},
}
