"""Channels beside mail and webhooks, by apprise: chat, SMS gateways and whatever else it can send to.

Whoever names an address chooses where our own network sends, and apprise's addresses hold secrets: so no party names
one. The operator sets up channels for parties, each with a name, and an endpoint names one of its party's.

The package is an extra, and imported only where there is such a channel.
"""

import logging
import re
from collections.abc import Mapping
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from services.notifications.channels.wording import Wording
from services.notifications.domain.delivery import Delivery
from services.notifications.domain.endpoint import NOT_SET_UP, Endpoint
from services.notifications.domain.schedule import Answer, Outcome

if TYPE_CHECKING:
    from apprise.plugins.base import NotifyBase

_ONE: Final = re.compile(r"([a-z0-9][a-z0-9-]*/[a-z0-9][a-z0-9-]*)=(\S+)")

# It writes addresses, and with them their secrets, to its log.
logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)


class BadChannels(ValueError):
    """Not the text of channels; the message says what is wrong, and holds no address."""


def channels_of(text: str) -> dict[str, str]:
    """What an operator has set up: `party/name` -> address.

    Args:
        text: such as `nykvarn-kommun/teams=msteams://...`, several by spaces.

    Raises:
        BadChannels: it is none, or apprise is not there or does not know an address.
    """
    found: dict[str, str] = {}
    for number, part in enumerate(text.split(), 1):
        one = _ONE.fullmatch(part)
        if one is None:
            raise BadChannels(f"number {number} is none; write party/name=address, several by spaces")
        found[one[1]] = one[2]
    if found and find_spec("apprise") is None:
        raise BadChannels("needs the package apprise, which is not installed; install the extra `channels`")
    for name, address in found.items():
        _sender(name, address)
    return found


class OtherChannels:
    """Sends to the channels that the operator has set up; used by one thread."""

    def __init__(self, channels: Mapping[str, str], page_url: str) -> None:
        """Set up.

        Args:
            channels: addresses by `party/name`.
            page_url: of the public page.
        """
        self._channels = channels
        self._wording = Wording(page_url)
        self._senders: dict[str, NotifyBase] = {}

    def send(self, delivery: Delivery, endpoint: Endpoint) -> Outcome:
        """Make one attempt. These channels know no repeats: the last line is the delivery's id, for those who read."""
        sender = self._senders.get(endpoint.address) or self._begin(endpoint.address)
        if sender is None:
            return Outcome(Answer.REFUSED, NOT_SET_UP)
        words = self._wording.render(delivery.rule, endpoint.language, delivery.notice)
        if sender.notify(title=words.subject, body=f"{words.text}\n{delivery.id}\n"):
            return Outcome(Answer.ACCEPTED, "accepted")
        return Outcome(Answer.DELAYED, "it was not accepted")

    def rest(self) -> None:
        """Nothing is kept open."""

    def _begin(self, name: str) -> "NotifyBase | None":
        address = self._channels.get(name)
        if address is None:
            return None
        return self._senders.setdefault(name, _sender(name, address))


def _sender(name: str, address: str) -> "NotifyBase":
    from apprise import Apprise

    sender = Apprise.instantiate(address, suppress_exceptions=True)
    if sender is None:
        raise BadChannels(f"the address of {name} is none that apprise knows")
    return sender
