"""The consumer loop: offsets never pass work that is not durable, and consumed = applied + dead-lettered."""

import dataclasses
import json
import uuid
from typing import Any

import pytest
from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.errors import KafkaTimeoutError
from prometheus_client import REGISTRY

from deploy.local import Stack
from deploy.local.ports import choose
from shared.events.catalogue import TIP_RECEIVED, TIPS, dead_letters_of
from shared.events.cloudevent import Event
from shared.kafka.clients import check, make_producer
from shared.kafka.consumer import Consumer
from shared.kafka.errors import Recoverable, TooManyDeadLetters
from shared.kafka.handled import Handled, Invalid
from shared.kafka.measured import Measured
from shared.ops.dead_letters.letters import Letter, told_by
from shared.store.in_flight import InFlight
from tests.integration.brokers import everything_on, running, settings, tip
from tests.integration.strange_headers import NOT_UTF8, NULL, null_values
from tests.waiting import eventually

Headers = list[tuple[str, bytes]]


def test_an_event_is_handled_once_and_its_offset_committed(stack: Stack) -> None:
    # given an event on the topic, and a group that has handled it
    name, group = _name(), _name()
    _send(stack, *_record(name))
    handled: list[str] = []
    with running(_consumer(stack, group, lambda events: handled.extend(e.id for e in events)).run):
        eventually(lambda: name in handled)

    # when another member of the group takes over
    later = _name()
    _send(stack, *_record(later))
    again: list[str] = []
    with running(_consumer(stack, group, lambda events: again.extend(e.id for e in events)).run):
        eventually(lambda: later in again)

    # then it sees only what came since
    assert name not in again


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        pytest.param(lambda headers, value: (headers, b"{"), "tip.received", id="value is no JSON"),
        pytest.param(lambda headers, value: (headers, b"\xff\xfe"), "tip.received", id="value is no UTF-8"),
        pytest.param(lambda headers, value: (headers, None), "tip.received", id="value is missing"),
        pytest.param(lambda headers, value: (headers, b'{"tipId": 1}'), "tip.received", id="data of another form"),
        pytest.param(
            lambda headers, value: ([h for h in headers if h[0] != "ce_id"], value), "ce_id", id="no ce_id header"
        ),
        pytest.param(
            lambda headers, value: ([*headers, ("note", b"\xff")], value), "not UTF-8", id="a header that is no UTF-8"
        ),
    ],
)
def test_what_cannot_be_understood_goes_to_the_dead_letters_and_the_next_is_handled(
    stack: Stack, spoil: Any, reason: str
) -> None:
    # given a record that cannot be understood, and a good one after it
    bad, good = _name(), _name()
    headers, value = spoil(*_record(bad))
    _send(stack, headers, value, key=bad.encode())
    _send(stack, *_record(good))

    # when they are consumed
    handled: list[str] = []
    with running(_consumer(stack, _name(), lambda events: handled.extend(e.id for e in events)).run):
        eventually(lambda: good in handled and _letter(stack, bad) is not None)

    # then the bad one stands in the dead letters, byte for byte, with where from and why
    letter = _letter(stack, bad)
    assert letter.value == value
    assert letter.headers[: len(headers)] == headers
    added = {name: text.decode() for name, text in letter.headers[len(headers) :]}
    assert added["loftet-topic"] == TIPS
    assert reason in added["loftet-reason"]
    assert added["loftet-offset"].isdigit()


def test_headers_without_a_value_and_headers_that_look_like_ours_end_no_consumer_and_say_nothing(stack: Stack) -> None:
    # given a record that cannot be understood, with a header that has no value and with words of ours, and a good one
    bad, good = _name(), _name()
    headers, _ = _record(bad)
    foreign = [("note", NULL), ("loftet-settles", b"reports/0"), ("loftet-document", b"agreements/1")]
    with null_values():
        _send(stack, [*headers, *foreign], b"{", key=bad.encode())
    _send(stack, *_record(good))

    # when they are consumed
    handled: list[str] = []
    with running(_consumer(stack, _name(), lambda events: handled.extend(e.id for e in events)).run):
        eventually(lambda: good in handled and _letter(stack, bad) is not None)

    # then its letter names the headers still, and is one that waits
    letter = _letter(stack, bad)
    kept = dict(letter.headers)
    assert (kept["note"], kept["original-loftet-settles"]) == (b"", b"reports/0")
    told = told_by("reports", letter)
    assert isinstance(told, Letter)
    assert told.origin.startswith(f"{TIPS}[")
    assert told.key == bad.encode()


def test_a_header_whose_name_is_not_utf8_makes_a_dead_letter_of_its_record_and_of_no_other(stack: Stack) -> None:
    # given a record with such a header between two good ones in one batch of the broker's
    before, bad, after = _name(), _name(), _name()
    producer = KafkaProducer(bootstrap_servers=stack.kafka_bootstrap, linger_ms=200)
    for name, added in ((before, []), (bad, [(NOT_UTF8, b"1")]), (after, [])):
        headers, value = _record(name)
        producer.send(TIPS, value=value, key=bad.encode(), headers=[*headers, *added])
    producer.flush()
    producer.close()

    # when they are consumed
    handled: list[str] = []
    with running(_consumer(stack, _name(), lambda events: handled.extend(e.id for e in events)).run):
        eventually(lambda: after in handled and _letter(stack, bad) is not None)

    # then the others are handled, and its letter says why and holds all that it had
    assert before in handled
    assert bad not in handled
    letter = _letter(stack, bad)
    assert dict(letter.headers)["\\xff\\xfe"] == b"1"
    assert "not UTF-8" in dict(letter.headers)["loftet-reason"].decode()
    assert letter.value == _record(bad)[1]


