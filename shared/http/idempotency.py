"""Repeats that do no harm: a POST with an `Idempotency-Key` makes the same id however often it is sent.

Source: the IETF draft for the Idempotency-Key header, which writes the key as a quoted string; both forms are taken.
"""

import hashlib
import re
import uuid
from typing import Any, Final

from flask import request

from shared.http.problem import Problem

HEADER: Final = "Idempotency-Key"
# For the documentation of a view: `@blp.takes(idempotency.PARAMETER)`.
PARAMETER: Final[dict[str, Any]] = {
    "in": "header",
    "name": HEADER,
    "required": False,
    "description": "Makes the request safe to repeat: the same key and body get the same answer.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
    "example": "3f6c2a0e-8f0b-4c65-9d8b-0f6a4f0f3b1e",
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
