"""As on a network of one's own: brokers that ask who connects, services with what each needs, traces to a collector."""

import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

import pytest
import requests
from click.testing import CliRunner, Result
from kafka import KafkaConsumer, TopicPartition
from kafka.errors import ClusterAuthorizationFailedError, KafkaError, TopicAuthorizationFailedError
from pymongo import MongoClient
from pymongo.errors import OperationFailure
from pytest_httpserver import HTTPServer

from deploy.local import Stack, guard, kafka
from deploy.local.guide import OPERATOR
from deploy.local.services import ISSUER, PAGE, SERVICES
from shared.events.catalogue import (
    ACTIVITIES,
    CATALOGUE,
    INBOUND,
    OF_SENDERS,
    STATUSES,
    TIPS,
    answers_to,
    dead_letters_of,
)
from shared.kafka.broker import Broker
from shared.kafka.clients import check, make_admin, make_producer
from shared.kafka.topics import declared_topics
from shared.kafka.users import declared_users
from shared.ops.cli import main
from shared.ops.token import make_token
from tests import containers
from tests.integration.collector import Collector
from tests.integration.rehearsal import Rehearsal
from tests.waiting import eventually

SENDER = "polisen-exempel"
OWN, ANSWERS = f"{INBOUND}.{SENDER}", answers_to(f"{INBOUND}.{SENDER}")
PASSWORD_OF = "LOFTET_KAFKA_PASSWORD"
embedded = pytest.mark.skipif(
    bool(os.environ.get("LOFTET_KAFKA_BOOTSTRAP")) or containers.wanted(), reason="brokers that run already"
)


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    with HTTPServer("127.0.0.1") as server:
        yield Collector(server)


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory, collector: Collector) -> Iterator[Stack]:
    """Given Löftet with traces on brokers that let in whom they know, each for what deploy/kafka/users.yml says."""
    folder = tmp_path_factory.mktemp("guarded")
    made = guard.make(folder / "guard", [user.name for user in declared_users()])
    stack = Stack(folder, clock_file=folder / "clock", guard=made)
    Rehearsal(stack, folder / "clock").it_is("2021-04-15 18:00")
    try:
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("LOFTET_TRACES_URL", collector.url)
            stack.start()
        yield stack
    finally:
        stack.stop()


def keys_of(stack: Stack) -> guard.Guard:
    assert stack.guard is not None
    return stack.guard


def police(stack: Stack) -> Broker:
    """The broker as a police system reaches it."""
    return kafka.broker_at(stack.kafka_bootstrap, keys_of(stack), SENDER)


def loftet(broker: Broker, *words: str) -> Result:
    """What `loftet` answers to whoever reaches the broker so."""
    told = {
        "LOFTET_KAFKA_BOOTSTRAP": broker.addresses,
        "LOFTET_KAFKA_TLS": str(broker.tls).lower(),
        "LOFTET_KAFKA_CA": broker.ca,
        "LOFTET_KAFKA_USER": broker.user,
        PASSWORD_OF: broker.password,
    }
    return CliRunner().invoke(main, list(words), env=told)


def test_each_service_may_do_what_its_events_need_and_nothing_else() -> None:
    users = {user.name: user for user in declared_users()}

    for service in SERVICES:
        produced = {each.topic for each in CATALOGUE.values() if each.producer == service}
        produced |= {f"{topic}.*" for topic in produced & {*OF_SENDERS}}
        assert set(users[service].writes) == produced | {dead_letters_of(service)}, service
        assert not set(users[service].reads) & set(users[service].writes), service
    sender = users[SENDER]
    assert (sender.writes, sender.reads, sender.groups) == ((OWN,), (ANSWERS,), (f"{SENDER}.",))
    assert (sender.sees, sender.watches) == ((), ())


@embedded
def test_a_report_becomes_a_status_through_brokers_that_ask_who_connects(guarded: Stack) -> None:
    # when
    a_walk_is_reported(guarded)

    # then each service has done its part, with what it may do
    assert guarded.unwell() == {}


