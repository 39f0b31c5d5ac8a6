"""Events that subscriptions alone are sent, and no topic holds: their types, and where their data is described."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import msgspec

from services.notifications.domain.notice import Notice
from shared.events.catalogue import PREFIX
from shared.events.record import Record

TOLD: Final = f"{PREFIX}notice.told.v1"
VERIFICATION: Final = f"{PREFIX}subscription.verification.v1"


class NoticeTold(msgspec.Struct, frozen=True, rename="camel"):
    """Data of what is told: under which rule, to whom, in which words, and the facts.

    ``cause`` is the id of the event behind it, ``text`` the same as a mail would say.
    """

    rule: str
    party: str
    endpoint: str
    urgent: bool
    cause: str
    language: str
    subject: str
    text: str
    notice: Notice


class Challenge(Record, frozen=True):
    """What a receiver repeats to show that it is the one that is meant."""

    challenge: str


@dataclass(frozen=True, slots=True)
class OwnType:
    """A type of event that subscriptions alone are sent: the class of its data, and what it tells."""

    data: type[Any]
    summary: str


OWN: Final[Mapping[str, OwnType]] = {
    TOLD: OwnType(
        NoticeTold,
        "What a rule tells a party, over the subscription that an endpoint of the party's names; or its digest.",
    ),
    VERIFICATION: OwnType(Challenge, "Asks whether the receiver is the one that is meant."),
}


def own_address(public_url: str, type_name: str) -> str:
    """Where the schema of a type's data is served: by notifications, which is reached at ``public_url``."""
    return f"{public_url}/notifications/v1/schemas/{type_name}"


def own_event(
    public_url: str, type_name: str, event_id: str, at: datetime, subject: str, data: NoticeTold | Challenge
) -> dict[str, Any]:
    """An event as it is sent.

    Args:
        public_url: where notifications is reached.
        type_name: one of `OWN`.
        event_id: its own.
        at: when it was told, Löftet's time.
        subject: what it is about.
        data: of the class that `OWN` names.
    """
    return {
        "specversion": "1.0",
        "id": event_id,
        "source": "/loftet/notifications",
        "type": type_name,
        "time": at.isoformat().replace("+00:00", "Z"),
        "subject": subject,
        "datacontenttype": "application/json",
        "dataschema": own_address(public_url, type_name),
        "data": data,
    }
