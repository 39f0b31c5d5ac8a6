"""ETags of revisions, the answer to lost updates: whoever changes something says which revision they saw."""

from typing import Any, Final

from flask import Response, request

from shared.http.problem import MEANINGS, Problem

_ANY: Final = "*"
_EXAMPLE: Final = '"3"'

# For the documentation of a view: `@blp.takes(etag.PARAMETER)`, and `headers=etag.HEADERS` of a response.
PARAMETER: Final[dict[str, Any]] = {
    "in": "header",
    "name": "If-Match",
    "required": True,
    "description": "The ETag of the revision that the change is based on.",
    "schema": {"type": "string"},
    "example": _EXAMPLE,
}
# For what is made and changed at one address.
OF_PUT: Final[dict[str, Any]] = PARAMETER | {
    "required": False,
    "description": "The ETag of the revision that is changed; left out for the first.",
}
# For a step that may be repeated and changes nothing that a caller writes.
OF_STEP: Final[dict[str, Any]] = PARAMETER | {
    "required": False,
    "description": "The ETag of the revision that it is meant for; left out: whatever stands there now.",
}
HEADERS: Final[dict[str, Any]] = {
    "ETag": {"description": "Names the revision.", "schema": {"type": "string"}, "example": _EXAMPLE}
}


def etag_of(revision: int) -> str:
    """The ETag of a revision, as it stands in the header: `"3"`."""
    return f'"{revision}"'


def set_etag(response: Response, revision: int) -> Response:
    """Put the revision's ETag on a response."""
    response.headers["ETag"] = etag_of(revision)
    return response


def require_match(current_revision: int) -> None:
    """Go on only if `If-Match` names the current revision.

    Raises:
        Problem: 428 without `If-Match`, 412 when it names another revision.
    """
    received = request.headers.get("If-Match")
    current = etag_of(current_revision)
    if received is None:
        raise Problem(
            428,
            MEANINGS[428].title,
            "A change must say which revision it is based on.",
            remedy="Read it, and send its ETag as `If-Match`.",
        )
    if not _names(received, current):
        raise Problem(
            412,
            MEANINGS[412].title,
            f"It has been changed since: its ETag is now {current}.",
            remedy="Read it again, then decide.",
            headers={"ETag": current},
        )


def heed_match(current_revision: int) -> None:
    """Go on unless `If-Match` names another revision; it may be left out.

    Raises:
        Problem: 412 when it does.
    """
    if "If-Match" in request.headers:
        require_match(current_revision)


def changed_meanwhile() -> Problem:
    """412: it was as `If-Match` says, but somebody else was first."""
    remedy = "Read it again, then decide."
    return Problem(412, MEANINGS[412].title, "It has been changed this very moment.", remedy=remedy)


def seen_already(current_revision: int) -> bool:
    """Whether `If-None-Match` says that the caller has the current revision (answer 304)."""
    received = request.headers.get("If-None-Match")
    return received is not None and _names(received.replace("W/", ""), etag_of(current_revision))


def _names(received: str, current: str) -> bool:
    tags = [tag.strip() for tag in received.split(",")]
    return current in tags or _ANY in tags