@embedded
def test_a_report_is_one_trace_from_its_request_to_the_mail(guarded: Stack, collector: Collector) -> None:
    # given a request that belongs to somebody's trace
    trace_id = secrets.token_hex(16)
    here = Rehearsal(guarded, guarded.root / "clock").municipality()
    body = {
        "municipality": here.code,
        "kind": "walk",
        "audiences": ["resident"],
        "actual": {"start": "2021-04-14T18:00:00+02:00", "end": "2021-04-14T20:00:00+02:00"},
        "demonstration": True,
    }

    # when
    sent = {"traceparent": f"00-{trace_id}-{secrets.token_hex(8)}-01"}
    answer = here.post("activities", "activities", body, headers=sent)

    # then what each process did for it is in that trace
    assert answer.headers["traceparent"][3:35] == trace_id
    wanted = {
        "activities-web": {"POST /activities/v1/activities"},
        "activities-worker": {"send loftet.activities"},
        "reports-worker": {"handle walk.completed.v1", "send loftet.statuses"},
        "notifications-worker": {"handle walk.completed.v1", "deliver mail"},
    }

    def told() -> bool:
        found = collector.of(trace_id)
        return all(names <= found.get(process, set()) for process, names in wanted.items())

    eventually(told, 40, f"a trace of {wanted}")


@embedded
def test_a_sender_writes_its_own_topic_reads_the_answers_and_can_do_nothing_else(guarded: Stack) -> None:
    # given topics that hold something
    a_walk_is_reported(guarded)

    # when
    producer = make_producer(police(guarded))
    try:
        producer.send(OWN, b"{}", b"9999", headers=[("ce_party", SENDER.encode())]).get(timeout=10)
        for topic in {topic.name for topic in declared_topics()} - {OWN}:
            with pytest.raises(TopicAuthorizationFailedError):
                producer.send(topic, b"{}", b"9999").get(timeout=10)
    finally:
        producer.close(timeout=5)

    # then
    eventually(lambda: can_read(police(guarded), ANSWERS, group=f"{SENDER}.svar"), 30, "the answer")
    assert not can_read(police(guarded), ANSWERS, group="loftet.activities.inbound")
    for topic in (OWN, ACTIVITIES, STATUSES):
        eventually(lambda topic=topic: can_read(guarded.broker, topic), 30, topic)
        assert not can_read(police(guarded), topic), topic
    refused = pytest.raises((TopicAuthorizationFailedError, ClusterAuthorizationFailedError))
    with make_admin(police(guarded)) as admin, refused:
        admin.delete_topics([OWN], timeout_ms=10_000)
    for words, told in {
        ("topics", "create"): f"{SENDER} may not do this: TopicAuthorizationFailedError",
        ("topics", "list"): f"missing, or not shown to {SENDER}",
        ("users", "grant"): "the broker did not grant it: ClusterAuthorizationFailedError",
        ("users", "password", "reports", "--new", "x"): "whoever asks needs ALTER permission",
        ("dead-letters", "list"): "is not there, or not shown to this user",
        ("lag",): f"{SENDER} may not do this: GroupAuthorizationFailedError",
    }.items():
        ran = loftet(police(guarded), *words)
        assert (ran.exit_code, told in ran.output) == (int(words != ("topics", "list")), True), ran.output


@embedded
def test_a_login_that_is_forgotten_is_told_by_whoever_asks_how_kafka_is(guarded: Stack) -> None:
    nobody = replace(guarded.broker, user=None, password=None)

    assert check(nobody) == "the broker takes connections and hangs up: does it ask for TLS and a login?"


@embedded
def test_the_operators_page_sees_all_that_it_shows_with_what_it_may_do_and_reads_no_tip(guarded: Stack) -> None:
    # given topics that hold something, and somebody who has signed in
    a_walk_is_reported(guarded)
    page = kafka.broker_at(guarded.kafka_bootstrap, keys_of(guarded), PAGE)
    token = make_token(guarded.keys.signing, OPERATOR, issuer=ISSUER, audience="loftet")
    with requests.Session() as browser:
        browser.post(guarded.url_of_page, data={"token": token}, timeout=10)

        # when
        def shown() -> str:
            return unescape(browser.get(guarded.url_of_page, timeout=10).text)

        # then
        eventually(lambda: '<h3 id="g-loftet.reports.projector">' in shown(), 30, "what the page says of lag")
        eventually(lambda: "Trygghetsvandringar" in shown(), 30, "what the page says of statuses")
        assert "Kafka says nothing" not in shown()
    eventually(lambda: can_read(page, STATUSES), 30, STATUSES)
    for topic in (ACTIVITIES, TIPS, OWN):
        assert not can_read(page, topic), topic
    producer = make_producer(page)
    try:
        with pytest.raises(KafkaError):
            producer.send(STATUSES, b"{}", b"9999").get(timeout=10)
    finally:
        producer.close(timeout=5)
    assert loftet(page, "dead-letters", "discard", "reports/0", "--reason", "x").exit_code == 1


