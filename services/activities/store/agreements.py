"""Agreements as they are kept: one document holds every version, and what is still to be recounted after the latest."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from pymongo import ASCENDING
from pymongo.collection import Collection
from pymongo.errors import DuplicateKeyError

from services.activities.domain.agreement import ids_of
from services.activities.domain.in_force import InForce
from services.activities.domain.refusal import Conflict, Overtaken
from shared.clock import SystemClock
from shared.events.agreement import AgreementPublished
from shared.events.catalogue import AGREEMENT_PUBLISHED
from shared.events.cloudevent import outgoing
from shared.events.record import event_id
from shared.store.mongo import Document
from shared.store.pages import Order, Rows, Wanted, find_page
from shared.store.requests import Asked, Request, asked_of, remembered

# A request may have read the earlier version just before, and written just after: longer than any request lives.
OVERLAP: Final = timedelta(seconds=60)
PASSES: Final = (timedelta(seconds=5), OVERLAP)  # after the first: nearly all requests are over soon
SIGNED_BY: Final = "published.versions.agreement.parties.id"  # where a query finds who signs any version
_Stamp = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Recount:
    """That activities of a municipality are to be held against an agreement's latest version."""

    agreement: str
    version: int
    municipality: str
    published_at: datetime
    whole: bool

    @property
    def overlap(self) -> tuple[datetime, datetime] | None:
        """Between when and when a request can have written what it matched against the version before.

        None: the whole municipality is still to be gone through.
        """
        return None if self.whole else (self.published_at - OVERLAP, self.published_at + OVERLAP)

    def following(self, began: datetime) -> datetime | None:
        """When the pass after one that began then is due, or None: no request can rest on the version before."""
        passes = (self.published_at + after for after in PASSES)
        return next((due for due in passes if began < due), None)


@dataclass(frozen=True, slots=True)
class KeptAgreement:
    """Every version of an agreement, and the requests with an Idempotency-Key that changed it, the latest last."""

    published: AgreementPublished
    requests: tuple[Asked, ...]


