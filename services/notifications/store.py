"""What notifications keeps: endpoints, deliveries, and which events were planned already.

- `endpoints`: where each party is reached, one document an endpoint, under compare-and-set by revision.
- `deliveries`: one document per logical notification, with a row per attempt and, once its state is final, the
  event that tells of it (`events`, carried by the relay). Its `_id` derives from its cause: a repeat is harmless.
- `planned`: the events that were planned. A rebuild reads every event again, perhaps with other endpoints than
  then; what was planned once is never planned anew, so it sends nothing.

Two kinds of time: `createdAt`, `changedAt` and attempts are told by Löftet's clock; `nextAttemptAt` and `leaseUntil`
by the machine's, since they measure waiting, which a rehearsal's clock must neither stretch nor skip.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4, uuid5

import msgspec
from pymongo import ASCENDING, DESCENDING
from pymongo.collection import Collection
from pymongo.errors import BulkWriteError, DuplicateKeyError

from services.notifications.documents import (
    Document,
    Stored,
    delivery_document,
    delivery_of,
    endpoint_document,
    endpoint_key,
    stored_of,
)
from services.notifications.domain.delivery import NAMESPACE, Delivery, Endpoint, announcement
from services.notifications.domain.notice import PromiseLine
from services.notifications.domain.schedule import LEASE, Outcome, Verdict
from shared.events.cloudevent import Event
from shared.store.mongo import DUPLICATE_KEY, Store, find_each


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that is ours to attempt for as long as the lease holds; ``attempts`` counts the one begun."""

    delivery: Delivery
    attempts: int
    lease: str


