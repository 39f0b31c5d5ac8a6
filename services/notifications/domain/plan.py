"""Planning: an event and the parties' endpoints in, deliveries out. Pure.

Each endpoint of a party gets one delivery of an event under a rule, however many of the party's promises it
concerns. A party that nobody can reach gets one suppressed delivery, so that nothing vanishes silently. What may not
be shown yet is planned for its day, and what is not urgent waits for its endpoint's digest.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

import msgspec

from services.notifications.domain.addresses import reaches_nobody
from services.notifications.domain.delivery import (
    ENDPOINT_DISABLED,
    NO_ENDPOINT,
    NO_OTHER_ENDPOINT,
    NOT_CONFIRMED,
    NOT_WANTED,
    OUTSIDE_DEMONSTRATION,
    Delivery,
    delivery_id,
)
from services.notifications.domain.endpoint import WEBHOOK, Endpoint
from services.notifications.domain.notice import Before, Notice, Told
from services.notifications.domain.noticing import notices, revision_of, tells_of
from services.notifications.domain.rhythm import OCCASIONS_AT, TOGETHER, next_digest, on_the_wall, quiet_until
from services.notifications.domain.rule import SERVICE, Audience, Rule
from services.notifications.domain.rules import CONFIRMATIONS, rules_for
from services.notifications.domain.withheld import not_before
from shared.clock import local_day
from shared.events.activity import Activity
from shared.events.catalogue import ACTIVITY_CANCELLED, ACTIVITY_PLANNED
from shared.events.cloudevent import Event
from shared.events.measure import Measure
from shared.events.status import StatusChanged

NEWS: Final = timedelta(days=7)  # what is older is no news: whoever reads the topics anew must not tell it again
FAR: Final = date(9000, 1, 1)  # from there no days can be counted on
FROM_UNKNOWN: Final = frozenset({"follow-walk-moved"})  # no resident's earlier day is kept: it may be tomorrow

Endpoints = Mapping[str, Sequence[Endpoint]]  # party id -> its endpoints


@dataclass(frozen=True, slots=True)
class Cause:
    """Why something is told: what its id derives from, and what the log names.

    ``key`` is what tells it from all else: of an event its source and id, of a day also that.
    """

    key: tuple[str, ...]
    id: str
    type: str
    traceparent: str | None = None
    revision: int = 0
    not_before: datetime | None = None
    in_time: tuple[datetime, ...] = ()  # when it is to be told before, if it is not too late for that already


def plan(event: Event, endpoints: Endpoints, told: Told, now: datetime) -> list[Delivery]:
    """The deliveries that an event causes; none when it is no news any more.

    Args:
        event: the cause.
        endpoints: of every party that the event may concern.
        told: what parties were told earlier of the activity or measure, when the event is about one.
        now: the present instant.
    """
    if now - event.time > NEWS:
        return []
    return [
        delivery
        for rule in rules_for(event)
        for party, notice in notices(rule, event, told).items()
        for delivery in to_party(
            _cause(event, rule, party, now, told), rule, notice, party, endpoints.get(party, ()), now
        )
    ]


def to_party(
    cause: Cause, rule: Rule, notice: Notice, party: str, endpoints: Sequence[Endpoint], now: datetime
) -> list[Delivery]:
    """A notice to each of a party's endpoints that asks for it; if there is none, a row that says so."""
    own = rule.audience in SERVICE
    asking = [endpoint for endpoint in endpoints if own or endpoint.wants(rule.id, notice.municipality)]
    if asking:
        return [to_endpoint(cause, rule, notice, endpoint, now) for endpoint in asking]
    nobody = Endpoint(party=party, id="", channel="", address="")
    return [_delivery(cause, rule, notice, nobody, now, _nobody_since(rule, endpoints))]


def to_endpoint(cause: Cause, rule: Rule, notice: Notice, endpoint: Endpoint, now: datetime) -> Delivery:
    """A notice to one endpoint, or why it is not sent."""
    return _delivery(cause, rule, notice, endpoint, now, _hindrance(rule, notice, endpoint))


def corrects(event: Event) -> str | None:
    """The id of the thing of which it matters who was told earlier, or None."""
    matters = any(rule.audience is Audience.TOLD_BEFORE for rule in rules_for(event))
    again = revision_of(event) > 1 or isinstance(event.data, StatusChanged)
    return tells_of(event) if matters and again else None


def parties_of(event: Event, told: Told) -> set[str]:
    """The parties that an event concerns."""
    return {party for rule in rules_for(event) for party in notices(rule, event, told)}


def remember(told: dict[str, dict[str, Before]], deliveries: Iterable[Delivery]) -> None:
    """Add what these deliveries will tell to what was told."""
    for delivery in deliveries:
        if delivery.state != "suppressed" and (delivery.revision or delivery.notice.status):
            facts = delivery.notice.activity
            start, at_once = facts.span.start if facts else None, delivery.gathered_from is None
            measure, status = delivery.notice.measure, delivery.notice.status
            before = Before(
                revision=delivery.revision,
                promises=delivery.notice.promises,
                start=start,
                at_once=at_once,
                rule=delivery.rule,
                due_on=last_day_told(delivery.notice),
                changed_at=status.changed_at if status else None,
                state=measure.state if measure else "",
            )
            told.setdefault(delivery.notice.about, {})[delivery.party] = before


