"""Recounting: when an agreement is amended, the activities that now count otherwise get a new revision that says so.

A request may have matched against the version before at the very moment of publishing. So the municipality is gone
through once, and then, until no such request can live any more, what was written about that moment and matched against
other versions. Nothing is done while nothing is published: one look a second at an index that is empty.
"""

import threading
from typing import Final

import structlog
from pymongo.errors import PyMongoError

from services.activities.domain.changes import recount
from services.activities.domain.in_force import InForce
from services.activities.domain.refusal import Refused
from services.activities.store import Store
from services.activities.store.agreements import Recount
from services.activities.store.records import Kept
from shared.clock import SystemClock
from shared.events.activity import Activity
from shared.store.mongo import is_away, why

log = structlog.get_logger(__name__)

LOOK_SECONDS: Final = 1.0


class Recounter:
    """The worker's part that recounts."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._machine = SystemClock()  # passes are timed by the machine, whatever a rehearsal says
        self._away: str | None = None

    def run(self, stop: threading.Event) -> None:
        """Recount what is due until told to stop; a database that is away is waited for."""
        while not stop.is_set():
            try:
                self.turn()
                self._away = None
            except PyMongoError as error:
                if not is_away(error):
                    raise
                self._away = why(error)
                log.warning("recounting waits", reason=self._away)
            stop.wait(LOOK_SECONDS)

    def check(self) -> str | None:
        """None when well; else what is wrong."""
        return self._away

    def turn(self) -> int:
        """Make the passes that are due; tells how many activities were rewritten."""
        return sum(self._pass(due) for due in self._store.agreements.recounts(self._machine.now()))

    def _pass(self, due: Recount) -> int:
        began = self._machine.now()
        in_force = self._store.agreements.in_force([due.municipality])[due.municipality]
        kept = self._store.activities.to_recount(in_force, due.overlap)
        rewritten = sum(self._rewrite(each, in_force) for each in kept)
        self._store.agreements.passed(due, due.following(began))
        log.info("recounted", agreement=due.agreement, version=due.version, rewritten=rewritten)
        return rewritten

    def _rewrite(self, kept: Kept[Activity], in_force: InForce) -> bool:
        """Rewrite an activity that counts otherwise now; if somebody changes it meanwhile, they count it anew."""
        change = recount(kept.record, in_force)
        try:
            return change is not None and self._store.activities.rematch(kept, change, in_force, None)
        except Refused as refused:  # the others must not wait for it
            log.error("an activity can be recounted no more", activity=kept.record.id, reason=str(refused))
            return False
