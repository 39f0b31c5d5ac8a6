"""What a rule is: which events or which days it hears, and whom it tells. The table itself is in `rules`."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from shared.events.activity import Activity
from shared.events.agreement import AgreementPublished
from shared.events.cloudevent import Event
from shared.events.status import StatusChanged

# What is kept because time alone may make it worth telling.
ConcernKind = Literal["measure", "status", "assessment"]


class Audience(StrEnum):
    """Which parties a rule tells."""

    RESPONSIBLE_OF_COUNTS = "responsible-of-counts"  # those who answer for a promise the activity counts toward
    RESPONSIBLE_OF_STATUS = "responsible-of-status"  # those who answer for the promise whose status changed
    RECIPIENTS = "recipients"  # those whom the event names as its recipients
    TOLD_BEFORE = "told-before"  # those who were told of the same thing earlier
    ASSIGNED = "assigned"  # the party that is to carry the measure out
    PROPOSER = "proposer"  # the party that proposed the measure
    PARTIES = "parties"  # all parties of the agreement
    CONCERNED = "concerned"  # those who are to do what is still undone
    SIGNATORIES = "signatories"  # the parties that signed the agreement
    OTHERS = "others-concerned"  # those whom a pause concerns, but for the party that put it in
    FOLLOWERS = "followers"  # residents who follow the promise or its municipality
    OWNER = "owner"  # the party whose own endpoint it is about, wherever else it is reached
    ENDPOINT = "endpoint"  # that endpoint itself


# What belongs to the service itself: an endpoint cannot choose to be without it.
SERVICE = frozenset({Audience.OWNER, Audience.ENDPOINT})


@dataclass(frozen=True, slots=True)
class Occasion:
    """When time alone makes a rule speak.

    Attributes:
        concern: of what kind of undone thing.
        days: so many days after the day that it is counted from (before it, when negative): a measure's last day, the
            day since which a promise has been at risk, behind or stalled, the last day of the agreement.
        again: and then every so many days, for as long as it is undone; None: not again.
    """

    concern: ConcernKind
    days: tuple[int, ...]
    again: int | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table.

    Attributes:
        id: public name; endpoints choose among rules by it, it names the words, and is part of each delivery's id.
        audience: the parties it tells.
        urgent: told at once, whatever rhythm a recipient has asked for; only its quiet hours are kept.
        types: the event types it hears; none: time or the service itself makes it speak.
        states: only when what the event tells of enters one of these; empty: always.
        after: only when it was in one of these before; empty: whichever.
        occasion: when time makes it speak.
    """

    id: str
    audience: Audience
    urgent: bool
    types: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()
    occasion: Occasion | None = None

    def hears(self, event: Event) -> bool:
        """Whether the rule applies to an event: right type and, for what has states, one newly entered.

        A promise's first status is not news: its agreement has just been published, and what was done until then is
        still to be reported. Neither is an activity that was planned for a time that had passed when it was told.
        """
        if event.type not in self.types:
            return False
        data = event.data
        if isinstance(data, StatusChanged):
            return self._enters(data.status.state, data.previous)
        if isinstance(data, AgreementPublished):
            return data.latest.change in self.states
        return not (isinstance(data, Activity) and data.state == "planned" and _is_over(event))

    def _enters(self, state: Any, previous: Any) -> bool:  # noqa: ANN401
        if previous is None or state == previous:
            return False
        return (not self.states or state in self.states) and (not self.after or previous in self.after)


def _is_over(event: Event) -> bool:
    planned = event.data.planned
    return planned is None or bool(planned.start <= event.time)
