"""Migrations: taken in order, by one process at a time, from wherever the last was ended; and nobody serves before."""

import signal
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest

from deploy.local import Stack
from deploy.local.services import SERVICES
from shared.ops.doctor.indexes import lacking
from shared.ops.progress import telling
from shared.store.migrations import Misfit, Stuck, check_fit, misfit, prepared, take_steps, taken
from shared.store.migrations.lock import Lock
from shared.store.mongo import Store, connect_to
from tests.integration.dies_migrating import paint, step

FEW, MANY = 6, 600  # the latter are more than are changed at a time
TOLD = telling(True)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def own(stack: Stack) -> Iterator[Store]:
    """A database of this module's own."""
    made = connect_to(stack.mongodb_uri, f"migrations_{uuid.uuid4().hex[:12]}")
    made.create_collection("walks")
    yield made
    made.client.drop_database(made.name)
    made.client.close()


@pytest.fixture
def database(own: Store) -> Store:
    """Given a database that holds walks, and no word of any step."""
    own.walks.delete_many({})
    own.migrations.delete_many({})
    own.walks.insert_many([{"_id": number} for number in range(FEW)])
    return own


def times(database: Store) -> set[int | None]:
    """How often the walks were given a colour."""
    return {found.get("times") for found in database.walks.find()}


@pytest.mark.parametrize("service", SERVICES)
def test_the_steps_of_a_service_are_numbered_from_one_on(service: str) -> None:
    steps = import_module(f"services.{service}.migrations").STEPS

    assert [each.number for each in steps] == list(range(1, len(steps) + 1))
    assert all(0 <= each.lived_with_from <= each.number for each in steps)


def test_two_that_start_at_once_take_each_step_once(database: Store) -> None:
    begun = threading.Barrier(2)

    def run() -> list[int]:
        begun.wait(10)
        return [done.changed for done in take_steps(database, [step(), step(number=2)], TOLD)]

    with ThreadPoolExecutor(2) as pool:
        first, second = (pool.submit(run) for _ in range(2))
        took = sorted([first.result(30), second.result(30)])

    assert took == [[], [FEW, 0]]
    assert times(database) == {1}
    assert sorted(taken(database)) == [1, 2]


def test_one_that_is_killed_in_the_midst_is_gone_on_from_where_it_was(stack: Stack, database: Store) -> None:
    # given one that was killed
    database.walks.insert_many([{"_id": number} for number in range(FEW, MANY)])
    command = [sys.executable, "-m", "tests.integration.dies_migrating", stack.mongodb_uri, database.name]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    assert times(database) == {None, 1}
    assert misfit(database, [step()])

    # when its lease is over
    assert not Lock(database).take()
    database.migrations.update_one({"_id": "lock"}, {"$set": {"until": LONG_AGO}})
    (done,) = take_steps(database, [step()], TOLD)

    # then the rest is done, and nothing twice
    assert 0 < done.changed < MANY
    assert times(database) == {1}
    assert misfit(database, [step()]) is None


def test_a_step_that_fails_is_not_noted_and_lets_others_in(database: Store) -> None:
    def fails(database: Store) -> Iterator[int]:
        yield from (next(paint(database)), 1 // 0)

    with pytest.raises(Stuck, match="walks have a colour"):
        take_steps(database, [step(lambda _: iter(()))], TOLD)
    with pytest.raises(ZeroDivisionError):
        take_steps(database, [step(fails)], TOLD)

    assert taken(database) == {}
    assert Lock(database).take()


def test_a_document_that_moves_on_under_its_hands_is_changed_as_it_then_is(database: Store) -> None:
    """As when the code of before still writes: what a step made of an earlier revision is not put in its place."""
    database.walks.update_many({}, {"$set": {"revision": 1}})
    moved: list[int] = []

    def change(found: dict[str, Any]) -> dict[str, Any]:
        if found["_id"] == 4 and not moved:
            moved.append(1)
            database.walks.update_one({"_id": 4}, {"$set": {"revision": 2}})
        return {"$set": {"colour": f"of {found['revision']}"}}

    moving = replace(step(), run=lambda found: changing(found, change))
    (done,) = take_steps(database, [moving], TOLD)

    assert done.changed == FEW
    assert database.walks.find_one({"_id": 4}) == {"_id": 4, "revision": 2, "colour": "of 2"}


def changing(database: Store, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Iterator[int]:
    return import_module("shared.store.migrations").changing_each(
        database.walks, {"colour": {"$exists": False}}, change
    )


def test_a_database_that_holds_nothing_needs_no_step(database: Store) -> None:
    database.walks.delete_many({})
    made: list[str] = []

    prepared(database, [step()], lambda: made.append("indexes"))()

    assert made == ["indexes"]
    assert taken(database)[1].changed == 0
    assert take_steps(database, [step()], TOLD) == []


@pytest.mark.parametrize("service", SERVICES)
def test_a_database_that_holds_nothing_is_as_blank_after_the_doctor_has_looked_at_it(
    service: str, stack: Stack
) -> None:
    looked_at = connect_to(stack.mongodb_uri, f"migrations_{uuid.uuid4().hex[:12]}")
    with looked_at.client:
        assert lacking(looked_at, service, SimpleNamespace())

        assert looked_at.list_collection_names() == []


def test_what_is_older_than_the_code_is_not_served_and_nothing_is_prepared(database: Store) -> None:
    made: list[str] = []

    with pytest.raises(Misfit, match="older than this code and lacks migration 1: run `loftet migrate`"):
        prepared(database, [step()], lambda: made.append("indexes"))()

    assert not made
    assert check_fit(database, [step()])


def test_code_lives_with_a_newer_database_that_has_only_got_more(database: Store) -> None:
    """So the release before goes on serving while the next is rolled out, and may come back."""
    take_steps(database, [step(), replace(step(), number=2)], TOLD)

    assert misfit(database, [step()]) is None


def test_code_does_not_serve_a_newer_database_that_has_lost_what_it_reads(database: Store) -> None:
    losing = replace(step(), number=2, name="colours are gone", lived_with_from=2)
    take_steps(database, [step(), losing], TOLD)

    told = misfit(database, [step()])

    assert told is not None
    assert "newer than this code" in told
    assert "2 (colours are gone)" in told
    assert misfit(database, [step(), losing]) is None
