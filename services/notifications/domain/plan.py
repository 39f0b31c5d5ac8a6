"""Planning: an event and the parties' endpoints in, deliveries out. Pure.

Each endpoint of a party gets one delivery of an event under a rule, however many of the party's promises it
concerns. A party that nobody can reach gets one suppressed delivery, so that nothing vanishes silently. What may not
be shown yet is planned for its day.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from services.notifications.domain.addresses import reaches_nobody
from services.notifications.domain.delivery import (
    NO_ENDPOINT,
    NOT_WANTED,
    OUTSIDE_DEMONSTRATION,
    Delivery,
    Endpoint,
    delivery_id,
)
from services.notifications.domain.notice import Before, Notice, Told, notices
from services.notifications.domain.rules import Audience, Rule, rules_for
from services.notifications.domain.withheld import not_before
from shared.events.activity import Activity
from shared.events.cloudevent import Event

Endpoints = Mapping[str, Sequence[Endpoint]]  # party id -> its endpoints


def plan(event: Event, endpoints: Endpoints, told: Told, now: datetime) -> list[Delivery]:
    """The deliveries that an event causes.

    Args:
        event: the cause.
        endpoints: of every party that the event may concern.
        told: what parties were told earlier of the activity, when the event is about one.
        now: the present instant.
    """
    return [
        delivery
        for rule in rules_for(event)
        for party, notice in notices(rule, event, told).items()
        for delivery in _to_party(event, rule, notice, party, endpoints.get(party, ()), now)
    ]


def corrects(event: Event) -> str | None:
    """The id of the activity whose earlier notices an event may correct, or None."""
    told_before = any(rule.audience is Audience.TOLD_BEFORE for rule in rules_for(event))
    return str(event.data.id) if told_before else None


def parties_of(event: Event, told: Told) -> set[str]:
    """The parties that an event concerns."""
    return {party for rule in rules_for(event) for party in notices(rule, event, told)}


def remember(told: dict[str, dict[str, Before]], deliveries: Iterable[Delivery]) -> None:
    """Add what these deliveries will tell to what was told."""
    for delivery in deliveries:
        if delivery.state != "suppressed" and delivery.notice.activity is not None:
            before = Before(delivery.revision, delivery.notice.promises)
            told.setdefault(delivery.notice.about, {})[delivery.party] = before


def _to_party(
    event: Event, rule: Rule, notice: Notice, party: str, endpoints: Sequence[Endpoint], now: datetime
) -> list[Delivery]:
    asking = [endpoint for endpoint in endpoints if endpoint.wants(rule.id)]
    if asking:
        return [_to_endpoint(event, rule, notice, endpoint, now) for endpoint in asking]
    nobody = Endpoint(party=party, id="", channel="", address="")
    reason = NOT_WANTED if endpoints else NO_ENDPOINT
    return [_delivery(event, rule, notice, nobody, now, reason)]


def _to_endpoint(event: Event, rule: Rule, notice: Notice, endpoint: Endpoint, now: datetime) -> Delivery:
    outside = notice.demonstration and not reaches_nobody(endpoint.address)
    return _delivery(event, rule, notice, endpoint, now, OUTSIDE_DEMONSTRATION if outside else None)


def _delivery(
    event: Event, rule: Rule, notice: Notice, endpoint: Endpoint, now: datetime, suppressed: str | None
) -> Delivery:
    return Delivery(
        id=delivery_id(event, rule.id, endpoint.party, endpoint.id, endpoint.channel),
        cause=event.id,
        cause_type=event.type,
        rule=rule.id,
        party=endpoint.party,
        endpoint=endpoint.id,
        channel=endpoint.channel,
        urgent=rule.urgent,
        notice=notice,
        state="suppressed" if suppressed else "pending",
        created_at=now,
        reason=suppressed,
        traceparent=event.traceparent,
        revision=event.data.revision if isinstance(event.data, Activity) else 0,
        not_before=not_before(event.data, endpoint.party, now),
    )
