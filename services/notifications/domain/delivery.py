"""The delivery: one logical notification of one event to one endpoint of one party.

Its id derives from its cause, so a repeat of the event meets its own deliveries.
"""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid5

from services.notifications.domain.notice import Notice
from services.notifications.domain.rules import CONFIRMATIONS
from shared.events.catalogue import DELIVERY_FAILED, DELIVERY_SUCCEEDED, DELIVERY_SUPPRESSED
from shared.events.cloudevent import Outgoing, outgoing
from shared.events.delivery import DeliveryChanged, DeliveryState

NAMESPACE = UUID("6f0b8b9e-3f0c-5b53-9d6a-0f6f0f1f8a11")

# Why something was not sent.
NO_ENDPOINT = "the party has no endpoint"
NO_OTHER_ENDPOINT = "the party has no other mail endpoint that is active"
NOT_WANTED = "no endpoint of the party asks for this"
NOT_CONFIRMED = "the endpoint has not been confirmed"
ENDPOINT_DISABLED = "the endpoint is disabled"
LINK_GONE = "the link has been used, or another has taken its place"
ENDPOINT_GONE = "the endpoint was removed before it was sent"
SUBSCRIPTION_GONE = "the subscription was removed before it was sent"
SUBSCRIPTION_DISABLED = "the subscription is disabled"
NOT_REGISTERED = "the subscription's client is not registered for this any more"
PESTERED = "a link was mailed lately, or enough of them wait"
TAKEN_BACK = "it was taken back before it was told"
NO_LONGER_SO = "it was no longer so when it would have been told"
OVERTAKEN = "later words of it were told at once, or its day passed, before its digest came"
OUTSIDE_DEMONSTRATION = "demonstration data is not sent to outside addresses"

FINAL: dict[DeliveryState, str] = {
    "delivered": DELIVERY_SUCCEEDED,
    "failed": DELIVERY_FAILED,
    "suppressed": DELIVERY_SUPPRESSED,
}


@dataclass(frozen=True, slots=True)
class Delivery:
    """One logical notification. ``endpoint`` and ``channel`` are empty when the party has none.

    ``revision`` is that of the activity or measure that it tells of (0: it tells of none). Three instants by Löftet's
    clock hold it back: ``not_before``, from which it may be told at all; ``quiet_until``, the end of the recipient's
    quiet hours; and ``gathered_from``, from which a digest may gather it: one that has this is never sent by itself.
    One to a subscription has its key; an event that is sent as it came is its ``payload``, until it is delivered. So
    long is ``to`` the mailbox of one that goes to another than its endpoint's.
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
    quiet_until: datetime | None = None
    gathered_from: datetime | None = None
    subscription: str | None = None
    payload: bytes | None = field(default=None, repr=False)
    to: str | None = field(default=None, repr=False)

    def predates(self, made_at: datetime) -> bool:
        """Whether it is older than its recipient, who was removed and made anew: it waited for the former one.

        ``made_at``: when the one that has the name now was made. What asks for an address to be confirmed, or tells a
        mailbox that another takes its place, finds its recipient by itself.
        """
        return self.rule not in CONFIRMATIONS and self.to is None and self.created_at < made_at


def delivery_id(*cause: str) -> str:
    """The id of the delivery that derives from what caused it: of an event its source and id, under a rule, to an
    endpoint of a party over a channel; of what time makes worth telling also the day."""
    return str(uuid5(NAMESPACE, "\n".join(cause)))


def announcement(
    delivery: Delivery, state: DeliveryState, reason: str | None, attempts: int, at: datetime, before: int = 0
) -> Outgoing:
    """The event that tells of a delivery's final state. Carries no address and no text.

    ``before`` counts the attempts before it was sent anew: what comes of that is another event.
    """
    occurrence = f"{state}\n{before}" if before else state
    return outgoing(
        FINAL[state],
        str(uuid5(NAMESPACE, f"{delivery.id}\n{occurrence}")),
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
