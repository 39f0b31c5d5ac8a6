"""Who is told what: one table of rules. Data, not code; `GET /notifications/v1/rules` shows it.

A rule says which event types it hears, whom it tells, under what condition, in which words (a template), and
whether it is urgent. The order of the table is the order in which rules are shown; each stands for itself.
"""

from dataclasses import dataclass
from enum import StrEnum

from shared.events.activity import Kind
from shared.events.catalogue import (
    ACTIVITY_CORRECTED,
    ACTIVITY_WITHDRAWN,
    DONE_TYPES,
    STATUS_CHANGED,
    TIP_RECEIVED,
)
from shared.events.cloudevent import Event
from shared.events.status import State


class Audience(StrEnum):
    """Which parties a rule tells."""

    RESPONSIBLE_OF_COUNTS = "responsible-of-counts"  # those who answer for a promise the activity counts toward
    RESPONSIBLE_OF_STATUS = "responsible-of-status"  # those who answer for the promise whose status changed
    RECIPIENTS = "recipients"  # those whom the event names as its recipients
    TOLD_BEFORE = "told-before"  # those who were told of the same activity earlier


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table.

    Attributes:
        id: public name; endpoints choose among rules by it, and it is part of each delivery's id.
        types: the event types it hears.
        audience: the parties it tells.
        template: the words: `channels/templates/<language>/<template>.*`.
        urgent: told at once, whatever rhythm a recipient has asked for.
        states: only when the status enters one of these; empty: always.
        summary: what it does, in Swedish, for whoever reads the table.
    """

    id: str
    types: frozenset[str]
    audience: Audience
    template: str
    urgent: bool
    summary: str
    states: frozenset[State] = frozenset()

    def hears(self, event: Event) -> bool:
        """Whether the rule applies to an event: right type and, for a status, a state newly entered.

        A promise's first status is not news: its agreement has just been published, and what was done until then is
        still to be reported.
        """
        if event.type not in self.types:
            return False
        if not self.states:
            return True
        state, previous = event.data.status.state, event.data.previous
        return state in self.states and previous is not None and state != previous


RULES: tuple[Rule, ...] = (
    Rule(
        "walk-completed",
        frozenset({DONE_TYPES[Kind.WALK]}),
        Audience.RESPONSIBLE_OF_COUNTS,
        "activity-done",
        False,
        "En trygghetsvandring är genomförd: till dem som ansvarar för löftena den räknas mot.",
    ),
    Rule(
        "meeting-held",
        frozenset({DONE_TYPES[Kind.MEETING]}),
        Audience.RESPONSIBLE_OF_COUNTS,
        "activity-done",
        False,
        "Ett möte är hållet: till dem som ansvarar för löftena det räknas mot.",
    ),
    Rule(
        "activity-corrected",
        frozenset({ACTIVITY_CORRECTED}),
        Audience.TOLD_BEFORE,
        "activity-corrected",
        False,
        "Uppgifter om en aktivitet är rättade: till dem som tidigare fått veta att den ägt rum.",
    ),
    Rule(
        "activity-withdrawn",
        frozenset({ACTIVITY_WITHDRAWN}),
        Audience.TOLD_BEFORE,
        "activity-withdrawn",
        False,
        "En aktivitet är återtagen: till dem som tidigare fått veta att den ägt rum.",
    ),
    Rule(
        "tip-received",
        frozenset({TIP_RECEIVED}),
        Audience.RECIPIENTS,
        "tip-received",
        True,
        "Ett tips har kommit in: till polisen i kommunen, utan tipsets text.",
    ),
    Rule(
        "status-at-risk",
        frozenset({STATUS_CHANGED}),
        Audience.RESPONSIBLE_OF_STATUS,
        "status-changed",
        True,
        "Ett löfte är i riskzonen: till dem som ansvarar för det.",
        frozenset({State.AT_RISK}),
    ),
    Rule(
        "status-behind",
        frozenset({STATUS_CHANGED}),
        Audience.RESPONSIBLE_OF_STATUS,
        "status-changed",
        True,
        "Ett löfte ligger efter plan: till dem som ansvarar för det.",
        frozenset({State.BEHIND}),
    ),
    Rule(
        "status-fulfilled",
        frozenset({STATUS_CHANGED}),
        Audience.RESPONSIBLE_OF_STATUS,
        "status-changed",
        False,
        "Ett löfte är genomfört: till dem som ansvarar för det.",
        frozenset({State.FULFILLED}),
    ),
)

RULES_BY_ID: dict[str, Rule] = {rule.id: rule for rule in RULES}

# The event types that anybody is told of; no other needs to be read.
WANTED: frozenset[str] = frozenset().union(*(rule.types for rule in RULES))


def rules_for(event: Event) -> list[Rule]:
    """The rules that apply to an event, in the table's order."""
    return [rule for rule in RULES if rule.hears(event)]
