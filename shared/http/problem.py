"""Refusals, as problem details (RFC 9457): what is wrong, and in `detail` what to do about it.

Raise a `Problem` anywhere below a view; it is turned into an answer once, at the edge.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Any, Final, NamedTuple
from urllib.parse import quote

import msgspec
from flask import Response, current_app, request

from shared.observe import trace

MEDIA_TYPE: Final = "application/problem+json"
CHALLENGE: Final = 'Bearer realm="loftet"'  # RFC 6750, section 3


class Meaning(NamedTuple):
    """What a status means here, and what the caller can do about it."""

    title: str
    detail: str


# The refusals that need no words of their own. Also what the documentation page lists.
MEANINGS: Final[dict[int, Meaning]] = {
    400: Meaning(
        "Unreadable request",
        "The request could not be read. Send valid HTTP/1.1, and a body that is valid JSON in UTF-8.",
    ),
    401: Meaning("A token is needed", "Send a valid token as `Authorization: Bearer ...`."),
    403: Meaning("Not allowed", "The token does not reach this. Ask for the scope or the municipality."),
    404: Meaning("Not found", "Nothing has this address. Check the path against the API's documentation."),
    405: Meaning("Method not allowed", "This address does not take that method. See the `Allow` header."),
    406: Meaning("No such form", "What is asked for in `Accept` is not made here. Ask for application/json."),
    408: Meaning("Too slow", "The request did not arrive in time. Send it again."),
    409: Meaning("Conflict", "The request conflicts with what is there. Read it again, then decide."),
    410: Meaning("Gone", "What was here is gone."),
    412: Meaning("Changed meanwhile", "`If-Match` is not the present ETag. Read it again, then decide."),
    413: Meaning("Too large", "A body may hold 1 MiB. Send less at a time, for instance a smaller batch."),
    414: Meaning("Address too long", "Send a shorter query."),
    415: Meaning("Unknown content type", "This content type is not taken here. Send application/json."),
    417: Meaning("No such expectation", "No `Expect` but 100-continue is met here. Send the request without it."),
    422: Meaning("Invalid", "The request is readable but not right. `invalidParameters` says where."),
    428: Meaning("If-Match is needed", "Send `If-Match` with the ETag that the change is based on."),
    429: Meaning("Too many requests", "Wait for as many seconds as `Retry-After` says, then send it again."),
    431: Meaning("Headers too large", "Send fewer or shorter headers."),
    500: Meaning("Our fault", "Something unforeseen happened; it has been logged. Tell us the `traceId`."),
    501: Meaning(
        "Not implemented",
        "No transfer coding but chunked is read here. Send the body with Content-Length, or in chunks.",
    ),
    503: Meaning("Out of service for a moment", "Wait for as many seconds as `Retry-After` says, then retry."),
}


_READ: Final = "See how this address is used in the API's documentation."


@dataclass(frozen=True, slots=True)
class Invalid:
    """One thing that is wrong with a request: where (as in `actual.start` or `items[3].kind`) and why."""

    property: str
    reason: str


class Problem(Exception):
    """A refusal.

    Args:
        status: 400-599.
        title: what kind of problem it is, always the same for the same kind.
        detail: what is wrong this time.
        remedy: what to do about it; follows the detail.
        invalid: what is wrong with which property.
        headers: to be sent along, such as Retry-After.
        allowed: what can be done instead, for a conflict.
    """

    def __init__(
        self,
        status: int,
        title: str,
        detail: str,
        *,
        remedy: str | None = None,
        invalid: Sequence[Invalid] = (),
        headers: Mapping[str, str] | None = None,
        allowed: Sequence[str] | None = None,
    ) -> None:
        super().__init__(f"{status} {title}: {detail}")
        self.status = status
        self.title = title
        self.detail = f"{detail} {remedy}" if remedy else detail
        self.invalid = tuple(invalid)
        self.headers = dict(headers or {})
        self.allowed = allowed


def of_status(status: int, *, headers: Mapping[str, str] | None = None) -> Problem:
    """The refusal that a status alone tells of."""
    meaning = MEANINGS.get(status) or Meaning(_phrase(status), f"The answer is {_phrase(status)}. {_READ}")
    return Problem(status, meaning.title, meaning.detail, headers=headers)


def not_found(detail: str, *, remedy: str | None = None) -> Problem:
    """404: there is no such thing, or it is not for the caller to know of."""
    return Problem(404, MEANINGS[404].title, detail, remedy=remedy)


def invalid(*reasons: Invalid, detail: str | None = None) -> Problem:
    """422: readable but not right; each reason names its property."""
    return Problem(422, MEANINGS[422].title, detail or MEANINGS[422].detail, invalid=reasons)


def forbidden(detail: str, *, remedy: str | None = None, scope: str | None = None) -> Problem:
    """403: the token is good but does not reach this; ``scope`` is the one that it lacks."""
    challenge = f'{CHALLENGE}, error="insufficient_scope"' + (f', scope="{scope}"' if scope else "")
    return Problem(403, MEANINGS[403].title, detail, remedy=remedy, headers={"WWW-Authenticate": challenge})


def conflict(detail: str, *, remedy: str | None = None, allowed: Sequence[str] | None = None) -> Problem:
    """409: it conflicts with what is there; ``allowed`` names what can be done to it as it stands."""
    return Problem(409, MEANINGS[409].title, detail, remedy=remedy, allowed=allowed)


def too_many(detail: str, wait: timedelta) -> Problem:
    """429: it has been done as often as it may be for now, and may be again once so long has gone by."""
    seconds = math.ceil(wait.total_seconds())
    remedy = f"Wait {seconds} seconds, then send it again."
    return Problem(429, MEANINGS[429].title, detail, remedy=remedy, headers={"Retry-After": str(seconds)})


def unavailable(detail: str, *, retry_after: int = 5) -> Problem:
    """503: something that we rest on does not answer; worth another try after so many seconds."""
    return Problem(
        503,
        MEANINGS[503].title,
        detail,
        remedy=f"Send it again in {retry_after} seconds.",
        headers={"Retry-After": str(retry_after)},
    )


def body_of(problem: Problem) -> dict[str, Any]:
    """The members of the problem details, within a request."""
    body: dict[str, Any] = {
        "type": f"{current_app.extensions['problem_types']}#problem-{problem.status}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "instance": quote(request.path),
    }
    if traceparent := trace.current():
        body["traceId"] = traceparent[3:35]
    if problem.invalid:
        body["invalidParameters"] = [{"property": each.property, "reason": each.reason} for each in problem.invalid]
    if problem.allowed is not None:
        body["allowed"] = list(problem.allowed)
    return body


def answer(problem: Problem) -> Response:
    """The problem as an answer."""
    encoded = msgspec.json.encode(body_of(problem))
    return Response(encoded, problem.status, problem.headers, content_type=MEDIA_TYPE)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return f"status {status}"
