"""`loftet seed` and the README's examples, on a stack of their own."""

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from pymongo import MongoClient
from pymongo.database import Database

from deploy.local import Stack
from deploy.local.services import ISSUER
from shared.clock import local_day
from shared.ops.token import Grant, make_token
from tests.commands import blocks_of, run, surroundings
from tests.waiting import eventually

ROOT = Path(__file__).parents[2]
TOLD = ("activities", "observations", "measures", "assessments", "situationEntries", "dialogueInputs", "tips")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The whole stack, with nothing in it."""
    stack = Stack(tmp_path_factory.mktemp("town"))
    try:
        stack.start()
        yield stack
    finally:
        stack.stop()


@pytest.fixture(scope="module")
def seeded(town: Stack) -> Stack:
    """The stack after the demonstration was played once."""
    played = seed(town)
    assert played.returncode == 0, played.stderr
    assert "Nykvarn: 73 activities (73 new" in played.stdout
    return town


def seed(stack: Stack, **changes: str) -> subprocess.CompletedProcess[str]:
    environment = surroundings(stack) | changes
    command = [sys.executable, "-m", "shared.ops.cli", "seed"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def grow_old(database: Database[dict[str, Any]]) -> None:
    """Let everything have been told two days ago, so that its Idempotency-Keys are forgotten."""
    then = datetime.now(UTC) - timedelta(days=2)
    for name in TOLD:
        for kept in database[name].find():
            first = "history.0" if kept.get("history") else "record"
            change = {"receivedAt": then} if name == "tips" else {f"{first}.reportedAt": then.isoformat()}
            database[name].update_one({"_id": kept["_id"]}, {"$set": change})


def states(stack: Stack, municipality: str) -> dict[str, str]:
    """The state of each promise of a municipality, by its id."""
    grant = Grant(client="test", scopes=("reports:read",), municipalities=(municipality,))
    token = make_token(stack.keys.signing, grant, issuer=ISSUER, audience="loftet")
    answer = requests.get(
        f"{stack.url('reports')}/reports/v1/promises",
        params={"municipality": municipality, "limit": "100"},
        headers={"Authorization": f"Bearer {token}"},
        timeout=10,
    )
    items: list[dict[str, Any]] = answer.json()["items"]
    return {item["promise"]: item["state"] for item in items}


def test_what_is_published_of_it_verifies_over_http_and_from_the_folder_that_was_saved(
    seeded: Stack, tmp_path: Path
) -> None:
    verify = [sys.executable, "-m", "shared.ops.cli", "verify"]

    for source in ([seeded.url("reports"), "--save", str(tmp_path / "today")], [str(tmp_path / "today")]):
        told = subprocess.run([*verify, *source], cwd=ROOT, capture_output=True, text=True, check=False)
        assert (told.returncode, told.stderr) == (0, ""), told.stdout
        assert told.stdout.endswith("statuses reckoned anew; all are as published.\n")


def test_played_once_each_promise_ends_as_the_story_tells(seeded: Stack) -> None:
    wanted = {
        "nykvarn-2021-2022-trygghetsvandringar": "partly_fulfilled",
        "nykvarn-2021-2022-relationer": "fulfilled",
        "nykvarn-2021-2022-narkotika": "not_measurable",
        "nykvarn-2021-2022-operativ-grupp": "partly_fulfilled",
        "nykvarn-2021-2022-nattvandrare": "not_measurable",
    }

    eventually(lambda: states(seeded, "0140") == wanted, what="the story's end")


def test_exempelkommun_shows_every_living_state_today(seeded: Stack) -> None:
    living = {"upcoming", "not_started", "on_track", "at_risk", "behind", "stalled", "ongoing", "fulfilled"}

    eventually(lambda: living <= set(states(seeded, "9999").values()), what="every living state")


def test_what_follows_on_the_activities_is_on_the_public_page(seeded: Stack) -> None:
    year = local_day(datetime.now(UTC)).year - 1

    def page(path: str, *said: str) -> bool:
        text = requests.get(seeded.url("reports") + path, timeout=10).text
        return all(each in text for each in said)

    nykvarn = (
        "7 är utförda",
        "6 kontrollerade",
        "vid vandringen 5 maj 2022",
        "5 av 6 var där",
        "av 2022",
        "617 röster",
    )
    eventually(lambda: page("/0140/nykvarn-2021-2022", *nykvarn), what="Nykvarn's walks and verdicts")
    eventually(lambda: page(f"/9999/exempelkommun-{year}", "Försenad", "Avslagen"), what="Exempelkommun's measures")


def test_played_twice_nothing_is_new(seeded: Stack) -> None:
    again = seed(seeded)

    assert again.returncode == 0, again.stderr
    told = re.findall(r"(\w+): \d+ activities \((\d+) new, (\d+) changed\)", again.stdout)
    assert told == [("Nykvarn", "0", "0"), ("Exempelkommun", "0", "0")]
    assert re.findall(r"(\d+) measures \((\d+) changed\)", again.stdout)[0] == ("9", "0")
    assert " 14 observations," in again.stdout
    assert again.stdout.count("up to date") == 4


def test_played_again_on_a_later_day_nothing_is_told_twice(seeded: Stack) -> None:
    client: MongoClient[dict[str, Any]] = MongoClient(seeded.mongodb_uri)
    try:
        database = client.loftet_activities
        before = {name: database[name].count_documents({}) for name in TOLD}
        grow_old(database)

        again = seed(seeded)

        assert again.returncode == 0, again.stderr
        assert " 14 observations," in again.stdout
        assert {name: database[name].count_documents({}) for name in TOLD} == before
    finally:
        client.close()


def test_what_goes_wrong_is_told_in_a_line(seeded: Stack) -> None:
    refused = seed(seeded, LOFTET_TOKEN_ISSUER="https://somebody-else.example")

    assert refused.returncode != 0
    (line,) = refused.stderr.splitlines()
    assert line.startswith(f"Error: PUT {seeded.url('activities')}/activities/v1/agreements/nykvarn-2021-2022: 401")


def test_the_readme_s_examples_run_as_they_stand(seeded: Stack) -> None:
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = blocks_of(page.split("\n## The three APIs\n")[1].split("\n## ")[0])

    printed = "".join(run(blocks, seeded, strict=True))

    for expected in (
        "201 CREATED",
        '"accepted"',
        '"tipId"',
        '"behind"',
        '"assessedAt":"2022-01-01T11:00:00Z"',
        '"exempel-kommun"',
    ):
        assert expected.lower() in printed.lower(), f"{expected} is not in:\n{printed}"
