"""Rate limits, counted in a real database: exact, shared by all processes, and with nobody's address in them."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from contextvars import copy_context
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest
from flask.testing import FlaskClient
from pymongo import MongoClient
from pymongo._csot import TIMEOUT
from pymongo.errors import InvalidOperation

from deploy.local import Stack
from shared.http.limits import SALTS, WINDOWS, Salts, Storage, _close, limiter
from tests.unit.http import sample

ADDRESS = "192.0.2.77"


@pytest.fixture
def database(stack: Stack) -> str:
    return f"limits_{uuid.uuid4().hex[:12]}"


@pytest.fixture
def process(stack: Stack, database: str) -> Iterator[Callable[[], FlaskClient]]:
    """Begins a web process of the service, as far as limits can tell."""
    with ExitStack() as connected:

        def begin() -> FlaskClient:
            made = sample.sample_app(sample.settings(Path("unused"), stack.mongodb_uri, database)).test_client()
            made.environ_base["REMOTE_ADDR"] = ADDRESS
            connected.enter_context(cast(Storage, limiter.storage).storage)
            return made

        yield begin


def test_a_caller_over_the_limit_is_told_when_to_come_back(process: Callable[[], FlaskClient]) -> None:
    client = process()

    answers = [client.get("/sample/v1/limited") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].content_type == "application/problem+json"
    assert 1 <= int(answers[2].headers["Retry-After"]) <= 61


def test_callers_are_counted_apart_and_an_ipv6_subscriber_as_one(process: Callable[[], FlaskClient]) -> None:
    client = process()

    def asked_from(address: str) -> int:
        return client.get("/sample/v1/limited", environ_overrides={"REMOTE_ADDR": address}).status_code

    assert [asked_from("192.0.2.1"), asked_from("192.0.2.2"), asked_from("192.0.2.3")] == [200, 200, 200]
    assert [asked_from(f"2001:db8:0:1::{n}") for n in range(3)] == [200, 200, 429]
    assert asked_from("2001:db8:0:2::1") == 200


def test_processes_count_together_and_a_restart_forgets_nothing(process: Callable[[], FlaskClient]) -> None:
    process().get("/sample/v1/limited")
    process().get("/sample/v1/limited")

    assert process().get("/sample/v1/limited").status_code == 429


def test_nobodys_address_is_stored_and_all_of_it_goes_in_time(
    stack: Stack, database: str, process: Callable[[], FlaskClient]
) -> None:
    process().get("/sample/v1/limited")

    with MongoClient(stack.mongodb_uri, tz_aware=True) as client:
        windows, salts = client[database][WINDOWS], client[database][SALTS]
        stored = [*windows.find(), *salts.find()]
        assert ADDRESS not in str(stored)
        assert len(stored) == 2
        assert all(each["expireAt"] < datetime.now(UTC) + timedelta(days=2) for each in stored)
        for collection in (windows, salts):
            indexes = collection.index_information().values()
            assert any(index.get("expireAfterSeconds") == 0 for index in indexes)


def test_the_salt_of_another_day_is_another(stack: Stack, database: str) -> None:
    with MongoClient(stack.mongodb_uri) as client:
        salts, others = Salts(lambda: client, database), Salts(lambda: client, database)
        today = datetime.now(UTC).date()
        tomorrow = today + timedelta(days=1)

        assert salts.of(today) == others.of(today)
        assert salts.of(tomorrow) != salts.of(today)


def test_a_process_given_up_unused_opens_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    sample.sample_app(sample.settings(Path("unused")))
    storage = limiter.storage

    monkeypatch.setattr(type(storage), "_init_mongo_client", lambda *_, **__: pytest.fail("it connected"))

    storage.__del__()


def test_what_a_process_held_is_closed_even_if_it_is_let_go_amid_a_call_of_another(
    process: Callable[[], FlaskClient],
) -> None:
    # given a call of which it is known that it has a limit, and not yet which
    process().get("/sample/v1/limited")
    client = cast(Storage, limiter.storage).storage
    amid = copy_context()
    amid.run(TIMEOUT.set, 3.0)

    amid.run(_close, client)

    with pytest.raises(InvalidOperation):
        client.admin.command("ping")
