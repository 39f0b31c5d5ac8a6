"""The OpenAPI 3.1 document: what stands in it for every API, and the refusals that every operation may answer with."""

from http import HTTPStatus
from typing import Any, Final

import flask_smorest  # type: ignore[import-untyped]
from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from shared.config import RATE_LIMIT
from shared.http import errors
from shared.http.auth import SCHEME
from shared.http.bodies import MAX_BYTES, MAX_DEPTH
from shared.http.paging import MAX_LIMIT, MAX_PAGE
from shared.http.problem import MEANINGS, MEDIA_TYPE
from shared.http.slow import ANSWER_SECONDS, BODY_SECONDS, HEAD_SECONDS
from shared.http.structs import missing_components
from shared.http.tokens import MAX_TOKEN

OPENAPI: Final = "3.1.0"
API_VERSION: Final = "1.0.0"
LICENCE: Final = {"name": "EUPL-1.2", "identifier": "EUPL-1.2"}

_COMMON: Final = f"""

## Terms

The interface and its data are free to use under the licence named here. Data about what was done are public; give
the municipality as their source. No personal data may be sent: free text with a personal identity number is refused.

## Known limits

- A body holds at most {MAX_BYTES // 2**20} MiB (413), uncompressed (415). Its JSON nests at most {MAX_DEPTH} levels,
  names nothing twice in one object, and holds no NUL and no whole number beyond 64 bits (400).
- Each text is as long as its schema's `maxLength` says, each list as its `maxItems` (422). A page of a list holds at
  most {MAX_LIMIT} items, and there are at most {MAX_PAGE:,} pages.
- An address is at most 4,094 bytes long (414). There are at most 64 header fields of at most 8,190 bytes each (431); a
  token is at most {MAX_TOKEN:,} bytes long.
- A request's head has {HEAD_SECONDS:g} seconds to arrive and its body {BODY_SECONDS:g} more (408); whoever does not
  fetch the answer is cut off after {ANSWER_SECONDS:g} seconds of silence.
- With a token, a client sends {RATE_LIMIT:,} requests a minute at most, a tenth of them at once, unless the operator
  has set another rate; each of the service's processes counts for itself. Without a token, callers are limited by
  address. The answer is then 429 with `Retry-After`, in seconds.
- What is written is seen by the other services within a second as a rule, not at once.
- When the database is away the answer is 503 with `Retry-After`; nothing has been stored then.

## Repeating, changing, refusing

- A `POST` that creates may carry an `Idempotency-Key`; repeated with the same body it is answered the same.
- A change needs `If-Match` with the ETag that it is based on.
- Every refusal is problem details (RFC 9457), and its `detail` says what to do.
- `traceparent` (W3C) is accepted and returned; name it when you ask us about a request.
"""

_PROBLEM: Final[dict[str, Any]] = {
    "type": "object",
    "description": "Problem details, RFC 9457.",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "description": "Where the kind is explained."},
        "title": {"type": "string", "description": "What kind of problem it is."},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string", "description": "What is wrong this time, and what to do about it."},
        "instance": {"type": "string", "format": "uri-reference", "description": "The address asked for."},
        "traceId": {"type": "string", "description": "Names the request in our logs."},
        "allowed": {
            "type": "array",
            "description": "What can be done to it as it stands, for a change of state that cannot: 409.",
            "items": {"type": "string", "examples": ["acceptance", "declination"]},
        },
        "invalidParameters": {
            "type": "array",
            "description": "What is wrong where, for 422.",
            "items": {
                "type": "object",
                "required": ["property", "reason"],
                "properties": {
                    "property": {"type": "string", "examples": ["actual.start", "items[3].kind"]},
                    "reason": {"type": "string"},
                },
            },
        },
    },
}


class Api(flask_smorest.Api):  # type: ignore[misc]
    """flask-smorest's Api with problem details for every refusal."""

    def _register_responses(self) -> None:
        self.spec.components.schema("Problem", _PROBLEM)
        for status in HTTPStatus:
            response = _refusal(status) if status >= 400 else {"description": status.phrase}
            self.spec.components.response(status.name, response, lazy=True)
        default = {"description": "Any other refusal.", "content": _content(500)}
        self.spec.components.response("DEFAULT_ERROR", default, lazy=True)

    def _register_pagination_header(self) -> None:
        """None: our pages say in their body where they are."""

    def handle_http_exception(self, error: HTTPException) -> Response:
        """As all other errors."""
        return errors.on_http_exception(error)


def make_api(app: Flask, *, title: str, description: str, public_url: str, terms: str) -> Api:
    """The Api of an app, with all that every document says."""
    app.config.update(API_TITLE=title, API_VERSION=API_VERSION, OPENAPI_VERSION=OPENAPI)
    info = {
        "description": description.strip() + _COMMON,
        "contact": {"name": "Whoever runs this Löftet", "url": public_url},
        "license": LICENCE,
        "termsOfService": terms,
    }
    api = Api(app, spec_kwargs={"info": info, "servers": [{"url": public_url}]})
    api.spec.components.security_scheme(
        SCHEME,
        {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": (
                "A signed JWT whose `scope`, `party` and `municipalities` say what it reaches. What is another "
                "municipality's is not found (404), whether it is there or not; what another party alone may do is "
                "not allowed (403)."
            ),
        },
    )
    return api


def document_of(api: Api) -> dict[str, Any]:
    """The finished document."""
    document: dict[str, Any] = api.spec.to_dict()
    missing = missing_components(document)
    document.setdefault("components", {}).setdefault("schemas", {}).update(missing)
    return document


def _refusal(status: HTTPStatus) -> dict[str, Any]:
    meaning = MEANINGS.get(status)
    description = f"{meaning.title}. {meaning.detail}" if meaning else status.phrase
    return {"description": description, "content": _content(status)}


def _content(status: int) -> dict[str, Any]:
    meaning = MEANINGS.get(status)
    example: dict[str, Any] = {
        "type": f"docs#problem-{status}",
        "title": meaning.title if meaning else HTTPStatus(status).phrase,
        "status": int(status),
        "detail": meaning.detail if meaning else HTTPStatus(status).phrase,
        "instance": "/activities/v1/activities",
        "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
    }
    if status == HTTPStatus.UNPROCESSABLE_ENTITY:
        reason = "needs an offset, as in 2021-04-15T18:00:00+02:00"
        example["invalidParameters"] = [{"property": "actual.start", "reason": reason}]
    return {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}}
