"""What the OpenAPI document tells of webhooks, held against what is sent."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jsonschema import Draft202012Validator

from deploy.local import keys
from tests.contract.apps import app_of, document_of


def assert_told(name: str, headers: Mapping[str, str], body: Any) -> None:
    """A request that was sent is as the document of notifications says that it will be."""
    document = document_of("notifications")
    operation = document["webhooks"][name]["post"]
    (media_type, media) = next(iter(operation["requestBody"]["content"].items()))
    assert headers["content-type"].partition(";")[0] == media_type
    assert {each["name"] for each in operation["parameters"]} <= set(headers)
    assert wrong(document, media["schema"], body) == []


def is_served(dataschema: str, name: str) -> bool:
    """Whether the schema of a type is served at the address that its events name."""
    service = urlsplit(dataschema).path.split("/")[1]
    with tempfile.TemporaryDirectory() as folder, app_of(service, keys.ensure(Path(folder))) as app:
        answer = app.test_client().get(urlsplit(dataschema).path)
    schema = answer.get_json(force=True)
    Draft202012Validator.check_schema(schema)
    return (schema["$id"], schema["title"]) == (dataschema, name)


def wrong(document: dict[str, Any], schema: Any, instance: Any) -> list[str]:
    """What is wrong with something by a schema of a document."""
    whole = {**schema, "components": document["components"]}
    return [error.message for error in Draft202012Validator(whole).iter_errors(instance)]
