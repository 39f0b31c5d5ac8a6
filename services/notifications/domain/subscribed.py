"""Planning for subscriptions: an event and the active subscriptions in, deliveries out. Pure.

What is sent is the event itself, a CloudEvent in structured mode, made once when it is planned: every attempt to send
it sends the same bytes.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import uuid5

import msgspec

from services.notifications.domain.delivery import NAMESPACE, Delivery
from services.notifications.domain.endpoint import WEBHOOK
from services.notifications.domain.facets import FOLLOWED, Facets, facets_of
from services.notifications.domain.notice import Notice
from services.notifications.domain.subscription import Subscription
from services.notifications.domain.withheld import not_before
from shared.events.cloudevent import Event
from shared.events.schemas import address_of

RULE = "subscription"  # stands in the delivery log where a rule's id stands else


Sent = dict[tuple[str, str], int]  # thing and key of a subscription -> the first revision that was sent to it


def plan_subscribed(
    event: Event, subscriptions: Sequence[Subscription], activities_url: str, now: datetime, sent: Sent
) -> list[Delivery]:
    """The deliveries that an event causes to subscriptions.

    Args:
        event: the cause.
        subscriptions: all that are active.
        activities_url: where activities is reached from outside, which serves the schemas.
        now: the present instant.
        sent: what was sent before, or waits to be; what is planned here is added to it.
    """
    if not subscriptions or event.type not in FOLLOWED:
        return []
    facets = facets_of(event.data)
    wanting = [each for each in subscriptions if each.wants(event, facets, was_sent=_was_sent(facets, each.key, sent))]
    if facets.revision is not None:
        for each in wanting:
            sent.setdefault((facets.about, each.key), facets.revision)
    if not wanting:
        return []
    payload = structured(event, address_of(activities_url, event.type))
    return [_delivery(event, facets, payload, subscription, now) for subscription in wanting]


def things_of(events: Iterable[Event]) -> set[str]:
    """What the events tell of a revision of, by ids: what may have been sent before."""
    told = [facets_of(event.data) for event in events if event.type in FOLLOWED]
    return {facets.about for facets in told if facets.revision is not None}


def _was_sent(facets: Facets, subscription: str, sent: Sent) -> bool:
    """Whether the thing was sent at this revision or an earlier one."""
    first = sent.get((facets.about, subscription))
    return first is not None and facets.revision is not None and first <= facets.revision


def structured(event: Event, dataschema: str) -> bytes:
    """An event as a CloudEvent in structured mode, its data as it came."""
    return msgspec.json.encode({**attributes(event, dataschema), "data": msgspec.Raw(event.value)})


def attributes(event: Event, dataschema: str) -> dict[str, str]:
    """The attributes of an event as they are sent.

    Source: CloudEvents 1.0.2, JSON event format; `traceparent` is the distributed tracing extension.
    """
    told = {
        "specversion": "1.0",
        "id": event.id,
        "source": event.source,
        "type": event.type,
        "time": event.time.isoformat().replace("+00:00", "Z"),
        "subject": event.subject,
        "traceparent": event.traceparent,
        "datacontenttype": "application/json",
        "dataschema": dataschema,
    }
    return {name: value for name, value in told.items() if value is not None}


def _delivery(event: Event, facets: Facets, payload: bytes, subscription: Subscription, now: datetime) -> Delivery:
    return Delivery(
        id=str(uuid5(NAMESPACE, "\n".join((event.source, event.id, RULE, subscription.key)))),
        cause=event.id,
        cause_type=event.type,
        rule=RULE,
        party=subscription.party,
        endpoint=subscription.id,
        channel=WEBHOOK,
        urgent=False,
        notice=Notice(
            about=facets.about,
            municipality=facets.municipality,
            municipality_name=facets.municipality_name,
            demonstration=facets.demonstration,
        ),
        state="pending",
        created_at=now,
        traceparent=event.traceparent,
        revision=facets.revision or 0,
        not_before=not_before(event.data, subscription.party, now),
        subscription=subscription.key,
        payload=payload,
    )
