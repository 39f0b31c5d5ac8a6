"""A generation of the projection: its collections, which are all made anew from the topics or not at all.

The first has the bare names; those that a rebuild makes have their number behind them: `promises_g3`.
"""

from collections.abc import Mapping
from datetime import datetime

from pymongo.collection import Collection

from services.reports.domain.tally import publishable
from services.reports.store.agreements import Agreements
from services.reports.store.boards import Boards
from services.reports.store.facts import Facts
from services.reports.store.held import Held
from services.reports.store.records import Records, Shown
from services.reports.store.tips import Tips
from shared.events.assessment import Assessment
from shared.events.measure import Measure
from shared.events.observation import Observation
from shared.events.situation import DialogueInput, SituationEntry
from shared.store.mongo import Document, Store

BOARDS = "promises"
RECORDS = ("measures", "observations", "assessments", "situation", "dialogue")
ROOMS = ("agreements", "facts", "held", BOARDS, *RECORDS, "tips")


def name_of(room: str, number: int) -> str:
    """What a collection of a generation is called."""
    return f"{room}_g{number}" if number else room


class Generation:
    """One generation's collections."""

    def __init__(self, database: Store, number: int) -> None:
        def room(name: str) -> Collection[Document]:
            return database[name_of(name, number)]

        self.number = number
        self.agreements = Agreements(room("agreements"))
        self.facts = Facts(room("facts"))
        self.held = Held(room("held"))
        self.boards = Boards(room(BOARDS))
        self.measures = Records(room("measures"), Measure, _measure_columns)
        self.observations = Records(room("observations"), Observation, _observation_columns)
        self.assessments = Records(room("assessments"), Assessment)
        self.situation = Records(room("situation"), SituationEntry, _situation_columns)
        self.dialogue = Records(room("dialogue"), DialogueInput)
        self.tips = Tips(room("tips"))

    def prepare(self) -> None:
        """Make the indexes; harmless when they exist."""
        self.agreements.prepare()
        self.facts.prepare()
        self.held.prepare()
        self.boards.prepare()
        self.measures.prepare()
        self.observations.prepare()
        self.assessments.prepare()
        self.situation.prepare()
        self.dialogue.prepare()
        self.tips.prepare()

    def hidden(self, now: datetime) -> set[str]:
        """The activities that may not be shown yet: neither they nor what was noted on them."""
        waiting = self.held.waiting(now)
        return waiting - publishable(self.facts.of(waiting), now).keys()

    def revisions(self, shown: Shown) -> Mapping[int, Shown]:
        """All revisions of a record that is only shown, by their numbers."""
        match shown:
            case Measure():
                return self.measures.revisions(shown.id)
            case Observation():
                return self.observations.revisions(shown.id)
            case Assessment():
                return self.assessments.revisions(shown.id)
            case SituationEntry():
                return self.situation.revisions(shown.id)
        return self.dialogue.revisions(shown.id)

    def keep_shown(self, shown: list[tuple[Shown, bytes]]) -> None:
        """Keep the revisions of what is only shown, each in its own collection."""
        self.measures.keep(shown)
        self.observations.keep(shown)
        self.assessments.keep(shown)
        self.situation.keep(shown)
        self.dialogue.keep(shown)


def _observation_columns(seen: Observation) -> Document:
    return {"walk": seen.walk, "category": seen.category.value, "feeling": seen.feeling}


def _situation_columns(entry: SituationEntry) -> Document:
    return {"promises": list(entry.promises), "sourceKind": entry.source.kind}


def _measure_columns(measure: Measure) -> Document:
    """``dueBy`` is when what is still to be done is due: what is overdue on any later day."""
    due_by = measure.due_on.isoformat() if measure.due_on and measure.is_undone else None
    asked = {"walk": measure.walk, "promises": list(measure.promises), "responsible": measure.responsible}
    return {"dueBy": due_by, **asked}