def last_day_told(notice: Notice) -> date | None:
    """The last day of a measure that stands in the calendar of whoever was told, though it may be none any more."""
    return (notice.measure.due_on or notice.measure.due_before) if notice.measure else None


def cause_of(event: Event, rule: Rule) -> str:
    """What tells an event from others that are told of under a rule.

    A series that was planned in one request is one cause, and so is all of it that was called off in one: whoever is
    told of the first is not told of each. A later word of any of it is one by itself.
    """
    series = event.data.series if isinstance(event.data, Activity) else None
    if rule.audience is Audience.TOLD_BEFORE:
        return event.id
    if series and event.type == ACTIVITY_PLANNED:
        return series
    if series and event.type == ACTIVITY_CANCELLED:
        return f"{series} {event.data.reported_at.isoformat()}"
    return event.id


def in_time_for(event: Event, before: Before | None = None) -> tuple[datetime, ...]:
    """When what an event tells of is to be told before, to be of use; of what is done there is no such time.

    Of an activity it is its start, and the one that was told before; of a measure the beginning of its last day, and
    when it is called overdue, likewise.
    """
    data = event.data
    if isinstance(data, Measure):
        return last_day(data.due_on) + last_day(before.due_on if before else None)
    if not isinstance(data, Activity) or data.actual is not None or data.planned is None:
        return ()
    return (data.planned.start, before.start) if before and before.start else (data.planned.start,)


def last_day(day: date | None) -> tuple[datetime, ...]:
    """When a measure's last day begins, and when it is overdue; of none, or none that is near to come, nothing."""
    if day is None or day >= FAR:
        return ()
    return on_the_wall(day, time.min), on_the_wall(day + timedelta(days=1), OCCASIONS_AT)


def _cause(event: Event, rule: Rule, party: str, now: datetime, told: Told) -> Cause:
    return Cause(
        key=(event.source, cause_of(event, rule)),
        id=event.id,
        type=event.type,
        traceparent=event.traceparent,
        revision=revision_of(event),
        not_before=not_before(event.data, party, now),
        in_time=in_time_for(event, told.get(str(tells_of(event)), {}).get(party)),
    )


def _nobody_since(rule: Rule, endpoints: Sequence[Endpoint]) -> str:
    if rule.audience is Audience.OWNER:  # who has one at least: that which it is about
        return NO_OTHER_ENDPOINT
    return NOT_WANTED if endpoints else NO_ENDPOINT


def _hindrance(rule: Rule, notice: Notice, endpoint: Endpoint) -> str | None:
    outside = endpoint.channel != WEBHOOK and not reaches_nobody(endpoint.address)
    if notice.demonstration and outside:
        return OUTSIDE_DEMONSTRATION
    if rule.id in CONFIRMATIONS or endpoint.state == "active":
        return None
    return NOT_CONFIRMED if endpoint.state == "unconfirmed" else ENDPOINT_DISABLED


def _delivery(
    cause: Cause, rule: Rule, notice: Notice, endpoint: Endpoint, now: datetime, suppressed: str | None
) -> Delivery:
    sent, begin = suppressed is None, max(now, cause.not_before or now)
    gathered_from = _gathered_from(cause, rule, endpoint, begin) if sent else None
    return Delivery(
        id=delivery_id(*cause.key, rule.id, endpoint.party, endpoint.id, endpoint.channel),
        cause=cause.id,
        cause_type=cause.type,
        rule=rule.id,
        party=endpoint.party,
        endpoint=endpoint.id,
        channel=endpoint.channel,
        urgent=rule.urgent,
        notice=_counted_to(local_day(gathered_from or begin), notice),
        state="pending" if sent else "suppressed",
        created_at=now,
        reason=suppressed,
        traceparent=cause.traceparent,
        revision=cause.revision,
        not_before=cause.not_before,
        quiet_until=quiet_until(endpoint, begin) if sent and gathered_from is None else None,
        gathered_from=gathered_from,
        subscription=endpoint.address if endpoint.channel == WEBHOOK else None,
    )


def _gathered_from(cause: Cause, rule: Rule, endpoint: Endpoint, begin: datetime) -> datetime | None:
    """When a digest may tell it; None: it is told by itself, at once.

    To a resident what happens at the same time is one mail, as when a period begins and each promise enters a state.
    """
    if rule.urgent or rule.audience in SERVICE:
        return None
    if endpoint.rhythm != "immediate":
        due = next_digest(endpoint.rhythm, begin)
        if not _comes_too_late(cause, rule, due, begin):
            return due
    return begin + TOGETHER if rule.audience is Audience.FOLLOWERS and cause.not_before is None else None


def _comes_too_late(cause: Cause, rule: Rule, due: datetime, begin: datetime) -> bool:
    """Whether the digest would tell it when it cannot be acted on: a walk or a last day that is over or of the same
    day, a week begun."""
    if rule.occasion and max(rule.occasion.days) < 0:
        return local_day(due) > local_day(begin)
    return rule.id in FROM_UNKNOWN or any(
        begin < moment and local_day(moment) <= local_day(due) for moment in cause.in_time
    )


def _counted_to(day: date, notice: Notice) -> Notice:
    """The days that a notice speaks of are those on the day on which it is told."""
    if notice.since is None or notice.days is None:
        return notice
    return msgspec.structs.replace(notice, days=(day - notice.since).days)
