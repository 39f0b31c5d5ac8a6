"""What notifications keeps: endpoints, subscriptions, deliveries, and which events were planned already.

- `endpoints`: where each party is reached, one document an endpoint, under compare-and-set by revision.
- `subscriptions`: what systems want to be sent, in the same way; with the secrets that sign it, since whoever signs
  needs them in the clear. No other collection, event, answer or log holds one.
- `followers`: residents who follow something, one document an address and thing; addresses are sealed, and the document
  is deleted when they leave.
- `deliveries`: one document per logical notification, with a row per attempt and, once its state is final, the
  event that tells of it (`events`, carried by the relay). Its `_id` derives from its cause: a repeat is harmless.
- `concerns`, `digests`, `pauses`: what time will make worth telling, see `store.concerns`. `concerns` is a projection
  of the topics; all else here is a book that is kept, and in no topic.
- `resends`: requests with an `Idempotency-Key` to send anew all that failed: which deliveries each is about.
- `removed`: at which revision an endpoint, subscription or pause was removed: made anew it goes on from there.
- `planned`: the events that were planned. A rebuild reads every event again, perhaps with other endpoints than
  then; what was planned once is never planned anew, and what is older than a week is no news, so it sends nothing.

Two kinds of time: `createdAt`, `changedAt`, `notBefore` and attempts are told by Löftet's clock; `nextAttemptAt` and
`leaseUntil` by the machine's, since they measure waiting, which a rehearsal's clock must neither stretch nor skip.
"""

from datetime import datetime

from services.notifications.domain.endpoint import FOLLOWERS
from services.notifications.endpoint_documents import Stored
from services.notifications.store.concerns import Concerns
from services.notifications.store.deliveries import Deliveries
from services.notifications.store.endpoints import Endpoints
from services.notifications.store.followers import Followers
from services.notifications.store.gathering import Gathering
from services.notifications.store.pauses import Pauses
from services.notifications.store.planned import Planned
from services.notifications.store.resending import Resending
from services.notifications.store.sending import Claimed, Sending
from services.notifications.store.subscriptions import Subscriptions
from services.notifications.vault import Vault
from shared.store.mongo import Store

__all__ = ["Claimed", "Deliveries", "NotificationStore"]


class NotificationStore:
    """The service's own database."""

    def __init__(self, database: Store, vault: Vault | None = None) -> None:
        self.database = database
        self.followers = Followers(database["followers"], vault)
        self.endpoints = Endpoints(database["endpoints"], database["removed"])
        self.subscriptions = Subscriptions(database["subscriptions"], database["removed"])
        self.deliveries = Deliveries(database["deliveries"])
        self.sending = Sending(database["deliveries"])
        self.gathering = Gathering(database["deliveries"])
        self.resending = Resending(database["deliveries"], database["resends"])
        self.planned = Planned(database["planned"])
        self.concerns = Concerns(database)
        self.pauses = Pauses(database["pauses"], database["removed"])

    def prepare(self) -> None:
        """Make the indexes; harmless when they are there."""
        self.endpoints.prepare()
        self.subscriptions.prepare()
        self.deliveries.prepare()
        self.concerns.prepare()
        self.followers.prepare()
        self.resending.prepare()

    def recipient(self, party: str, endpoint: str) -> Stored | None:
        """A party's endpoint, or a follower."""
        return self.followers.find(endpoint) if party == FOLLOWERS else self.endpoints.find(party, endpoint)

    def failing(self, party: str, endpoint: str, since: datetime | None) -> None:
        """Remember since when every attempt to reach a recipient has failed; None: the latest succeeded."""
        if party == FOLLOWERS:
            self.followers.failing(endpoint, since)
        else:
            self.endpoints.failing(party, endpoint, since)
