"""Requests with an Idempotency-Key that changed a record: remembered beside it, so that each is answered so again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeVar

import msgspec

from shared.store.mongo import Document

KEPT: Final = timedelta(hours=24)
MOST: Final = 50  # of one record, the latest: who sends the same each night fills no document


@dataclass(frozen=True, slots=True)
class Request:
    """A request with an Idempotency-Key: the id that derives from client, resource and key, and its body's hash."""

    id: str
    hash: str
    at: datetime

    def answered(self, revision: int, *, created: bool = False) -> "Asked":
        """That it was answered, with which revision."""
        return Asked(self.id, self.hash, revision, created, self.at)


class Asked(msgspec.Struct, frozen=True):
    """A request that was answered: with which revision, whether it was the one that made the record, and when."""

    id: str
    hash: str
    revision: int
    created: bool
    at: datetime


A = TypeVar("A", bound=Asked)


def is_forgotten(first_used: datetime, now: datetime) -> bool:
    """Whether a key that was first used at an instant stands for another request by now."""
    return now - first_used >= KEPT


def found_in(asked: Iterable[A], request: Request | None) -> A | None:
    """The same request as it was answered before, unless that is forgotten."""
    if request is None:
        return None
    same = (each for each in asked if each.id == request.id and not is_forgotten(each.at, request.at))
    return next(same, None)


def asked_of(document: Document) -> tuple[Asked, ...]:
    """The requests that a document remembers."""
    return msgspec.convert(document.get("requests", ()), tuple[Asked, ...])


def remembered(asked: Sequence[Asked]) -> list[Document]:
    """The requests as a document remembers them."""
    kept: list[Document] = msgspec.to_builtins(asked[-MOST:])
    return kept
