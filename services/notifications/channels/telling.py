"""A notice as an event for a webhook: the words of the mail, and the facts behind them.

A CloudEvent in structured mode, the same bytes each time it is made of the same delivery.
"""

from typing import Any, Final

import msgspec

from services.notifications.channels.wording import Wording
from services.notifications.domain.delivery import Delivery
from services.notifications.domain.endpoint import Endpoint

TYPE: Final = "se.loftet.notice.told"


class Telling:
    """Makes events of notices."""

    def __init__(self, page_url: str) -> None:
        """Set up, with the address of the public page."""
        self._wording = Wording(page_url)

    def payload(self, delivery: Delivery, endpoint: Endpoint) -> bytes:
        """The event that tells a delivery's notice, in the endpoint's language."""
        words = self._wording.render(delivery.rule, endpoint.language, delivery.notice)
        event: dict[str, Any] = {
            "specversion": "1.0",
            "id": delivery.id,
            "source": "/loftet/notifications",
            "type": TYPE,
            "time": delivery.created_at.isoformat().replace("+00:00", "Z"),
            "subject": delivery.notice.about,
            "datacontenttype": "application/json",
            "data": {
                "rule": delivery.rule,
                "party": delivery.party,
                "endpoint": delivery.endpoint,
                "urgent": delivery.urgent,
                "cause": delivery.cause,
                "language": endpoint.language,
                "subject": words.subject,
                "text": words.text,
                "notice": delivery.notice,
            },
        }
        return msgspec.json.encode(event)
