"""The embedded stack holds what it was given, through kill -9 of every process."""

import smtplib
from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from kafka import KafkaConsumer, KafkaProducer
from pymongo import MongoClient

from deploy.local import Stack, status
from shared.kafka.broker import Broker
from shared.kafka.topics import create_topics, declared_topics, differences


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A stack of this module's own, to be killed."""
    made = Stack(tmp_path_factory.mktemp("own"), with_services=False)
    made.start()
    yield made
    made.stop()


def test_every_declared_topic_is_there_as_declared(stack: Stack) -> None:
    found = differences(Broker(addresses=stack.kafka_bootstrap), declared_topics())

    assert set(found.values()) == {""}


def test_creating_topics_again_creates_none(stack: Stack) -> None:
    assert create_topics(Broker(addresses=stack.kafka_bootstrap), declared_topics()) == []


def test_a_mail_that_was_accepted_lies_in_the_folder(stack: Stack) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Message-ID"] = "a@loftet.example", "b@loftet.example", "<kept@loftet.example>"
    mail.set_content("Trygghetsvandring på torget")

    with smtplib.SMTP("127.0.0.1", stack.smtp_port) as server:
        server.send_message(mail)

    assert (stack.mails / "kept@loftet.example.eml").exists()


def test_nothing_acknowledged_is_lost_when_everything_is_killed_and_ports_stay_the_same(own: Stack) -> None:
    with MongoClient(own.mongodb_uri) as client:
        client.kept.walks.insert_many([{"_id": n} for n in range(200)])
        client.kept.walks.insert_one({"_id": "last"})
    producer = KafkaProducer(bootstrap_servers=own.kafka_bootstrap, acks="all")
    producer.send("loftet.inbound", b"before").get(timeout=10)
    producer.close(timeout=5)

    ports = dict(own.state.ports)
    for name in list(own.state.processes):
        own.kill(name)
    again = Stack(own.root, with_services=False)
    again.start()

    with MongoClient(again.mongodb_uri) as client:
        assert client.kept.walks.count_documents({}) == 201
    with KafkaConsumer(
        "loftet.inbound",
        bootstrap_servers=again.kafka_bootstrap,
        auto_offset_reset="earliest",
        consumer_timeout_ms=10_000,
    ) as consumer:
        assert next(consumer).value == b"before"
    assert again.state.ports == ports
    assert again.stop() == []


def test_starting_twice_starts_nothing_anew(own: Stack) -> None:
    own.start()
    before = {name: own.pid(name) for name in own.state.processes}
    ports = dict(own.state.ports)

    own.start()

    assert {name: own.pid(name) for name in own.state.processes} == before
    assert own.state.ports == ports


def test_one_process_can_be_killed_and_brought_back(own: Stack) -> None:
    own.start()
    before = own.pid("mongodb")

    own.kill("mongodb")
    assert own.pid("mongodb") is None
    own.start("mongodb")

    assert own.pid("mongodb") not in (None, before)


def test_the_status_shows_every_process_and_what_it_holds(own: Stack) -> None:
    own.start()
    own.kill("smtp")

    reports = {one.name: one for one in status.report(own, sample=0.1)}

    assert reports["smtp"].health == "does not run"
    assert reports["kafka"].health == reports["mongodb"].health == "well"
    assert reports["kafka"].resident > 50 * 2**20
    assert "total" in status.table(list(reports.values()))
