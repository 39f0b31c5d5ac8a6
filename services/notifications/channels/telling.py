"""A notice as an event for a webhook: the words of the mail, and the facts behind them.

A CloudEvent in structured mode, the same bytes each time it is made of the same delivery.
"""

from datetime import datetime
from typing import Any, Final

import msgspec

from services.notifications.channels.wording import Wording
from services.notifications.domain.delivery import Delivery
from services.notifications.domain.endpoint import Endpoint
from services.notifications.domain.notice import Notice

TYPE: Final = "se.loftet.notice.told"


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


class Telling:
    """Makes events of notices."""

    def __init__(self, page_url: str) -> None:
        """Set up, with the address of the public page."""
        self._wording = Wording(page_url)

    def payload(self, delivery: Delivery, endpoint: Endpoint) -> bytes:
        """The event that tells a delivery's notice, in the endpoint's language."""
        words = self._wording.render(delivery.rule, endpoint.language, delivery.notice)
        data = NoticeTold(
            rule=delivery.rule,
            party=delivery.party,
            endpoint=delivery.endpoint,
            urgent=delivery.urgent,
            cause=delivery.cause,
            language=endpoint.language,
            subject=words.subject,
            text=words.text,
            notice=delivery.notice,
        )
        return msgspec.json.encode(told_event(delivery.id, delivery.created_at, data))


def told_event(event_id: str, at: datetime, data: NoticeTold) -> dict[str, Any]:
    """The event as it is sent."""
    return {
        "specversion": "1.0",
        "id": event_id,
        "source": "/loftet/notifications",
        "type": TYPE,
        "time": at.isoformat().replace("+00:00", "Z"),
        "subject": data.notice.about,
        "datacontenttype": "application/json",
        "data": data,
    }
