"""What systems want to be sent."""

from dataclasses import asdict
from datetime import datetime

from pymongo import ASCENDING
from pymongo.collection import Collection

from services.notifications.documents import Document
from services.notifications.domain.subscription import Secret, Subscription, Wanted
from services.notifications.store.revising import Revising
from shared.store import pages


class Subscriptions:
    """The collection `subscriptions`."""

    def __init__(self, collection: Collection[Document], removed: Collection[Document]) -> None:
        self._subscriptions = collection
        self._revising = Revising(collection, removed)

    def prepare(self) -> None:
        """Make the indexes; harmless when they are there."""
        self._subscriptions.create_index([("client", ASCENDING), ("party", ASCENDING), ("id", ASCENDING)])
        self._subscriptions.create_index("state")

    def find(self, key: str) -> Subscription | None:
        """The subscription of a key."""
        document = self._subscriptions.find_one({"_id": key})
        return _subscription_of(document) if document else None

    def active(self) -> list[Subscription]:
        """All that are sent to."""
        return [_subscription_of(document) for document in self._subscriptions.find({"state": "active"})]

    def listed(self, client: str, party: str, wanted: pages.Wanted) -> pages.Rows[Subscription]:
        """A page of an owner's subscriptions, in the order of their ids."""
        query = {"client": client, "party": party}
        return pages.find_page(self._subscriptions, query, [("id", ASCENDING)], wanted).each(_subscription_of)

    def put(self, subscription: Subscription) -> bool:
        """Store a subscription's first revision, or the one that follows the revision now stored.

        Returns:
            False when somebody else was faster.
        """
        return self._revising.put(_document(subscription))

    def first(self, key: str) -> int:
        """The revision that a subscription begins at, be it made anew."""
        return self._revising.first(key)

    def delete(self, subscription: Subscription) -> bool:
        """Remove a subscription; False when it was changed meanwhile."""
        query = {"_id": subscription.key, "revision": subscription.revision}
        self._revising.remove_after(subscription.key, subscription.revision)
        return self._subscriptions.delete_one(query).deleted_count == 1

    def failing(self, key: str, since: datetime | None) -> None:
        """Remember since when every attempt has failed; None: the latest succeeded. The revision stays as it is."""
        missing = {"failingSince": None} if since else {}
        self._subscriptions.update_one({"_id": key, **missing}, {"$set": {"failingSince": since}})


def _document(subscription: Subscription) -> Document:
    return {
        "_id": subscription.key,
        "id": subscription.id,
        "client": subscription.client,
        "party": subscription.party,
        "url": subscription.url,
        "nextUrl": subscription.next_url,
        "wanted": {name: list(values) for name, values in asdict(subscription.wanted).items()},
        "state": subscription.state,
        "reason": subscription.reason,
        "secrets": [asdict(each) for each in subscription.secrets],
        "rotatedAt": subscription.rotated_at,
        "since": subscription.since,
        "failingSince": subscription.failing_since,
        "revision": subscription.revision,
        "createdAt": subscription.created_at,
        "changedAt": subscription.changed_at,
    }


def _subscription_of(document: Document) -> Subscription:
    return Subscription(
        id=document["id"],
        client=document["client"],
        party=document["party"],
        url=document["url"],
        next_url=document.get("nextUrl"),
        wanted=Wanted(**{name: tuple(values) for name, values in document["wanted"].items()}),
        state=document["state"],
        reason=document["reason"],
        secrets=tuple(Secret(**each) for each in document["secrets"]),
        rotated_at=document["rotatedAt"],
        since=document["since"],
        failing_since=document["failingSince"],
        revision=document["revision"],
        created_at=document["createdAt"],
        changed_at=document["changedAt"],
    )
