"""Assessments as they are kept: with the requests that were answered, so that each is answered so again."""

from dataclasses import dataclass
from typing import Any, Final

import msgspec
from pymongo import ASCENDING
from pymongo.collection import Collection

from services.activities.domain.change import Change
from services.activities.store.periods import BY_PERIOD, no_columns
from services.activities.store.records import Kept, Records
from shared.events.assessment import Assessment
from shared.store.mongo import Document

REQUESTS_KEPT: Final = 50  # of one assessment, the latest: who signs the same each night fills no document


@dataclass(frozen=True, slots=True)
class Request:
    """A request with an Idempotency-Key: the id that derives from its client and key, and the hash of its body."""

    id: str
    hash: str


class Asked(msgspec.Struct, frozen=True):
    """A request that was answered: with which revision, and whether it was the one that made the assessment."""

    id: str
    hash: str
    revision: int
    created: bool


class Assessments(Records[Assessment]):
    """The parties' verdicts, of all municipalities."""

    def __init__(self, collection: Collection[Document]) -> None:
        also = ([("requests.id", ASCENDING)],)
        super().__init__(collection, Assessment, no_columns, BY_PERIOD, also)

    def answered(self, request: Request) -> tuple[Asked, Document] | None:
        """What a request came to when it first came, and the revision that it was answered with."""
        found = self._collection.find_one({"requests.id": request.id}, {"events": 0})
        if found is None:
            return None
        asked = next(each for each in _requests(found) if each.id == request.id)
        return asked, self._kept(found).revision(asked.revision) or found["record"]

    def sign(
        self,
        before: Kept[Assessment] | None,
        change: Change[Assessment],
        request: Request | None,
        traceparent: str | None,
    ) -> bool:
        """Store a first or a next revision; False when somebody else was first."""
        revision = change.record.revision
        asked = [Asked(request.id, request.hash, revision, created=before is None)] if request else []
        if before is None:
            requests = msgspec.to_builtins(asked)
            return not self.insert_new([self.document(change, traceparent, requests=requests)])
        return self.replace(before, change, traceparent, asked=asked)

    def remember(self, kept: Kept[Assessment], request: Request) -> None:
        """Remember a request that changed nothing: it must not change anything when it comes again."""
        asked = Asked(request.id, request.hash, kept.record.revision, created=False)
        pushed = {"$each": [msgspec.to_builtins(asked)], "$slice": -REQUESTS_KEPT}
        self._collection.update_one({"_id": kept.record.id}, {"$push": {"requests": pushed}})

    def replace(
        self,
        before: Kept[Assessment],
        change: Change[Assessment],
        traceparent: str | None,
        asked: list[Asked] | None = None,
        **more: Any,  # noqa: ANN401
    ) -> bool:
        """As for all records; the requests that were answered stay."""
        found = self._collection.find_one({"_id": before.record.id}, {"requests": 1}) or {}
        requests = [*_requests(found), *(asked or ())][-REQUESTS_KEPT:]
        return super().replace(before, change, traceparent, requests=msgspec.to_builtins(requests), **more)


def _requests(document: Document) -> list[Asked]:
    return msgspec.convert(document.get("requests", []), list[Asked])
