"""The OpenAPI document of each service says all that a caller needs."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR

from shared.events.status import State
from tests.contract.apps import SERVICES, asyncapi, document_of, operations
from tests.contract.reading import responses

# Needs no token.
OPEN = {"post /tips", "get /schemas", "get /schemas/{eventType}", "get /api-info"}


def test_every_operation_tells_what_it_is_what_it_takes_and_what_it_answers(document: dict[str, Any]) -> None:
    found = operations(document)

    assert found
    for name, operation in found:
        assert operation["summary"], name
        assert operation["description"], name
        assert all(response for response in operation["responses"].values()), name
        assert {"400", "503"} <= set(operation["responses"]), name
        assert ("401" in operation["responses"]) == (name not in OPEN), name


def test_every_body_and_every_good_answer_has_an_example_that_its_schema_allows(document: dict[str, Any]) -> None:
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


@pytest.mark.parametrize("name", [*SERVICES, "events"])
def test_whatever_is_described_is_called_what_it_is_called_outside(name: str) -> None:
    document = json.loads(asyncapi()) if name == "events" else document_of(name)

    found = list(descriptions(document))

    assert found
    ours = re.compile(r"``|`(?!ce_)[a-z]+_[a-z_]*`|\bNone[:;,.)]|\bAttributes:\n")
    states = {f"`{each}`" for each in State}
    assert {told for told in found for said in ours.findall(told) if said not in states} == set()


def descriptions(node: Any) -> Iterator[str]:
    for name, value in node.items() if isinstance(node, dict) else ():
        if name in ("description", "summary") and isinstance(value, str):
            yield value
    for each in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from descriptions(each)


def test_the_document_is_openapi_by_the_schema_of_its_version(document: dict[str, Any]) -> None:
    assert [error.message for error in OPENAPI_31_VALIDATOR.iter_errors(document)] == []


def test_what_must_say_which_revision_it_is_based_on_is_told_how(document: dict[str, Any]) -> None:
    for name, operation in operations(document):
        headers = {each["name"] for each in operation["parameters"] if each["in"] == "header"}
        assert "428" not in operation["responses"] or "If-Match" in headers, name


def test_what_a_change_is_based_on_is_told_with_its_etag(document: dict[str, Any]) -> None:
    matching = {
        name
        for name, operation in operations(document)
        if "If-Match" in {each["name"] for each in operation["parameters"]}
    }
    changed = {name.partition(" ")[2].rpartition("}")[0] + "}" for name in matching}
    told = matching | {f"get {path}" for path in changed}

    for name, status, answer in responses(document):
        if name in told and status < "3" and "content" in answer:
            assert "ETag" in answer["headers"], f"{name}: {status}"


def test_every_post_that_makes_or_changes_something_may_be_repeated_by_its_key() -> None:
    both = [*operations(document_of("activities")), *operations(document_of("notifications"))]
    found = [each for each in both if each[0].startswith("post ")]
    making = [each for each in found if {"201", "202", "428"} & set(each[1]["responses"]) or "/resend" in each[0]]

    assert len(making) > 30
    for name, operation in making:
        assert "Idempotency-Key" in {each["name"] for each in operation["parameters"]}, name


def test_every_parameter_says_what_it_means_with_an_example_that_its_schema_allows(document: dict[str, Any]) -> None:
    for name, operation in operations(document):
        for each in operation["parameters"]:
            example = each.get("example", each["schema"].get("example"))
            assert each["description"], f"{name}: {each['name']}"
            assert example is not None, f"{name}: {each['name']}"
            assert list(Draft202012Validator(each["schema"]).iter_errors(example)) == [], f"{name}: {each['name']}"
            assert each["in"] != "query" or "+" not in str(example), f"{name}: + is a space in an address"


def test_no_two_operations_have_the_same_name(document: dict[str, Any]) -> None:
    names = [operation["operationId"] for _, operation in operations(document)]

    assert sorted(names) == sorted(set(names))


def test_what_stands_in_the_query_stands_beside_the_headers() -> None:
    told = {name: {each["name"] for each in one["parameters"]} for name, one in operations(document_of("activities"))}

    assert {"reason", "inForceFrom", "If-Match", "If-None-Match"} <= told["put /agreements/{agreementId}"]
    assert {"municipality", "Idempotency-Key"} <= told["post /agreement-drafts"]
