"""Drafts of agreements as they are kept: like all that has revisions, but without events and most of the past."""

from collections.abc import Iterable
from typing import ClassVar

from pymongo import ASCENDING, DESCENDING
from pymongo.collection import Collection

from services.activities.domain.agreement_draft import AgreementDraft
from services.activities.store.records import Kept, Records
from shared.store.mongo import Document
from shared.store.pages import Order

_LATEST_FIRST: Order = [("createdAt", DESCENDING), ("_id", ASCENDING)]


class AgreementDrafts(Records[AgreementDraft]):
    """The drafts of all municipalities. A list shows none of the documents that they were read from."""

    left_out: ClassVar[Document] = {**Records.left_out, "record.reading": 0}

    def __init__(self, collection: Collection[Document]) -> None:
        super().__init__(collection, AgreementDraft, lambda _: {}, _LATEST_FIRST)

    def latest(self, municipalities: Iterable[str], most: int) -> list[Document]:
        """The drafts of municipalities, as a list shows them, the latest begun first."""
        query: Document = {"municipality": {"$in": sorted(municipalities)}}
        found = self._collection.find(query, self.left_out).sort(list(_LATEST_FIRST)).limit(most)
        return [each["record"] for each in found]

    def delete(self, kept: Kept[AgreementDraft]) -> bool:
        """Delete a draft at the revision that it has; False when somebody else was first."""
        revision = {"_id": kept.record.id, "revision": kept.record.revision}
        return self._collection.delete_one(revision).deleted_count == 1

    @staticmethod
    def _past(before: Kept[AgreementDraft]) -> list[Document]:
        """The first revision alone, which a repeated request is answered with: a draft is saved ever so often."""
        return [before.first]
