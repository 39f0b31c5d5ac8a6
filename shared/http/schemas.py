"""Schemas of events, as services serve them at stable addresses. Open to everybody."""

from typing import Any, Final

from flask import Response

from shared.events.record import Record
from shared.events.schemas import DIALECT, MEDIA_TYPE
from shared.http import jsons

_KEPT: Final = {"Cache-Control": "public, max-age=3600"}


class SchemaItem(Record, frozen=True):
    """A type of event, and where its data's schema is; `producer` is `others` of what is taken, not told.

    Without a `topic` it is sent over HTTP alone.
    """

    type: str
    topic: str | None
    producer: str
    summary: str
    schema: str


class SchemasAnswer(Record, frozen=True):
    """Types of events."""

    items: list[SchemaItem]


def schema_answer(schema: dict[str, Any]) -> Response:
    """A schema as an answer, which may be kept for an hour."""
    answer = jsons.answer(schema, headers=_KEPT)
    answer.content_type = MEDIA_TYPE
    return answer


def schema_response(address: str, type_name: str) -> dict[str, Any]:
    """How such an answer is documented, with a type's schema at its address as the example."""
    return {
        "description": "The JSON Schema (2020-12) of the data, with an example.",
        "content": {
            MEDIA_TYPE: {
                "schema": {"type": "object", "required": ["$schema", "$id", "title"]},
                "example": {"$schema": DIALECT, "$id": address, "title": type_name},
            }
        },
    }
