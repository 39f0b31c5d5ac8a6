"""Schemas: the JSON Schema of what subscriptions alone are sent, at stable addresses. Open to everybody."""

from typing import Final

from flask import Response, current_app

from services.notifications.api import PREFIX
from services.notifications.api.webhooks import own_data
from services.notifications.channels.own_events import OWN, TOLD, own_address
from shared.events.schemas import schema_of_data
from shared.http.blueprint import Blueprint
from shared.http.problem import not_found
from shared.http.schemas import SchemaItem, SchemasAnswer, schema_answer, schema_response

_EXAMPLE: Final = "https://loftet.example"

blp = Blueprint(
    "schemas",
    __name__,
    url_prefix=PREFIX,
    description="Schemas: what only webhooks send looks like. Scheman för det som bara skickas till prenumeranter.",
)


@blp.route("/schemas", methods=["GET"])
@blp.response(
    200,
    SchemasAnswer,
    description="Every type of event that subscriptions alone are sent.",
    example={
        "items": [
            {
                "type": TOLD,
                "topic": None,
                "producer": "notifications",
                "summary": OWN[TOLD].summary,
                "schema": own_address(_EXAMPLE, TOLD),
            }
        ]
    },
)
def list_schemas() -> SchemasAnswer:
    """List the types of events that only webhooks send.

    With the address of each one's JSON Schema. All others are on a topic too, and activities lists them
    (`/activities/v1/schemas`). Needs no token. Lista händelsetyper som bara skickas till prenumeranter.
    """
    return SchemasAnswer(items=[_item(name) for name in OWN])


@blp.route("/schemas/<eventType>", methods=["GET"])
@blp.doc(responses={"200": schema_response(own_address(_EXAMPLE, TOLD), TOLD)})
@blp.alt_response(404, "NOT_FOUND")
def get_schema(eventType: str) -> Response:  # noqa: N803  (the path's own name)
    """Read the JSON Schema of an event type's data.

    Events name this address in `dataschema`. Needs no token. Läs schemat för en händelsetyp.
    """
    if eventType not in OWN:
        known = "GET /notifications/v1/schemas and GET /activities/v1/schemas list them."
        raise not_found(f"There is no event type {eventType[:100]} here.", remedy=known)
    own, example = OWN[eventType], own_data()[eventType]
    return schema_answer(schema_of_data(_address(eventType), eventType, own.data, own.summary, example))


def _item(name: str) -> SchemaItem:
    return SchemaItem(type=name, topic=None, producer="notifications", summary=OWN[name].summary, schema=_address(name))


def _address(name: str) -> str:
    return own_address(current_app.extensions["settings"].public_url, name)
