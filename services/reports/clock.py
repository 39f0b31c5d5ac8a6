"""The clock: re-assesses what has passed its `validUntil`, and nothing else. Cost follows change."""

import threading

import structlog

from services.reports.projector import Projector
from shared.kafka.errors import Recoverable

TICK_SECONDS = 1.0

log = structlog.get_logger(__name__)


def keep_time(projector: Projector, stop: threading.Event) -> None:
    """Tick until told to stop; a database that is away is waited for."""
    while not stop.wait(TICK_SECONDS):
        try:
            due = projector.tick()
        except Recoverable as error:
            log.warning("the clock waits", reason=str(error))
            continue
        if due:
            log.info("time passed", promises=due)
