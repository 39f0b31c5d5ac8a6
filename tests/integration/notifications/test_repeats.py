"""A new secret that is asked for again, with its key: it is made once, and the one that was made is shown again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from deploy.local import Stack
from shared.ops.token import Grant, make_token
from tests.integration.notifications_house import House
from tests.unit.notifications.events import BOTH

ONE = "/notifications/v1/subscriptions/nykvarn-status"
BODY = {"url": "https://system.nykvarn.example/loftet", "types": ["statuses"]}
MUNICIPALITY = BOTH[0]
KEY, OTHER_KEY = "byte-2021-04", "byte-2021-05"


@pytest.fixture
def bearer(stack: Stack, app: Flask) -> dict[str, str]:
    """A token's header; its bearer has subscribed."""
    grant = Grant(
        client="trygg-i-nykvarn",
        party=MUNICIPALITY,
        municipalities=("0140",),
        scopes=("subscriptions:read", "subscriptions:write"),
    )
    token = make_token(stack.keys.signing, grant, issuer="https://loftet.localhost", audience="loftet")
    headers = {"Authorization": f"Bearer {token}"}
    assert app.test_client().put(ONE, json=BODY, headers=headers).status_code == 201
    return headers


def rotate(app: Flask, bearer: dict[str, str], key: str = KEY, seen: int = 1) -> TestResponse:
    headers = bearer | {"If-Match": f'"{seen}"', "Idempotency-Key": key}
    return app.test_client().post(f"{ONE}/secret", headers=headers)


def test_the_same_key_gets_the_secret_that_was_made_and_another_is_told_of_the_change(
    app: Flask, bearer: dict[str, str]
) -> None:
    first = rotate(app, bearer)

    again, other = rotate(app, bearer), rotate(app, bearer, OTHER_KEY)

    assert first.status_code == 200
    assert (again.get_data(), again.headers["ETag"]) == (first.get_data(), '"2"')
    assert other.status_code == 412
    assert "secret" not in app.test_client().get(ONE, headers=bearer).get_json()


def test_asked_for_at_once_it_is_made_once(app: Flask, bearer: dict[str, str]) -> None:
    start = Barrier(4)

    def send(_: int) -> TestResponse:
        start.wait()
        return rotate(app, bearer)

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(send, range(4)))

    assert {(each.status_code, each.get_data()) for each in answers} == {(200, answers[0].get_data())}
    assert app.test_client().get(ONE, headers=bearer).get_json()["revision"] == 2


def test_a_secret_that_is_not_the_newest_is_shown_no_more(app: Flask, bearer: dict[str, str]) -> None:
    rotate(app, bearer)
    rotate(app, bearer, OTHER_KEY, seen=2)

    assert rotate(app, bearer).status_code == 412


def test_after_a_day_the_key_is_forgotten(app: Flask, bearer: dict[str, str], notifications: House) -> None:
    rotate(app, bearer)
    notifications.clock.advance(timedelta(hours=24))

    assert rotate(app, bearer).status_code == 412
