"""Deliveries: planned, followed, listed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

import msgspec
from pymongo import ASCENDING, DESCENDING
from pymongo.collection import Collection

from services.notifications.documents import Document, delivery_document, delivery_of, followed_document
from services.notifications.domain.delivery import Delivery
from services.notifications.domain.endpoint import Endpoint
from services.notifications.domain.notice import Before, PromiseLine
from services.notifications.domain.rules import CONFIRMATIONS
from services.notifications.domain.subscribed import RULE as SUBSCRIBED
from services.notifications.domain.subscribed import Sent
from services.notifications.store.writing import insert_new
from shared.clock import parse_instant
from shared.store.mongo import KEYS_AT_A_TIME, find_each
from shared.store.pages import Rows, Wanted, find_page


class Deliveries:
    """The collection `deliveries`, as the planner and the log see it."""

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
        for document in self._deliveries.find(query, wanted).sort([("revision", ASCENDING), ("createdAt", ASCENDING)]):
            lines = msgspec.convert(document["notice"].get("promises", ()), tuple[PromiseLine, ...])
            at_once = document.get("gatheredFrom") is None or document["state"] == "delivered"
            before = Before(
                revision=document["revision"],
                promises=lines,
                start=_start(document),
                at_once=at_once,
                rule=document["rule"],
                due_on=_last_day(document),
                changed_at=_changed_at(document),
                state=_state(document),
            )
            known.setdefault(document["about"], {})[document["party"]] = before
        return known

    def rules_told(self, about: str, since: datetime, until: datetime) -> frozenset[str]:
        """The rules under which anything was told of a thing from one instant and before another, or tried to."""
        query = {"about": about, "createdAt": {"$gte": since, "$lt": until}}
        return frozenset(found["rule"] for found in self._deliveries.find(query, {"rule": 1}))

    def links(self, party: str, endpoint: str, since: datetime) -> list[datetime]:
        """When links to confirm an endpoint's addresses were to be mailed, from an instant on, the latest first."""
        query = {"party": party, "createdAt": {"$gte": since}, "endpoint": endpoint, "rule": {"$in": [*CONFIRMATIONS]}}
        return sorted((found["createdAt"] for found in self._deliveries.find(query, {"createdAt": 1})), reverse=True)

    def revisions(self, deliveries: Sequence[str]) -> dict[str, int]:
        """Those of the deliveries that are told or about to be, and the revision that each tells of."""
        if not deliveries:
            return {}
        query = {"_id": {"$in": list(deliveries)}, "state": {"$in": ["pending", "delivered"]}}
        return {found["_id"]: found["revision"] for found in self._deliveries.find(query, {"revision": 1})}

    def sent(self, things: Iterable[str], made: Mapping[str, datetime]) -> Sent:
        """Of the things, by ids, the first revision that was sent to each subscription, or waits to be.

        One that failed may have come through, and may be sent anew. ``made``: key of a subscription -> when it was
        made; what was sent to one of its name before is not counted.
        """
        wanted = dict.fromkeys(("about", "rule", "state", "subscription", "revision", "createdAt"), 1)
        first: Sent = {}
        for found in find_each(self._deliveries, "about", sorted(things), wanted):
            if found["rule"] != SUBSCRIBED or found["state"] == "suppressed":
                continue
            if (made_at := made.get(found["subscription"])) is not None and made_at <= found["createdAt"]:
                key = (found["about"], found["subscription"])
                first[key] = min(found["revision"], first.get(key, found["revision"]))
        return first

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

    # the log

    def find(self, delivery: str, told: datetime) -> Document | None:
        """One delivery as a document, unless it may not be told yet."""
        return self._deliveries.find_one({"_id": delivery, **tellable(told)})

    def first(self, query: Document, told: datetime) -> Document | None:
        """The earliest of those that a query finds and that may be told of."""
        return self._deliveries.find_one({**query, **tellable(told)}, sort=[("createdAt", ASCENDING)])

    def listed(self, query: Document, told: datetime, wanted: Wanted) -> Rows[Document]:
        """A page of the delivery log, the latest first, as documents.

        Args:
            query: on the columns of deliveries.
            told: Löftet's time: what may not be told before is not in the log before, either.
            wanted: which page.
        """
        latest = [("createdAt", DESCENDING), ("_id", ASCENDING)]
        hidden = {"events": 0, "notice": 0, "payload": 0, "to": 0}
        return find_page(self._deliveries, {**query, **tellable(told)}, latest, wanted, hidden)


_WHEN = (
    *("notice.activity.span.start", "notice.measure.dueOn", "notice.measure.dueBefore"),
    *("notice.measure.state", "notice.status.changedAt", "gatheredFrom", "state"),
)
_UNTOUCHED: Document = {"state": "pending", "lease": None, "digest": None}


def tellable(told: datetime) -> Document:
    """What finds those that may be told by an instant of Löftet's clock."""
    return {"notBefore": {"$not": {"$gt": told}}}


def _last_day(document: Document) -> date | None:
    """The last day of a measure that a delivery tells of, or takes back."""
    measure = document["notice"].get("measure") or {}
    day = measure.get("dueOn") or measure.get("dueBefore")
    return date.fromisoformat(day) if day else None


def _state(document: Document) -> str:
    """The state of the measure that a delivery tells of."""
    return str((document["notice"].get("measure") or {}).get("state", ""))


def _start(document: Document) -> datetime | None:
    """When the activity that a delivery tells of takes or took place."""
    activity = document["notice"].get("activity")
    return parse_instant(activity["span"]["start"]) if activity else None


def _changed_at(document: Document) -> datetime | None:
    """When the promise that a delivery tells of entered the state that it was in then."""
    status = document["notice"].get("status") or {}
    return parse_instant(status["changedAt"]) if status.get("changedAt") else None
