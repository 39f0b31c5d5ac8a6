"""The deliverer of mails: one thread, one after another, urgent ones first."""

import random
import threading
from collections.abc import Callable, Mapping

from services.notifications.attempts import AT_A_TIME, Attempts, Made, guarded, suppressed
from services.notifications.channels import Channel
from services.notifications.domain.addresses import reaches_nobody
from services.notifications.domain.delivery import ENDPOINT_GONE, OUTSIDE_DEMONSTRATION
from services.notifications.store import Claimed, NotificationStore
from shared.clock import Clock


class Deliverer(Attempts):
    """One deliverer: one thread, its own channels."""

    def __init__(
        self,
        store: NotificationStore,
        channels: Mapping[str, Channel],
        clock: Clock,
        wake: threading.Event,
        *,
        machine: Clock | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """Set up, with channels by name; else as `Attempts`."""
        super().__init__(store, clock, wake, machine=machine, chance=chance)
        self._channels = channels

    def deliver_due(self, stop: threading.Event) -> int:
        """Attempt everything that is due; returns how many attempts were made."""
        made = 0
        try:
            while not stop.is_set() and (due := self._due()):
                made += sum(self._take(delivery, stop) is not None for delivery in due)
        finally:
            for channel in self._channels.values():
                channel.rest()
        return made

    def _look(self, stop: threading.Event) -> bool:
        return self.deliver_due(stop) > 0

    def _due(self) -> list[str]:
        return self._store.deliveries.due(self._machine.now(), self._clock.now(), AT_A_TIME)

    def _make(self, claimed: Claimed) -> Made:
        delivery = claimed.delivery
        stored = self._store.endpoints.find(delivery.party, delivery.endpoint)
        if stored is None or stored.endpoint.channel != delivery.channel:
            return suppressed(ENDPOINT_GONE)
        endpoint = stored.endpoint
        if delivery.notice.demonstration and not reaches_nobody(endpoint.address):
            return suppressed(OUTSIDE_DEMONSTRATION)
        channel = self._channels[endpoint.channel]
        return self._judged(claimed, guarded(claimed, lambda: channel.send(delivery, endpoint)))
