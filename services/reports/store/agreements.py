"""Agreements by id, every version, as their events brought them."""

import msgspec
from pymongo import ASCENDING
from pymongo.collection import Collection

from services.reports.domain.since import dated
from shared.events.agreement import AgreementPublished
from shared.store.mongo import Document

_decoder = msgspec.json.Decoder(AgreementPublished)


def _read(value: bytes) -> AgreementPublished:
    published = _decoder.decode(value)
    return msgspec.structs.replace(published, versions=dated(published.versions))


def _held_ever(published: AgreementPublished) -> set[str]:
    """Ids of the promises of all versions."""
    return {promise.id for version in published.versions for promise in version.agreement.promises}


class Agreements:
    """The agreements that facts count toward."""

    def __init__(self, collection: Collection[Document]) -> None:
        self._collection = collection
        self._versions: dict[tuple[str, int], AgreementPublished] = {}

    def prepare(self) -> None:
        """Make the indexes."""
        self._collection.create_index([("municipality", ASCENDING)])
        self._collection.create_index([("promises", ASCENDING)])

    def keep(self, published: AgreementPublished, value: bytes) -> None:
        """Keep an agreement's versions unless later ones are kept already."""
        kept = {
            "municipality": published.municipality,
            "version": published.latest.version,
            "promises": sorted(_held_ever(published)),
            "value": value,
        }
        found = self._collection.find_one({"_id": published.agreement_id}, {"version": 1})
        if found is None:
            self._collection.update_one({"_id": published.agreement_id}, {"$setOnInsert": kept}, upsert=True)
        self._collection.update_one(
            {"_id": published.agreement_id, "version": {"$lt": published.latest.version}}, {"$set": kept}
        )

    def get(self, agreement_id: str, at_least: int = 0) -> AgreementPublished | None:
        """An agreement's versions, from memory when the version asked for is there."""
        known = self._versions.get((agreement_id, at_least))
        if known is not None:
            return known
        found = self._collection.find_one({"_id": agreement_id})
        if found is None:
            return None
        published = _read(found["value"])
        if at_least and published.latest.version == at_least:
            self._versions[agreement_id, at_least] = published
        return published

    def that_held(self, promise: str) -> AgreementPublished | None:
        """The agreement of which any version ever held a promise."""
        found = self._collection.find_one({"promises": promise})
        return _read(found["value"]) if found else None

    def all(self, municipality: str | None = None) -> list[AgreementPublished]:
        """All agreements, of one municipality or of all."""
        query = {"municipality": municipality} if municipality else {}
        return [_read(found["value"]) for found in self._collection.find(query)]
