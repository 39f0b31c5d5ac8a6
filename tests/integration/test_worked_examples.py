"""The worked examples of docs/examples, each run as it stands against the whole stack."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import requests

from deploy.local import Stack
from tests.commands import blocks_of, run
from tests.integration.promising import sign_promises, token
from tests.integration.spoiler import Fault, spoiled

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "docs" / "examples"
MODULES = ROOT / "tests" / "contract" / "node" / "node_modules"


@pytest.fixture(scope="module")
def promising(loftet: Stack) -> Stack:
    sign_promises(loftet)
    return loftet


def activities(stack: Stack) -> str:
    return f"{stack.url('activities')}/activities/v1"


def ran(stack: Stack, *command: str, **settings: str) -> list[str]:
    """What an example printed, line by line."""
    scopes = {"exempel-kommun": ("activities:read", "activities:write"), "polisen-exempel": ("events:write",)}
    given = {
        "ACTIVITIES": activities(stack),
        "KAFKA": stack.kafka_bootstrap,
        "MUNICIPALITY": token(stack, *scopes["exempel-kommun"], party="exempel-kommun"),
        "POLICE": token(stack, *scopes["polisen-exempel"], party="polisen-exempel"),
    }
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **given, **settings},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.splitlines()


def results(line: str) -> list[str]:
    return [each["result"] for each in json.loads(line)["results"]]


def test_curl_posts_cloudevents_in_all_three_forms(promising: Stack) -> None:
    structured, batch, binary = ran(promising, str(EXAMPLES / "events-by-curl.sh"))

    assert [results(line) for line in (structured, batch, binary)] == [
        ["accepted"],
        ["duplicate", "accepted"],
        ["accepted"],
    ]


@pytest.mark.skipif(not shutil.which("kcat"), reason="kcat is not installed: apt install kcat")
def test_kcat_puts_events_on_the_topic_and_reads_what_became_of_them(promising: Stack) -> None:
    accepted, rejected, letter, original, *mended = ran(promising, str(EXAMPLES / "events-by-kcat.sh"))

    first, refused, again = (json.loads(line) for line in (accepted, rejected, *mended))
    assert [first["result"], refused["result"], again["result"]] == ["accepted", "rejected", "accepted"]
    assert refused["eventId"] == again["eventId"]
    assert [each["property"] for each in refused["invalidParameters"]] == ["data.kind"]
    assert f"loftet-offset={refused['record']['offset']}" in letter
    assert "data.kind" in letter.partition("loftet-reason=")[2]
    assert json.loads(original)["kind"] == "patrull"


def test_the_cloudevents_sdk_for_javascript_is_understood_in_binary_and_in_structured_form(promising: Stack) -> None:
    with spoiled(promising.url("activities"), ["unavailable", "unsent"]) as (address, _):
        binary, structured = ran(
            promising,
            "node",
            str(EXAMPLES / "javascript" / "report.js"),
            ACTIVITIES=f"{address}/activities/v1",
            NODE_PATH=str(MODULES),
        )

    assert (results(binary), results(structured)) == (["accepted"], ["duplicate"])


def test_the_sdk_of_the_example_is_the_one_that_is_tested() -> None:
    asked = json.loads((EXAMPLES / "javascript" / "package.json").read_text(encoding="utf-8"))["dependencies"]
    installed = json.loads((MODULES / "cloudevents" / "package.json").read_text(encoding="utf-8"))["version"]

    assert asked == {"cloudevents": installed}


@pytest.mark.parametrize(
    "due",
    [
        pytest.param([], id="no fault"),
        pytest.param(["unsent", "unavailable", "unanswered", "half answered"], id="all of them on the first request"),
        pytest.param([None, "unanswered", None, None, "half answered"], id="the answers to the changes are lost"),
    ],
)
def test_a_municipal_system_that_tries_again_on_every_fault_does_each_thing_once(
    promising: Stack, due: list[Fault]
) -> None:
    before = walks(promising)

    with spoiled(promising.url("activities"), list(due)) as (address, passed_on):
        *_, last = ran(
            promising,
            sys.executable,
            str(EXAMPLES / "python" / "municipal_system.py"),
            ACTIVITIES=f"{address}/activities/v1",
        )

    activity, _, said = last.partition(" ")
    assert said == "is completed at revision 3: Fyra mörka platser noterades."
    assert set(walks(promising)) - set(before) == {activity}
    assert len(passed_on) >= 3


def walks(stack: Stack) -> dict[str, Any]:
    """Exempelkommun's walks, by id."""
    bearer = token(stack, "activities:read", party="exempel-kommun")
    answer = requests.get(
        f"{activities(stack)}/activities",
        params={"municipality": "9999", "kind": "walk", "limit": "100"},
        headers={"Authorization": f"Bearer {bearer}"},
        timeout=10,
    )
    return {each["id"]: each for each in answer.json()["items"]}


def test_the_settings_of_the_examples_are_made_as_their_page_says(promising: Stack) -> None:
    settings, *examples = blocks_of((EXAMPLES / "README.md").read_text(encoding="utf-8"))

    curl, *_ = examples
    _, printed = run([settings, curl], promising)

    assert printed.count('"accepted"') == 3
    assert [(ROOT / each.commands.split()[-1]).is_file() for each in examples] == [True] * 4
