"""The deliverer: takes what is due, sends it, keeps the books.

Several may work side by side: each holds what it sends under a lease. Sending and book-keeping are apart: once the
other side has accepted, nothing that goes wrong with the books makes it be sent again, short of the process's end; and
then the repeat carries the same Message-ID.
"""

import random
import threading
from collections.abc import Callable, Mapping

import structlog
from pymongo.errors import PyMongoError

from services.notifications.channels import Channel
from services.notifications.domain.addresses import reaches_nobody
from services.notifications.domain.delivery import ENDPOINT_GONE, OUTSIDE_DEMONSTRATION, Endpoint
from services.notifications.domain.schedule import Answer, Outcome, Verdict, verdict
from services.notifications.store import Claimed, NotificationStore
from shared.clock import Clock, SystemClock
from shared.observe import metrics
from shared.store.mongo import is_away

AT_REST = 1.5  # seconds between looks when nobody wakes us: retries fall due, other workers plan
AT_A_TIME = 50  # deliveries looked up at once; an urgent one waits for so many at most
PAUSE = 0.5  # seconds before the books are tried again

log = structlog.get_logger(__name__)


class Deliverer:
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
        """Set up.

        Args:
            store: where deliveries stand.
            channels: by name.
            clock: Löftet's time, for the books.
            wake: set by the planner when there is something to deliver.
            machine: the time that waiting and leases are measured by.
            chance: gives numbers in [0, 1) for the jitter.
        """
        self._store = store
        self._channels = channels
        self._clock = clock
        self._wake = wake
        self._machine = machine or SystemClock()
        self._chance = chance

    def run(self, stop: threading.Event) -> None:
        """Deliver until told to stop; a database that is away is waited for."""
        while not stop.is_set():
            self._wake.clear()
            try:
                self.deliver_due(stop)
            except PyMongoError as error:
                if not is_away(error):
                    raise
                log.warning("deliveries wait for the database", reason=type(error).__name__)
            self._wake.wait(AT_REST)

    def deliver_due(self, stop: threading.Event) -> int:
        """Attempt everything that is due; returns how many attempts were made."""
        made = 0
        try:
            while not stop.is_set() and (due := self._due()):
                made += sum(self._take(delivery, stop) for delivery in due)
        finally:
            for channel in self._channels.values():
                channel.rest()
        return made

    def _due(self) -> list[str]:
        return self._store.deliveries.due(self._machine.now(), self._clock.now(), AT_A_TIME)

    def _take(self, delivery: str, stop: threading.Event) -> bool:
        """Attempt a delivery, unless another deliverer has it or we are to stop."""
        if stop.is_set():
            return False
        claimed = self._store.deliveries.claim(delivery, self._machine.now(), self._clock.now())
        if claimed is None:
            return False
        self._attempt(claimed, stop)
        return True

    def _attempt(self, claimed: Claimed, stop: threading.Event) -> None:
        delivery = claimed.delivery
        stored = self._store.endpoints.find(delivery.party, delivery.endpoint)
        if stored is None or stored.endpoint.channel != delivery.channel:
            self._conclude(claimed, None, Verdict("suppressed", ENDPOINT_GONE), stop)
        elif delivery.notice.demonstration and not reaches_nobody(stored.endpoint.address):
            self._conclude(claimed, None, Verdict("suppressed", OUTSIDE_DEMONSTRATION), stop)
        else:
            outcome = self._send(claimed, stored.endpoint)
            what = verdict(outcome, claimed.attempts, self._machine.now(), self._chance())
            self._conclude(claimed, outcome, what, stop)

    def _send(self, claimed: Claimed, endpoint: Endpoint) -> Outcome:
        """Send; a defect of our own counts as a delay, since the next version may have mended it."""
        try:
            return self._channels[endpoint.channel].send(claimed.delivery, endpoint)
        except Exception as error:
            log.exception("a delivery could not be made", delivery=claimed.delivery.id)
            return Outcome(Answer.DELAYED, f"our own fault: {type(error).__name__}")

    def _conclude(self, claimed: Claimed, outcome: Outcome | None, what: Verdict, stop: threading.Event) -> None:
        """Keep the books, however often it takes; only the process's end makes us give up."""
        at = self._clock.now()
        while True:
            try:
                kept = self._store.deliveries.conclude(claimed, outcome, what, at)
                break
            except PyMongoError as error:
                if not is_away(error) or stop.is_set():
                    raise
                log.warning("the books wait for the database", delivery=claimed.delivery.id)
                stop.wait(PAUSE)
        _tell(claimed, what, kept)


def _tell(claimed: Claimed, what: Verdict, kept: bool) -> None:
    word = "retried" if what.state == "pending" else what.state
    metrics.deliveries_total.labels(word).inc()
    log.info(
        "delivery attempted",
        delivery=claimed.delivery.id,
        rule=claimed.delivery.rule,
        attempt=claimed.attempts,
        outcome=word,
        held=kept,
    )
