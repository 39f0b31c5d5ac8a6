"""Repeats meet their own id; changes name the revision they rest on."""

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from shared.http.etag import etag_of
from shared.http.idempotency import body_hash, derived_id, next_use, other_body
from shared.store.requests import is_forgotten


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


@pytest.mark.parametrize(("hours", "forgotten"), [(0, False), (23.99, False), (24, True), (240, True)])
def test_a_key_is_forgotten_a_day_after_it_was_first_used(hours: float, forgotten: bool) -> None:
    noon = datetime(2021, 4, 16, 12, tzinfo=UTC)

    assert is_forgotten(noon, noon + timedelta(hours=hours)) is forgotten


def test_a_forgotten_key_stands_for_the_same_new_id_to_all_who_ask() -> None:
    first = derived_id("a", "k")

    assert next_use(first) == next_use(first)
    assert len({first, next_use(first), next_use(next_use(first))}) == 3
