"""Requests with an Idempotency-Key that changed a record: remembered beside it, so that each is answered so again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeVar

import msgspec

from shared.store.mongo import Document

KEPT: Final = timedelta(hours=24)
MOST: Final = 1_000  # of one record in a day: more are refused, since its document has an end


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
    return next((each for each in latest(asked, request.at) if each.id == request.id), None)


def asked_of(document: Document) -> tuple[Asked, ...]:
    """The requests that a document remembers."""
    return msgspec.convert(document.get("requests", ()), tuple[Asked, ...])


def latest(asked: Iterable[A], now: datetime) -> list[A]:
    """Those that are not forgotten."""
    return [each for each in asked if not is_forgotten(each.at, now)]


def remembered(asked: Sequence[Asked]) -> list[Document]:
    """The requests as a document remembers them: the last day's, by the latest of them."""
    newest = max((each.at for each in asked), default=None)
    kept: list[Document] = msgspec.to_builtins(latest(asked, newest) if newest else [])
    return kept
