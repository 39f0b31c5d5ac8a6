"""Lists: one form of page, an address of the next one, and queries that say one thing."""

import base64
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import msgspec
import pytest
from flask.testing import FlaskClient

NOW = datetime(2021, 4, 16, 12, tzinfo=UTC)


def test_a_list_has_twenty_items_from_the_first_page_unless_asked(client: FlaskClient) -> None:
    page = client.get("/sample/v1/walks").get_json()

    assert (page["page"], page["limit"], page["total"], len(page["items"])) == (1, 20, 45, 20)


def test_the_next_page_keeps_what_was_asked_for(client: FlaskClient) -> None:
    page = client.get("/sample/v1/walks?limit=30&kind=a%26b&tags=x&tags=y").get_json()

    assert page["next"] == "https://loftet.example/sample/v1/walks?limit=30&kind=a%26b&tags=x&tags=y&page=2"
    following = client.get(f"{urlsplit(page['next']).path}?{urlsplit(page['next']).query}").get_json()
    assert (following["items"], following["next"]) == (list(range(30, 45)), None)


def test_what_has_one_value_is_given_once(client: FlaskClient) -> None:
    answer = client.get("/sample/v1/walks?kind=a&kind=b&limit=1&limit=1&tags=x&tags=y")

    assert answer.status_code == 422
    assert answer.get_json(force=True)["invalidParameters"] == [
        {"property": "kind", "reason": "is given more than once"},
        {"property": "limit", "reason": "is given more than once"},
    ]


def cursor(*told: Any) -> str:
    return base64.urlsafe_b64encode(msgspec.msgpack.encode(told)).decode().rstrip("=")


@pytest.mark.parametrize(
    "after",
    [
        "",
        "a",
        "å",
        "AAAA",
        "x" * 2_000,
        cursor(1, 5, NOW, ["a"]),
        cursor(2, -1, NOW, ["a"]),
        cursor(2, 5, NOW, []),
        cursor(2, 5, NOW, [{"$gt": ""}]),
        cursor(2, 5, NOW, [None]),
        cursor(2, 5, datetime(1, 1, 1, tzinfo=UTC), ["a"]),
        cursor(2, 5, "2021-04-16T12:00:00", ["a"]),
    ],
)
def test_a_next_that_is_none_of_ours_is_refused(client: FlaskClient, after: str) -> None:
    answer = client.get("/sample/v1/walks", query_string={"after": after})

    assert answer.status_code == 422
    assert [each["property"] for each in answer.get_json(force=True)["invalidParameters"]] == ["after"]
