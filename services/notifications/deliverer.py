"""The deliverer of all but webhooks: one thread, one after another, urgent ones first. A worker has several for mail.

What waits for a mailbox that the server stalled at waits with what was tried, so that others' mail is not held up.
"""

import random
import threading
from collections.abc import Callable, Mapping

from services.notifications.attempts import AT_A_TIME, Attempts, Made, suppressed
from services.notifications.channels import Channel
from services.notifications.domain.addresses import reaches_nobody
from services.notifications.domain.delivery import (
    ENDPOINT_DISABLED,
    ENDPOINT_GONE,
    LINK_GONE,
    NOT_CONFIRMED,
    OUTSIDE_DEMONSTRATION,
    Delivery,
)
from services.notifications.domain.endpoint import Endpoint
from services.notifications.domain.rules import CONFIRMATIONS, MOVING
from services.notifications.domain.service import addressed, confirmation
from services.notifications.store import Claimed, NotificationStore
from services.notifications.wellbeing import Wellbeing
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
        self._wellbeing = Wellbeing(store)

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
        now, told = self._machine.now(), self._clock.now()
        return [one for name in self._channels for one in self._store.sending.due(now, told, AT_A_TIME, name)]

    def _make(self, claimed: Claimed) -> Made:
        delivery = claimed.delivery
        stored = self._store.recipient(delivery.party, delivery.endpoint)
        endpoint = addressed(delivery, stored.endpoint if stored else None)
        if endpoint is None or (stored and delivery.predates(stored.created_at)):
            return suppressed(ENDPOINT_GONE)
        if (hindrance := _hindrance(delivery, endpoint)) is not None:
            return suppressed(hindrance)
        channel = self._channels[endpoint.channel]
        made = self._unless_quiet(claimed, lambda: channel.send(delivery, endpoint), endpoint)
        if made.outcome and stored and endpoint == stored.endpoint:  # of another mailbox it says nothing of this one
            next_at = made.verdict.next_attempt_at if made.verdict else None
            if made.outcome.stalled and next_at is not None:
                self._store.sending.postpone(delivery, self._machine.now(), next_at)
            self._wellbeing.note(stored, made.outcome, self._machine.now(), self._clock.now())
        return made


def _hindrance(delivery: Delivery, endpoint: Endpoint) -> str | None:
    """Why it is not to be sent, as the endpoint stands now."""
    if delivery.notice.demonstration and not reaches_nobody(endpoint.address):
        return OUTSIDE_DEMONSTRATION
    if delivery.rule in CONFIRMATIONS:
        latest = confirmation(endpoint, delivery.created_at)
        return None if latest is not None and latest.id == delivery.id else LINK_GONE
    if endpoint.state == "active" or delivery.rule == MOVING:
        return None
    return NOT_CONFIRMED if endpoint.state == "unconfirmed" else ENDPOINT_DISABLED
