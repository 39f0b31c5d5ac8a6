"""Migrations: taken in order, by one process at a time, from wherever the last was ended; and nobody serves before."""

import json
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
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

from deploy.local import Stack
from deploy.local.ports import choose
from deploy.local.services import SERVICES
from services.activities.migrations import STEPS as ACTIVITIES
from services.reports.migrations import STEPS as REPORTS
from shared.ops.cli import main
from shared.ops.doctor.indexes import lacking
from shared.ops.progress import telling
from shared.store.migrations import Misfit, Stuck, check_fit, misfit, prepared, take_steps, taken
from shared.store.migrations.lock import Lock
from shared.store.mongo import Store, connect_to
from tests.integration import activities_house, reports_house
from tests.integration.activities_house import walk
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


@pytest.fixture
def old(stack: Stack, tmp_path: Path) -> Iterator[activities_house.House]:
    """Given activities as they were stored before records told of their changes and of when they may be seen."""
    with activities_house.house_on(stack, tmp_path) as house:
        first = house.caller().post("/activities", json=walk()).get_json()["id"]
        held = walk(publishableFrom="2030-01-01T00:00:00Z")
        second = house.caller().post("/activities", json=held).get_json()["id"]
        house.kept = {found["_id"]: found for found in house.database.activities.find()}  # type: ignore[attr-defined]
        assert {first, second} == set(house.kept)  # type: ignore[attr-defined]
        gone = dict.fromkeys(("changes", "createdAt", "visibleFrom", "heldUntil", "movedAt"), "")
        house.database.activities.update_many({}, {"$unset": gone})
        house.database.migrations.drop()
        yield house


def test_activities_of_before_are_brought_to_what_todays_code_would_have_stored(old: activities_house.House) -> None:
    done = take_steps(old.database, ACTIVITIES, TOLD)

    assert [each.changed for each in done] == [2, 2]
    kept: dict[str, Any] = old.kept  # type: ignore[attr-defined]
    assert {found["_id"]: found for found in old.database.activities.find()} == kept
    assert old.caller().get("/activities").get_json()["total"] == 2


def test_statuses_of_before_can_be_listed_by_who_answers_for_them(stack: Stack, tmp_path: Path) -> None:
    with reports_house.house_on(stack, tmp_path) as house:
        database = house.store.database
        before = {found["_id"]: found for found in database.promises.find()}
        database.promises.update_many({}, {"$unset": {"responsible": "", "focusAreas": "", "writtenAt": ""}})
        database.migrations.drop()

        done, *_ = take_steps(database, REPORTS, TOLD)

        after = {found["_id"]: found for found in database.promises.find()}
        assert done.changed == len(before) > 0
        listed = [{name: found[name] for name in ("responsible", "focusAreas")} for found in after.values()]
        assert listed == [{name: found[name] for name in ("responsible", "focusAreas")} for found in before.values()]
        assert all(found["writtenAt"] > before[found["_id"]]["writtenAt"] for found in after.values())


@pytest.mark.parametrize("kind", ["worker", "web"])
def test_a_process_that_finds_an_older_database_says_so_in_a_line_and_ends(
    old: activities_house.House, kind: str, tmp_path: Path
) -> None:
    web = ["gunicorn", "-c", "shared/http/gunicorn_conf.py", "--bind", f"127.0.0.1:{choose(None, [])}"]
    words = ["services.activities.worker"] if kind == "worker" else [*web, "services.activities.app:create_app()"]

    ended = subprocess.run(
        [sys.executable, "-m", *words], env=old.environment(), capture_output=True, text=True, timeout=60, check=False
    )

    assert ended.returncode == 3
    said = [line for line in ended.stderr.splitlines() if line.startswith(f"loftet activities {kind}:")]
    assert len(said) == 1
    assert "lacks migration 1, 2: run `loftet migrate`" in said[0]
    assert "Traceback" not in ended.stderr


def test_a_database_that_only_newer_code_can_read_ends_a_process_and_is_named_by_the_doctor_and_the_command(
    old: activities_house.House,
) -> None:
    take_steps(old.database, [*ACTIVITIES, replace(step(number=len(ACTIVITIES) + 1), lived_with_from=9)], TOLD)
    said = "is newer than this code, number 2: it has migration 3 (walks have a colour), which code before 9"

    command = [sys.executable, "-m", "services.activities.worker"]
    ended = subprocess.run(command, env=old.environment(), capture_output=True, text=True, timeout=60, check=False)
    doctor = CliRunner().invoke(main, ["doctor", "activities", "--json"], env=old.environment())
    status = CliRunner().invoke(main, ["migrate", "activities", "--status"], env=old.environment())

    assert ended.returncode == 3
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr
    (found,) = (each for each in map(json.loads, doctor.stdout.splitlines()) if each["what"] == "migrations")
    assert said in found["wrong"]
    assert found["do"] == "loftet migrate activities, or run the code that it is of"
    assert (doctor.exit_code, status.exit_code) == (1, 1)
    assert said in status.stderr


def test_the_command_says_what_it_would_do_does_it_once_and_says_what_was_done(old: activities_house.House) -> None:
    def loftet(*words: str) -> Any:
        told = {"LOFTET_MONGODB_URI": old.settings.mongodb_uri, "LOFTET_MONGODB_DATABASE": old.database.name}
        return CliRunner().invoke(main, ["migrate", "activities", *words], env=told)

    def rows(*words: str) -> list[tuple[Any, ...]]:
        found = map(json.loads, loftet(*words, "--json").stdout.splitlines())
        return [(row["number"], row["taken"] is not None, row["changed"], row["left"]) for row in found]

    # when it is asked, then nothing is changed
    assert rows("--dry-run") == [(1, False, None, 2), (2, False, None, 2)]
    asked = loftet("--status")
    assert asked.exit_code == 1
    assert "missing" in asked.stdout
    assert "lacks migration 1, 2" in asked.stderr

    # when it is told to, then all is
    done = loftet()
    assert done.exit_code == 0
    assert done.stdout.count("2 documents changed") == 2
    assert rows("--status") == [(1, True, 2, None), (2, True, 2, None)]
    assert loftet("--status").exit_code == 0
    assert loftet().stdout == f"{old.database.name} lacks no step.\n"


@pytest.mark.parametrize(
    ("uri", "said"),
    [
        ("http://nowhere", "not a connection string of MongoDB's: mongodb://USER"),
        ("mongodb://nowhere/?tls=true&tlsCAFile=/none.pem", "names a file that cannot be used: "),
        ("mongodb://127.0.0.1:9/?serverSelectionTimeoutMS=200", "MongoDB does not answer: "),
    ],
)
def test_the_command_says_in_a_line_what_keeps_it_from_its_work(uri: str, said: str) -> None:
    found = CliRunner().invoke(main, ["migrate", "reports", "--mongodb", uri])

    assert found.exit_code == 1
    assert found.stderr.startswith(f"Error: the database of reports was not migrated: {said}")
    assert len(found.stderr.splitlines()) == 1
