"""Repeats that do no harm: a POST with an `Idempotency-Key` makes the same id however often it is sent.

Whoever sends it twice at once meets the same id too, so that one makes it and both get its answer: no key is ever held.
A key is forgotten a day after it was first used, and then stands for another id.

Source: the IETF draft for the Idempotency-Key header, which writes the key as a quoted string; both forms are taken.
"""

import hashlib
import math
import re
import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from flask import current_app, request

from shared.http.auth import caller
from shared.http.bodies import raw_body
from shared.http.problem import MEANINGS, Problem
from shared.store.requests import KEPT, MOST, A, Asked, Request, found_in, latest

HEADER: Final = "Idempotency-Key"
# For the documentation of a view: `@blp.takes(idempotency.PARAMETER)`.
PARAMETER: Final[dict[str, Any]] = {
    "in": "header",
    "name": HEADER,
    "required": False,
    "description": (
        "Makes the request safe to repeat: for 24 hours the same key and body get the same answer, also when they come "
        "at the same time; with another body it is refused (422). After that the key is as good as new."
    ),
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
    "example": "3f6c2a0e-8f0b-4c65-9d8b-0f6a4f0f3b1e",
}
# For that of a view that changes what is there.
OF_CHANGE: Final = PARAMETER | {
    "description": (
        "Makes the change safe to repeat: for 24 hours the same key and body, at the same address, get the answer that "
        "the change got when it was made, instead of 412. Of one thing 1,000 such changes are remembered; more within "
        "24 hours are refused (429)."
    )
}
_FORM: Final = re.compile(r"[\x21-\x7e]{1,255}")
_IDS: Final = uuid.uuid5(uuid.NAMESPACE_URL, "se.loftet.idempotency")


def asked_now(scope: str | None = None) -> Request | None:
    """The request as it is remembered, if it has a key.

    Args:
        scope: of the key; the address, unless it is another.
    """
    asked = id_by_key(scope or request.path)
    now: datetime = current_app.extensions["clock"].now()
    return Request(asked, body_hash(raw_body()), now) if asked else None


def answered_before(before: Iterable[A], asked: Request | None) -> A | None:
    """How the very same request was answered before, if it was.

    Args:
        before: the requests that are remembered.
        asked: the one at hand.

    Raises:
        Problem: 422 when it came with another body; 429 when it is new, and no more can be remembered.
    """
    before = list(before)
    found = found_in(before, asked)
    if found and asked and found.hash != asked.hash:
        raise other_body()
    if found is None and asked is not None:
        _must_have_room(latest(before, asked.at), asked.at)
    return found


def _must_have_room(before: Sequence[Asked], now: datetime) -> None:
    """Go on only if another request can be remembered: one that could not be would not be safe to repeat."""
    if len(before) < MOST:
        return
    seconds = math.ceil((min(each.at for each in before) + KEPT - now).total_seconds())
    raise Problem(
        429,
        MEANINGS[429].title,
        f"It was changed {MOST} times with an Idempotency-Key within 24 hours, and no more of them can be remembered.",
        remedy="Wait for as many seconds as `Retry-After` says, or change it without a key.",
        headers={"Retry-After": str(seconds)},
    )


def id_by_key(scope: str) -> str | None:
    """The id that the request's key stands for; None without a key.

    It is the client's and that of the party it speaks for: one system may serve several.

    Args:
        scope: of the key, as in `measures`: in another it means something else.
    """
    key, asking = key_from_request(), caller()
    return derived_id("\n".join((asking.client, asking.party or "", scope)), key) if key else None


def key_from_request() -> str | None:
    """The request's Idempotency-Key, or None.

    Raises:
        Problem: 400 when it is empty, too long or holds anything but visible ASCII.
    """
    received = request.headers.get(HEADER)
    if received is None:
        return None
    key = received.strip().removeprefix('"').removesuffix('"')
    if _FORM.fullmatch(key):
        return key
    raise Problem(
        400,
        "Bad Idempotency-Key",
        "An Idempotency-Key is 1 to 255 visible ASCII characters without spaces.",
        remedy="A UUID does well.",
    )


def derived_id(client: str, key: str) -> str:
    """The id of what a client makes with a key: the same each time, another for another client."""
    return str(uuid.uuid5(_IDS, f"{client}\n{key}"))


def next_use(forgotten: str) -> str:
    """The id that a key stands for once the one that it stood for is forgotten: the same for all who ask."""
    return str(uuid.uuid5(_IDS, forgotten))


def body_hash(body: bytes) -> str:
    """What a repeated request's body is compared by."""
    return hashlib.sha256(body).hexdigest()


def other_body() -> Problem:
    """422: the key was used before, with another body."""
    return Problem(
        422,
        "Idempotency-Key used before",
        "This Idempotency-Key came before with another body.",
        remedy="Send the same body to repeat the request, or a new key for a new one.",
    )