@embedded
def test_an_operators_own_user_mends_by_the_command_and_makes_neither_topics_nor_users(guarded: Stack) -> None:
    # given a record that nobody can read
    operator = kafka.broker_at(guarded.kafka_bootstrap, keys_of(guarded), "operator")
    producer = make_producer(police(guarded))
    try:
        producer.send(OWN, b"no JSON", b"9999").get(timeout=10)
    finally:
        producer.close(timeout=5)

    def letters() -> list[str]:
        listed = loftet(operator, "dead-letters", "list", "--service", "activities", "--json")
        assert listed.exit_code == 0, listed.output
        return [json.loads(line)["letter"] for line in listed.stdout.splitlines()]

    # then it is redriven, comes back, and is put away
    (letter, *_) = eventually(letters, 30, "the dead letter")
    assert loftet(operator, "dead-letters", "redrive", letter).exit_code == 0
    (again, *_) = eventually(lambda: set(letters()) - {letter}, 30, "the dead letter again")
    assert loftet(operator, "dead-letters", "discard", again, "--reason", "A test.").exit_code == 0
    assert loftet(operator, "lag").exit_code == 0
    assert loftet(operator, "topics", "list").exit_code == 0
    assert "the broker did not grant it: ClusterAuthorizationFailedError" in loftet(operator, "users", "grant").output
    with make_admin(operator) as admin, pytest.raises((TopicAuthorizationFailedError, ClusterAuthorizationFailedError)):
        admin.delete_topics([INBOUND], timeout_ms=10_000)


@embedded
def test_the_doctor_finds_all_well_by_what_a_services_own_user_may_see(guarded: Stack) -> None:
    found = CliRunner().invoke(main, ["doctor", "reports", "--json"], env=guarded.settings("reports"))

    wrong = {each["what"]: each["wrong"] for each in map(json.loads, found.stdout.splitlines()) if each["wrong"]}
    assert wrong.keys() == {"clock"}, found.output  # this is a rehearsal


@embedded
def test_a_database_is_migrated_by_its_services_own_user(guarded: Stack) -> None:
    migrated = CliRunner().invoke(main, ["migrate", "reports", "--status"], env=guarded.settings("reports"))

    assert migrated.exit_code == 0, migrated.output
    assert "missing" not in migrated.stdout


@embedded
def test_a_services_database_user_reaches_its_own_database_alone(guarded: Stack) -> None:
    uri = guarded.settings("reports")["LOFTET_MONGODB_URI"]

    with MongoClient(uri, timeoutMS=5_000) as client:
        client["loftet_reports"].command("ping")
        with pytest.raises(OperationFailure):
            client["loftet_notifications"].endpoints.find_one()


def a_walk_is_reported(stack: Stack) -> None:
    """In a municipality with Nykvarn's promises; returns when its status says so."""
    here = Rehearsal(stack, stack.root / "clock").municipality()
    here.did("walk", "2021-04-14 18:00", audiences=["resident"])
    here.becomes("trygghetsvandringar", "on_track")


def can_read(broker: Broker, topic: str, group: str | None = None) -> bool:
    """Whether anything can be read there, by a group that keeps its offsets if one is named."""
    consumer = KafkaConsumer(**broker.options(), group_id=group, enable_auto_commit=False)
    try:
        partitions = [TopicPartition(topic, number) for number in range(6)]
        consumer.assign(partitions)
        for partition in partitions:
            consumer.seek(partition, 0)
        found = bool(consumer.poll(timeout_ms=1_000))
        if found and group:
            consumer.commit(timeout_ms=5_000)
        return found
    except KafkaError:
        return False
    finally:
        consumer.close()
