"""JSON Schema (2020-12) of each event type's data, for strangers: stable addresses, and named in `dataschema`."""

from collections.abc import Sequence
from functools import cache
from typing import Any, Final

import msgspec

from shared.events.catalogue import CATALOGUE
from shared.events.examples import EXAMPLES
from shared.outside import schemas_of, translate

MEDIA_TYPE: Final = "application/schema+json"
DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_DEFINITIONS: Final = "#/$defs/{name}"


def address_of(activities_url: str, type_name: str) -> str:
    """Where the schema of a type's data is served: by activities, whoever produces the type."""
    return f"{activities_url}/activities/v1/schemas/{type_name}"


@cache
def schema_of_type(activities_url: str, type_name: str) -> dict[str, Any]:
    """The schema of the data of a type of the catalogue, whole in itself, with an example.

    Raises:
        KeyError: the catalogue has no such type.
    """
    event_type = CATALOGUE[type_name]
    summary, example = event_type.summary, EXAMPLES[type_name]
    return schema_of_data(address_of(activities_url, type_name), type_name, event_type.data, summary, example)


def definitions_of(forms: Sequence[type[msgspec.Struct]], reference: str) -> dict[str, Any]:
    """The schemas of forms of data and of all that they refer to, by name; ``reference`` says how, with {name}."""
    _, definitions = schemas_of(forms, reference)
    translated: dict[str, Any] = translate(definitions)
    return translated


def schema_of_data(address: str, title: str, data: Any, summary: str, example: Any) -> dict[str, Any]:  # noqa: ANN401
    """The schema of a form of data under its address."""
    (reference,), definitions = schemas_of([data], _DEFINITIONS)
    return {
        "$schema": DIALECT,
        "$id": address,
        "title": title,
        "description": summary,
        **reference,
        "$defs": translate(definitions),
        "examples": [msgspec.to_builtins(example)],
    }
