"""How many deliveries wait though they were tried: an attempt that is a day away is seen by no count of attempts."""

import threading
from typing import Final

import structlog
from pymongo.errors import PyMongoError

from services.notifications.domain.endpoint import CHANNELS
from services.notifications.store import NotificationStore
from shared.observe import metrics
from shared.store.mongo import is_away, why

LOOK_SECONDS: Final = 15.0

log = structlog.get_logger(__name__)


class Delays:
    """Tells by channel how many deliveries wait."""

    def __init__(self, store: NotificationStore) -> None:
        self._store = store

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
        """Count once."""
        for channel in CHANNELS:
            metrics.deliveries_waiting.labels(channel).set(self._store.sending.delayed(channel))
