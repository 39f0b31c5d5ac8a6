"""What activities keeps in MongoDB. One document is one change with its events; no transaction is needed."""

from services.activities.store.activities import Activities
from services.activities.store.agreement_drafts import AgreementDrafts
from services.activities.store.agreements import Agreements
from services.activities.store.tip_reads import TipReads
from services.activities.store.tips import Tips
from shared.store.mongo import Store as Database

COLLECTIONS = ("agreements", "activities", "tips")  # those whose documents carry events


class Store:
    """The service's collections."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.agreements = Agreements(database.agreements)
        self.agreement_drafts = AgreementDrafts(database.agreementDrafts)
        self.activities = Activities(database.activities)
        self.tips = Tips(database.tips)
        self.tip_reads = TipReads(database.tipReads)

    def prepare(self) -> None:
        """Make the indexes; harmless when they are there."""
        self.agreements.prepare()
        self.agreement_drafts.prepare()
        self.activities.prepare()
        self.tips.prepare()
        self.tip_reads.prepare()
