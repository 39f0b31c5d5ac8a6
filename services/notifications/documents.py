"""How deliveries and endpoints look as documents: the one place that knows their field names."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from services.notifications.domain.delivery import Delivery, Endpoint, announcement
from services.notifications.domain.notice import Notice

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stored:
    """An endpoint as it is stored: with its revision (the ETag) and when it changed."""

    endpoint: Endpoint
    revision: int
    created_at: datetime
    changed_at: datetime


def endpoint_key(party: str, endpoint: str) -> str:
    """The key of a party's endpoint."""
    return f"{party}/{endpoint}"


def endpoint_document(stored: Stored) -> Document:
    """An endpoint as it is stored."""
    endpoint = stored.endpoint
    return {
        "_id": endpoint_key(endpoint.party, endpoint.id),
        "party": endpoint.party,
        "endpoint": endpoint.id,
        "channel": endpoint.channel,
        "address": endpoint.address,
        "language": endpoint.language,
        "rules": list(endpoint.rules),
        "revision": stored.revision,
        "createdAt": stored.created_at,
        "changedAt": stored.changed_at,
    }


def stored_of(document: Document) -> Stored:
    """The endpoint of a document."""
    return Stored(
        Endpoint(
            party=document["party"],
            id=document["endpoint"],
            channel=document["channel"],
            address=document["address"],
            language=document["language"],
            rules=tuple(document["rules"]),
        ),
        document["revision"],
        document["createdAt"],
        document["changedAt"],
    )


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
        "nextAttemptAt": due if pending else None,
        "revision": delivery.revision,
        "notBefore": delivery.not_before,
        "subscription": delivery.subscription,
        "payload": delivery.payload,
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
        subscription=document["subscription"],
        payload=document["payload"],
    )
