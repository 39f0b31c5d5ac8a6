"""What reports keeps: agreements, facts, records and scoreboards. All of it can be rebuilt from the topics."""

import time
from datetime import datetime

from services.reports.store.agreements import Agreements
from services.reports.store.boards import Board, Boards, Days
from services.reports.store.changes import Changes
from services.reports.store.facts import Facts, Mark, Touched, earlier_in, marks_in, marks_of
from services.reports.store.generation import Generation
from services.reports.store.held import Held
from services.reports.store.pointer import Pointer
from services.reports.store.records import Records, Shown
from services.reports.store.tips import Tips
from shared.events.assessment import Assessment
from shared.events.measure import Measure
from shared.events.observation import Observation
from shared.events.situation import DialogueInput, SituationEntry
from shared.kafka.errors import Rejected
from shared.store.mongo import Store

__all__ = [
    "Board",
    "Days",
    "Generation",
    "Mark",
    "Records",
    "ReportsStore",
    "Shown",
    "Touched",
    "earlier_in",
    "marks_in",
    "marks_of",
]

READ_AGAIN = 1.0  # seconds that a reader may still read the generation before


class ReportsStore:
    """The service's own database: the generation that is live, whichever it is.

    Readers take what they need by its name, and follow a switch within a second; whoever writes asks `to_write`.
    """

    def __init__(self, database: Store) -> None:
        self.database = database
        self.pointer = Pointer(database)
        self.changes = Changes(database.changes)
        self._live = Generation(database, 0)
        self._read_at: float | None = None

    def prepare(self) -> None:
        """Make the indexes of what is live; harmless when they exist."""
        self._follow().prepare()
        self.changes.prepare()

    def to_write(self) -> Generation:
        """The generation that is written to now.

        Raises:
            Rejected: it is about to be another one; ask again soon.
        """
        live = self._follow()
        if self.pointer.is_closing():
            raise Rejected("the projection is about to be switched")
        return live

    @property
    def live(self) -> Generation:
        """The generation that is read now."""
        if self._read_at is None or time.monotonic() - self._read_at > READ_AGAIN:
            return self._follow()
        return self._live

    @property
    def agreements(self) -> Agreements:
        """The agreements."""
        return self.live.agreements

    @property
    def facts(self) -> Facts:
        """What happened."""
        return self.live.facts

    @property
    def held(self) -> Held:
        """What waits for its day."""
        return self.live.held

    @property
    def boards(self) -> Boards:
        """The scoreboards."""
        return self.live.boards

    @property
    def measures(self) -> Records[Measure]:
        """The measures."""
        return self.live.measures

    @property
    def observations(self) -> Records[Observation]:
        """The observations."""
        return self.live.observations

    @property
    def assessments(self) -> Records[Assessment]:
        """The parties' verdicts."""
        return self.live.assessments

    @property
    def situation(self) -> Records[SituationEntry]:
        """The entries of the lägesbild."""
        return self.live.situation

    @property
    def dialogue(self) -> Records[DialogueInput]:
        """What residents said."""
        return self.live.dialogue

    @property
    def tips(self) -> Tips:
        """The tips, as far as they are counted."""
        return self.live.tips

    def hidden(self, now: datetime) -> set[str]:
        """See `Generation.hidden`."""
        return self.live.hidden(now)

    def keep_shown(self, shown: list[tuple[Shown, bytes]]) -> None:
        """See `Generation.keep_shown`."""
        self.live.keep_shown(shown)

    def _follow(self) -> Generation:
        number = self.pointer.read()
        if number != self._live.number:
            self._live = Generation(self.database, number)
        self._read_at = time.monotonic()
        return self._live
