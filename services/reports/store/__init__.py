"""What reports keeps: agreements, facts, records and scoreboards. All of it can be rebuilt from the topics."""

from datetime import datetime

from services.reports.domain.tally import publishable
from services.reports.store.agreements import Agreements
from services.reports.store.boards import Board, Boards, Days
from services.reports.store.facts import Facts, Mark, Touched, marks_of
from services.reports.store.held import Held
from services.reports.store.records import Records, Shown
from shared.events.assessment import Assessment
from shared.events.measure import Measure
from shared.events.observation import Observation
from shared.events.situation import DialogueInput, SituationEntry
from shared.store.mongo import Document, Store

__all__ = ["Board", "Days", "Mark", "Records", "ReportsStore", "Shown", "Touched", "marks_of"]


class ReportsStore:
    """The service's own database."""

    def __init__(self, database: Store) -> None:
        self.database = database
        self.agreements = Agreements(database.agreements)
        self.facts = Facts(database.facts)
        self.held = Held(database.held)
        self.boards = Boards(database.promises)
        self.measures = Records(database.measures, Measure, _measure_columns)
        self.observations = Records(database.observations, Observation, _observation_columns)
        self.assessments = Records(database.assessments, Assessment)
        self.situation = Records(database.situation, SituationEntry, _situation_columns)
        self.dialogue = Records(database.dialogue, DialogueInput)

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

    def hidden(self, now: datetime) -> set[str]:
        """The activities that may not be shown yet: neither they nor what was noted on them."""
        waiting = self.held.waiting(now)
        return waiting - publishable(self.facts.of(waiting), now).keys()

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
