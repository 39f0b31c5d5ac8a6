"""The delivery: one logical notification of one event to one endpoint of one party.

Its id derives from its cause, so a repeat of the event meets its own deliveries.
"""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid5

from services.notifications.domain.notice import Notice
from shared.events.catalogue import DELIVERY_FAILED, DELIVERY_SUCCEEDED, DELIVERY_SUPPRESSED
from shared.events.cloudevent import Event, Outgoing, outgoing
from shared.events.delivery import DeliveryChanged, DeliveryState

NAMESPACE = UUID("6f0b8b9e-3f0c-5b53-9d6a-0f6f0f1f8a11")

# Channels: how something is sent.
MAIL = "mail"
WEBHOOK = "webhook"

# Why something was not sent.
NO_ENDPOINT = "the party has no endpoint"
NOT_WANTED = "no endpoint of the party asks for this"
ENDPOINT_GONE = "the endpoint was removed before it was sent"
SUBSCRIPTION_GONE = "the subscription was removed before it was sent"
SUBSCRIPTION_DISABLED = "the subscription is disabled"
OUTSIDE_DEMONSTRATION = "demonstration data is not sent to outside addresses"

FINAL: dict[DeliveryState, str] = {
    "delivered": DELIVERY_SUCCEEDED,
    "failed": DELIVERY_FAILED,
    "suppressed": DELIVERY_SUPPRESSED,
}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a party is reached: a functional mailbox. ``rules``: ids of those it asks for; empty: all."""

    party: str
    id: str
    channel: str
    address: str
    language: str = "sv"
    rules: tuple[str, ...] = ()

    def wants(self, rule: str) -> bool:
        """Whether the endpoint asks for what a rule tells."""
        return not self.rules or rule in self.rules


@dataclass(frozen=True, slots=True)
class Delivery:
    """One logical notification. ``endpoint`` and ``channel`` are empty when the party has none.

    ``revision`` is that of the activity that it tells of (0: it tells of none), and ``not_before`` the instant, by
    Löftet's clock, from which it may be told. One to a subscription has its key, and the ``payload`` that is sent until
    its state is final.
    """

    id: str
    cause: str
    cause_type: str
    rule: str
    party: str
    endpoint: str
    channel: str
    urgent: bool
    notice: Notice
    state: DeliveryState
    created_at: datetime
    reason: str | None = None
    traceparent: str | None = None
    revision: int = 0
    not_before: datetime | None = None
    subscription: str | None = None
    payload: bytes | None = field(default=None, repr=False)


def delivery_id(event: Event, rule: str, party: str, endpoint: str, channel: str) -> str:
    """The id of the delivery that an event causes under a rule to an endpoint over a channel."""
    return str(uuid5(NAMESPACE, "\n".join((event.source, event.id, rule, party, endpoint, channel))))


def announcement(delivery: Delivery, state: DeliveryState, reason: str | None, attempts: int, at: datetime) -> Outgoing:
    """The event that tells of a delivery's final state. Carries no address and no text."""
    return outgoing(
        FINAL[state],
        str(uuid5(NAMESPACE, f"{delivery.id}\n{state}")),
        DeliveryChanged(
            delivery_id=delivery.id,
            party=delivery.party,
            endpoint=delivery.endpoint,
            channel=delivery.channel,
            rule=delivery.rule,
            cause=delivery.cause,
            state=state,
            attempts=attempts,
            changed_at=at,
            reason=reason,
            demonstration=delivery.notice.demonstration,
        ),
        time=at,
        subject=delivery.id,
        traceparent=delivery.traceparent,
    )
