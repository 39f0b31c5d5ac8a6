"""Bodies of requests: read by the class that decides what is accepted, and documented by the same."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

import msgspec
from flask import request

from services.activities.reading import read
from shared.http.blueprint import Blueprint, Views
from shared.http.bodies import parse_json, raw_body
from shared.http.problem import of_status
from shared.http.structs import schema_of


def reads(form: type[msgspec.Struct], *, example: dict[str, Any]) -> Views:
    """Read a JSON body of a form and hand it to the view as its first argument."""
    document = Blueprint.doc(requestBody=body_of(schema_of(form), {"application/json": example}))

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        documented = document(view)

        @wraps(documented)
        def reading(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
            return documented(read(json_body(), form), *args, **kwargs)

        return reading

    return decorate


def json_body() -> Any:  # noqa: ANN401  (whatever the sender wrote)
    """The body as JSON.

    Raises:
        Problem: 415 when it is called something else, 400 when it is none, 413 when it is too large.
    """
    if not request.is_json:
        raise of_status(415)
    return parse_json(raw_body())


def body_of(schema: dict[str, Any], examples: dict[str, Any]) -> dict[str, Any]:
    """The documentation of a body: media type -> example."""
    content = {name: {"schema": schema, "example": example} for name, example in examples.items()}
    return {"required": True, "content": content}


def refusals(*statuses: int) -> Views:
    """Document which refusals an operation answers with."""
    return Blueprint.doc(
        # By name: a reference written out would not bring along what it refers to.
        responses={str(each): HTTPStatus(each).name for each in statuses}
    )
