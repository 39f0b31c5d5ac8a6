"""The worker: what is stored is told on the topics, what comes on Kafka goes the same way as what is posted."""

import dataclasses
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from kafka import KafkaProducer

from deploy.local import Stack
from shared.events.catalogue import ACTIVITIES, AGREEMENTS, dead_letters_of
from shared.events.cloudevent import decode, read_headers
from shared.kafka.clients import make_producer
from tests.integration.activities_house import KOMMUN, POLICE, House, event, house_on, walk
from tests.integration.brokers import everything_on
from tests.integration.inbound import put
from tests.waiting import eventually


@pytest.fixture(scope="module")
def house(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house_on(stack, tmp_path_factory.mktemp("worker")) as made:
        yield made


@pytest.fixture(scope="module")
def worker(house: House) -> Iterator[subprocess.Popen[bytes]]:
    """The worker as a process of its own, as in earnest."""
    given = {name: value for name, value in dataclasses.asdict(house.settings).items() if value is not None}
    settings = {f"LOFTET_{name.upper()}": str(value) for name, value in given.items()}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LOFTET_")}
    command = [sys.executable, "-m", "services.activities.worker"]
    process = subprocess.Popen(command, env=environment | settings, stderr=subprocess.DEVNULL)
    try:
        relay = {"_id": "activities", "token": {"$exists": True}}
        eventually(lambda: house.database.relays.find_one(relay), 60, "the relay's first position")
        yield process
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0, "SIGTERM ends it in order, within 20 seconds"
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def producer(house: House) -> Iterator[KafkaProducer]:
    made = make_producer(house.settings.broker)
    yield made
    made.close(timeout=5)


def told_of(house: House, topic: str, subject: str) -> list[tuple[str, Any]]:
    """The events about something on a topic: type and data."""
    found = []
    for record in everything_on(house.stack, topic):
        if ("ce_subject", subject.encode()) in record.headers:
            headers = read_headers(record.headers)
            found.append((headers["ce_type"].removeprefix("se.loftet."), decode(headers, record.value).data))
    return found


@pytest.mark.usefixtures("worker")
def test_each_change_is_told_on_its_topic_with_all_that_its_readers_need(house: House):
    activity = house.caller().post("/activities", json=walk()).get_json()["id"]
    withdrawal = {"reason": "Dubbelt rapporterad."}
    where = f"/activities/{activity}/withdrawal"
    assert house.caller().post(where, json=withdrawal, headers={"If-Match": '"1"'}).status_code == 200

    told = eventually(lambda: (found := told_of(house, ACTIVITIES, activity)) and len(found) >= 2 and found)

    assert [name for name, _ in told] == ["walk.completed.v1", "activity.withdrawn.v1"]
    first, second = (data for _, data in told)
    assert (first.revision, second.revision) == (1, 2)
    assert first.counts[0].responsible == (KOMMUN, POLICE)
    assert second.reason == "Dubbelt rapporterad."
    assert told_of(house, AGREEMENTS, "nykvarn-2021-2022")


@pytest.mark.usefixtures("worker")
def test_what_comes_on_kafka_goes_the_same_way_as_what_is_posted(house: House, producer: KafkaProducer):
    put(producer, event("by-kafka"))
    kept = eventually(lambda: house.database.activities.find_one({"record.reportedBy": POLICE}))

    posted = house.caller(POLICE).post("/events", json=event("by-kafka")).get_json()["results"][0]

    assert posted == {
        "id": "by-kafka",
        "source": f"/{POLICE}/insatser",
        "result": "duplicate",
        "activityId": kept["_id"],
    }


@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize(
    ("sent", "party", "reason"),
    [
        (event("dead-kind", walk(kind="parade")), POLICE, "data.kind"),
        (event("dead-party", walk(), source="/polisen-solna"), "polisen-solna", "is no party"),
        (event("dead-nobody", walk()), None, "ce_party"),
        (event("dead-place", walk(municipality="0181")), POLICE, "municipality"),
        (event("dead-type", type="se.loftet.parade.held.v1"), POLICE, "not taken here"),
    ],
)
def test_what_cannot_be_accepted_is_a_dead_letter_with_its_reason_and_the_next_is_taken(
    house: House, producer: KafkaProducer, sent: dict[str, Any], party: str | None, reason: str
):
    put(producer, sent, party)
    put(producer, event(f"after-{sent['id']}", walk(title=f"Efter {sent['id']}")))

    eventually(lambda: house.database.activities.find_one({"record.title": f"Efter {sent['id']}"}))
    letters = [
        dict(record.headers)
        for record in everything_on(house.stack, dead_letters_of("activities"))
        if dict(record.headers).get("ce_id") == sent["id"].encode()
    ]
    assert len(letters) == 1
    assert reason in letters[0]["loftet-reason"].decode()


@pytest.mark.usefixtures("worker")
def test_a_tip_on_the_topic_is_refused_and_its_text_kept_nowhere_else(house: House, producer: KafkaProducer):
    tip = {"municipality": "0140", "category": "narcotics", "text": "Hemligt."}
    sent = event("open-tip", tip, type="se.loftet.tip.reported.v1")

    put(producer, sent)

    def letter() -> Any:
        letters = everything_on(house.stack, dead_letters_of("activities"))
        return next((one for one in letters if dict(one.headers).get("ce_id") == b"open-tip"), None)

    eventually(lambda: letter() is not None)
    assert letter().value is None
    assert "by HTTP" in dict(letter().headers)["loftet-reason"].decode()


@pytest.mark.usefixtures("worker")
def test_a_senders_revisions_on_kafka_are_merged_in_whatever_order_they_come(house: House, producer: KafkaProducer):
    title = "Vandring i två versioner"
    withdrawn = walk(title=title, revision=2, withdrawn="Fel ärende.")
    put(producer, event("second", withdrawn, subject="insats-1"))
    put(producer, event("first", walk(title=title, revision=1), subject="insats-1"))
    put(producer, event("after-both", walk(title="Efter båda")))
    eventually(lambda: house.database.activities.find_one({"record.title": "Efter båda"}))

    (kept,) = house.database.activities.find({"record.title": title})

    assert (kept["record"]["state"], kept["revision"], kept["senderRevision"]) == ("withdrawn", 1, 2)
    told = eventually(lambda: told_of(house, ACTIVITIES, kept["_id"]))
    assert [name for name, _ in told] == ["activity.withdrawn.v1"]