def test_an_event_that_the_handler_calls_invalid_is_put_aside_and_its_neighbours_are_handled(stack: Stack) -> None:
    # given a handler that never accepts one of two events
    bad, good = _name(), _name()
    handled: list[str] = []

    def handle(events: list[Event]) -> Handled:
        handled.extend(event.id for event in events if event.id != bad)
        return Handled(invalid=[Invalid(event, "never") for event in events if event.id == bad])

    _send(stack, *_record(bad), key=bad.encode())
    _send(stack, *_record(good))

    # when they are consumed
    with running(_consumer(stack, _name(), handle).run):
        # then the other is handled and the one is a dead letter
        eventually(lambda: good in handled and _letter(stack, bad) is not None)
    assert bad not in handled


def test_what_a_handler_tells_is_on_the_broker_before_its_batch_is_passed_by(stack: Stack) -> None:
    # given a handler whose first word is larger than the broker takes
    name, told = _name(), _name()
    words = [bytes(2 * 2**20), tip(told).value]

    def handle(events: list[Event]) -> Handled:
        if name not in [event.id for event in events]:
            return Handled()
        return Handled(told=[dataclasses.replace(tip(told), value=words.pop(0))])

    # when an event comes
    _send(stack, *_record(name))
    with running(_consumer(stack, _name(), handle).run):
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
    name, told, attempts = _name(), _name(), []
    met = [lambda broker: Stuck(), make_producer]
    monkeypatch.setattr("shared.kafka.sending.make_producer", lambda broker: met.pop(0)(broker))

    def handle(events: list[Event]) -> Handled:
        if name not in [event.id for event in events]:
            return Handled()
        attempts.append(1)
        return Handled(told=[tip(told)])

    # when an event comes
    _send(stack, *_record(name))
    with running(_consumer(stack, _name(), handle).run):
        # then it is handled again until its word is on the broker
        eventually(lambda: any(("ce_id", told.encode()) in one.headers for one in everything_on(stack, TIPS)))
    assert len(attempts) == 2


