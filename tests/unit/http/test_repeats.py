"""Repeats meet their own id; changes name the revision they rest on; lists have one form of page."""

import pytest
from flask.testing import FlaskClient

from shared.http.etag import etag_of
from shared.http.idempotency import body_hash, derived_id, other_body
from shared.http.paging import page_of, skip_of


def key_read(client: FlaskClient, sent: str) -> object:
    return client.post("/sample/v1/raw", json={}, headers={"Idempotency-Key": sent}).get_json(force=True)


@pytest.mark.parametrize("sent", ["abc-1", '"abc-1"', "  abc-1 "])
def test_a_key_is_taken_plain_or_quoted(client: FlaskClient, sent: str) -> None:
    assert key_read(client, sent)["key"] == "abc-1"


@pytest.mark.parametrize("sent", ["", '""', "a b", "å", "a" * 256])
def test_a_key_of_another_form_is_refused(client: FlaskClient, sent: str) -> None:
    assert key_read(client, sent)["title"] == "Bad Idempotency-Key"


def test_no_key_is_no_key(client: FlaskClient) -> None:
    assert client.post("/sample/v1/raw", json={}).get_json()["key"] is None


def test_the_same_client_and_key_make_the_same_id_and_others_another() -> None:
    assert derived_id("a", "k") == derived_id("a", "k")
    assert len({derived_id("a", "k"), derived_id("b", "k"), derived_id("a", "l"), derived_id("a\nk", "")}) == 4


def test_bodies_are_told_apart() -> None:
    assert body_hash(b"{}") != body_hash(b"{ }")
    assert other_body().status == 422


@pytest.mark.parametrize("sent", ['"3"', '"2", "3"', "*"])
def test_a_change_that_names_the_present_revision_goes_on(client: FlaskClient, sent: str) -> None:
    assert client.put("/sample/v1/walks/a", headers={"If-Match": sent}).status_code == 200


@pytest.mark.parametrize("sent", ['"2"', 'W/"3"', "3", "", '"33"'])
def test_a_change_that_names_another_revision_is_refused_with_the_present_one(client: FlaskClient, sent: str) -> None:
    response = client.put("/sample/v1/walks/a", headers={"If-Match": sent})

    assert (response.status_code, response.headers["ETag"]) == (412, etag_of(3))


def test_a_page_tells_where_it_stands() -> None:
    args = {"limit": 20, "page": 3}

    assert skip_of(args) == 40
    assert page_of(["a"], 41, args) == {"items": ["a"], "page": 3, "limit": 20, "total": 41}


def test_a_list_has_twenty_items_from_the_first_page_unless_asked(client: FlaskClient) -> None:
    assert client.get("/sample/v1/walks").get_json() == {"items": [], "page": 1, "limit": 20, "total": 0}
