"""The consumer loop: offsets never pass work that is not durable, and what is away is waited for."""

import dataclasses
import threading
from typing import Any

import pytest
from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaTimeoutError

from deploy.local import Stack
from deploy.local.ports import choose
from shared.events.catalogue import TIPS, dead_letters_of
from shared.events.cloudevent import Event
from shared.kafka.broker import Broker
from shared.kafka.clients import check, make_producer
from shared.kafka.errors import Recoverable
from shared.kafka.failures import Failures
from shared.kafka.handled import Handled
from shared.kafka.measured import Measured
from shared.kafka.topics import Topic, create_topics
from shared.store.in_flight import InFlight
from tests.integration.brokers import everything_on, running, settings, tip
from tests.integration.consuming import a_name, consumer_of, letter_of, put, record_of, values_of
from tests.waiting import eventually


def test_an_event_is_handled_once_and_its_offset_committed(stack: Stack) -> None:
    # given an event on the topic, and a group that has handled it
    name, group = a_name(), a_name()
    put(stack, *record_of(name))
    handled: list[str] = []
    with running(consumer_of(stack, group, lambda events: handled.extend(e.id for e in events)).run):
        eventually(lambda: name in handled)

    # when another member of the group takes over
    later = a_name()
    put(stack, *record_of(later))
    again: list[str] = []
    with running(consumer_of(stack, group, lambda events: again.extend(e.id for e in events)).run):
        eventually(lambda: later in again)

    # then it sees only what came since
    assert name not in again


def test_what_a_handler_tells_is_on_the_broker_before_its_batch_is_passed_by(stack: Stack) -> None:
    # given a handler whose first word is larger than the broker takes
    name, told = a_name(), a_name()
    words = [bytes(2 * 2**20), tip(told).value]

    def handle(events: list[Event]) -> Handled:
        if name not in [event.id for event in events]:
            return Handled()
        return Handled(told=[dataclasses.replace(tip(told), value=words.pop(0))])

    # when an event comes
    put(stack, *record_of(name))
    with running(consumer_of(stack, a_name(), handle).run):
        # then it is handled until the word is taken
        eventually(lambda: not words)
        eventually(lambda: any(("ce_id", told.encode()) in one.headers for one in everything_on(stack, TIPS)))


class Stuck:
    """A client whose broker has gone: it takes nothing, and cannot be closed in time."""

    def send(self, *record: Any) -> None:
        raise KafkaTimeoutError("30000 ms have passed")

    def close(self, timeout: float) -> None:
        raise KafkaTimeoutError("Timeout waiting for future")