def test_a_relay_goes_on_when_the_client_of_a_broker_that_has_gone_cannot_be_closed(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.store.in_flight.make_producer", lambda broker: Stuck())
    in_flight = InFlight(settings(stack), _name())

    in_flight.begin()

    in_flight.end()


def test_a_batch_whose_handler_fails_for_a_while_is_tried_until_it_succeeds(stack: Stack) -> None:
    # given a handler whose database is away twice
    name, attempts = _name(), []
    handled: list[str] = []

    def handle(events: list[Event]) -> None:
        if name in [event.id for event in events]:
            attempts.append(1)
            if len(attempts) < 3:
                raise Recoverable("away")
        handled.extend(event.id for event in events)

    # when an event comes
    _send(stack, *_record(name))
    with running(_consumer(stack, _name(), handle).run):
        # then it is handled in the end
        eventually(lambda: name in handled)
    assert len(attempts) == 3


def test_what_waits_while_the_database_is_away_is_told_as_lag(stack: Stack) -> None:
    # given a handler whose database is away for good
    service = _name()

    def handle(_: list[Event]) -> None:
        raise Recoverable("away")

    # when an event comes
    _send(stack, *_record(_name()))
    with running(_consumer(stack, _name(), handle, service).run):
        # then an alert sees that it waits, and that nothing has been read
        eventually(lambda: sum(_values("loftet_consumer_lag", service)) >= 1)
        assert set(_values("loftet_consumed_total", service)) == {0}


def test_a_partition_that_another_reads_now_is_told_of_no_longer(stack: Stack) -> None:
    # given a consumer that has told of two partitions
    service = _name()
    measured = Measured(service, [TIPS])
    consumer = KafkaConsumer(bootstrap_servers=stack.kafka_bootstrap, enable_auto_commit=False)
    consumer.assign([TopicPartition(TIPS, 0), TopicPartition(TIPS, 1)])
    consumer.seek_to_beginning()

    def told_of(partitions: int) -> bool:
        consumer.poll(timeout_ms=100)
        measured.lag(consumer)
        return len(_values("loftet_consumer_lag", service)) == partitions

    eventually(lambda: told_of(2))

    # when one of them is taken from it
    consumer.assign([TopicPartition(TIPS, 1)])

    # then it does not go on to tell what waited there then
    eventually(lambda: told_of(1))
    consumer.close()


def test_counts_begin_at_nothing_so_that_an_alert_sees_the_first_dead_letter() -> None:
    service = _name()

    Measured(service, [TIPS])

    for name in ("loftet_dead_letters_total", "loftet_decode_failures_total"):
        assert _values(name, service) == [0], name


def test_what_cannot_be_read_is_counted_apart_from_what_can_never_be_accepted(stack: Stack) -> None:
    # given a record that is no JSON, and one that the handler refuses
    refused = _name()
    headers, _ = _record(_name())
    _send(stack, headers, b"{")
    _send(stack, *_record(refused))

    def handle(events: list[Event]) -> Handled:
        return Handled(invalid=[Invalid(event, "never") for event in events if event.id == refused])

    def counted() -> tuple[float, float]:
        dead, unreadable = (_values(f"loftet_{name}_total", "reports") for name in ("dead_letters", "decode_failures"))
        return sum(dead), sum(dead) - sum(unreadable)

    dead_before, read_before = counted()

    # when
    with running(_consumer(stack, _name(), handle).run):
        eventually(lambda: counted()[0] >= dead_before + 2)

        # then
        eventually(lambda: counted()[1] == read_before + 1)


def test_a_type_that_nobody_wants_is_skipped_without_being_read(stack: Stack) -> None:
    # given a record of a foreign type, and a wanted one
    foreign, good = _name(), _name()
    headers, _ = _record(foreign)
    _send(
        stack, [(n, b"org.example.other.v1" if n == "ce_type" else v) for n, v in headers], b"{", key=foreign.encode()
    )
    _send(stack, *_record(good))

    # when they are consumed
    handled: list[str] = []
    with running(_consumer(stack, _name(), lambda events: handled.extend(e.id for e in events)).run):
        eventually(lambda: good in handled)

    # then the foreign one is neither handled nor a dead letter
    assert foreign not in handled
    assert _letter(stack, foreign) is None


def test_so_many_bad_records_in_a_row_stop_the_consumer(stack: Stack) -> None:
    # given a consumer that stands for two bad records in a row, and a handler that takes none
    def handle(events: list[Event]) -> Handled:
        return Handled(invalid=[Invalid(event, "never") for event in events])

    consumer = Consumer(
        settings(stack, max_dead_letters=2),
        service="reports",
        group=_name(),
        topics=[TIPS],
        handle=handle,
        wanted=frozenset([TIP_RECEIVED]),
    )
    for _ in range(3):
        _send(stack, *_record(_name()))

    # when they are consumed, then the consumer ends by itself with the reason
    failed: list[BaseException] = []

    def run(stop: Any) -> None:
        try:
            consumer.run(stop)
        except TooManyDeadLetters as error:
            failed.append(error)

    with running(run):
        eventually(lambda: failed)


def test_on_a_topic_open_to_strangers_no_number_of_bad_records_stops_the_consumer(stack: Stack) -> None:
    # given more bad records in a row than a consumer of ours stands for, and a good one after them
    good = _name()
    for _ in range(3):
        _send(stack, [], b"junk")
    _send(stack, *_record(good))
    handled: list[str] = []
    consumer = Consumer(
        settings(stack, max_dead_letters=2),
        service="reports",
        group=_name(),
        topics=[TIPS],
        handle=lambda events: handled.extend(e.id for e in events),
        wanted=frozenset([TIP_RECEIVED]),
        open_to_strangers=True,
    )

    # when they are consumed, then the good one is handled
    with running(consumer.run):
        eventually(lambda: good in handled)


def test_a_worker_says_whether_a_broker_takes_connections(stack: Stack) -> None:
    # given a broker that runs, and an address at which none does
    nobody = f"127.0.0.1:{choose(None, [])}"

    # then the check tells the one from the other
    assert check(settings(stack).broker) is None
    assert check(settings(stack, kafka_bootstrap=nobody).broker) == "no Kafka broker takes connections"
    assert check(settings(stack, kafka_bootstrap=f"{nobody},{stack.kafka_bootstrap}").broker) is None


def _values(name: str, service: str) -> list[float]:
    """What a metric says of a service now, a value for each of its other labels."""
    samples = [sample for family in REGISTRY.collect() for sample in family.samples]
    return [each.value for each in samples if each.name == name and each.labels.get("service") == service]


def _consumer(stack: Stack, group: str, handle: Any, service: str = "reports") -> Consumer:
    return Consumer(
        settings(stack),
        service=service,
        group=group,
        topics=[TIPS],
        handle=handle,
        wanted=frozenset([TIP_RECEIVED]),
    )


def _record(name: str) -> tuple[Headers, bytes]:
    made = tip(name)
    assert json.loads(made.value)["tipId"] == name
    return [(key, text.encode()) for key, text in made.headers.items()], made.value


def _send(stack: Stack, headers: Headers, value: bytes | None, key: bytes = b"0140") -> None:
    producer = KafkaProducer(bootstrap_servers=stack.kafka_bootstrap)
    producer.send(TIPS, value=value, key=key, headers=headers).get(timeout=30)
    producer.close()


def _letter(stack: Stack, key: str) -> Any:
    letters = everything_on(stack, dead_letters_of("reports"))
    return next((letter for letter in letters if letter.key == key.encode()), None)


def _name() -> str:
    return str(uuid.uuid4())
