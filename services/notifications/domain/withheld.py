"""What may not be shown yet: whom it is kept from, until when, and what becomes of it when a later revision comes.

Before its `publishable_from` an activity is told of to the party that reported it and to nobody else. What is planned
for others waits for that instant, follows the activity when it is moved or corrected meanwhile, and is never sent when
the activity is withdrawn. Pure.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from services.notifications.domain.delivery import Delivery
from services.notifications.domain.noticing import notices
from services.notifications.domain.rule import Audience
from services.notifications.domain.rules import RULES_BY_ID
from shared.events.activity import Activity
from shared.events.cloudevent import Event

# Why something that waited was not sent after all.
WITHDRAWN = "the activity was withdrawn before it could be told of"
COMES_NO_MORE = "the walk was called off before it could be told of"
COUNTS_NO_MORE = "the activity counts toward none of the party's promises any more"


def not_before(data: Any, party: str, now: datetime) -> datetime | None:  # noqa: ANN401  (each type's own data class)
    """The instant before which a party may not be told of an event's data; None: it may be told now."""
    if not isinstance(data, Activity) or data.publishable_from is None or data.reported_by == party:
        return None
    return data.publishable_from if data.publishable_from > now else None


def may_concern_what_waits(event: Event) -> bool:
    """Whether an event may change what was planned of an activity before; one without any time is told of nowhere."""
    data = event.data
    return isinstance(data, Activity) and data.revision > 1 and (data.actual or data.planned) is not None


def follow(waiting: Delivery, events: Iterable[Event], now: datetime) -> Delivery | None:
    """What becomes of a delivery that waits, when events of the activity that it tells of come; None: nothing."""
    followed = waiting
    for event in events:
        if event.data.revision > followed.revision and followed.state == "pending":
            followed = _follow(followed, event, now)
    return None if followed is waiting else followed


def in_turns(events: Sequence[Event]) -> list[list[Event]]:
    """The events cut so that what one plans is stored before another of the same withheld activity moves it."""
    turns: list[list[Event]] = [[]]
    seen: dict[str, bool] = {}  # activity -> whether any of the turn's events names a day for it
    for event in events:
        if isinstance(event.data, Activity):
            named = event.data.publishable_from is not None
            if event.data.id in seen and (named or seen[event.data.id]):
                turns.append([])
                seen = {}
            seen[event.data.id] = named or seen.get(event.data.id, False)
        turns[-1].append(event)
    return turns


def _follow(waiting: Delivery, event: Event, now: datetime) -> Delivery:
    until = not_before(event.data, waiting.party, now)
    if until is None and (waiting.not_before is None or waiting.not_before <= now):
        return waiting
    moved = replace(waiting, not_before=until, revision=event.data.revision)
    if event.data.state == "withdrawn":
        return replace(moved, state="suppressed", reason=WITHDRAWN)
    return _retold(moved, event)


def _retold(moved: Delivery, event: Event) -> Delivery:
    """Nobody has seen the earlier words, so the new ones take their place.

    A correction stays one of what was told, and an event that is sent to a subscription stays that event.
    """
    rule = RULES_BY_ID.get(moved.rule)
    if rule is None or rule.audience not in (Audience.RESPONSIBLE_OF_COUNTS, Audience.FOLLOWERS):
        return moved
    notice = notices(rule, event, {}).get(moved.party)
    if rule.audience is Audience.FOLLOWERS and (notice is None or event.data.state != "planned"):
        return replace(moved, state="suppressed", reason=COMES_NO_MORE)
    if notice is None:
        return replace(moved, state="suppressed", reason=COUNTS_NO_MORE)
    return replace(moved, notice=notice)