def test_a_batch_is_not_passed_by_when_the_broker_takes_no_word_of_it_and_its_client_cannot_be_closed(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given a sender that meets a broker that has gone, and then one that is there
    name, told, attempts = a_name(), a_name(), []
    met = [lambda broker: Stuck(), make_producer]
    monkeypatch.setattr("shared.kafka.sending.make_producer", lambda broker: met.pop(0)(broker))

    def handle(events: list[Event]) -> Handled:
        if name not in [event.id for event in events]:
            return Handled()
        attempts.append(1)
        return Handled(told=[tip(told)])

    # when an event comes
    put(stack, *record_of(name))
    with running(consumer_of(stack, a_name(), handle).run):
        # then it is handled again until its word is on the broker
        eventually(lambda: any(("ce_id", told.encode()) in one.headers for one in everything_on(stack, TIPS)))
    assert len(attempts) == 2


def test_a_relay_goes_on_when_the_client_of_a_broker_that_has_gone_cannot_be_closed(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.store.in_flight.make_producer", lambda broker: Stuck())
    in_flight = InFlight(settings(stack), a_name())

    in_flight.begin()

    in_flight.end()


def test_a_batch_whose_handler_fails_for_a_while_is_tried_until_it_succeeds(stack: Stack) -> None:
    # given a handler whose database is away twice
    name, attempts = a_name(), []
    handled: list[str] = []

    def handle(events: list[Event]) -> None:
        if name in [event.id for event in events]:
            attempts.append(1)
            if len(attempts) < 3:
                raise Recoverable("away")
        handled.extend(event.id for event in events)

    # when an event comes
    put(stack, *record_of(name))
    with running(consumer_of(stack, a_name(), handle).run):
        # then it is handled in the end
        eventually(lambda: name in handled)
    assert len(attempts) == 3


def test_what_waits_while_the_database_is_away_is_told_as_lag(stack: Stack) -> None:
    # given a handler whose database is away for good
    service = a_name()

    def handle(_: list[Event]) -> None:
        raise Recoverable("away")

    # when an event comes
    put(stack, *record_of(a_name()))
    with running(consumer_of(stack, a_name(), handle, service).run):
        # then an alert sees that it waits, and that nothing has been read
        eventually(lambda: sum(values_of("loftet_consumer_lag", service)) >= 1)
        assert set(values_of("loftet_consumed_total", service)) == {0}
        assert len(values_of("loftet_consumer_position", service)) == len(values_of("loftet_consumer_lag", service))


def test_what_comes_while_a_batch_hangs_is_told_as_lag(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    # given a handler that hangs at one event, and the next one behind it
    monkeypatch.setattr("shared.kafka.meanwhile.EVERY_SECONDS", 0.05)
    name, service, hangs, mended = a_name(), a_name(), threading.Event(), threading.Event()
    create_topics(Broker(addresses=stack.kafka_bootstrap), [Topic(dead_letters_of(service), 1, 1, {})])

    def handle(events: list[Event]) -> None:
        if name in [event.id for event in events]:
            hangs.set()
            mended.wait(30)

    put(stack, *record_of(name))
    with running(consumer_of(stack, a_name(), handle, service).run):
        # when more come, then each is seen to wait behind it, and nothing once the handler goes on
        assert hangs.wait(15)
        before = sum(values_of("loftet_consumer_lag", service)), values_of("loftet_consumer_position", service)
        put(stack, *record_of(a_name()))
        eventually(lambda: sum(values_of("loftet_consumer_lag", service)) > before[0])
        assert values_of("loftet_consumer_position", service) == before[1]
        mended.set()
        eventually(lambda: sum(values_of("loftet_consumer_lag", service)) == 0)


def test_a_consumer_tells_which_partition_it_fails_at_until_it_has_been_read(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given a handler that fails at one event, and a process that is unready at once
    monkeypatch.setattr("shared.kafka.failures.UNWELL_AFTER", 0)
    name, service, away = a_name(), a_name(), [True]
    create_topics(Broker(addresses=stack.kafka_bootstrap), [Topic(dead_letters_of(service), 1, 1, {})])

    def handle(events: list[Event]) -> None:
        if away[0] and name in [event.id for event in events]:
            raise Recoverable("its database is away")

    # when it comes
    place = put(stack, *record_of(name))
    consumer = consumer_of(stack, a_name(), handle, service)
    with running(consumer.run):
        # then readiness and metrics say where, and no longer once it is mended
        eventually(lambda: f"{TIPS}[{place}]" in (consumer.check() or ""))
        assert sum(values_of("loftet_consumer_failing", service)) >= 1
        away.clear()
        away.append(False)
        eventually(lambda: consumer.check() is None)
        assert sum(values_of("loftet_consumer_failing", service)) == 0


def test_a_partition_that_another_reads_now_is_told_of_no_longer(stack: Stack) -> None:
    # given a consumer that has told of two partitions
    service = a_name()
    measured = Measured(service, "a group", [TIPS])
    consumer = KafkaConsumer(bootstrap_servers=stack.kafka_bootstrap, enable_auto_commit=False)
    consumer.assign([TopicPartition(TIPS, 0), TopicPartition(TIPS, 1)])
    consumer.seek_to_beginning()

    def told_of(partitions: int) -> bool:
        consumer.poll(timeout_ms=100)
        measured.lag(consumer, Failures())
        told = [values_of(f"loftet_consumer_{name}", service) for name in ("lag", "position", "failing")]
        return {len(each) for each in told} == {partitions}

    eventually(lambda: told_of(2))

    # when one of them is taken from it
    consumer.assign([TopicPartition(TIPS, 1)])

    # then it does not go on to tell what waited there then, nor of what it still has in hand of it
    eventually(lambda: told_of(1))
    measured.in_hand(consumer, {TopicPartition(TIPS, 0): []})
    assert len(values_of("loftet_consumer_lag", service)) == 1
    consumer.close()


def test_a_type_that_nobody_wants_is_skipped_without_being_read(stack: Stack) -> None:
    # given a record of a foreign type, and a wanted one
    foreign, good = a_name(), a_name()
    headers, _ = record_of(foreign)
    put(stack, [(n, b"org.example.other.v1" if n == "ce_type" else v) for n, v in headers], b"{", key=foreign.encode())
    put(stack, *record_of(good))

    # when they are consumed
    handled: list[str] = []
    with running(consumer_of(stack, a_name(), lambda events: handled.extend(e.id for e in events)).run):
        eventually(lambda: good in handled)

    # then the foreign one is neither handled nor a dead letter
    assert foreign not in handled
    assert letter_of(stack, foreign) is None


def test_a_worker_says_whether_a_broker_takes_connections(stack: Stack) -> None:
    # given a broker that runs, and an address at which none does
    nobody = f"127.0.0.1:{choose(None, [])}"

    # then the check tells the one from the other
    assert check(settings(stack).broker) is None
    assert check(settings(stack, kafka_bootstrap=nobody).broker) == "no Kafka broker takes connections"
    assert check(settings(stack, kafka_bootstrap=f"{nobody},{stack.kafka_bootstrap}").broker) is None
