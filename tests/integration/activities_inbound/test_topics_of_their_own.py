"""A sender with topics of its own speaks there for itself alone, and is answered where nobody else reads."""

import json
from pathlib import Path

import pytest
from kafka import KafkaProducer

from services.activities.inbound import Inbound
from services.activities.inbound_record import read_record
from shared.clock import SystemClock
from shared.events.catalogue import ACKNOWLEDGEMENTS, INBOUND, answers_to
from shared.http.clients import Clients
from shared.kafka.handled import Handled
from tests.integration.activities_house import KOMMUN, POLICE, House, event
from tests.integration.brokers import everything_on
from tests.integration.inbound import ANY, Polled, acknowledgements, headers_of, results_of
from tests.waiting import eventually

OWN, OF_ANOTHER = f"{INBOUND}.{POLICE}", f"{INBOUND}.{KOMMUN}"
DECLARED = f"{INBOUND}.polisen-exempel"


@pytest.fixture
def registered(tmp_path: Path) -> Clients:
    """Two systems of the police with topics of their own, and one of the municipality without."""
    registry = tmp_path / "clients.yml"
    write = 'municipalities: ["0140"], scopes: [events:write]'
    registry.write_text(
        f"""clients:
  syd: {{party: {POLICE}, {write}, sources: [/polisen/syd], sender: syd}}
  norr: {{party: {POLICE}, {write}, sources: [/polisen/norr], sender: norr}}
  town: {{party: {KOMMUN}, {write}, sources: [/nykvarn]}}
""",
        encoding="utf-8",
    )
    return Clients(str(registry), SystemClock())


def took(inbound: Inbound, clients: Clients, *records: Polled) -> Handled:
    return inbound.handle([read_record(each, clients) for each in records])


def test_a_topic_that_is_named_after_a_party_is_that_partys_alone(inbound: Inbound):
    handled = took(
        inbound,
        ANY,
        Polled(0, event("alone-0"), OWN),
        Polled(1, event("alone-1"), OF_ANOTHER),
        Polled(2, event("alone-2", source=f"/{KOMMUN}/x"), OWN),
        Polled(3, event("alone-3"), INBOUND),
    )

    assert results_of(handled) == ["accepted", "rejected", "rejected", "accepted"]
    assert f"on {OF_ANOTHER}, it is not registered for {POLICE}" in handled.invalid[0].reason


def test_each_is_answered_on_the_topic_of_its_own_sender(inbound: Inbound):
    handled = took(inbound, ANY, Polled(0, event("where"), OWN), Polled(1, event("where"), INBOUND))

    assert [each.topic for each in handled.told] == [f"{ACKNOWLEDGEMENTS}.{POLICE}", ACKNOWLEDGEMENTS]


@pytest.mark.parametrize(
    ("topic", "party", "source", "result"),
    [
        (f"{INBOUND}.syd", POLICE, "/polisen/syd/1", "accepted"),
        (f"{INBOUND}.syd", POLICE, "/polisen/norr/1", "rejected"),
        (f"{INBOUND}.syd", KOMMUN, "/nykvarn/1", "rejected"),
        (OWN, POLICE, "/polisen/syd/1", "rejected"),
        (INBOUND, POLICE, "/polisen/syd/1", "rejected"),
        (INBOUND, KOMMUN, "/nykvarn/1", "accepted"),
    ],
)
def test_a_registered_sender_speaks_on_its_own_topic_for_its_own_clients_and_nobody_else_does(
    inbound: Inbound, registered: Clients, topic: str, party: str, source: str, result: str
):
    sent = event(f"{topic} {party} {source}", source=source)

    handled = took(inbound, registered, Polled(0, sent, topic, party))

    assert results_of(handled) == [result]


def test_every_senders_topic_is_read_and_answered_beside_the_common_one(house: House, producer: KafkaProducer):
    # given a record of another party on a declared sender's topic
    sent = event("of another")
    placed = producer.send(DECLARED, json.dumps(sent["data"]).encode(), b"0140", headers=headers_of(sent)).get(15)

    # then it is refused there, and nothing is said on the common topic
    def answers() -> list[str]:
        told = [json.loads(each.value) for each in everything_on(house.stack, answers_to(DECLARED))]
        place = {"topic": DECLARED, "partition": placed.partition, "offset": placed.offset}
        return [each["result"] for each in told if each["record"] == place]

    assert eventually(answers) == ["rejected"]
    assert not [each for each in acknowledgements(house.stack) if each.data.record.topic == DECLARED]
