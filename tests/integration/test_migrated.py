"""Databases of before, brought to what today's code stores, by the command or not at all."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from deploy.local import Stack
from deploy.local.ports import choose
from services.activities.migrations import STEPS as ACTIVITIES
from services.reports.migrations import STEPS as REPORTS
from shared.ops.cli import main
from shared.ops.progress import telling
from shared.store.migrations import take_steps
from tests.integration import activities_house, reports_house
from tests.integration.activities_house import walk
from tests.integration.dies_migrating import step

TOLD = telling(True)


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
        ("mongodb://127.0.0.1:9", "MongoDB does not answer: "),
    ],
)
def test_the_command_says_in_a_line_what_keeps_it_from_its_work(
    uri: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.store.mongo.CALL_MS", 200)

    found = CliRunner().invoke(main, ["migrate", "reports", "--mongodb", uri])

    assert found.exit_code == 1
    assert found.stderr.startswith(f"Error: the database of reports was not migrated: {said}")
    assert len(found.stderr.splitlines()) == 1