class NotificationStore:
    """The collections of notifications."""

    def __init__(self, database: Store) -> None:
        self.database = database
        self._endpoints: Collection[Document] = database["endpoints"]
        self._deliveries: Collection[Document] = database["deliveries"]
        self._planned: Collection[Document] = database["planned"]

    def prepare(self) -> None:
        """Make the indexes; harmless when they are there."""
        self._endpoints.create_index([("party", ASCENDING), ("endpoint", ASCENDING)])
        waiting = [("urgent", DESCENDING), ("nextAttemptAt", ASCENDING)]
        self._deliveries.create_index(waiting, partialFilterExpression={"state": "pending"})
        for keys in (
            [("party", ASCENDING), ("createdAt", DESCENDING)],
            [("createdAt", DESCENDING)],
            [("cause", ASCENDING)],
            [("about", ASCENDING)],
        ):
            self._deliveries.create_index(keys)

    # endpoints

    def endpoint(self, party: str, endpoint: str) -> Stored | None:
        """One endpoint of a party."""
        document = self._endpoints.find_one({"_id": endpoint_key(party, endpoint)})
        return stored_of(document) if document else None

    def endpoints_of(self, parties: Iterable[str]) -> dict[str, list[Endpoint]]:
        """Party -> its endpoints, in the order of their ids; parties without any are left out."""
        found: dict[str, list[Endpoint]] = {}
        for document in self._endpoints.find({"party": {"$in": sorted(parties)}}).sort("endpoint"):
            found.setdefault(document["party"], []).append(stored_of(document).endpoint)
        return found

    def list_endpoints(self, party: str, skip: int, limit: int) -> tuple[list[Stored], int]:
        """A page of a party's endpoints, and how many there are."""
        query = {"party": party}
        page = self._endpoints.find(query).sort("endpoint").skip(skip).limit(limit)
        return [stored_of(document) for document in page], self._endpoints.count_documents(query)

    def put_endpoint(self, stored: Stored) -> bool:
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

    # planning

    def unplanned(self, events: Sequence[Event]) -> list[Event]:
        """Those of the events that were not planned yet, each once, in order."""
        events_by_key = {_event_key(event): event for event in events}
        known = {found["_id"] for found in find_each(self._planned, "_id", events_by_key)}
        return [event for key, event in events_by_key.items() if key not in known]

    def told(self, activities: Sequence[str]) -> dict[str, dict[str, tuple[PromiseLine, ...]]]:
        """Activity -> party -> the promises named when it was last told, or is about to be told, of it."""
        known: dict[str, dict[str, tuple[PromiseLine, ...]]] = {}
        if not activities:
            return known
        query = {"about": {"$in": list(activities)}, "state": {"$in": ["pending", "delivered"]}}
        wanted = {"about": 1, "party": 1, "notice.promises": 1}
        for document in self._deliveries.find(query, wanted).sort("notice.activity.revision"):
            lines = msgspec.convert(document["notice"].get("promises", ()), tuple[PromiseLine, ...])
            known.setdefault(document["about"], {})[document["party"]] = lines
        return known

    def add(self, deliveries: Sequence[Delivery], due: datetime) -> None:
        """Store new deliveries, to be attempted from ``due``; those that are there already stay as they are."""
        _insert(self._deliveries, [delivery_document(delivery, due) for delivery in deliveries])

    def mark_planned(self, events: Sequence[Event], at: datetime) -> None:
        """Remember that these events were planned; only after their deliveries are stored."""
        _insert(self._planned, [{"_id": _event_key(event), "plannedAt": at} for event in events])

    # delivering

    def due(self, now: datetime, limit: int) -> list[str]:
        """Ids of deliveries that wait to be attempted, urgent ones first; others may be claiming them too.

        They are looked up many at a time, since a store that sorts all that waits for every claim gets slower the
        more there is to do.
        """
        query = _free(now)
        first = [("urgent", DESCENDING), ("nextAttemptAt", ASCENDING)]
        return [found["_id"] for found in self._deliveries.find(query, {"_id": 1}).sort(first).limit(limit)]

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
            {"_id": delivery, **_free(now)},
            {"$set": {"lease": lease, "leaseUntil": now + LEASE}, "$push": {"attempts": begun}},
        )
        if taken.matched_count == 0:
            return None
        document = self._deliveries.find_one({"_id": delivery, "lease": lease})
        return Claimed(delivery_of(document), len(document["attempts"]), lease) if document else None

    def conclude(self, claimed: Claimed, outcome: Outcome | None, verdict: Verdict, at: datetime) -> bool:
        """Keep the books of an attempt: its row, the new state, and the event of a final one.

        Args:
            claimed: what was attempted.
            outcome: what came of it, or None when nothing was sent.
            verdict: what becomes of the delivery.
            at: Löftet's time.

        Returns:
            False when somebody else has concluded it, or holds it now.
        """
        delivery, row = claimed.delivery, f"attempts.{claimed.attempts - 1}"
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
            change["leaseUntil"] = verdict.next_attempt_at
        else:
            told = announcement(delivery, verdict.state, verdict.reason, claimed.attempts, at)
            change["events"] = [told.to_document()]
        query: dict[str, Any] = {"_id": delivery.id, "state": "pending"}
        if verdict.state != "delivered":  # what was accepted is delivered, whoever holds the lease by now
            query["lease"] = claimed.lease
        return self._deliveries.update_one(query, {"$set": change}).matched_count == 1

    # the log

    def list_deliveries(self, filters: Mapping[str, str], skip: int, limit: int) -> tuple[list[Document], int]:
        """A page of the delivery log, the latest first, as documents; and how many there are.

        Args:
            filters: exact values of `party`, `cause` and `state`.
            skip: how many to pass over.
            limit: how many to give.
        """
        query = dict(filters)
        latest = [("createdAt", DESCENDING), ("_id", ASCENDING)]
        page = self._deliveries.find(query, {"events": 0, "notice": 0}).sort(latest).skip(skip).limit(limit)
        return list(page), self._deliveries.count_documents(query)


def _event_key(event: Event) -> str:
    return str(uuid5(NAMESPACE, f"{event.source}\n{event.id}"))


def _free(now: datetime) -> Document:
    return {"state": "pending", "nextAttemptAt": {"$lte": now}, "leaseUntil": {"$lte": now}}


def _insert(collection: Collection[Document], documents: list[Document]) -> None:
    if not documents:
        return
    try:
        collection.insert_many(documents, ordered=False)
    except BulkWriteError as error:
        if any(each["code"] != DUPLICATE_KEY for each in error.details["writeErrors"]):
            raise
