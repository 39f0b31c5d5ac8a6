"""Who has read tips: rows that are only ever added, and deleted after two years by the database itself."""

from datetime import timedelta
from typing import Final

from pymongo import ASCENDING, DESCENDING
from pymongo.collection import Collection

from shared.clock import SystemClock
from shared.store.mongo import Document
from shared.store.pages import Rows, Wanted, find_page

KEPT: Final = timedelta(days=731)


class TipReads:
    """The reads of all parties."""

    def __init__(self, collection: Collection[Document]) -> None:
        self._collection = collection

    def prepare(self) -> None:
        """Make the index by which the database deletes, and the one that lists rest on."""
        self._collection.create_index([("deleteAfter", ASCENDING)], expireAfterSeconds=0)
        self._collection.create_index([("party", ASCENDING), ("at", DESCENDING)])

    def add(self, row: Document) -> None:
        """Add a row, durably: what it tells of may be shown when this returns."""
        self._collection.insert_one({**row, "deleteAfter": SystemClock().now() + KEPT})

    def page(self, query: Document, wanted: Wanted) -> Rows[Document]:
        """The rows of one page, the latest first."""
        return find_page(self._collection, query, [("at", DESCENDING), ("_id", ASCENDING)], wanted)
