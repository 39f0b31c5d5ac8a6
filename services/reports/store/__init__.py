"""What reports keeps: agreements, facts and scoreboards. All of it can be rebuilt from the topics."""

from services.reports.store.agreements import Agreements
from services.reports.store.boards import Board, Boards, Days
from services.reports.store.facts import Facts, Mark, Revisions, Touched, marks_of
from shared.store.mongo import Store

__all__ = ["Board", "Days", "Mark", "ReportsStore", "Revisions", "Touched", "marks_of"]


class ReportsStore:
    """The service's own database."""

    def __init__(self, database: Store) -> None:
        self.database = database
        self.agreements = Agreements(database.agreements)
        self.facts = Facts(database.facts)
        self.boards = Boards(database.promises)

    def prepare(self) -> None:
        """Make the indexes; harmless when they exist."""
        self.agreements.prepare()
        self.facts.prepare()
        self.boards.prepare()
