"""Sending anew what was given up: the same delivery, with the same id on the wire."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from pymongo import ASCENDING
from pymongo.collection import Collection
from pymongo.errors import DuplicateKeyError

from services.notifications.documents import Document
from shared.http.idempotency import answered_before, next_use
from shared.store.requests import KEPT, Asked, Request, is_forgotten, remembered

MOST = 1000  # at once


class Resent(Asked, frozen=True):
    """A request by which a delivery was sent anew: after how many attempts (`revision`), and when the next was due."""

    due: datetime


def resent_of(document: Document) -> tuple[Resent, ...]:
    """The requests with a key by which a delivery was sent anew, the latest last."""
    return msgspec.convert(document.get("requests", ()), tuple[Resent, ...])


class Resending:
    """The same collection `deliveries`, for whoever sends anew; and `resends`, of many at once, each by its key."""

    def __init__(self, deliveries: Collection[Document], resends: Collection[Document]) -> None:
        self._deliveries = deliveries
        self._resends = resends

    def prepare(self) -> None:
        """Make the index by which what is long forgotten goes; harmless when it is there."""
        self._resends.create_index([("deleteAfter", ASCENDING)], expireAfterSeconds=0)

    def again(self, document: Document, now: datetime, at: datetime, asked: Request | None) -> bool:
        """Let a delivery that is done be attempted anew; False when it is not done any more.

        Args:
            document: as it stands.
            now: the machine's time.
            at: Löftet's time.
            asked: the request, if it may come again.
        """
        query = {"_id": document["_id"], "state": document["state"], "changedAt": document["changedAt"]}
        return self._deliveries.update_one(query, _again(document, now, at, asked)).matched_count == 1

    def all_failed(self, query: dict[str, Any], now: datetime, at: datetime, asked: Request | None) -> int:
        """Let all that failed and are found be attempted anew, at most `MOST` of them; how many they are.

        The same request goes on with the same deliveries, however often it comes, and sends none of them twice.

        Raises:
            Problem: 422 when the request came before with another body.
        """
        found = self._deliveries.find({**query, "state": "failed", "gatheredFrom": None}, {"_id": 1}).limit(MOST)
        ids = [each["_id"] for each in found]
        if asked is None:
            return self._each(ids, now, at, None)
        kept = self._agreed(ids, now, asked)
        if kept["resent"] is not None:
            return int(kept["resent"])
        resent = self._each(kept["deliveries"], now, at, Request(kept["_id"], asked.hash, asked.at))
        self._resends.update_one({"_id": kept["_id"]}, {"$set": {"resent": resent}})
        return resent

    def _agreed(self, ids: Sequence[str], now: datetime, asked: Request) -> Document:
        """The request as whoever was first stored it, with the deliveries that it is about."""
        request: Document = {"_id": asked.id, "hash": asked.hash, "at": asked.at, "deliveries": ids, "resent": None}
        try:
            self._resends.insert_one({**request, "deleteAfter": now + 2 * KEPT})
        except DuplicateKeyError:
            before = self._resends.find_one({"_id": asked.id}) or request
        else:
            return request
        if is_forgotten(before["at"], asked.at):
            return self._agreed(ids, now, Request(next_use(asked.id), asked.hash, asked.at))
        answered_before([Asked(before["_id"], before["hash"], 0, False, before["at"])], asked)
        return before

    def _each(self, ids: Sequence[str], now: datetime, at: datetime, asked: Request | None) -> int:
        return sum(self._one(each, now, at, asked) for each in ids)

    def _one(self, delivery: str, now: datetime, at: datetime, asked: Request | None) -> bool:
        """Whether it is this request that let the delivery be attempted anew, now or before."""
        document = self._deliveries.find_one({"_id": delivery})
        if document is None:
            return False
        if asked and any(each.id == asked.id for each in resent_of(document)):
            return True
        if document["state"] != "failed":
            return False
        return self.again(document, now, at, asked) or (asked is not None and self._one(delivery, now, at, asked))


def _again(document: Document, now: datetime, at: datetime, asked: Request | None) -> Document:
    attempts, before = len(document["attempts"]), resent_of(document)
    by = [Resent(asked.id, asked.hash, attempts, False, asked.at, now)] if asked else []
    return {
        "$set": {
            "state": "pending",
            "reason": None,
            "attemptsBefore": attempts,
            "nextAttemptAt": now,
            "leaseUntil": now,
            "lease": None,
            "changedAt": at,
            "requests": remembered([*before, *by]),
        }
    }
