"""Repeats that do no harm: a POST with an `Idempotency-Key` makes the same id however often it is sent.

Whoever sends it twice at once meets the same id too, so that one makes it and both get its answer: no key is ever held.
A key is forgotten a day after it was first used, and then stands for another id.

Source: the IETF draft for the Idempotency-Key header, which writes the key as a quoted string; both forms are taken.
"""

import hashlib
import re
import uuid
from datetime import datetime, timedelta
from typing import Any, Final

from flask import request

from shared.http.problem import Problem

HEADER: Final = "Idempotency-Key"
KEPT: Final = timedelta(hours=24)
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
        "the change got when it was made, instead of 412."
    )
}
_FORM: Final = re.compile(r"[\x21-\x7e]{1,255}")
_IDS: Final = uuid.uuid5(uuid.NAMESPACE_URL, "se.loftet.idempotency")


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


def is_forgotten(first_used: datetime, now: datetime) -> bool:
    """Whether a key that was first used at an instant stands for another id by now."""
    return now - first_used >= KEPT


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
