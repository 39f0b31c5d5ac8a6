"""Requests with an Idempotency-Key: one that changed a record is answered as it first was, should it come again."""

from typing import Protocol

from flask import request

from services.activities.api.service import service
from services.activities.store.requests import Asked, Request, found_in
from shared.http import idempotency
from shared.http.auth import caller
from shared.http.bodies import raw_body


class Remembering(Protocol):
    """What remembers the requests that changed it."""

    @property
    def requests(self) -> tuple[Asked, ...]:
        """Those with a key, the latest last."""


def id_by_key(scope: str) -> str | None:
    """The id that the request's key stands for; None without a key.

    Args:
        scope: of the key, as in `measures`: in another it means something else.
    """
    key = idempotency.key_from_request()
    return idempotency.derived_id(f"{caller().client}\n{scope}", key) if key else None


def asked_now(scope: str | None = None) -> Request | None:
    """The request as it is remembered, if it has a key.

    Args:
        scope: of the key; the address, unless it is another.
    """
    asked = id_by_key(scope or request.path)
    return Request(asked, idempotency.body_hash(raw_body()), service().now()) if asked else None


def answered_before(kept: Remembering, asked: Request | None) -> Asked | None:
    """How the very same request was answered before, if it was.

    Raises:
        Problem: 422 when it came with another body.
    """
    found = found_in(kept.requests, asked)
    if found and asked and found.hash != asked.hash:
        raise idempotency.other_body()
    return found
