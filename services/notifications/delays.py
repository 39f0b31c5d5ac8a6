"""How many deliveries wait though they were tried: an attempt that is a day away is seen by no count of attempts.

What waits for the mail relay goes out when that is back, rather than at its next attempt.
"""

import threading
from collections.abc import Callable
from typing import Final

import structlog
from pymongo.errors import PyMongoError

from services.notifications.domain.endpoint import CHANNELS, MAIL
from services.notifications.store import NotificationStore
from shared.clock import Clock
from shared.observe import metrics
from shared.store.mongo import is_away, why

LOOK_SECONDS: Final = 15.0

log = structlog.get_logger(__name__)


class Delays:
    """Tells by channel how many deliveries wait, and sees when the mail relay is back."""

    def __init__(
        self, store: NotificationStore, relay_answers: Callable[[], bool], wake: threading.Event, machine: Clock
    ) -> None:
        """Set up.

        Args:
            store: where deliveries stand.
            relay_answers: whether the mail relay is there.
            wake: set when there is mail to be sent.
            machine: the time that waiting is measured by.
        """
        self._store = store
        self._relay_answers = relay_answers
        self._wake = wake
        self._machine = machine
        self._away = True  # for all that is known: nobody may have looked when it came back

    def run(self, stop: threading.Event) -> None:
        """Look until told to stop; while the database is away what was told last stands."""
        while not stop.is_set():
            try:
                self.look()
            except PyMongoError as error:
                if not is_away(error):
                    raise
                log.warning("delays cannot be counted", reason=why(error))
            stop.wait(LOOK_SECONDS)

    def look(self) -> None:
        """Count once; what waited for a relay that is back is tried now."""
        if self._store.sending.delayed(MAIL):
            self._look_at_relay()
        for channel in CHANNELS:
            metrics.deliveries_waiting.labels(channel).set(self._store.sending.delayed(channel))

    def _look_at_relay(self) -> None:
        was_away, self._away = self._away, not self._relay_answers()
        if was_away and not self._away:
            log.info("the mail relay is back: what waited for it is tried now")
            self._store.sending.hasten(MAIL, self._machine.now())
            self._wake.set()
