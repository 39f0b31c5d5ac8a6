"""A rebuild that is killed as it is about to switch: `python -m tests.integration.dies_rebuilding SETTINGS GROUP`."""

import json
import os
import sys

from services.reports.projector import TOPICS, WANTED
from services.reports.rebuilding.reading import Reader
from services.reports.rebuilding.rebuild import Rebuild
from services.reports.store import ReportsStore
from shared.clock import SystemClock
from shared.config import Settings
from shared.store.mongo import connect


class Dies:
    """Ends the process, without any tidying up, when it is told of the switch."""

    def step(self, what: str, total: int = 0) -> None:
        """A step begins."""
        if what == "switching":
            os._exit(9)

    def advance(self, records: int) -> None:
        """More is done."""


if __name__ == "__main__":
    settings = Settings(**json.loads(sys.argv[1]))
    Rebuild(
        ReportsStore(connect(settings)), Reader(settings.broker, sys.argv[2], TOPICS, WANTED), SystemClock(), Dies()
    ).run()
