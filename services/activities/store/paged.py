"""Records as lists show them: page by page, by what is asked for, or in the order in which they were changed."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import ClassVar, Generic

import msgspec
from pymongo import ASCENDING
from pymongo.collection import Collection

from services.activities.domain.change import R
from shared.store.mongo import Document
from shared.store.pages import Order, Place, Rows, Wanted, compare, find_page, place_of

BY_CHANGE: Order = [("changedAt", ASCENDING), ("_id", ASCENDING)]


class Paged(Generic[R]):
    """The pages of a collection of records; see `Records` for what it is made with.

    Attributes:
        left_out: of a stored document where it is listed.
    """

    left_out: ClassVar[Document] = {"events": 0, "history": 0}

    def __init__(
        self, collection: Collection[Document], form: type[R], columns: Callable[[R], Document], order: Order
    ) -> None:
        self._collection = collection
        self._form = form
        self._columns = columns
        self._order = order

    def page(
        self, query: Document, wanted: Wanted, *, since: datetime | None = None, also: Sequence[str] = ()
    ) -> Rows[Document]:
        """The rows of one page, each with its `record` in its outer form.

        Those that were made after the first page was read are on none; those that have moved in the order since stay
        where they stood.

        Args:
            query: on the columns and `record`.
            wanted: which page.
            since: only those changed at or after this moment, in the order in which they were changed; what is changed
                after the first page was read comes at the next reading.
            also: ids of those that come with them, although they changed before.
        """
        if since is not None:
            changed: Document = {"changedAt": {"$gte": since, "$lte": wanted.began}}
            either = {"$or": [changed, {"_id": {"$in": list(also)}}]} if also else changed
            both = {"$and": [query, either]}
            return find_page(self._collection, both, BY_CHANGE, wanted, {"record": 1, "changedAt": 1})
        if wanted.after is None:
            return find_page(self._collection, query, self._order, wanted, self.left_out)
        then = {"$and": [query, {"createdAt": {"$lte": wanted.began}}]}
        moved = self._moved(wanted)
        if not moved:
            return find_page(self._collection, then, self._order, wanted, self.left_out)
        there = self._collection.find({"$and": [then, {"_id": {"$in": list(moved)}}]}, self.left_out)
        placed = [(moved[each["_id"]], each) for each in there]
        ahead = [each for each in placed if compare(self._order, each[0], wanted.after) > 0]
        others = {"$and": [then, {"_id": {"$nin": list(moved)}}]}
        return find_page(self._collection, others, self._order, wanted, self.left_out, ahead)

    def ids(self, query: Document) -> list[str]:
        """The ids of those that a query finds."""
        return [each["_id"] for each in self._collection.find(query, {"_id": 1})]

    def _moved(self, wanted: Wanted) -> dict[str, Place]:
        """What has moved in the order since the first page was read, and where it stood then."""
        found = self._collection.find({"movedAt": {"$gt": wanted.began}}, {"events": 0, "requests": 0})
        return {each["_id"]: self._place_then(each, wanted.began) for each in found}

    def _place_then(self, document: Document, began: datetime) -> Place:
        """Where a record stood at a moment, by the machine's time."""
        revisions = zip(document["changes"], (*document["history"], document["record"]), strict=False)
        outer = [each for at, each in revisions if at <= began or at == document["createdAt"]][-1]
        columns = self._columns(msgspec.convert(outer, self._form))
        return place_of(self._order, {**document, **columns, "record": outer})
