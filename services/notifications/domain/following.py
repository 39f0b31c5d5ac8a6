"""What residents are told of what they follow: states of promises, changed agreements, coming walks. Pure.

What may not be shown yet waits for its day. What happened before somebody followed is not told, so a repeat and a
rebuild need no mark: a repeat meets its own deliveries.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from services.notifications.domain.delivery import Delivery, delivery_id
from services.notifications.domain.digest import CORRECTED
from services.notifications.domain.endpoint import FOLLOWERS
from services.notifications.domain.follower import Follower
from services.notifications.domain.noticing import notices, revision_of
from services.notifications.domain.plan import NEWS, Cause, cause_of, in_time_for, to_endpoint
from services.notifications.domain.rule import Rule
from services.notifications.domain.rules import rules_for_followers
from services.notifications.domain.withheld import not_before
from shared.events.activity import Activity
from shared.events.agreement import AgreementPublished
from shared.events.catalogue import ACTIVITY_PLANNED
from shared.events.cloudevent import Event
from shared.events.status import StatusChanged

PLANNED: Final = "follow-walk-planned"


def followable(event: Event) -> frozenset[str]:
    """What can be followed of what an event tells of: ids of promises, and the municipality's code; none: no rule."""
    if not rules_for_followers(event):
        return frozenset()
    data: Any = event.data
    match data:
        case StatusChanged():
            promises = {data.promise}
        case AgreementPublished():
            promises = {promise.id for promise in data.latest.agreement.promises}
        case Activity():
            promises = {count.promise for count in data.counts}
        case _:
            return frozenset()
    return frozenset(promises | {data.municipality})


def plan_following(
    event: Event, followers: Sequence[Follower], now: datetime, known: Mapping[str, int] | None = None
) -> list[Delivery]:
    """The deliveries that an event causes to those who follow something of it: to each address one under a rule.

    Args:
        event: the cause.
        followers: confirmed ones, of whatever.
        now: the present instant.
        known: of the plans that were told, by the ids of `plans_told`, at which revision.
    """
    if now - event.time > NEWS:
        return []
    return [
        to_endpoint(cause, rule, notice, each.endpoint, now)
        for rule in rules_for_followers(event)
        if (cause := _cause(event, rule, now)) is not None
        for notice in notices(rule, event, {}).values()
        for own in _by_address(event, followers)
        if rule.id != CORRECTED or any(_knows(each, event, known or {}) for each in own)
        for each in (_chosen(own, event, known or {}),)
    ]


def plans_told(events: Iterable[Event], followers: Sequence[Follower]) -> list[str]:
    """Ids of the deliveries by which followers heard of walks that these events correct, if they did."""
    again = [event for event in events if event.type == ACTIVITY_PLANNED and revision_of(event) > 1]
    return [_plan_told(event, each) for event in again for each in _following(event, followers)]


def _following(event: Event, followers: Sequence[Follower]) -> list[Follower]:
    concerned = followable(event)
    return [each for each in followers if each.about in concerned and each.since and each.since <= event.time]


def _by_address(event: Event, followers: Sequence[Follower]) -> list[list[Follower]]:
    """Those who follow something of it, those of one address together."""
    found: dict[str, list[Follower]] = {}
    for each in _following(event, followers):
        found.setdefault(each.endpoint.address.casefold(), []).append(each)
    return list(found.values())


def _chosen(own: Sequence[Follower], event: Event, known: Mapping[str, int]) -> Follower:
    """By which of the things that one address follows it is told: the one that told the plan, else the soonest."""
    told = [each for each in own if event.type == ACTIVITY_PLANNED and _plan_told(event, each) in known]
    return min(told or own, key=lambda each: _turn(each, event.data.municipality))


def _turn(follower: Follower, municipality: str) -> tuple[bool, bool, str]:
    """The sooner the better, and the more there is in one mail."""
    to = follower.endpoint
    return to.rhythm != "immediate", follower.about != municipality, to.id


def _knows(follower: Follower, event: Event, known: Mapping[str, int]) -> bool:
    """Whether a follower was told of an earlier revision of the plan."""
    revision = known.get(_plan_told(event, follower))
    return revision is not None and revision < revision_of(event)


def _plan_told(event: Event, follower: Follower) -> str:
    to = follower.endpoint
    return delivery_id(event.source, _plan(event), PLANNED, to.party, to.id, to.channel)


def _plan(event: Event) -> str:
    """A walk is told as planned once, however often that is said, and a series as one."""
    return str(event.data.series or event.data.id)


def _cause(event: Event, rule: Rule, now: datetime) -> Cause | None:
    """What makes it be told; None: it is not.

    While it may not be shown, what is planned to be told of it follows it: its changes are no news of their own.
    """
    data = event.data
    until = not_before(data, FOLLOWERS, now)
    if isinstance(data, Activity) and until is not None and rule.id != PLANNED:
        return None
    key = event.id if rule.id == CORRECTED else _plan(event) if rule.id == PLANNED else cause_of(event, rule)
    return Cause(
        key=(event.source, key),
        id=event.id,
        type=event.type,
        traceparent=event.traceparent,
        revision=revision_of(event),
        not_before=until,
        in_time=in_time_for(event),
    )


def abouts(events: Iterable[Event]) -> set[str]:
    """What can be followed of what any of the events tells of."""
    return {about for event in events for about in followable(event)}
