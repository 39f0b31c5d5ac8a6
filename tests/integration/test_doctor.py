"""`loftet doctor`: what it finds of services that run, and of what was made wrong for them."""

import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pymongo import MongoClient

from deploy.local import Stack
from shared.ops.cli import main


@pytest.fixture(scope="module", name="whole")
def running_services(request: pytest.FixtureRequest) -> Stack:
    """The whole of Löftet; `loftet` is the command here."""
    found: Stack = request.getfixturevalue("loftet")
    return found


@pytest.mark.parametrize("service", ["activities", "reports", "notifications"])
def test_the_doctor_finds_a_running_service_well(whole: Stack, service: str) -> None:
    found = CliRunner().invoke(main, ["doctor", service, "--json"], env=whole.settings(service))

    told = {each["what"]: each["wrong"] for each in map(json.loads, found.stdout.splitlines())}
    assert found.exception is None, repr(found.exception)
    assert told == dict.fromkeys(told), found.output
    assert {
        "broker",
        "topics",
        "readers",
        "worker",
        "database",
        "indexes",
        "change stream",
        "clock",
        "token keys",
    } <= set(told)
    assert found.exit_code == 0


def test_the_doctor_says_what_is_wrong_and_what_to_do(whole: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.store.mongo.CALL_MS", 200)
    nowhere = {
        "LOFTET_MONGODB_URI": "mongodb://127.0.0.1:9",
        "LOFTET_JWKS": "/nowhere.json",
        "LOFTET_SMTP_PORT": "9",
    }

    found = CliRunner().invoke(main, ["doctor", "notifications"], env=whole.settings("notifications") | nowhere)

    assert found.exit_code == 1
    for said in ("LOFTET_MONGODB_URI", "LOFTET_JWKS", "LOFTET_SMTP_HOST"):
        assert said in found.stdout, found.stdout
    assert "Traceback" not in found.output


def test_the_doctor_names_every_setting_that_is_missing() -> None:
    found = CliRunner().invoke(main, ["doctor", "reports", "--json"], env={"LOFTET_KAFKA_BOOTSTRAP": None})

    wrong = [each["wrong"].partition(":")[0] for each in map(json.loads, found.stdout.splitlines())]
    assert found.exit_code == 1
    assert {"LOFTET_KAFKA_BOOTSTRAP", "LOFTET_MONGODB_DATABASE", "LOFTET_JWKS"} <= set(wrong)


def test_the_doctor_misses_each_index_and_each_key_that_opens_what_is_sealed(whole: Stack) -> None:
    # given a database that nobody has prepared, with a follower whose key is not here
    name = f"test_{uuid.uuid4().hex[:12]}"
    with MongoClient[dict[str, Any]](whole.mongodb_uri) as client:
        client[name].followers.insert_one({"_id": "somebody", "kid": "2020"})

    # when
    found = doctor(whole, "notifications", LOFTET_MONGODB_DATABASE=name)

    # then each is named, with what to do
    assert "deliveries." in found["indexes"]["wrong"]
    assert "followers.leave_1" in found["indexes"]["wrong"]
    assert "start its worker" in found["indexes"]["do"]
    assert "1 who follows is sealed by keys that are not here: 2020" in found["followers' keys"]["wrong"]
    assert "LOFTET_FOLLOWERS_KEYS" in found["followers' keys"]["do"]
    with MongoClient[dict[str, Any]](whole.mongodb_uri) as client:
        client.drop_database(name)


def test_the_doctor_reads_keys_registers_and_the_clock_as_the_service_does(whole: Stack, tmp_path: Path) -> None:
    # given keys that nobody can be sealed for, a registry that is none, and a clock of a rehearsal
    keys, clients, clock = tmp_path / "tips.json", tmp_path / "clients.yml", tmp_path / "clock"
    keys.write_text('{"keys": [{"kty": "EC", "kid": "1", "party": "polisen-exempel"}]}')
    clients.write_text("clients: [1")
    clock.write_text("2026-01-01T00:00:00Z")

    # when
    found = doctor(
        whole,
        "activities",
        LOFTET_TIPS_KEYS=str(keys),
        LOFTET_CLIENTS=str(clients),
        LOFTET_CLOCK_FILE=str(clock),
    )

    # then
    assert "no JWKS of public keys" in found["tip keys"]["wrong"]
    assert "no registry" in found["clients"]["wrong"]
    assert "rehearsal at 2026" in found["clock"]["wrong"]
    assert "unset LOFTET_CLOCK_FILE" in found["clock"]["do"]


def test_the_doctor_says_how_a_topic_that_is_missing_or_differs_is_mended(whole: Stack, tmp_path: Path) -> None:
    # given topics that are declared otherwise than they are
    declaration = Path("deploy/kafka/topics.yml").read_text(encoding="utf-8")
    otherwise = tmp_path / "topics.yml"
    otherwise.write_text(declaration.replace("{retention: 365}", "{retention: 366}"))

    # when
    found = doctor(whole, "reports", LOFTET_TOPICS_FILE=str(otherwise))

    # then
    assert "loftet.statuses: retention.ms is 31536000000, not 31622400000" in found["topics"]["wrong"]
    assert found["topics"]["do"] == "loftet topics mend"


def doctor(whole: Stack, service: str, **changes: str) -> dict[str, dict[str, Any]]:
    """What `loftet doctor` finds, by what it is found of; it ends with 1."""
    result = CliRunner().invoke(main, ["doctor", service, "--json"], env=whole.settings(service) | changes)
    assert result.exit_code == 1, result.output
    return {each["what"]: each for each in map(json.loads, result.stdout.splitlines())}
