"""Who is told what: one table of rules. Data, not code; `GET /notifications/v1/rules` shows it.

The order of the table is the order in which rules are shown; each stands for itself. What each does, and its words,
stand under its id in `channels/templates/<language>.yml`.

Intervals grow: a reminder that was not heeded is not heeded sooner for coming oftener. Whoever signed hears of what
the reminders did not mend.
"""

from typing import Final

from services.notifications.domain.rule import SERVICE, Audience, Occasion, Rule
from shared.events.activity import Kind
from shared.events.catalogue import (
    ACTIVITY_CANCELLED,
    ACTIVITY_CORRECTED,
    ACTIVITY_PLANNED,
    ACTIVITY_RESCHEDULED,
    ACTIVITY_WITHDRAWN,
    AGREEMENT_PUBLISHED,
    DONE_TYPES,
    MEASURE_CORRECTED,
    MEASURE_DECLINED,
    MEASURE_PROPOSED,
    MEASURE_REOPENED,
    MEASURE_TRANSFERRED,
    MEASURE_WITHDRAWN,
    STATUS_CHANGED,
    TIP_RECEIVED,
)
from shared.events.cloudevent import Event
from shared.events.status import State

_ANSWERS, _TOLD, _OF_STATUS = Audience.RESPONSIBLE_OF_COUNTS, Audience.TOLD_BEFORE, Audience.RESPONSIBLE_OF_STATUS
_UNDONE, _SIGNED = Audience.CONCERNED, Audience.SIGNATORIES
_QUARTER: Final = 90  # days
_CHANGED: Final = {"amended", "extended", "ended", "replaced"}
_UNWELL: Final = frozenset({State.AT_RISK, State.BEHIND, State.STALLED})
_NEITHER: Final = {State.NOT_STARTED, State.ON_TRACK, State.ONGOING, State.PARTLY_FULFILLED, State.NOT_FULFILLED}
_MENDED: Final = _NEITHER | {State.FULFILLED}


def _hears(name: str, types: set[str], audience: Audience, *, urgent: bool = False) -> Rule:
    return Rule(name, audience, urgent, frozenset(types))


def _status(name: str, states: set[State], *, urgent: bool = False, after: set[State] | None = None) -> Rule:
    return Rule(name, _OF_STATUS, urgent, frozenset({STATUS_CHANGED}), frozenset(states), frozenset(after or ()))


def _agreement(name: str, changes: set[str], audience: Audience = Audience.PARTIES) -> Rule:
    return Rule(name, audience, False, frozenset({AGREEMENT_PUBLISHED}), frozenset(changes))


def _in_time(name: str, audience: Audience, occasion: Occasion, *, urgent: bool = False) -> Rule:
    return Rule(name, audience, urgent, occasion=occasion)


