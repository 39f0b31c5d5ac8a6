"""What the parties have agreed to leave alone for a while."""

from collections.abc import Iterable
from datetime import date

from pymongo import ASCENDING
from pymongo.collection import Collection

from services.notifications.documents import Document
from services.notifications.domain.pause import Pause
from services.notifications.store.revising import Revising
from shared.store.mongo import find_each
from shared.store.pages import Rows, Wanted, find_page


class Pauses:
    """The collection `pauses`: one document for each thing that is or was paused.

    One that was ended stays until what follows on that is done, and is found by nobody else.
    """

    def __init__(self, collection: Collection[Document], removed: Collection[Document]) -> None:
        self._pauses = collection
        self._revising = Revising(collection, removed)

    def find(self, about: str) -> Pause | None:
        """The pause of a thing."""
        document = self._pauses.find_one({"_id": about, **_NOT_ENDED})
        return _pause_of(document) if document else None

    def of(self, things: Iterable[str]) -> dict[str, Pause]:
        """Those of some things, by their ids."""
        found = find_each(self._pauses, "_id", things)
        return {each["_id"]: _pause_of(each) for each in found if each.get("endedAt") is None}

    def listed(
        self, municipalities: Iterable[str], party: str | None, reader: str | None, wanted: Wanted
    ) -> Rows[Pause]:
        """A page of the pauses in municipalities, in the order of what is paused.

        Args:
            municipalities: by code.
            party: which told of them; None: any.
            reader: a party that they concern; None: any.
            wanted: which page.
        """
        query: Document = {"municipality": {"$in": sorted(municipalities)}, **_NOT_ENDED}
        if party is not None:
            query["party"] = party
        if reader is not None:
            query["$or"] = [{"readers": reader}, {"party": reader}]  # the first pauses had no readers
        return find_page(self._pauses, query, [("_id", ASCENDING)], wanted).each(_pause_of)

    def put(self, pause: Pause) -> bool:
        """Store a pause's first revision, or the one that follows that now stored; False: somebody was faster."""
        document = {
            "_id": pause.about,
            "municipality": pause.municipality,
            "until": pause.until.isoformat(),
            "reason": pause.reason,
            "party": pause.party,
            "readers": list(pause.readers),
            "revision": pause.revision,
            "createdAt": pause.created_at,
            "changedAt": pause.changed_at,
            "settled": False,
        }
        return self._revising.put(document, **_NOT_ENDED)

    def first(self, about: str) -> int:
        """The revision that a pause begins at, be it made anew."""
        return self._revising.first(about)

    def end(self, pause: Pause) -> bool:
        """End a pause; False when it was changed meanwhile."""
        query = {"_id": pause.about, "revision": pause.revision, **_NOT_ENDED}
        self._revising.remove_after(pause.about, pause.revision)
        change = {"endedAt": pause.ended_at, "endedBy": pause.ended_by, "settled": False}
        return self._pauses.update_one(query, {"$set": change}).matched_count == 1

    def unsettled(self) -> list[Pause]:
        """Those on whose latest word something is still to follow."""
        return [_pause_of(document) for document in self._pauses.find({"settled": False})]

    def settled(self, pause: Pause) -> None:
        """All has followed that follows; of one that was ended nothing is kept."""
        query = {"_id": pause.about, "revision": pause.revision, "endedAt": pause.ended_at}
        if pause.ended_at is not None:
            self._pauses.delete_one(query)
        else:
            self._pauses.update_one(query, {"$set": {"settled": True}})


_NOT_ENDED: Document = {"endedAt": None}


def _pause_of(document: Document) -> Pause:
    return Pause(
        about=document["_id"],
        municipality=document["municipality"],
        until=date.fromisoformat(document["until"]),
        reason=document["reason"],
        party=document["party"],
        readers=tuple(document.get("readers", ())),
        revision=document["revision"],
        created_at=document["createdAt"],
        changed_at=document["changedAt"],
        ended_at=document.get("endedAt"),
        ended_by=document.get("endedBy"),
    )
