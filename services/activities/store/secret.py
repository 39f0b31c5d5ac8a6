"""A secret of the service's own, drawn once by whoever asks first, and the same for all its processes."""

import os
from contextlib import suppress
from typing import Final

from pymongo import ASCENDING
from pymongo.collection import Collection
from pymongo.errors import DuplicateKeyError

from shared.clock import SystemClock
from shared.store.mongo import Document

_NAME: Final = "tips"


class Secret:
    """What ids of tips are keyed with, so that nobody else can reckon them from a text that they guess.

    The keys of other things that only this service opens are derived from it.
    """

    def __init__(self, collection: Collection[Document]) -> None:
        self._collection = collection
        self._drawn: bytes | None = None

    def prepare(self) -> None:
        """Make the collection, which an index does."""
        self._collection.create_index([("drawnAt", ASCENDING)])

    def get(self) -> bytes:
        """The secret: 32 bytes."""
        if self._drawn is None:
            with suppress(DuplicateKeyError):  # another process may be first
                if self._collection.find_one({"_id": _NAME}) is None:
                    self._collection.insert_one({"_id": _NAME, "drawn": os.urandom(32), "drawnAt": SystemClock().now()})
            self._drawn = bytes((self._collection.find_one({"_id": _NAME}) or {})["drawn"])
        return self._drawn
