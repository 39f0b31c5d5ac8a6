"""What activities keeps in MongoDB. One document is one change with its events; no transaction is needed."""

from pymongo import ASCENDING

from services.activities.store.activities import Activities
from services.activities.store.agreement_drafts import AgreementDrafts
from services.activities.store.agreements import Agreements
from services.activities.store.assessments import Assessments
from services.activities.store.measures import Measures
from services.activities.store.periods import BY_PERIOD, no_columns
from services.activities.store.records import Records
from services.activities.store.secret import Secret
from services.activities.store.tip_reads import TipReads
from services.activities.store.tips import Tips
from shared.events.activity import Activity
from shared.events.observation import Observation
from shared.events.situation import DialogueInput, SituationEntry
from shared.store.mongo import Document
from shared.store.mongo import Store as Database
from shared.store.pages import Order

# Those whose documents carry events.
COLLECTIONS = (
    "agreements",
    "activities",
    "observations",
    "measures",
    "situationEntries",
    "dialogueInputs",
    "assessments",
    "tips",
)

_BY_WALK: Order = [("record.walk", ASCENDING), ("_id", ASCENDING)]


class Store:
    """The service's collections."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.agreements = Agreements(database.agreements)
        self.agreement_drafts = AgreementDrafts(database.agreementDrafts)
        self.activities = Activities(database.activities)
        self.observations = Records(database.observations, Observation, no_columns, _BY_WALK)
        self.measures = Measures(database.measures)
        self.situation_entries = Records(database.situationEntries, SituationEntry, no_columns, BY_PERIOD)
        self.dialogue_inputs = Records(database.dialogueInputs, DialogueInput, no_columns, BY_PERIOD)
        self.assessments = Assessments(database.assessments)
        self.tips = Tips(database.tips)
        self.tip_reads = TipReads(database.tipReads)
        self.secret = Secret(database.secrets)

    def prepare(self) -> None:
        """Make the indexes; harmless when they are there."""
        self.agreements.prepare()
        self.agreement_drafts.prepare()
        self.activities.prepare()
        self.observations.prepare()
        self.measures.prepare()
        self.situation_entries.prepare()
        self.dialogue_inputs.prepare()
        self.assessments.prepare()
        self.tips.prepare()
        self.tip_reads.prepare()
        self.secret.prepare()

    def rests_on(self, walk: Activity) -> bool:
        """Whether an observation or a measure that is not withdrawn rests on a walk."""
        there: Document = {"municipality": walk.municipality, "record.state": {"$ne": "withdrawn"}}
        named: Document = {"$or": [{"record.walk": walk.id}, {"record.verifiedAt": walk.id}]}
        return bool(self.observations.ids(there | {"record.walk": walk.id}) or self.measures.ids(there | named))
