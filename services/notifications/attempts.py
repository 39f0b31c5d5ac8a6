"""Attempts: what deliverers share. A delivery is taken, an attempt is made, the books are kept.

Several may work side by side: each holds what it sends under a lease. Sending and book-keeping are apart: once the
other side has accepted, nothing that goes wrong with the books makes it be sent again, short of the process's end; and
then the repeat carries the same Message-ID or webhook-id.
"""

import random
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

import structlog
from pymongo.errors import PyMongoError

from services.notifications.domain.endpoint import CHANNELS, Endpoint
from services.notifications.domain.rhythm import quiet_until
from services.notifications.domain.schedule import Answer, Outcome, Verdict, verdict
from services.notifications.store import Claimed, NotificationStore
from shared.clock import Clock, SystemClock
from shared.observe import metrics, spans
from shared.store.mongo import is_away, why

AT_REST = 1.5  # seconds between looks when nobody wakes us: retries fall due, other workers plan
AT_A_TIME = 50  # deliveries looked up at once; an urgent one waits for so many at most
PAUSE = 0.5  # seconds before the books are tried again

log = structlog.get_logger(__name__)


class Made(NamedTuple):
    """What came of an attempt (None: nothing was sent), and what becomes of the delivery (None: it waits as before).

    ``quiet_until`` is the end of the quiet hours that the next attempt would fall in, by Löftet's clock.
    """

    outcome: Outcome | None
    verdict: Verdict | None
    quiet_until: datetime | None = None


class Attempts(ABC):
    """A deliverer, but for what it takes and how it sends."""

    def __init__(
        self,
        store: NotificationStore,
        clock: Clock,
        wake: threading.Event,
        *,
        machine: Clock | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """Set up.

        Args:
            store: where deliveries stand.
            clock: Löftet's time, for the books.
            wake: set by the planner when there is something to deliver.
            machine: the time that waiting and leases are measured by.
            chance: gives numbers in [0, 1) for the jitter.
        """
        self._store = store
        self._clock = clock
        self._wake = wake
        self._machine = machine or SystemClock()
        self._chance = chance
        for channel in CHANNELS:
            for word in ("delivered", "retried", "failed", "suppressed"):
                metrics.deliveries_total.labels(channel, word)  # an alert cannot compare with what was never there

    def run(self, stop: threading.Event) -> None:
        """Deliver until told to stop; a database that is away is waited for."""
        while not stop.is_set():
            self._wake.clear()
            try:
                self._look(stop)
            except PyMongoError as error:
                if not is_away(error):
                    raise
                log.warning("deliveries wait for the database", reason=why(error))
            self._wake.wait(AT_REST)

    @abstractmethod
    def _look(self, stop: threading.Event) -> bool:
        """Attempt what is due, or see to it that it is; whether there was anything."""

    @abstractmethod
    def _make(self, claimed: Claimed) -> Made:
        """Make the attempt, unless it is not to be sent after all."""

    def _take(self, delivery: str, stop: threading.Event) -> Made | None:
        """Attempt a delivery, unless another deliverer has it or we are to stop."""
        if stop.is_set():
            return None
        claimed = self._store.sending.claim(delivery, self._machine.now(), self._clock.now())
        if claimed is None:
            return None
        began = time.perf_counter()
        made = self._make(claimed)
        if made.verdict is None:
            self._store.sending.put_off(claimed, self._machine.now(), made.quiet_until)
            return None
        _note(claimed, made.verdict, time.perf_counter() - began)
        self._conclude(claimed, made, made.verdict, stop)
        return made

    def _unless_quiet(self, claimed: Claimed, send: Callable[[], Outcome], endpoint: Endpoint) -> Made:
        """Send, though it may have been planned for earlier: in its endpoint's quiet hours it waits for their end."""
        if (until := quiet_until(endpoint, self._clock.now())) is not None:
            return Made(None, None, until)
        return self._judged(claimed, guarded(claimed, send), endpoint)

    def _judged(self, claimed: Claimed, outcome: Outcome, endpoint: Endpoint | None = None) -> Made:
        made = verdict(outcome, claimed.attempts, self._machine.now(), self._chance())
        if endpoint is None or made.next_attempt_at is None:
            return Made(outcome, made)
        told = self._clock.now() + (made.next_attempt_at - self._machine.now())
        return Made(outcome, made, quiet_until(endpoint, told))

    def _conclude(self, claimed: Claimed, made: Made, what: Verdict, stop: threading.Event) -> None:
        """Keep the books, however often it takes; only the process's end makes us give up."""
        at, gathered = self._clock.now(), bool(claimed.delivery.notice.gathered)
        while True:
            try:
                if gathered and what.state == "delivered":  # first, since nobody looks again at one that is delivered
                    self._store.gathering.settle(claimed.delivery, what.state, what.reason, at)
                kept = self._store.sending.conclude(claimed, made.outcome, what, at, made.quiet_until)
                if kept and gathered and what.state in ("failed", "suppressed"):
                    self._store.gathering.settle(claimed.delivery, what.state, what.reason, at)
                break
            except PyMongoError as error:
                if not is_away(error) or stop.is_set():
                    raise
                log.warning("the books wait for the database", delivery=claimed.delivery.id)
                stop.wait(PAUSE)
        _tell(claimed, what, kept)


def guarded(claimed: Claimed, send: Callable[[], Outcome]) -> Outcome:
    """Send; a defect of our own counts as a delay, since the next version may have mended it."""
    try:
        return send()
    except Exception as error:
        log.exception("a delivery could not be made", delivery=claimed.delivery.id)
        return Outcome(Answer.DELAYED, f"our own fault: {type(error).__name__}")


def suppressed(reason: str) -> Made:
    """Nothing is sent, and why."""
    return Made(None, Verdict("suppressed", reason))


def _tell(claimed: Claimed, what: Verdict, kept: bool) -> None:
    word = "retried" if what.state == "pending" else what.state
    metrics.deliveries_total.labels(claimed.delivery.channel, word).inc()
    log.info(
        "delivery attempted",
        delivery=claimed.delivery.id,
        rule=claimed.delivery.rule,
        attempt=claimed.attempts,
        outcome=word,
        held=kept,
    )


def _note(claimed: Claimed, what: Verdict, seconds: float) -> None:
    delivery = claimed.delivery
    if delivery.traceparent:
        name, failed = f"deliver {delivery.channel}", what.state == "failed"
        spans.note(name, spans.SpanKind.CLIENT, seconds, parent=delivery.traceparent, failed=failed)
