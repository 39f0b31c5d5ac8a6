"""What residents are told of what they follow: states of promises, changed agreements, coming walks. Pure.

What may not be shown yet waits for its day. What happened before somebody followed is not told, so a repeat and a
rebuild need no mark: a repeat meets its own deliveries.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from services.notifications.domain.delivery import Delivery
from services.notifications.domain.endpoint import FOLLOWERS
from services.notifications.domain.follower import Follower
from services.notifications.domain.noticing import notices, revision_of
from services.notifications.domain.plan import NEWS, Cause, cause_of, to_endpoint
from services.notifications.domain.rule import Rule
from services.notifications.domain.rules import rules_for_followers
from services.notifications.domain.withheld import not_before
from shared.events.activity import Activity
from shared.events.agreement import AgreementPublished
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


def plan_following(event: Event, followers: Sequence[Follower], now: datetime) -> list[Delivery]:
    """The deliveries that an event causes to those who follow something of it.

    Args:
        event: the cause.
        followers: confirmed ones, of whatever.
        now: the present instant.
    """
    if now - event.time > NEWS:
        return []
    concerned = followable(event)
    told = [each for each in followers if each.about in concerned and each.since and each.since <= event.time]
    return [
        to_endpoint(cause, rule, notice, each.endpoint, now)
        for rule in rules_for_followers(event)
        if (cause := _cause(event, rule, now)) is not None
        for notice in notices(rule, event, {}).values()
        for each in told
    ]


def _cause(event: Event, rule: Rule, now: datetime) -> Cause | None:
    """A walk is told as planned once, however often that is said, and a series as one.

    While it may not be shown, what is planned to be told of it follows it: its changes are no news of their own.
    """
    data = event.data
    until = not_before(data, FOLLOWERS, now)
    if isinstance(data, Activity) and until is not None and rule.id != PLANNED:
        return None
    key = data.id if rule.id == PLANNED and not data.series else cause_of(event)
    return Cause(
        key=(event.source, key),
        id=event.id,
        type=event.type,
        traceparent=event.traceparent,
        revision=revision_of(event),
        not_before=until,
    )


def abouts(events: Iterable[Event]) -> set[str]:
    """What can be followed of what any of the events tells of."""
    return {about for event in events for about in followable(event)}
