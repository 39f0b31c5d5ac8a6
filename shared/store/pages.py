"""Pages of what changes while it is read: each begins after the last row of the page before, wherever that stands now.

A page that is found by counting rows repeats a row when another comes before it, and passes one over when another goes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cmp_to_key
from typing import Any, Generic, TypeVar

from pymongo.collection import Collection

from shared.store.mongo import Document

T = TypeVar("T")
U = TypeVar("U")

Order = Sequence[tuple[str, int]]  # columns and directions; the last column tells any two rows apart
Value = str | datetime
Place = tuple[Value, ...]  # the values of a row in the columns of an order
Placed = tuple[Place, Document]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which page is wanted.

    Args:
        limit: how many rows there are on a page.
        began: when the first page was read, by the machine's clock.
        skip: how many rows stand before the page, when it is found by counting.
        after: the place of the last row before it.
        total: how many rows there were when the first page was read; None: they are to be counted.
    """

    limit: int
    began: datetime
    skip: int = 0
    after: Place | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Rows(Generic[T]):
    """The rows of a page, how many there are on all pages, and the place of its last row if another page follows."""

    rows: list[T]
    total: int
    last: Place | None = None

    def each(self, made: Callable[[T], U]) -> "Rows[U]":
        """The same with something else made of each row."""
        return Rows([made(row) for row in self.rows], self.total, self.last)


def find_page(
    collection: Collection[Document],
    query: Document,
    order: Order,
    wanted: Wanted,
    projection: Document | None = None,
    moved: Sequence[Placed] = (),
) -> Rows[Document]:
    """The rows of a page.

    Args:
        collection: where they are.
        query: that finds all of the list.
        order: of the list.
        wanted: which page.
        projection: must hold the columns of the order.
        moved: rows that stand elsewhere by now than when the first page was read, with their places then. ``query``
            does not find them; they are put where they stood.
    """
    total = collection.count_documents(query) if wanted.total is None else wanted.total
    narrowed = {"$and": [query, after(order, wanted.after)]} if wanted.after else query
    found = collection.find(narrowed, projection).sort(list(order)).skip(wanted.skip).limit(wanted.limit + 1)
    rows = [(place_of(order, each), each) for each in found]
    if moved:
        rows = _in_order(order, [*rows, *moved])
    page = rows[: wanted.limit]
    return Rows([each for _, each in page], total, page[-1][0] if len(rows) > len(page) else None)


def page_of_all(rows: Sequence[T], place: Callable[[T], Place], wanted: Wanted) -> Rows[T]:
    """A page of what is worked out as a whole when it is asked for.

    Args:
        rows: all of them, in the order of their places.
        place: tells any two rows apart.
        wanted: which page.
    """
    left = [row for row in rows if place(row) > wanted.after] if wanted.after else rows[wanted.skip :]
    page = list(left[: wanted.limit])
    total = len(rows) if wanted.total is None else wanted.total
    return Rows(page, total, place(page[-1]) if len(left) > len(page) else None)


def after(order: Order, place: Place) -> Document:
    """The condition that finds what comes after a place: a plain range first, which an index can serve."""
    column, direction = order[0]
    value = place[0]
    beyond = "$gt" if direction > 0 else "$lt"
    if len(order) == 1 or len(place) == 1:
        return {column: {beyond: value}}
    further = after(order[1:], place[1:])
    return {"$and": [{column: {f"{beyond}e": value}}, {"$or": [{column: {beyond: value}}, {column: value, **further}]}]}


def place_of(order: Order, row: Document) -> Place:
    """Where a row stands in an order."""
    return tuple(_value(row, column) for column, _ in order)


def compare(order: Order, one: Place, other: Place) -> int:
    """Negative when one place comes before the other, positive when it comes after it, else 0."""
    for (_, direction), mine, theirs in zip(order, one, other, strict=False):
        if mine != theirs:
            return direction if (type(mine).__name__, mine) > (type(theirs).__name__, theirs) else -direction
    return 0


def _in_order(order: Order, rows: Sequence[Placed]) -> list[Placed]:
    def by_place(one: Placed, other: Placed) -> int:
        return compare(order, one[0], other[0])

    return sorted(rows, key=cmp_to_key(by_place))


def _value(row: Mapping[str, Any], column: str) -> Any:  # noqa: ANN401  (str or datetime: whatever is in the column)
    found: Any = row
    for name in column.split("."):
        found = found[name]
    return found
