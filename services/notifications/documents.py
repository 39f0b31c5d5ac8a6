"""How deliveries look as documents: the one place that knows their field names."""

from datetime import datetime
from typing import Any

import msgspec

from services.notifications.domain.delivery import Delivery, announcement
from services.notifications.domain.notice import Notice

Document = dict[str, Any]


def delivery_document(delivery: Delivery, due: datetime) -> Document:
    """A new delivery as it is stored; one that is suppressed from the start says so in its event."""
    pending = delivery.state == "pending"
    return {
        "_id": delivery.id,
        "cause": delivery.cause,
        "causeType": delivery.cause_type,
        "about": delivery.notice.about,
        "rule": delivery.rule,
        "party": delivery.party,
        "endpoint": delivery.endpoint,
        "channel": delivery.channel,
        "urgent": delivery.urgent,
        "notice": msgspec.to_builtins(delivery.notice),
        "state": delivery.state,
        "reason": delivery.reason,
        "demonstration": delivery.notice.demonstration,
        "traceparent": delivery.traceparent,
        "attempts": [],
        "attemptsBefore": 0,
        "nextAttemptAt": due if pending and delivery.gathered_from is None else None,
        "revision": delivery.revision,
        "notBefore": delivery.not_before,
        "quietUntil": delivery.quiet_until,
        "gatheredFrom": delivery.gathered_from,
        "digest": None,
        "subscription": delivery.subscription,
        "payload": delivery.payload,
        "to": delivery.to,
        "lease": None,
        "leaseUntil": due,
        "createdAt": delivery.created_at,
        "changedAt": delivery.created_at,
        "events": [] if pending else [_suppression(delivery)],
    }


def followed_document(delivery: Delivery, at: datetime) -> Document:
    """The fields that change when a delivery that waits follows a later revision."""
    changed: Document = {
        "notice": msgspec.to_builtins(delivery.notice),
        "revision": delivery.revision,
        "notBefore": delivery.not_before,
        "changedAt": at,
    }
    if delivery.state == "pending":
        return changed
    told = announcement(delivery, delivery.state, delivery.reason, 0, at).to_document()
    return changed | {
        "state": delivery.state,
        "reason": delivery.reason,
        "nextAttemptAt": None,
        "payload": None,
        "events": [told],
    }


def _suppression(delivery: Delivery) -> Document:
    return announcement(delivery, delivery.state, delivery.reason, 0, delivery.created_at).to_document()


def delivery_of(document: Document) -> Delivery:
    """The delivery of a document."""
    return Delivery(
        id=document["_id"],
        cause=document["cause"],
        cause_type=document["causeType"],
        rule=document["rule"],
        party=document["party"],
        endpoint=document["endpoint"],
        channel=document["channel"],
        urgent=document["urgent"],
        notice=msgspec.convert(document["notice"], Notice),
        state=document["state"],
        created_at=document["createdAt"],
        reason=document["reason"],
        traceparent=document["traceparent"],
        revision=document["revision"],
        not_before=document["notBefore"],
        quiet_until=document.get("quietUntil"),
        gathered_from=document.get("gatheredFrom"),
        subscription=document["subscription"],
        payload=document["payload"],
        to=document.get("to"),
    )
