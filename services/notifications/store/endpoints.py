"""Where each party is reached."""

from collections.abc import Iterable
from datetime import datetime

from pymongo import ASCENDING
from pymongo.collection import Collection
from pymongo.errors import DuplicateKeyError

from services.notifications.domain.endpoint import Endpoint
from services.notifications.endpoint_documents import (
    Document,
    Stored,
    endpoint_document,
    endpoint_key,
    stored_of,
)
from shared.store.pages import Rows, Wanted, find_page


class Endpoints:
    """The collection `endpoints`."""

    def __init__(self, collection: Collection[Document]) -> None:
        self._endpoints = collection

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
        """Store an endpoint's revision 1, or the one that follows the revision now stored.

        Returns:
            False when somebody else was faster.
        """
        document = endpoint_document(stored)
        if stored.revision == 1:
            try:
                self._endpoints.insert_one(document)
            except DuplicateKeyError:
                return False
            return True
        before = {"_id": document["_id"], "revision": stored.revision - 1}
        return self._endpoints.replace_one(before, document).matched_count == 1

    def delete(self, stored: Stored) -> bool:
        """Remove an endpoint; False when it was changed meanwhile."""
        query = {"_id": endpoint_key(stored.endpoint.party, stored.endpoint.id), "revision": stored.revision}
        return self._endpoints.delete_one(query).deleted_count == 1
