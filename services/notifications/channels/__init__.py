"""Channels: the ways to reach an endpoint. A channel sends, and says what the other side answered."""

from typing import Protocol

from services.notifications.domain.delivery import Delivery
from services.notifications.domain.endpoint import Endpoint
from services.notifications.domain.schedule import Outcome


class Channel(Protocol):
    """One way to reach endpoints; used by one thread."""

    def send(self, delivery: Delivery, endpoint: Endpoint) -> Outcome:
        """Make one attempt, within a time limit well under the lease. Never raises for the other side's faults."""
        ...

    def rest(self) -> None:
        """Nothing more is due just now: let go of connections."""
        ...
