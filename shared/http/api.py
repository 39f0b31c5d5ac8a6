"""The OpenAPI 3.1 document: what stands in it for every API, and the refusals that every operation may answer with."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

import flask_smorest  # type: ignore[import-untyped]
from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from shared.config import Settings
from shared.http import errors, told
from shared.http.auth import SCHEME
from shared.http.document import ALWAYS_TOLD, finish
from shared.http.problem import MEANINGS, MEDIA_TYPE
from shared.http.structs import missing_components

OPENAPI: Final = "3.1.0"
API_VERSION: Final = "1.0.0"
LICENCE: Final = {"name": "EUPL-1.2", "url": "https://eupl.eu/1.2/en/"}

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
            self.spec.components.response(status.name, response, lazy=status.name not in ALWAYS_TOLD)
        default = {"description": "Any other refusal.", "content": _content(500)}
        self.spec.components.response("DEFAULT_ERROR", default, lazy=True)

    def _register_pagination_header(self) -> None:
        """None: our pages say in their body where they are."""

    def handle_http_exception(self, error: HTTPException) -> Response:
        """As all other errors."""
        return errors.on_http_exception(error)


def make_api(
    app: Flask, settings: Settings, *, base: str, title: str, description: str, webhooks: Mapping[str, Any]
) -> Api:
    """The Api of an app, with all that every document says.

    Args:
        app: the service's.
        settings: the service's, which say where it is reached and who answers for it.
        base: the beginning of all its paths, as in `/activities/v1`.
        title: of the API.
        description: of the API, in both languages.
        webhooks: what it sends by itself, by name, as OpenAPI tells of it; none, when it sends nothing.
    """
    app.config.update(API_TITLE=title, API_VERSION=API_VERSION, OPENAPI_VERSION=OPENAPI)
    url = settings.public_url + base
    email = {"email": settings.contact} if settings.contact else {}
    info = {
        "description": description.strip() + told.ENGLISH + told.SWEDISH,
        "contact": {"name": "Whoever runs this Löftet", "url": settings.public_url, **email},
        "license": LICENCE,
        "termsOfService": f"{url}/docs#terms",
    }
    documentation = {"description": "The same as a page, with terms and service level.", "url": f"{url}/docs"}
    servers = [{"url": url, "description": "This installation."}]
    sent = {"webhooks": dict(webhooks)} if webhooks else {}
    api = Api(app, spec_kwargs={"info": info, "servers": servers, "externalDocs": documentation, **sent})
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


def document_of(api: Api, base: str) -> dict[str, Any]:
    """The finished document of an API whose paths begin so, as in `/activities/v1`."""
    document: dict[str, Any] = api.spec.to_dict()
    missing = missing_components(document)
    document.setdefault("components", {}).setdefault("schemas", {}).update(missing)
    finish(document, base)
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
