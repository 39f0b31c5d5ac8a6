"""What the OpenAPI document tells of webhooks, held against what is sent."""

from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator

from tests.contract.apps import document_of


def assert_told(name: str, headers: Mapping[str, str], body: Any) -> None:
    """A request that was sent is as the document of notifications says that it will be."""
    document = document_of("notifications")
    operation = document["webhooks"][name]["post"]
    (media_type, media) = next(iter(operation["requestBody"]["content"].items()))
    assert headers["content-type"].partition(";")[0] == media_type
    assert {each["name"] for each in operation["parameters"]} <= set(headers)
    assert wrong(document, media["schema"], body) == []


def wrong(document: dict[str, Any], schema: Any, instance: Any) -> list[str]:
    """What is wrong with something by a schema of a document."""
    whole = {**schema, "components": document["components"]}
    return [error.message for error in Draft202012Validator(whole).iter_errors(instance)]
