"""What waits for a digest, is gathered into one, and is done when that one is."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from pymongo import ASCENDING, UpdateOne
from pymongo.collection import Collection
from pymongo.errors import DuplicateKeyError

from services.notifications.documents import Document, delivery_document, delivery_of
from services.notifications.domain.delivery import Delivery, announcement
from services.notifications.domain.digest import revises
from services.notifications.domain.endpoint import MAIL, OTHER, WEBHOOK
from services.notifications.domain.subscribed import RULE as SUBSCRIBED
from shared.events.delivery import DeliveryState

# What is not sent by itself, in the columns of the index of what waits.
_GATHERED: Final[Document] = {
    "channel": {"$in": [MAIL, WEBHOOK, OTHER]},
    "urgent": False,
    "nextAttemptAt": None,
    "state": "pending",
}


def _is_on_its_way(document: Document) -> bool:
    """Told, in a digest that was made, or sent by itself."""
    return document["state"] == "delivered" or bool(document["digest"]) or document.get("gatheredFrom") is None


class Gathering:
    """The same collection `deliveries`, as digests see it."""

    def __init__(self, collection: Collection[Document]) -> None:
        self._deliveries = collection

    def waiting(self, party: str, endpoint: str, now: datetime, until: datetime, limit: int) -> list[Delivery]:
        """What an endpoint's digest may gather and no other has, the oldest first.

        Args:
            party, endpoint: whose it is.
            now: the present instant; what may not be told yet is left.
            until: what waits for an hour no later than this is gathered.
            limit: how many at most.
        """
        query = {
            **_GATHERED,
            "party": party,
            "endpoint": endpoint,
            "digest": None,
            "gatheredFrom": {"$lte": until},
            "notBefore": {"$not": {"$gt": now}},
        }
        found = self._deliveries.find(query).sort([("createdAt", ASCENDING), ("_id", ASCENDING)]).limit(limit)
        return [delivery_of(document) for document in found]

    def known(self, party: str, endpoint: str, waiting: Sequence[Delivery]) -> set[str]:
        """Ids of the activities and measures that an endpoint was told of before what waits, or is about to be."""
        abouts = {each.notice.about for each in waiting if revises(each.notice)}
        if not abouts:
            return set()
        query = {
            "about": {"$in": sorted(abouts)},
            "party": party,
            "endpoint": endpoint,
            "rule": {"$ne": SUBSCRIBED},
            "state": {"$in": ["pending", "delivered"]},
        }
        own, wanted = {each.id for each in waiting}, {"about": 1, "state": 1, "digest": 1, "gatheredFrom": 1}
        found = self._deliveries.find(query, wanted)
        return {each["about"] for each in found if each["_id"] not in own and _is_on_its_way(each)}

    def store(self, digest: Delivery, due: datetime) -> list[str]:
        """Store a digest with the list of what it holds, unless it is there.

        Returns:
            The ids of what the digest that is there holds: this one's, or those of whoever was faster.
        """
        document = delivery_document(digest, due)
        try:
            self._deliveries.insert_one(document)
        except DuplicateKeyError:
            document = self._deliveries.find_one({"_id": digest.id}) or document
        return [each["delivery"] for each in document["notice"]["gathered"]]

    def mark(self, deliveries: Sequence[str], digest: str, at: datetime) -> None:
        """Say in which digest they are told."""
        query = {"_id": {"$in": list(deliveries)}, "digest": None}
        self._deliveries.update_many(query, {"$set": {"digest": digest, "changedAt": at}})

    def unsettled(self, party: str, endpoint: str) -> list[Document]:
        """Digests of an endpoint that are done while something that they gathered is not."""
        query = {**_GATHERED, "party": party, "endpoint": endpoint, "digest": {"$gt": ""}}
        open_ = {document["digest"] for document in self._deliveries.find(query, {"digest": 1})}
        found: Iterable[Document] = self._deliveries.find({"_id": {"$in": sorted(open_)}}) if open_ else ()
        return [document for document in found if document["state"] != "pending"]

    def settle(self, digest: Delivery, state: DeliveryState, reason: str | None, at: datetime) -> None:
        """Let what a digest gathered be done as it is.

        One that was delivered has told all of it, also what had failed with it, or was given up by who gathered at the
        same time.
        """
        settles = {"$ne": "delivered"} if state == "delivered" else "pending"
        query = {"_id": {"$in": [each.delivery for each in digest.notice.gathered]}, "state": settles}
        found = [delivery_of(document) for document in self._deliveries.find(query)]
        self._finish(found, state, reason, at)

    def give_up(self, deliveries: Sequence[Delivery], reason: str, at: datetime) -> None:
        """Nothing will gather them any more, and why."""
        self._finish(deliveries, "suppressed", reason, at)

    def _finish(self, deliveries: Sequence[Delivery], state: DeliveryState, reason: str | None, at: datetime) -> None:
        done = {"state": state, "reason": reason, "changedAt": at}
        changes = [
            UpdateOne(
                {"_id": each.id, "state": each.state},
                {"$set": done | {"events": [announcement(each, state, reason, 0, at).to_document()]}},
            )
            for each in deliveries
        ]
        if changes:
            self._deliveries.bulk_write(changes, ordered=False)
