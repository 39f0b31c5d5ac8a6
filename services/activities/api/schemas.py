"""Schemas: the JSON Schema of every event type's data, at stable addresses. Open to everybody."""

from typing import Any, Final

from flask import Response

from services.activities.api.bodies import refusals
from services.activities.api.service import service
from services.activities.cloudevents import ACTIVITY_REPORTED
from services.activities.interface import TAKEN
from shared.events.catalogue import CATALOGUE, INBOUND, TIP_RECEIVED
from shared.events.schemas import address_of, schema_of_data, schema_of_type
from shared.http.blueprint import Blueprint
from shared.http.problem import not_found
from shared.http.schemas import SchemaItem, SchemasAnswer, schema_answer, schema_response

blp = Blueprint(
    "schemas",
    __name__,
    url_prefix="/activities/v1",
    description="Schemas: what the data of each event looks like. Scheman för händelsernas data.",
)

_OTHERS: Final = "others"


@blp.route("/schemas", methods=["GET"])
@blp.response(
    200,
    SchemasAnswer,
    description="Every type of event that a topic holds, and what is taken from others.",
    example={
        "items": [
            {
                "type": TIP_RECEIVED,
                "topic": CATALOGUE[TIP_RECEIVED].topic,
                "producer": CATALOGUE[TIP_RECEIVED].producer,
                "summary": CATALOGUE[TIP_RECEIVED].summary,
                "schema": address_of("https://loftet.example", TIP_RECEIVED),
            }
        ]
    },
)
@refusals(503)
def list_schemas() -> SchemasAnswer:
    """List the types of events.

    Those that are told and those that are taken from others, with the address of each one's JSON Schema. The few that
    only webhooks send are listed by notifications. Needs no token. Lista händelsetyperna.
    """
    told = [_item(each.name, each.topic, each.producer, each.summary) for each in CATALOGUE.values()]
    taken = [_item(each.name, _topic(each.name), _OTHERS, each.summary) for each in TAKEN.values()]
    return SchemasAnswer(items=[*told, *taken])


@blp.route("/schemas/<eventType>", methods=["GET"])
@blp.doc(responses={"200": schema_response(address_of("https://loftet.example", TIP_RECEIVED), TIP_RECEIVED)})
@refusals(404, 503)
def get_schema(eventType: str) -> Response:  # noqa: N803  (the path's own name)
    """Read the JSON Schema of an event type's data.

    Events name this address in `dataschema`. Needs no token. Läs schemat för en händelsetyp.
    """
    if eventType not in CATALOGUE and eventType not in TAKEN:
        raise not_found(f"There is no event type {eventType[:100]}.", remedy="GET /activities/v1/schemas lists them.")
    return schema_answer(_schema(eventType))


def _schema(event_type: str) -> dict[str, Any]:
    url = service().public_url
    if event_type in CATALOGUE:
        return schema_of_type(url, event_type)
    taken = TAKEN[event_type]
    return schema_of_data(address_of(url, event_type), event_type, taken.data, taken.summary, taken.example)


def _item(name: str, topic: str | None, producer: str, summary: str) -> SchemaItem:
    schema = address_of(service().public_url, name)
    return SchemaItem(type=name, topic=topic, producer=producer, summary=summary, schema=schema)


def _topic(taken: str) -> str | None:
    return INBOUND if taken == ACTIVITY_REPORTED else None
