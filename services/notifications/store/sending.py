"""Deliveries that are due: claimed by one deliverer, attempted, concluded."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from pymongo import ASCENDING, DESCENDING
from pymongo.collection import Collection

from services.notifications.documents import Document, delivery_of
from services.notifications.domain.delivery import Delivery, announcement
from services.notifications.domain.endpoint import MAIL, WEBHOOK
from services.notifications.domain.rules import CONFIRMATIONS, MOVING
from services.notifications.domain.schedule import LEASE, Outcome, Verdict
from services.notifications.store.deliveries import tellable

_MOST_COUNTED: Final = 1_000
_FIRST = [("urgent", DESCENDING), ("nextAttemptAt", ASCENDING)]


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that is ours to attempt for as long as the lease holds.

    ``attempts`` counts the one begun, since it was last sent anew; ``row`` is that one's place among all there were.
    """

    delivery: Delivery
    attempts: int
    lease: str
    row: int = 0


class Sending:
    """The same collection `deliveries`, as deliverers see it."""

    def __init__(self, collection: Collection[Document]) -> None:
        self._deliveries = collection

    def due(self, now: datetime, told: datetime, limit: int, channel: str = MAIL) -> list[str]:
        """Ids of what waits to be sent over a channel, urgent ones first; others may be claiming them too.

        They are looked up many at a time, since a store that sorts all that waits for every claim gets slower the
        more there is to do.

        Args:
            now: the machine's time, for waits and leases.
            told: Löftet's time, for what may not be told yet.
            limit: how many at most.
            channel: not that of webhooks, which are due to subscriptions.
        """
        query = {"channel": channel, **_free(now, told)}
        return [found["_id"] for found in self._deliveries.find(query, {"_id": 1}).sort(_FIRST).limit(limit)]

    def due_to_subscriptions(
        self, now: datetime, told: datetime, limit: int, but: Iterable[str]
    ) -> dict[str, list[str]]:
        """Key of a subscription -> ids of what waits to be sent to it, the oldest first.

        Args:
            now: the machine's time, for waits and leases.
            told: Löftet's time, for what may not be told yet.
            limit: how many deliveries at most.
            but: keys of the subscriptions to leave out.
        """
        query = {"channel": WEBHOOK, **_free(now, told), "subscription": {"$nin": sorted(but)}}
        found: dict[str, list[str]] = {}
        for document in self._deliveries.find(query, {"subscription": 1}).sort(_FIRST).limit(limit):
            found.setdefault(document["subscription"], []).append(document["_id"])
        return found

    def claim(self, delivery: str, now: datetime, told: datetime) -> Claimed | None:
        """Take a delivery and begin an attempt; None when somebody else has it.

        The lease's own name makes the update and the read one claim, at a quarter of what the embedded store takes
        for a findAndModify.

        Args:
            delivery: its id.
            now: the machine's time, for the lease.
            told: Löftet's time, for the attempt's row.
        """
        lease = str(uuid4())
        begun = {"at": told, "outcome": "begun", "detail": ""}
        taken = self._deliveries.update_one(
            {"_id": delivery, **_free(now, told)},
            {"$set": {"lease": lease, "leaseUntil": now + LEASE}, "$push": {"attempts": begun}},
        )
        if taken.matched_count == 0:
            return None
        document = self._deliveries.find_one({"_id": delivery, "lease": lease})
        if document is None:
            return None
        row = len(document["attempts"]) - 1
        return Claimed(delivery_of(document), row + 1 - document.get("attemptsBefore", 0), lease, row)

    def conclude(
        self,
        claimed: Claimed,
        outcome: Outcome | None,
        verdict: Verdict,
        at: datetime,
        quiet_until: datetime | None = None,
    ) -> bool:
        """Keep the books of an attempt: its row, the new state, and the event of a final one.

        Args:
            claimed: what was attempted.
            outcome: what came of it, or None when nothing was sent.
            verdict: what becomes of the delivery.
            at: Löftet's time.
            quiet_until: the end of the quiet hours that the next attempt would fall in.

        Returns:
            False when somebody else has concluded it, or holds it now.
        """
        delivery, row = claimed.delivery, f"attempts.{claimed.row}"
        change: dict[str, Any] = {
            f"{row}.outcome": outcome.answer.value if outcome else "not-sent",
            f"{row}.detail": outcome.detail if outcome else verdict.reason,
            "state": verdict.state,
            "reason": verdict.reason,
            "nextAttemptAt": verdict.next_attempt_at,
            "lease": None,
            "changedAt": at,
            "delayed": verdict.state == "pending" and outcome is not None and outcome.of_relay,
        }
        if verdict.next_attempt_at is not None:
            change |= {"leaseUntil": verdict.next_attempt_at, "quietUntil": quiet_until}
        else:
            before = claimed.row + 1 - claimed.attempts
            told = announcement(delivery, verdict.state, verdict.reason, claimed.attempts, at, before)
            change["events"] = [told.to_document()]
            if verdict.state != "failed":  # what failed may be sent anew
                change |= {"payload": None, "to": None}
        query: dict[str, Any] = {"_id": delivery.id, "state": "pending"}
        if verdict.state != "delivered":  # what was accepted is delivered, whoever holds the lease by now
            query["lease"] = claimed.lease
        return self._deliveries.update_one(query, {"$set": change}).matched_count == 1

    def put_off(self, claimed: Claimed, now: datetime, quiet_until: datetime | None) -> None:
        """Give a delivery back untried: the attempt that its claim began was none.

        Args:
            claimed: what was claimed.
            now: the machine's time.
            quiet_until: when it is due, by Löftet's time.
        """
        query = {"_id": claimed.delivery.id, "state": "pending", "lease": claimed.lease}
        free = {"lease": None, "leaseUntil": now, "quietUntil": quiet_until}
        self._deliveries.update_one(query, {"$set": free, "$pop": {"attempts": 1}})

    def delayed(self, channel: str) -> int:
        """How many wait for another attempt over a channel, and not for the sake of the one mailbox that they go to."""
        query = {"channel": channel, "state": "pending", "delayed": True}
        return self._deliveries.count_documents(query, limit=_MOST_COUNTED)

    def hasten(self, channel: str, now: datetime) -> None:
        """Let what waits for a channel's own sake be tried now, beside the attempts that it has.

        Args:
            channel: whose deliveries.
            now: the machine's time.
        """
        query = {"channel": channel, "state": "pending", "delayed": True, "lease": None}
        due = {"nextAttemptAt": now, "leaseUntil": now, "delayed": False}
        self._deliveries.update_many(query, {"$set": due, "$inc": {"attemptsBefore": 1}})

    def postpone(self, like: Delivery, now: datetime, until: datetime) -> None:
        """Let what waits for the same endpoint as another, and is in nobody's hands, wait for longer.

        Not what may be for another mailbox than the one in use: that one's link, and word to one that was in use.

        Args:
            like: the other.
            now, until: the machine's time.
        """
        due = {"state": "pending", "nextAttemptAt": {"$lte": now}, "leaseUntil": {"$lte": now}, "lease": None}
        others = {"$nin": [*CONFIRMATIONS, MOVING]}
        query = {"channel": like.channel, **due, "party": like.party, "endpoint": like.endpoint, "rule": others}
        self._deliveries.update_many(query, {"$set": {"nextAttemptAt": until, "leaseUntil": until}})


def _free(now: datetime, told: datetime) -> Document:
    waits = {"state": "pending", "nextAttemptAt": {"$lte": now}, "leaseUntil": {"$lte": now}}
    return {**waits, **tellable(told), "quietUntil": {"$not": {"$gt": told}}}
