"""How often a client may ask: evenly filled, each client by itself, and told when to come back."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from joserfc.jwk import OKPKey

from shared.http.problem import Problem
from shared.http.rate import Rate
from tests.unit.http import sample


class Seconds:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def allowed(rate: Rate, asked: int, client: str = "a") -> int:
    """How many of so many requests are let through."""
    passed = 0
    for _ in range(asked):
        try:
            rate.count(client)
        except Problem:
            break
        passed += 1
    return passed


def test_a_tenth_of_a_minutes_requests_may_come_at_once_and_the_rest_evenly() -> None:
    seconds = Seconds()
    rate = Rate(600, seconds)

    at_once = allowed(rate, 100)
    seconds.now += 1
    after_a_second = allowed(rate, 100)
    seconds.now += 3600
    after_an_hour = allowed(rate, 100)

    assert (at_once, after_a_second, after_an_hour) == (60, 10, 60)


@pytest.mark.parametrize(("each_minute", "at_once"), [(1, 1), (10, 1), (11, 1), (20, 2), (3000, 300)])
def test_one_may_always_come(each_minute: int, at_once: int) -> None:
    assert allowed(Rate(each_minute, Seconds()), 1000) == at_once


def test_zero_is_any_number() -> None:
    assert allowed(Rate(0, Seconds()), 10_000) == 10_000


def test_clients_are_counted_apart_and_forgotten_when_silent() -> None:
    seconds = Seconds()
    rate = Rate(10, seconds)

    assert sum(allowed(rate, 1, f"client-{n}") for n in range(10_000)) == 10_000
    assert allowed(rate, 1, "client-0") == 0
    seconds.now += 60
    allowed(rate, 1, "one more")
    allowed(rate, 1, "another")

    assert len(rate._full_at) <= 2


def client_of(jwks: Path, key: OKPKey, each_minute: int) -> FlaskClient:
    settings = replace(sample.settings(jwks), rate_limit=each_minute)
    made = sample.sample_app(settings).test_client()
    made.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {sample.token(key)}"
    return made


def test_a_client_over_the_limit_is_told_when_to_come_back(jwks: Path, key: OKPKey) -> None:
    client = client_of(jwks, key, 20)

    answers = [client.get("/sample/v1/walks") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].content_type == "application/problem+json"
    assert 1 <= int(answers[2].headers["Retry-After"]) <= 3
    assert "20 requests a minute" in answers[2].get_json(force=True)["detail"]


def test_what_needs_no_token_is_not_counted(jwks: Path, key: OKPKey) -> None:
    client = client_of(jwks, key, 1)

    assert [client.get("/sample/v1/walks/a").status_code for _ in range(5)] == [200] * 5


def test_a_refusal_for_want_of_a_scope_counts_too(jwks: Path, key: OKPKey) -> None:
    client = client_of(jwks, key, 20)
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {sample.token(key, scope='other')}"

    assert [client.get("/sample/v1/walks").status_code for _ in range(3)] == [403, 403, 429]
