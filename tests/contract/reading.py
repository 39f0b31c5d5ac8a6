"""What an OpenAPI document holds, in parts that can be looked at one by one; references are followed."""

from collections.abc import Iterator
from typing import Any

from tests.contract.apps import operations

Document = dict[str, Any]


def responses(document: Document) -> Iterator[tuple[str, str, Document]]:
    """Operation, status and answer, references followed."""
    for name, operation in operations(document):
        for status, response in operation["responses"].items():
            held = response.get("$ref", "").rpartition("/")[2]
            yield name, status, document["components"]["responses"][held] if held else response


def contents(document: Document) -> Iterator[tuple[str, Document]]:
    """The media types of each body and each good answer."""
    for name, operation in operations(document):
        if "requestBody" in operation:
            yield f"{name}: body", operation["requestBody"]["content"]
    for name, status, response in responses(document):
        if status < "4" and "content" in response:
            yield f"{name}: {status}", response["content"]


def parameters(document: Document, *places: str) -> Iterator[tuple[str, Document]]:
    """The parameters of each operation that stand in one of the places."""
    for name, operation in operations(document):
        yield from ((name, each) for each in operation["parameters"] if each["in"] in places)


def fields(document: Document) -> Iterator[tuple[str, str, Document]]:
    """Schema, name and form of each field."""
    for name, schema in document["components"]["schemas"].items():
        for field, form in schema.get("properties", {}).items():
            yield name, field, form