class Agreements:
    """The agreements of all municipalities. Keeps those it has read, by their version."""

    def __init__(self, collection: Collection[Document]) -> None:
        self._collection = collection
        self._read: dict[str, AgreementPublished] = {}
        self._in_force: dict[str, tuple[frozenset[_Stamp], InForce]] = {}

    def prepare(self) -> None:
        """Make the indexes. The one on `ids` keeps promise and commitment ids unique in all of Löftet."""
        self._collection.create_index([("municipality", ASCENDING)])
        self._collection.create_index([("ids", ASCENDING)], unique=True)
        self._collection.create_index([("recount.next", ASCENDING)], sparse=True)

    def in_force(self, municipalities: Iterable[str]) -> dict[str, InForce]:
        """What is in force in each municipality that has any agreement: one round trip while nothing has changed."""
        codes = sorted(set(municipalities))
        if not codes:
            return {}
        stamps: dict[str, set[_Stamp]] = {}
        for found in self._collection.find({"municipality": {"$in": codes}}, {"municipality": 1, "version": 1}):
            stamps.setdefault(found["municipality"], set()).add((found["_id"], found["version"]))
        return {code: self._of(code, frozenset(stamp)) for code, stamp in stamps.items()}

    def get(self, agreement_id: str) -> AgreementPublished | None:
        """Every version of an agreement."""
        kept = self.kept(agreement_id)
        return kept.published if kept else None

    def kept(self, agreement_id: str) -> KeptAgreement | None:
        """Every version of an agreement, with the requests that made them."""
        found = self._collection.find_one({"_id": agreement_id}, {"published": 1, "requests": 1})
        return KeptAgreement(_published(found), asked_of(found)) if found else None

    def of_promise(self, promise_id: str) -> AgreementPublished | None:
        """Every version of the agreement that has the promise, or once had it."""
        found = self._collection.find_one({"ids": promise_id}, {"published": 1})
        return _published(found) if found else None

    def page(self, query: Document, wanted: Wanted, *, since: datetime | None = None) -> Rows[AgreementPublished]:
        """The agreements of one page, by id; or those that were changed since a moment, in that order."""
        order: Order = [("_id", ASCENDING)]
        if since is not None:
            order = [("changedAt", ASCENDING), ("_id", ASCENDING)]
            query = {**query, "changedAt": {"$gte": since, "$lte": wanted.began}}
        shown = {"published": 1, "changedAt": 1}
        return find_page(self._collection, query, order, wanted, shown).each(_published)

    def put(
        self,
        published: AgreementPublished,
        at: datetime,
        traceparent: str | None,
        request: Request | None = None,
    ) -> None:
        """Store a first or a next version, published at that moment.

        Args:
            published: every version.
            at: that moment.
            traceparent: of what brought the latest.
            request: that asked for it, when it may come again.

        Raises:
            Overtaken: somebody else published a version meanwhile.
            Conflict: somebody else published the first, or another agreement has one of the ids.
        """
        before = published.latest.version - 1
        document = _document(published, at, traceparent) | self._requests(published, before, request)
        try:
            if before == 0:
                self._collection.insert_one(document)
            elif not self._collection.replace_one({"_id": document["_id"], "version": before}, document).matched_count:
                raise Overtaken("Another version was published meanwhile. Read it, then decide.")
        except DuplicateKeyError as error:
            if "ids" in ((error.details or {}).get("keyPattern") or {}):
                raise Conflict("Another agreement has a promise or commitment with an id of this one's.") from error
            raise Conflict("It was published by somebody else meanwhile. Read it, then decide.") from error

    def recounts(self, now: datetime) -> Iterator[Recount]:
        """The recounts whose next pass is due."""
        for found in self._collection.find(
            {"recount.next": {"$lte": now}}, {"municipality": 1, "version": 1, "recount": 1}
        ):
            waiting = found["recount"]
            published_at, whole = waiting["publishedAt"], waiting["whole"]
            yield Recount(found["_id"], found["version"], found["municipality"], published_at, whole)

    def passed(self, recount: Recount, following: datetime | None) -> None:
        """A pass is through. The following one needs only what was written about when the version was published."""
        latest = {"_id": recount.agreement, "version": recount.version}
        change: dict[str, Any] = {"$unset": {"recount": ""}}
        if following is not None:
            change = {"$set": {"recount.next": following, "recount.whole": False}}
        self._collection.update_one(latest, change)

    def _requests(self, published: AgreementPublished, before: int, request: Request | None) -> Document:
        """What is remembered of requests, those that made earlier versions too; they stand with the version before."""
        found = self._collection.find_one({"_id": published.agreement_id, "version": before}, {"requests": 1}) or {}
        asked = [request.answered(published.latest.version)] if request else []
        return {"requests": remembered([*asked_of(found), *asked])}

    def _of(self, code: str, stamp: frozenset[_Stamp]) -> InForce:
        kept = self._in_force.get(code)
        if kept is not None and kept[0] == stamp:
            return kept[1]
        missing = [name for name, version in stamp if _version(self._read.get(name)) != version]
        for found in self._collection.find({"_id": {"$in": missing}}, {"published": 1}):
            self._read[found["_id"]] = _published(found)
        read = {name: self._read[name] for name, _ in stamp}
        versions = frozenset((name, _version(published)) for name, published in read.items())
        label = " ".join(f"{name}.{version}" for name, version in sorted(versions))
        in_force = InForce(read.values(), label)
        self._in_force[code] = (versions, in_force)
        return in_force


def _document(published: AgreementPublished, at: datetime, traceparent: str | None) -> Document:
    latest, now = published.latest, SystemClock().now()
    event = outgoing(
        AGREEMENT_PUBLISHED,
        event_id(published.agreement_id, latest.version),
        published,
        time=at,
        subject=published.agreement_id,
        traceparent=traceparent,
    )
    return {
        "_id": published.agreement_id,
        "version": latest.version,
        "municipality": published.municipality,
        "ids": sorted(set().union(*(ids_of(each.agreement) for each in published.versions))),
        "published": msgspec.to_builtins(published),
        "recount": {"publishedAt": now, "whole": True, "next": now},
        "changedAt": now,
        "events": [event.to_document()],
    }


def _published(document: Document) -> AgreementPublished:
    return msgspec.convert(document["published"], AgreementPublished)


def _version(published: AgreementPublished | None) -> int:
    return published.latest.version if published else 0
