"""A step: what it changes, how much of that is left, and who can live with what it leaves."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pymongo
from pymongo import ASCENDING, UpdateOne
from pymongo.collection import Collection

from shared.store.mongo import Document, Store

AT_A_TIME = 500
FIND_SECONDS = 300.0  # those that are not changed yet may lie far apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One change of a database.

    Attributes:
        number: its place, from 1 on without a gap; the last is the number of the code.
        name: what it does, in a few words.
        left: how many documents it has still to change.
        run: changes them, and yields how many it has just changed. It may be ended anywhere, run again and run twice
            at once: it looks for what is not changed yet.
        lived_with_from: the number of the oldest code that can read and write what the step leaves. A step that adds
            leaves it at 0; one that takes away something names the first code that does without.
    """

    number: int
    name: str
    left: Callable[[Store], int]
    run: Callable[[Store], Iterator[int]]
    lived_with_from: int = 0


def changing_each(
    collection: Collection[Document], query: Document, change: Callable[[Document], Document | None]
) -> Iterator[int]:
    """Change all documents that a query finds, in order of id and some at a time; yields how many were.

    Args:
        collection: where they are.
        query: finds what is not changed yet, by other columns than the id. It is asked again as each is changed, since
            another may have been faster.
        change: what is done to a document, as an update; None: nothing. A ``revision`` that has moved on meanwhile is
            left to the next run.
    """
    after: Document = {}
    while found := _some(collection, query | after):
        after = {"_id": {"$gt": found[-1]["_id"]}}
        updates = [UpdateOne(_as_it_was(each, query), update) for each in found if (update := change(each)) is not None]
        yield collection.bulk_write(updates, ordered=False).modified_count if updates else 0


def _some(collection: Collection[Document], query: Document) -> list[Document]:
    with pymongo.timeout(FIND_SECONDS):
        return list(collection.find(query).sort("_id", ASCENDING).limit(AT_A_TIME))


def _as_it_was(document: Document, query: Document) -> Document:
    named = {name: document[name] for name in ("_id", "revision") if name in document}
    return query | named
