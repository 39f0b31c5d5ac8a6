"""Assessments as they are kept: with the requests that were answered, so that each is answered so again."""

from pymongo import ASCENDING
from pymongo.collection import Collection

from services.activities.domain.change import Change
from services.activities.store.periods import BY_PERIOD, no_columns
from services.activities.store.records import Kept, Records
from shared.events.assessment import Assessment
from shared.store.mongo import Document
from shared.store.requests import MOST, Asked, Request, found_in, remembered


class Assessments(Records[Assessment]):
    """The parties' verdicts, of all municipalities."""

    def __init__(self, collection: Collection[Document]) -> None:
        also = ([("requests.id", ASCENDING)],)
        super().__init__(collection, Assessment, no_columns, BY_PERIOD, also)

    def answered(self, request: Request) -> tuple[Asked, Document] | None:
        """What a request came to when it first came, and the revision that it was answered with."""
        for found in self._collection.find({"requests.id": request.id}, {"events": 0}):
            kept = self._kept(found)
            asked = found_in(kept.requests, request)
            if asked is not None:
                return asked, kept.revision(asked.revision) or kept.outer
        return None

    def sign(
        self,
        before: Kept[Assessment] | None,
        change: Change[Assessment],
        request: Request | None,
        traceparent: str | None,
    ) -> bool:
        """Store a first or a next revision; False when somebody else was first."""
        if before is not None:
            return self.replace(before, change, traceparent, request)
        asked = [request.answered(change.record.revision, created=True)] if request else []
        return not self.insert_new([self.document(change, traceparent, requests=remembered(asked))])

    def remember(self, kept: Kept[Assessment], request: Request) -> None:
        """Remember a request that changed nothing: it must not change anything when it comes again."""
        # They are counted before; what is sent at the same moment finds room beyond.
        pushed = {"$each": remembered([request.answered(kept.record.revision)]), "$slice": -2 * MOST}
        self._collection.update_one({"_id": kept.record.id}, {"$push": {"requests": pushed}})
