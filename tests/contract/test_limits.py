"""The documents of all three services tell every limit there is, and tell it right."""

import json
import re
from collections.abc import Iterator
from typing import Any

from services.activities.api.agreement_documents import LARGEST
from services.activities.api.leaving import A_DAY, A_MINUTE
from services.activities.domain import room
from shared.config import RATE_LIMIT
from shared.http import bodies, gunicorn_conf, paging, slow, tokens
from tests.contract.apps import document_of, operations

# What says of a text how long it may be, or what it is.
_BOUNDS = {"maxLength", "enum", "const", "format"}
# As long as what was signed: the body's own limit is theirs.
_WHOLE_DOCUMENTS = {"Agreement", "AgreementToLint", "UnfinishedAgreement"}


def limits_of(document: dict[str, Any]) -> str:
    told: str = document["info"]["description"].split("## Known limits")[1].split("\n## ")[0]
    return " ".join(told.split())


def test_every_limit_is_told_as_it_is(document: dict[str, Any]) -> None:
    told = limits_of(document)

    assert f"at most {bodies.MAX_BYTES // 2**20} MiB (413)" in told
    assert f"at most {bodies.MAX_DEPTH} levels" in told
    assert f"hold {room.LARGEST // 2**20} MiB together at most" in told
    assert f"at most {paging.MAX_LIMIT} items" in told
    assert f"at most {gunicorn_conf.limit_request_line:,} bytes long (414)" in told
    assert f"at most {gunicorn_conf.limit_request_fields} header fields" in told
    assert f"at most {gunicorn_conf.limit_request_field_size:,} bytes each (431)" in told
    assert f"token is at most {tokens.MAX_TOKEN:,} bytes" in told
    assert f"has {slow.HEAD_SECONDS:g} seconds to arrive and its body {slow.BODY_SECONDS:g} more (408)" in told
    assert f"{RATE_LIMIT:,} requests a minute" in told
    assert "429 with `Retry-After`" in told


def test_what_is_taken_without_a_token_and_what_may_be_larger_is_told_by_its_operation() -> None:
    told = {name: " ".join(one["description"].split()) for name, one in operations(document_of("activities"))}

    assert f"{A_MINUTE} tips a minute and {A_DAY} a day" in told["post /tips"]
    assert {most // 2**20 for most in LARGEST.values()} == {10}
    assert "at most 10 MiB" in told["post /agreement-drafts"]
    assert "unless its operation says more" in limits_of(document_of("activities"))


def test_a_list_can_be_followed_or_says_why_not(document: dict[str, Any]) -> None:
    lists = [
        (name, operation)
        for name, operation in operations(document)
        if {"limit", "after"} <= {each.get("name") for each in operation.get("parameters", ())}
    ]

    assert lists
    for name, operation in lists:
        is_followed = any(each.get("name") == "changedSince" for each in operation["parameters"])
        assert is_followed != ("`changedSince`" in operation["description"]), name


def test_a_page_has_a_greatest_size_wherever_there_is_one(document: dict[str, Any]) -> None:
    limits = [
        each["schema"]
        for _, operation in operations(document)
        for each in operation.get("parameters", ())
        if each.get("name") == "limit"
    ]

    assert limits
    assert all(each["maximum"] == paging.MAX_LIMIT for each in limits)


def test_every_operation_that_needs_a_token_tells_how_it_refuses(document: dict[str, Any]) -> None:
    guarded = [operation for _, operation in operations(document) if operation.get("security")]

    assert guarded
    assert all({"401", "403", "429"} <= set(each["responses"]) for each in guarded)


def test_every_text_and_list_that_a_body_may_hold_has_a_greatest_length(document: dict[str, Any]) -> None:
    unbounded = {
        f"{name}: {where}"
        for name, operation in operations(document)
        for media in operation.get("requestBody", {}).get("content", {}).values()
        for where in _unbounded(media["schema"], document, "body", frozenset())
    }

    assert unbounded == set()


def _unbounded(schema: dict[str, Any], document: dict[str, Any], where: str, within: frozenset[str]) -> Iterator[str]:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        if name not in within | _WHOLE_DOCUMENTS:
            yield from _unbounded(document["components"]["schemas"][name], document, where, within | {name})
        return
    kinds = schema.get("type", ())
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if "string" in kinds and not _BOUNDS & set(schema) and not _bounded_by(schema.get("pattern", "")):
        yield where
    if "array" in kinds and "maxItems" not in schema:
        yield f"{where}[]"
    for name, child in schema.get("properties", {}).items():
        yield from _unbounded(child, document, f"{where}.{name}", within)
    for child in (schema.get("items"), schema.get("additionalProperties")):
        if isinstance(child, dict):
            yield from _unbounded(child, document, f"{where}[]", within)
    for child in (*schema.get("oneOf", ()), *schema.get("anyOf", ()), *schema.get("prefixItems", ())):
        yield from _unbounded(child, document, where, within)


def _bounded_by(pattern: str) -> bool:
    """Whether a pattern itself bounds the length: it repeats nothing without end."""
    return bool(pattern) and not re.search(r"[*+]|,\}", json.dumps(pattern))
