"""A notice as an event for a webhook: the words of the mail, and the facts behind them.

A CloudEvent in structured mode, the same bytes each time it is made of the same delivery.
"""

import msgspec

from services.notifications.channels.own_events import TOLD, NoticeTold, own_event
from services.notifications.channels.wording import Wording
from services.notifications.domain.delivery import Delivery
from services.notifications.domain.endpoint import Endpoint


class Telling:
    """Makes events of notices."""

    def __init__(self, page_url: str, public_url: str) -> None:
        """Set up, with the addresses of the public page and of notifications."""
        self._wording = Wording(page_url)
        self._public_url = public_url

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
        event = own_event(self._public_url, TOLD, delivery.id, delivery.created_at, delivery.notice.about, data)
        return msgspec.json.encode(event)