RULES: tuple[Rule, ...] = (
    # what is planned and done
    _hears("walk-completed", {DONE_TYPES[Kind.WALK]}, _ANSWERS),
    _hears("meeting-held", {DONE_TYPES[Kind.MEETING]}, _ANSWERS),
    _hears("activity-planned", {ACTIVITY_PLANNED}, _ANSWERS),
    _hears("activity-rescheduled", {ACTIVITY_RESCHEDULED}, _TOLD),
    _hears("activity-cancelled", {ACTIVITY_CANCELLED}, _ANSWERS),
    # a plan that says something else of the same time is planned anew
    _hears("activity-corrected", {ACTIVITY_CORRECTED, ACTIVITY_PLANNED}, _TOLD),
    _hears("activity-withdrawn", {ACTIVITY_WITHDRAWN}, _TOLD),
    _hears("tip-received", {TIP_RECEIVED}, Audience.RECIPIENTS, urgent=True),
    # measures
    _hears("measure-assigned", {MEASURE_PROPOSED, MEASURE_TRANSFERRED, MEASURE_CORRECTED}, Audience.ASSIGNED),
    _hears("measure-handed-over", {MEASURE_TRANSFERRED}, _TOLD),
    _hears("measure-reopened", {MEASURE_REOPENED}, Audience.ASSIGNED),
    _hears("measure-declined", {MEASURE_DECLINED}, Audience.PROPOSER),
    _hears("measure-taken-up", {MEASURE_REOPENED}, _TOLD),
    _hears("measure-corrected", {MEASURE_CORRECTED}, _TOLD),
    _hears("measure-withdrawn", {MEASURE_WITHDRAWN}, _TOLD),
    _in_time("measure-due-soon", _UNDONE, Occasion("measure", (-7,))),
    _in_time("measure-overdue", _UNDONE, Occasion("measure", (1,)), urgent=True),
    _in_time("measure-reminder", _UNDONE, Occasion("measure", (8, 22, 50), _QUARTER)),
    _in_time("measure-escalated", _SIGNED, Occasion("measure", (78,)), urgent=True),
    # how a promise goes
    _status("status-at-risk", {State.AT_RISK}, urgent=True),
    _status("status-behind", {State.BEHIND}, urgent=True),
    _status("status-stalled", {State.STALLED}),
    _status("status-fulfilled", {State.FULFILLED}),
    _status("status-unfulfilled", _NEITHER, after={State.FULFILLED}),
    Rule("status-mended", _TOLD, False, frozenset({STATUS_CHANGED}), frozenset(_MENDED), _UNWELL),
    _in_time("status-reminder", _UNDONE, Occasion("status", (14, 42, 98), _QUARTER)),
    _in_time("status-escalated", _SIGNED, Occasion("status", (126,)), urgent=True),
    # the agreement and its end
    _agreement("agreement-published", {"published"}),
    _agreement("agreement-amended", _CHANGED),
    _in_time("assessment-asked", _UNDONE, Occasion("assessment", (1,))),
    _in_time("assessment-reminder", _UNDONE, Occasion("assessment", (15, 43, 99))),
    _in_time("assessment-escalated", _SIGNED, Occasion("assessment", (127,))),
    # what is left alone for a while
    Rule("pause-agreed", Audience.OTHERS, False),
    Rule("pause-ended", Audience.OTHERS, False),
    # residents who follow
    _hears("follow-status", {STATUS_CHANGED}, Audience.FOLLOWERS),
    _agreement("follow-agreement", _CHANGED, Audience.FOLLOWERS),
    _hears("follow-walk-planned", {ACTIVITY_PLANNED}, Audience.FOLLOWERS),
    _hears("follow-walk-moved", {ACTIVITY_RESCHEDULED}, Audience.FOLLOWERS),
    _hears("follow-walk-corrected", {ACTIVITY_PLANNED}, Audience.FOLLOWERS),  # as for parties
    _hears("follow-walk-cancelled", {ACTIVITY_CANCELLED, ACTIVITY_WITHDRAWN}, Audience.FOLLOWERS),
    # the service itself
    Rule("digest", Audience.ENDPOINT, False),
    Rule("follow-digest", Audience.ENDPOINT, False),
    Rule("follow-confirmation", Audience.ENDPOINT, True),
    Rule("endpoint-confirmation", Audience.ENDPOINT, True),
    Rule("endpoint-moving", Audience.ENDPOINT, True),
    Rule("endpoint-test", Audience.ENDPOINT, True),
    Rule("endpoint-disabled", Audience.OWNER, True),
)

RULES_BY_ID: dict[str, Rule] = {rule.id: rule for rule in RULES}

# The rules that an endpoint can choose among; the service's own always reach it.
CHOOSABLE: tuple[str, ...] = tuple(rule.id for rule in RULES if rule.audience not in SERVICE | {Audience.FOLLOWERS})

# Those that tell nothing but the link that confirms an address.
CONFIRMATIONS: frozenset[str] = frozenset({"endpoint-confirmation", "follow-confirmation"})

# The one that tells a mailbox in use that something else is to take its place.
MOVING: Final = "endpoint-moving"

# The event types that anybody is told of; no other needs to be read for it.
WANTED: frozenset[str] = frozenset().union(*(rule.types for rule in RULES))


def rules_for(event: Event) -> list[Rule]:
    """The rules by which an event is told to parties, in the table's order."""
    return [rule for rule in RULES if rule.audience is not Audience.FOLLOWERS and rule.hears(event)]


def rules_for_followers(event: Event) -> list[Rule]:
    """The rules by which it is told to residents."""
    return [rule for rule in RULES if rule.audience is Audience.FOLLOWERS and rule.hears(event)]


def occasions(concern: str) -> list[tuple[Rule, Occasion]]:
    """The rules that time makes speak of a kind of undone thing."""
    return [(rule, rule.occasion) for rule in RULES if rule.occasion and rule.occasion.concern == concern]


def state_rule(state: State) -> Rule:
    """The rule that tells that a promise has entered a state that it is reminded of."""
    return RULES_BY_ID[f"status-{state.value.replace('_', '-')}"]
