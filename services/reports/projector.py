"""The projector: facts in, tallies and status out; and what is only shown, kept."""

from services.reports.projecting.activities import ActivitiesProjector
from services.reports.projecting.agreements import AgreementsProjector
from services.reports.projecting.scoreboards import Scoreboards
from services.reports.store import ReportsStore, Shown
from shared.clock import Clock
from shared.events.activity import Activity
from shared.events.agreement import AgreementPublished
from shared.events.catalogue import ACTIVITIES, AGREEMENTS, ASSESSMENTS, CATALOGUE, MEASURES
from shared.events.cloudevent import Event
from shared.store.mongo import recoverable

TOPICS = [AGREEMENTS, ACTIVITIES, MEASURES, ASSESSMENTS]
WANTED = frozenset(name for name, event_type in CATALOGUE.items() if event_type.topic in TOPICS)


class Projector:
    """Projects batches of events; several may work on the same database at once."""

    def __init__(self, store: ReportsStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._scoreboards = Scoreboards(store, clock)
        self._agreements = AgreementsProjector(store, self._scoreboards)
        self._activities = ActivitiesProjector(store, self._scoreboards)

    def handle(self, events: list[Event]) -> None:
        """Project a batch; returns when it is durable. May be repeated.

        Raises:
            Recoverable: the database is away.
            Rejected: others kept writing the same scoreboards.
        """
        with recoverable():
            for event in events:
                if isinstance(event.data, AgreementPublished):
                    self._agreements.project(event.data, event.value)
            facts = [(event.data, event.value) for event in events if isinstance(event.data, Activity)]
            if facts:
                self._activities.project(facts, self._clock.now(), _trace(events))
            self._store.keep_shown([(event.data, event.value) for event in events if isinstance(event.data, Shown)])

    def tick(self) -> int:
        """Count what has become publishable, and assess anew what time alone may have changed.

        Returns:
            How many promises were due.
        """
        with recoverable():
            now = self._clock.now()
            self._activities.release(now)
            due = self._store.boards.due(now)
            self._scoreboards.write(due, now, "time")
            return len(due)


def _trace(events: list[Event]) -> str | None:
    """The trace of a batch's last event: a status rests on many, and names the one that came last."""
    return next((event.traceparent for event in reversed(events) if event.traceparent), None)
