"""The AsyncAPI document tells of every topic and type, and the official parser finds nothing wrong with it."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from services.activities.interface import events_document
from shared.events.catalogue import CATALOGUE
from shared.kafka.topics import declared_topics
from tests.contract.moments import untold

NODE = Path(__file__).parent / "node"
URL = "http://activities.example"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return events_document(URL)


def test_the_official_parser_finds_nothing_wrong(document: dict[str, Any], tmp_path: Path):
    written = tmp_path / "asyncapi.json"
    written.write_text(json.dumps(document), encoding="utf-8")

    parsed = subprocess.run(
        ["node", "parse-asyncapi.js", str(written)], cwd=NODE, capture_output=True, text=True, check=False
    )

    assert (parsed.returncode, parsed.stdout) == (0, ""), parsed.stderr


def test_every_topic_that_is_declared_is_a_channel_and_no_other(document: dict[str, Any]):
    assert {channel["address"] for channel in document["channels"].values()} == {
        topic.name.replace(".polisen-exempel", ".{sender}") for topic in declared_topics()
    }


def test_a_sender_sends_and_is_answered_on_topics_of_its_own(document: dict[str, Any]):
    own = {
        (operation["action"], document["channels"][operation["channel"]["$ref"].rpartition("/")[2]]["address"])
        for name, operation in document["operations"].items()
        if name.endswith("-of-sender")
    }

    assert own == {("receive", "loftet.inbound.{sender}"), ("send", "loftet.acknowledgements.{sender}")}


def test_every_type_is_told_on_its_topic(document: dict[str, Any]):
    told = {
        (channel["address"], document["components"]["messages"][name]["name"])
        for channel in document["channels"].values()
        for name in channel["messages"]
    }

    assert told >= {(event_type.topic, name) for name, event_type in CATALOGUE.items()}


def test_every_example_is_valid_by_the_schema_beside_it(document: dict[str, Any]):
    for message in document["components"]["messages"].values():
        schema = {**message["payload"], "components": document["components"]}
        for example in message["examples"]:
            Draft202012Validator(schema).validate(json.loads(json.dumps(example["payload"], default=str)))


def test_every_moment_is_told_as_one(document: dict[str, Any]):
    assert list(untold(document["components"]["schemas"])) == []
