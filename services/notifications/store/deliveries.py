"""Deliveries: planned, followed, claimed, concluded, listed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

import msgspec
from pymongo import ASCENDING, DESCENDING
from pymongo.collection import Collection

from services.notifications.documents import Document, delivery_document, delivery_of, followed_document
from services.notifications.domain.delivery import Delivery, announcement
from services.notifications.domain.endpoint import MAIL, WEBHOOK, Endpoint
from services.notifications.domain.notice import Before, PromiseLine
from services.notifications.domain.schedule import LEASE, Outcome, Verdict
from services.notifications.domain.subscribed import RULE as SUBSCRIBED
from services.notifications.store.writing import insert_new
from shared.clock import parse_instant
from shared.store.mongo import KEYS_AT_A_TIME
from shared.store.pages import Rows, Wanted, find_page


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that is ours to attempt for as long as the lease holds.

    ``attempts`` counts the one begun, since it was last sent anew; ``row`` is that one's place among all there were.
    """

    delivery: Delivery
    attempts: int
    lease: str
    row: int = 0


class Deliveries:
    """The collection `deliveries`."""

    def __init__(self, collection: Collection[Document]) -> None:
        self._deliveries = collection

    def prepare(self) -> None:
        """Make the indexes; harmless when they are there."""
        waiting = [("channel", ASCENDING), ("urgent", DESCENDING), ("nextAttemptAt", ASCENDING)]
        self._deliveries.create_index(waiting, partialFilterExpression={"state": "pending"})
        for keys in (
            [("party", ASCENDING), ("createdAt", DESCENDING)],
            [("createdAt", DESCENDING)],
            [("cause", ASCENDING)],
            [("about", ASCENDING)],
        ):
            self._deliveries.create_index(keys)

    # planning

    def told(self, activities: Sequence[str], to: Endpoint | None = None) -> dict[str, dict[str, Before]]:
        """Activity or measure -> party -> what it (at one endpoint) was last told, or is about to be told, of it."""
        known: dict[str, dict[str, Before]] = {}
        if not activities:
            return known
        states = {"$in": ["pending", "delivered"]}
        query: Document = {"about": {"$in": list(activities)}, "state": states, "rule": {"$ne": SUBSCRIBED}}
        query |= {"party": to.party, "endpoint": to.id} if to else {}
        wanted = dict.fromkeys(("about", "party", "rule", "revision", "notice.promises", *_WHEN), 1)
        for document in self._deliveries.find(query, wanted).sort("revision"):
            lines = msgspec.convert(document["notice"].get("promises", ()), tuple[PromiseLine, ...])
            at_once = document.get("gatheredFrom") is None or document["state"] == "delivered"
            before = Before(document["revision"], lines, _start(document), at_once, document["rule"])
            known.setdefault(document["about"], {})[document["party"]] = before
        return known

    def rules_told(self, about: str, since: datetime, until: datetime) -> frozenset[str]:
        """The rules under which anything was told of a thing from one instant and before another, or tried to."""
        query = {"about": about, "createdAt": {"$gte": since, "$lt": until}}
        return frozenset(found["rule"] for found in self._deliveries.find(query, {"rule": 1}))

    def revisions(self, deliveries: Sequence[str]) -> dict[str, int]:
        """Those of the deliveries that are told or about to be, and the revision that each tells of."""
        if not deliveries:
            return {}
        query = {"_id": {"$in": list(deliveries)}, "state": {"$in": ["pending", "delivered"]}}
        return {found["_id"]: found["revision"] for found in self._deliveries.find(query, {"revision": 1})}

    def add(self, deliveries: Sequence[Delivery], due: datetime) -> None:
        """Store new deliveries, to be attempted from ``due``; those that are there already stay as they are."""
        insert_new(self._deliveries, [delivery_document(delivery, due) for delivery in deliveries])

    def waiting(self, activities: Iterable[str]) -> list[Delivery]:
        """Those that tell of the activities, wait to be attempted, and are in nobody's hands."""
        ids = sorted(activities)
        return [
            delivery_of(document)
            for start in range(0, len(ids), KEYS_AT_A_TIME)
            for document in self._deliveries.find({"about": {"$in": ids[start : start + KEYS_AT_A_TIME]}, **_UNTOUCHED})
        ]

    def follow(self, delivery: Delivery, at: datetime) -> bool:
        """Let a delivery that waits follow a later revision.

        Returns:
            False when somebody has begun to attempt it, or it has followed that revision or a later one.
        """
        query = {"_id": delivery.id, "revision": {"$lt": delivery.revision}, **_UNTOUCHED}
        return self._deliveries.update_one(query, {"$set": followed_document(delivery, at)}).matched_count == 1

    # delivering

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
        }
        if verdict.next_attempt_at is not None:
            change |= {"leaseUntil": verdict.next_attempt_at, "quietUntil": quiet_until}
        else:
            told = announcement(delivery, verdict.state, verdict.reason, claimed.attempts, at)
            change["events"] = [told.to_document()]
            if verdict.state != "failed":  # what failed may be sent anew
                change["payload"] = None
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

    def postpone(self, like: Delivery, now: datetime, until: datetime) -> None:
        """Let what waits for the same endpoint as another, and is in nobody's hands, wait for longer.

        Args:
            like: the other.
            now, until: the machine's time.
        """
        due = {"state": "pending", "nextAttemptAt": {"$lte": now}, "leaseUntil": {"$lte": now}, "lease": None}
        query = {"channel": like.channel, **due, "party": like.party, "endpoint": like.endpoint}
        self._deliveries.update_many(query, {"$set": {"nextAttemptAt": until, "leaseUntil": until}})

    # the log

    def find(self, delivery: str, told: datetime) -> Document | None:
        """One delivery as a document, unless it may not be told yet."""
        return self._deliveries.find_one({"_id": delivery, **_tellable(told)})

    def first(self, query: Document, told: datetime) -> Document | None:
        """The earliest of those that a query finds and that may be told of."""
        return self._deliveries.find_one({**query, **_tellable(told)}, sort=[("createdAt", ASCENDING)])

    def listed(self, query: Document, told: datetime, wanted: Wanted) -> Rows[Document]:
        """A page of the delivery log, the latest first, as documents.

        Args:
            query: on the columns of deliveries.
            told: Löftet's time: what may not be told before is not in the log before, either.
            wanted: which page.
        """
        latest = [("createdAt", DESCENDING), ("_id", ASCENDING)]
        hidden = {"events": 0, "notice": 0, "payload": 0}
        return find_page(self._deliveries, {**query, **_tellable(told)}, latest, wanted, hidden)


_FIRST = [("urgent", DESCENDING), ("nextAttemptAt", ASCENDING)]
_WHEN = ("notice.activity.span.start", "gatheredFrom", "state")
_UNTOUCHED: Document = {"state": "pending", "lease": None, "digest": None}


def _free(now: datetime, told: datetime) -> Document:
    waits = {"state": "pending", "nextAttemptAt": {"$lte": now}, "leaseUntil": {"$lte": now}}
    return {**waits, **_tellable(told), "quietUntil": {"$not": {"$gt": told}}}


def _tellable(told: datetime) -> Document:
    return {"notBefore": {"$not": {"$gt": told}}}


def _start(document: Document) -> datetime | None:
    """When the activity that a delivery tells of takes or took place."""
    activity = document["notice"].get("activity")
    return parse_instant(activity["span"]["start"]) if activity else None
