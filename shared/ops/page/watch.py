"""Looks at everything every few seconds, in one thread, however many look at the page; keeps the last hour."""

import threading
from collections import deque
from datetime import UTC, datetime
from typing import Final

import structlog

from shared.ops.page.brokers import Brokers
from shared.ops.page.config import PageSettings
from shared.ops.page.history import KEPT_SECONDS
from shared.ops.page.latest import Known, Latest
from shared.ops.page.processes import ask
from shared.ops.page.sample import Kafka, Sample
from shared.ops.reaching import Away

log = structlog.get_logger(__name__)

_END_SECONDS: Final = 10.0
_LATE_SECONDS: Final = 60.0


class Watch:
    """The last hour, and the thread that goes on looking."""

    def __init__(self, settings: PageSettings) -> None:
        self.seconds = settings.page_seconds
        self._processes = settings.addresses
        self._latest = Latest()
        self._brokers = Brokers(settings.broker, self._latest)
        self._samples: deque[Sample] = deque(maxlen=int(KEPT_SECONDS / settings.page_seconds) + 1)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def close(self) -> None:
        """End, and let go of what is connected."""
        self._stop.set()
        if self._thread.ident:
            self._thread.join(_END_SECONDS)
        self._brokers.close()

    def look(self) -> None:
        """Look once."""
        processes = ask(self._processes)
        kafka, away = self._kafka()
        self._samples.append(Sample(at=datetime.now(UTC), processes=processes, kafka=kafka, away=away))

    def seen(self) -> tuple[tuple[Sample, ...], Known]:
        """The last hour, oldest first, and what has come of late."""
        return tuple(self._samples), self._latest.known()

    def check(self) -> str | None:
        """For readiness: None while it looks; what it sees may be as bad as it is."""
        if not self._samples:
            return "it has not looked yet"
        late = (datetime.now(UTC) - self._samples[-1].at).total_seconds()
        return f"it has not looked for {late:.0f} seconds" if late > self.seconds + _LATE_SECONDS else None

    def _kafka(self) -> tuple[Kafka | None, str | None]:
        try:
            return self._brokers.look(), None
        except Away as error:
            return None, str(error)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self.look()
            except Exception:
                log.exception("a look failed; the next one follows")
                self._brokers.close()
            self._stop.wait(self.seconds)
