"""Sending anew what was given up: the same delivery, with the same id on the wire."""

from datetime import datetime
from typing import Any

from pymongo.collection import Collection

from services.notifications.documents import Document

MOST = 1000  # at once


class Resending:
    """The same collection `deliveries`, for whoever sends anew."""

    def __init__(self, collection: Collection[Document]) -> None:
        self._deliveries = collection

    def again(self, document: Document, now: datetime, at: datetime) -> bool:
        """Let a delivery that is done be attempted anew; False when it is not done any more.

        Args:
            document: as it stands.
            now: the machine's time.
            at: Löftet's time.
        """
        query = {"_id": document["_id"], "state": document["state"], "changedAt": document["changedAt"]}
        return self._deliveries.update_one(query, _again(document, now, at)).matched_count == 1

    def all_failed(self, query: dict[str, Any], now: datetime, at: datetime) -> int:
        """Let all that failed and are found be attempted anew, at most `MOST` of them; how many they are."""
        found = self._deliveries.find({**query, "state": "failed", "gatheredFrom": None}).limit(MOST)
        return sum(self.again(document, now, at) for document in found)


def _again(document: Document, now: datetime, at: datetime) -> Document:
    return {
        "$set": {
            "state": "pending",
            "reason": None,
            "events": [],
            "attemptsBefore": len(document["attempts"]),
            "nextAttemptAt": now,
            "leaseUntil": now,
            "lease": None,
            "changedAt": at,
        }
    }
