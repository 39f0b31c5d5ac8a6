"""The OpenAPI document of activities says all that a caller needs."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from deploy.local import keys
from services.activities.app import create_app
from services.activities.config import ActivitiesSettings

# Needs no token.
OPEN = {"post /activities/v1/tips", "get /activities/v1/schemas", "get /activities/v1/schemas/{eventType}"}
METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder: Path = tmp_path_factory.mktemp("keys")
    made = keys.ensure(folder)
    settings = ActivitiesSettings(
        kafka_bootstrap="127.0.0.1:1",
        mongodb_uri="mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=10",
        mongodb_database="none",
        jwks=str(made.jwks),
        token_issuer="issuer",
        token_audience="loftet",
        public_url="http://activities.example",
        activities_url="http://activities.example",
        worker_port=0,
        bind_host="127.0.0.1",
        log_level="info",
        clock_file=None,
        max_dead_letters=1,
        tips_keys=str(made.tips),
    )
    app = create_app(settings)
    answer = app.test_client().get("/activities/v1/openapi.json")
    app.extensions["store"].database.client.close()
    read: dict[str, Any] = json.loads(answer.get_data())
    return read


def operations(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{method} {path}", operation)
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in METHODS and not path.endswith("/api-info")
    ]


def test_every_operation_tells_what_it_is_what_it_takes_and_what_it_answers(document: dict[str, Any]):
    found = operations(document)

    assert found
    for name, operation in found:
        assert operation["summary"], name
        assert operation["description"], name
        assert all(response for response in operation["responses"].values()), name
        assert "503" in operation["responses"], name
        assert ("401" in operation["responses"]) == (name not in OPEN), name


def test_every_body_and_every_good_answer_has_an_example_that_its_schema_allows(document: dict[str, Any]):
    for name, operation in operations(document):
        contents = [operation["requestBody"]["content"]] if "requestBody" in operation else []
        contents += [
            answer["content"]
            for code, answer in operation["responses"].items()
            if code.startswith("2") and code != "204"
        ]
        for media in (media for content in contents for media in content.values()):
            assert "schema" in media, name
            schema = {**media["schema"], "components": document["components"]}
            if isinstance(media["example"], str):
                continue  # YAML, read by the agreement's own tests
            errors = [error.message for error in Draft202012Validator(schema).iter_errors(media["example"])]
            assert errors == [], name


def test_paths_are_kebab_case_and_their_parameters_camel_case(document: dict[str, Any]):
    for path in document["paths"]:
        for part in path.strip("/").split("/"):
            assert part.startswith("{") or part == part.lower(), path
            assert "_" not in part, path
