"""The deliverer of webhooks: a lane for each subscription that has something due, so that one waits for no other."""

import random
import threading
from collections.abc import Callable
from dataclasses import replace

import structlog
from pymongo.errors import PyMongoError

from services.notifications.attempts import AT_A_TIME, Attempts, Made, guarded, suppressed
from services.notifications.channels.telling import Telling
from services.notifications.channels.webhook import WebhookChannel
from services.notifications.domain.delivery import (
    ENDPOINT_GONE,
    NOT_REGISTERED,
    OUTSIDE_DEMONSTRATION,
    SUBSCRIPTION_DISABLED,
    SUBSCRIPTION_GONE,
    Delivery,
)
from services.notifications.domain.schedule import Answer, Outcome
from services.notifications.domain.subscription import NEW, SUBSCRIBING, Subscription
from services.notifications.domain.web_address import leads_nowhere
from services.notifications.lanes import Lanes
from services.notifications.store import Claimed, NotificationStore
from services.notifications.wellbeing import Wellbeing
from shared.clock import Clock
from shared.http.clients import Clients
from shared.store.mongo import is_away, why

log = structlog.get_logger(__name__)


class WebhookDeliverer(Attempts):
    """One deliverer: one thread that looks, and one for each lane."""

    def __init__(
        self,
        store: NotificationStore,
        channel: WebhookChannel,
        clock: Clock,
        wake: threading.Event,
        *,
        telling: Telling,
        clients: Clients,
        machine: Clock | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """Set up, with what puts notices into words and the registry of clients; else as `Attempts`."""
        super().__init__(store, clock, wake, machine=machine, chance=chance)
        self._channel = channel
        self._telling = telling
        self._clients = clients
        self._wellbeing = Wellbeing(store)
        self._lanes = Lanes()
        self._defect: BaseException | None = None

    def run(self, stop: threading.Event) -> None:
        """Deliver until told to stop; what is under way is waited for."""
        super().run(stop)
        self._join()

    def deliver_due(self, stop: threading.Event) -> None:
        """Attempt everything that is due but for those that rest."""
        while self._look(stop):
            self._join()

    def _look(self, stop: threading.Event) -> bool:
        """Give lanes to those that have something due, as long as there are any; whether any was given."""
        given = False
        while self._give_some(stop):
            given = True
        return given

    def _give_some(self, stop: threading.Event) -> bool:
        if self._defect is not None:
            raise self._defect
        if stop.is_set() or not self._lanes.has_room():
            return False
        now = self._machine.now()
        due = self._store.sending.due_to_subscriptions(now, self._clock.now(), AT_A_TIME, self._lanes.taken(now))
        given = [key for key in due if self._give(key, due[key], stop)]
        return bool(given)

    def _give(self, key: str, deliveries: list[str], stop: threading.Event) -> bool:
        lane = threading.Thread(target=self._lane, args=(key, deliveries, stop), name="webhook", daemon=True)
        return self._lanes.give(key, lane)

    def _lane(self, key: str, deliveries: list[str], stop: threading.Event) -> None:
        try:
            for delivery in deliveries:
                self._lanes.begin(key)
                made = self._take(delivery, stop)
                if made is not None and made.outcome is not None:
                    self._lanes.note(key, made.outcome, self._machine.now())
                    self._wellbeing.note_webhook(key, made.outcome, self._machine.now(), self._clock.now())
                    if made.outcome.answer is not Answer.ACCEPTED:
                        break
        except PyMongoError as error:
            if not is_away(error):
                self._defect = error
            log.warning("webhooks wait for the database", reason=why(error))
        except Exception as error:
            self._defect = error
        finally:
            self._lanes.end(key)
            self._wake.set()  # there may be more for it, and somebody may wait for a lane

    def _join(self) -> None:
        for lane in self._lanes.threads():
            lane.join()

    def _make(self, claimed: Claimed) -> Made:
        delivery = claimed.delivery
        subscription = self._store.subscriptions.find(delivery.subscription or "")
        if subscription is None or delivery.predates(subscription.created_at):
            return suppressed(SUBSCRIPTION_GONE)
        if not self._is_registered(subscription, delivery):
            return suppressed(NOT_REGISTERED)
        if subscription.state == "disabled":
            return suppressed(SUBSCRIPTION_DISABLED)
        if subscription.state == "unverified":
            return self._judged(claimed, Outcome(Answer.DELAYED, NEW))
        if delivery.payload is not None:
            return self._judged(claimed, guarded(claimed, lambda: self._channel.send(delivery, subscription)))
        return self._tell(claimed, subscription)

    def _is_registered(self, subscription: Subscription, delivery: Delivery) -> bool:
        """Whether its client may still be sent this; a digest of several municipalities asks for all of them."""
        told = delivery.notice.municipality
        needed = (told,) if told else subscription.wanted.municipalities
        return self._clients.lets(subscription.client, subscription.party, SUBSCRIBING, needed)

    def _tell(self, claimed: Claimed, subscription: Subscription) -> Made:
        """Send a notice over a subscription, in its endpoint's words."""
        delivery = claimed.delivery
        stored = self._store.endpoints.find(delivery.party, delivery.endpoint)
        if stored is None or delivery.predates(stored.created_at) or stored.endpoint.address != subscription.key:
            return suppressed(ENDPOINT_GONE)
        if delivery.notice.demonstration and not leads_nowhere(subscription.url):
            return suppressed(OUTSIDE_DEMONSTRATION)
        endpoint = stored.endpoint

        def send() -> Outcome:
            told = replace(delivery, payload=self._telling.payload(delivery, endpoint))
            return self._channel.send(told, subscription)

        return self._unless_quiet(claimed, send, endpoint)
