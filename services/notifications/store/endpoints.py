"""Where each party is reached."""

from collections.abc import Iterable
from datetime import datetime

from pymongo import ASCENDING
from pymongo.collection import Collection

from services.notifications.domain.endpoint import Endpoint
from services.notifications.endpoint_documents import (
    Document,
    Stored,
    endpoint_document,
    endpoint_key,
    stored_of,
)
from services.notifications.store.revising import Revising
from shared.store.pages import Rows, Wanted, find_page


class Endpoints:
    """The collection `endpoints`."""

    def __init__(self, collection: Collection[Document], removed: Collection[Document]) -> None:
        self._endpoints = collection
        self._revising = Revising(collection, removed)

    def prepare(self) -> None:
        """Make the index; harmless when it is there."""
        self._endpoints.create_index([("party", ASCENDING), ("endpoint", ASCENDING)])
        self._endpoints.create_index("link.token")

    def find(self, party: str, endpoint: str) -> Stored | None:
        """One endpoint of a party."""
        document = self._endpoints.find_one({"_id": endpoint_key(party, endpoint)})
        return stored_of(document) if document else None

    def by_token(self, token: str) -> Stored | None:
        """The endpoint that a confirming link is for."""
        document = self._endpoints.find_one({"link.token": token})
        return stored_of(document) if document else None

    def failing(self, party: str, endpoint: str, since: datetime | None) -> None:
        """Remember since when every attempt has failed; None: the latest succeeded. The revision stays as it is."""
        missing = {"failingSince": None} if since else {}
        key = endpoint_key(party, endpoint)
        self._endpoints.update_one({"_id": key, **missing}, {"$set": {"failingSince": since}})

    def of(self, parties: Iterable[str]) -> dict[str, list[Endpoint]]:
        """Party -> its endpoints, in the order of their ids; parties without any are left out."""
        found: dict[str, list[Endpoint]] = {}
        for document in self._endpoints.find({"party": {"$in": sorted(parties)}}).sort("endpoint"):
            found.setdefault(document["party"], []).append(stored_of(document).endpoint)
        return found

    def listed(self, party: str, wanted: Wanted) -> Rows[Stored]:
        """A page of a party's endpoints, in the order of their ids."""
        return find_page(self._endpoints, {"party": party}, [("endpoint", ASCENDING)], wanted).each(stored_of)

    def put(self, stored: Stored) -> bool:
        """Store an endpoint's first revision, or the one that follows the revision now stored.

        Returns:
            False when somebody else was faster.
        """
        return self._revising.put(endpoint_document(stored))

    def first(self, party: str, endpoint: str) -> int:
        """The revision that an endpoint begins at, be it made anew."""
        return self._revising.first(endpoint_key(party, endpoint))

    def delete(self, stored: Stored) -> bool:
        """Remove an endpoint; False when it was changed meanwhile."""
        key = endpoint_key(stored.endpoint.party, stored.endpoint.id)
        self._revising.remove_after(key, stored.revision)
        query = {"_id": key, "revision": stored.revision}
        return self._endpoints.delete_one(query).deleted_count == 1
