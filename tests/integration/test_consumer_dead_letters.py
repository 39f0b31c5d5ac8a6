"""What a consumer cannot take: consumed = applied + dead-lettered, and so many in a row stop it."""

from typing import Any

import pytest
from kafka import KafkaProducer

from deploy.local import Stack
from shared.events.catalogue import TIP_RECEIVED, TIPS
from shared.events.cloudevent import Event
from shared.kafka.consumer import Consumer
from shared.kafka.errors import TooManyDeadLetters
from shared.kafka.handled import Handled, Invalid
from shared.kafka.measured import Measured
from shared.ops.dead_letters.letters import Letter, told_by
from tests.integration.brokers import running, settings
from tests.integration.consuming import a_name, consumer_of, letter_of, put, record_of, values_of
from tests.integration.strange_headers import NOT_UTF8, NULL, null_values
from tests.waiting import eventually

COUNTED = ("dead_letters", "decode_failures")


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
    bad, good = a_name(), a_name()
    headers, value = spoil(*record_of(bad))
    put(stack, headers, value, key=bad.encode())
    put(stack, *record_of(good))

    # when they are consumed
    handled: list[str] = []
    with running(consumer_of(stack, a_name(), lambda events: handled.extend(e.id for e in events)).run):
        eventually(lambda: good in handled and letter_of(stack, bad) is not None)

    # then the bad one stands in the dead letters, byte for byte, with where from and why
    letter = letter_of(stack, bad)
    assert letter.value == value
    assert letter.headers[: len(headers)] == headers
    added = {name: text.decode() for name, text in letter.headers[len(headers) :]}
    assert added["loftet-topic"] == TIPS
    assert reason in added["loftet-reason"]
    assert added["loftet-offset"].isdigit()


def test_headers_without_a_value_and_headers_that_look_like_ours_end_no_consumer_and_say_nothing(stack: Stack) -> None:
    # given a record that cannot be understood, with a header that has no value and with words of ours, and a good one
    bad, good = a_name(), a_name()
    headers, _ = record_of(bad)
    foreign = [("note", NULL), ("loftet-settles", b"reports/0"), ("loftet-document", b"agreements/1")]
    with null_values():
        put(stack, [*headers, *foreign], b"{", key=bad.encode())
    put(stack, *record_of(good))

    # when they are consumed
    handled: list[str] = []
    with running(consumer_of(stack, a_name(), lambda events: handled.extend(e.id for e in events)).run):
        eventually(lambda: good in handled and letter_of(stack, bad) is not None)

    # then its letter names the headers still, and is one that waits
    letter = letter_of(stack, bad)
    kept = dict(letter.headers)
    assert (kept["note"], kept["original-loftet-settles"]) == (b"", b"reports/0")
    told = told_by("reports", letter)
    assert isinstance(told, Letter)
    assert told.origin.startswith(f"{TIPS}[")
    assert told.key == bad.encode()


def test_a_header_whose_name_is_not_utf8_makes_a_dead_letter_of_its_record_and_of_no_other(stack: Stack) -> None:
    # given a record with such a header between two good ones in one batch of the broker's
    before, bad, after = a_name(), a_name(), a_name()
    producer = KafkaProducer(bootstrap_servers=stack.kafka_bootstrap, linger_ms=200)
    for name, added in ((before, []), (bad, [(NOT_UTF8, b"1")]), (after, [])):
        headers, value = record_of(name)
        producer.send(TIPS, value=value, key=bad.encode(), headers=[*headers, *added])
    producer.flush()
    producer.close()

    # when they are consumed
    handled: list[str] = []
    with running(consumer_of(stack, a_name(), lambda events: handled.extend(e.id for e in events)).run):
        eventually(lambda: after in handled and letter_of(stack, bad) is not None)

    # then the others are handled, and its letter says why and holds all that it had
    assert before in handled
    assert bad not in handled
    letter = letter_of(stack, bad)
    assert dict(letter.headers)["\\xff\\xfe"] == b"1"
    assert "not UTF-8" in dict(letter.headers)["loftet-reason"].decode()
    assert letter.value == record_of(bad)[1]


def test_an_event_that_the_handler_calls_invalid_is_put_aside_and_its_neighbours_are_handled(stack: Stack) -> None:
    # given a handler that never accepts one of two events
    bad, good = a_name(), a_name()
    handled: list[str] = []

    def handle(events: list[Event]) -> Handled:
        handled.extend(event.id for event in events if event.id != bad)
        return Handled(invalid=[Invalid(event, "never") for event in events if event.id == bad])

    put(stack, *record_of(bad), key=bad.encode())
    put(stack, *record_of(good))

    # when they are consumed
    with running(consumer_of(stack, a_name(), handle).run):
        # then the other is handled and the one is a dead letter
        eventually(lambda: good in handled and letter_of(stack, bad) is not None)
    assert bad not in handled


def test_counts_begin_at_nothing_so_that_an_alert_sees_the_first_dead_letter() -> None:
    service = a_name()

    Measured(service, "a group", [TIPS])

    for name in ("loftet_dead_letters_total", "loftet_decode_failures_total"):
        assert values_of(name, service) == [0], name


def test_what_cannot_be_read_is_counted_apart_from_what_can_never_be_accepted(stack: Stack) -> None:
    # given a record that is no JSON, and one that the handler refuses
    refused = a_name()
    headers, _ = record_of(a_name())
    put(stack, headers, b"{")
    put(stack, *record_of(refused))

    def handle(events: list[Event]) -> Handled:
        return Handled(invalid=[Invalid(event, "never") for event in events if event.id == refused])

    def counted() -> tuple[float, float]:
        dead, unreadable = (
            values_of(f"loftet_{name}_total", "reports") for name in ("dead_letters", "decode_failures")
        )
        return sum(dead), sum(dead) - sum(unreadable)

    dead_before, read_before = counted()

    # when
    with running(consumer_of(stack, a_name(), handle).run):
        eventually(lambda: counted()[0] >= dead_before + 2)

        # then
        eventually(lambda: counted()[1] == read_before + 1)


def test_so_many_bad_records_in_a_row_stop_the_consumer(stack: Stack) -> None:
    # given a consumer that stands for two bad records in a row, and a handler that takes none
    def handle(events: list[Event]) -> Handled:
        return Handled(invalid=[Invalid(event, "never") for event in events])

    consumer = Consumer(
        settings(stack, max_dead_letters=2),
        service="reports",
        group=a_name(),
        topics=[TIPS],
        handle=handle,
        wanted=frozenset([TIP_RECEIVED]),
    )
    for _ in range(3):
        put(stack, *record_of(a_name()))

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
    good = a_name()
    for _ in range(3):
        put(stack, [], b"junk")
    put(stack, *record_of(good))
    handled: list[str] = []
    consumer = Consumer(
        settings(stack, max_dead_letters=2),
        service="reports",
        group=a_name(),
        topics=[TIPS],
        handle=lambda events: handled.extend(e.id for e in events),
        wanted=frozenset([TIP_RECEIVED]),
        open_to_strangers=True,
    )

    # when they are consumed, then the good one is handled
    with running(consumer.run):
        eventually(lambda: good in handled)
