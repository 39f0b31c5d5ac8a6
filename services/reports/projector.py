"""The projector: facts in, tallies and status out; and what is only shown, kept."""

from services.reports.projecting.activities import ActivitiesProjector
from services.reports.projecting.agreements import AgreementsProjector
from services.reports.projecting.scoreboards import Cause, Scoreboards
from services.reports.store import Generation, ReportsStore, Shown
from shared.clock import Clock
from shared.events.activity import Activity
from shared.events.agreement import AgreementPublished
from shared.events.catalogue import ACTIVITIES, AGREEMENTS, ASSESSMENTS, CATALOGUE, MEASURES, TIPS
from shared.events.cloudevent import Event
from shared.events.tip import TipReceived
from shared.kafka.errors import Rejected
from shared.store.mongo import recoverable

GROUP = "loftet.reports.projector"
TOPICS = [AGREEMENTS, ACTIVITIES, MEASURES, ASSESSMENTS, TIPS]
WANTED = frozenset(name for name, event_type in CATALOGUE.items() if event_type.topic in TOPICS)


class Projector:
    """Projects batches of events onto what is live; several may work on the same database at once."""

    def __init__(self, store: ReportsStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._projection: Projection | None = None

    def handle(self, events: list[Event]) -> None:
        """Project a batch; returns when it is durable. May be repeated.

        What became another generation meanwhile is given the batch too: a switch loses nothing. One that closes
        meanwhile has it already, and waits for it to be committed.

        Raises:
            Recoverable: the database is away.
            Rejected: others kept writing the same scoreboards, or another generation is about to be live.
        """
        with recoverable():
            projection = None
            while projection is None or self._store.pointer.read() != projection.generation.number:
                projection = self._live()
                projection.handle(events)
            self._store.changes.note(self._clock.now())

    def tick(self) -> int:
        """See `Projection.tick`; while another generation is about to be live nothing is due."""
        with recoverable():
            try:
                due = self._live().tick()
            except Rejected:
                return 0
            if due:
                self._store.changes.note(self._clock.now())
            return due

    def _live(self) -> "Projection":
        generation = self._store.to_write()
        if self._projection is None or self._projection.generation is not generation:
            self._projection = Projection(generation, self._clock)
        return self._projection


class Projection:
    """One generation, and how facts become of it what it is.

    Args:
        generation: what is projected onto.
        clock: the present.
        tells: whether changes of state are told of.
    """

    def __init__(self, generation: Generation, clock: Clock, *, tells: bool = True) -> None:
        self.generation = generation
        self._clock = clock
        self._scoreboards = Scoreboards(generation, clock, tells=tells)
        self._agreements = AgreementsProjector(generation, self._scoreboards)
        self._activities = ActivitiesProjector(generation, self._scoreboards)

    def handle(self, events: list[Event]) -> None:
        """Project a batch; returns when it is durable. May be repeated."""
        for event in events:
            if isinstance(event.data, AgreementPublished):
                self._agreements.project(event.data, event.value)
        facts = [event for event in events if isinstance(event.data, Activity)]
        if facts:
            self._activities.project(facts, self._clock.now(), _trace(events))
        self.generation.keep_shown([(event.data, event.value) for event in events if isinstance(event.data, Shown)])
        tips = [event.data for event in events if isinstance(event.data, TipReceived)]
        self.generation.tips.keep(tips, self._clock.now())

    def tick(self) -> int:
        """Count what has become publishable, assess anew what time alone may have changed, and forget old tips.

        Returns:
            How many promises were due, and activities had waited for their day.
        """
        now = self._clock.now()
        self.generation.tips.forget(now)
        released = self._activities.release(now)
        due = self.generation.boards.due(now)
        self._scoreboards.write(due, now, Cause("time"))
        return released + len(due)


def _trace(events: list[Event]) -> str | None:
    """The trace of a batch's last event: a status rests on many, and names the one that came last."""
    return next((event.traceparent for event in reversed(events) if event.traceparent), None)
