"""When those who signed hear of what is undone: never before its own parties were reminded of it. Pure.

What is first heard of late, or comes out of an outage, may reach the day of those who signed with no reminder behind
it. Then that day is a reminder's, and those who signed hear of it on the next day that it is spoken of.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from services.notifications.domain.concern import Concern
from services.notifications.domain.notice import PromiseLine
from services.notifications.domain.rhythm import OCCASIONS_AT, on_the_wall
from services.notifications.domain.rule import Audience, ConcernKind, Rule
from services.notifications.domain.rules import occasions


def may_escalate(kind: ConcernKind, days: int) -> bool:
    """Whether it matters what was told before, so many days after the day that it is counted from."""
    return days >= min(_escalated(kind)[1])


def in_turn(kind: ConcernKind, rule: Rule, told: frozenset[str]) -> Rule:
    """The rule under which an occasion is told, when it `may_escalate`.

    Args:
        kind: of what is undone.
        rule: the occasion's own.
        told: the rules under which anything was told of it before the occasion.
    """
    escalated, _ = _escalated(kind)
    reminders = [each for each, of in occasions(kind) if each.audience is Audience.CONCERNED and max(of.days) > 1]
    if told.isdisjoint(each.id for each in reminders):
        return reminders[-1]
    return rule if escalated.id in told else escalated


def signatories(
    concern: Concern, to_do: Mapping[str, tuple[PromiseLine, ...]], known: Sequence[Concern]
) -> dict[str, tuple[PromiseLine, ...]]:
    """Those who signed the agreement, with all that is to do; where that is not known, of the municipality's latest.

    Args:
        concern: what is undone.
        to_do: party -> what it is to do.
        known: the municipality's agreements, the latest last.
    """
    own = [each for each in known if concern.belongs_to(each)] or known[-1:]
    lines = tuple({line.id: line for found in to_do.values() for line in found}.values())
    return {party: lines for each in own for party in (each.signatories or tuple(each.parties))}


def told_between(counted_from: date, day: date) -> tuple[datetime, datetime]:
    """Within what time it was told for the same reason: the occasion itself is out of it, whoever tells it."""
    return on_the_wall(counted_from, OCCASIONS_AT), on_the_wall(day, OCCASIONS_AT)


def _escalated(kind: ConcernKind) -> tuple[Rule, tuple[int, ...]]:
    return next((rule, of.days) for rule, of in occasions(kind) if rule.audience is Audience.SIGNATORIES)
