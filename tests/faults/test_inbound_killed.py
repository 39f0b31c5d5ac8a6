"""Kill -9 of the worker and of the broker while records stand in line: each is applied or refused, and answered."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from pymongo import MongoClient

from deploy.local import Stack
from shared.events.acknowledgement import InboundAcknowledged, RecordPlace
from shared.events.catalogue import ACKNOWLEDGEMENTS, INBOUND, dead_letters_of
from shared.events.cloudevent import decode, read_headers
from shared.kafka.clients import make_producer
from tests.integration.brokers import everything_on, settings
from tests.integration.inbound import headers_of
from tests.integration.promising import sign_promises
from tests.waiting import eventually

PARTY, CODE = "polisen-exempel", b"9999"
PART = 400  # records about each kill
KILLED = ("activities-worker", "kafka", "mongodb")
BAD = 5  # each fifth is refused, each seventh repeats the one before
REPEAT = 7
PATIENCE = 120


@dataclass(frozen=True, slots=True)
class Line:
    """What was put on the topic: the number of the event at each place; and the answers to each place, in order."""

    stack: Stack
    placed: dict[RecordPlace, int]

    def answers(self) -> dict[RecordPlace, list[InboundAcknowledged]]:
        found: dict[RecordPlace, dict[str, InboundAcknowledged]] = {}
        for record in everything_on(self.stack, ACKNOWLEDGEMENTS):
            event = decode(read_headers(record.headers), record.value)
            same = found.setdefault(event.data.record, {}).setdefault(event.id, event.data)
            assert same == event.data, "a repeat says what it said the first time"
        return {place: list(answers.values()) for place, answers in found.items()}


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    """Given records put in line around a kill -9 of each process that they pass through."""
    stack = Stack(tmp_path_factory.mktemp("inbound"))
    try:
        stack.start()
        sign_promises(stack)
        made = Line(stack, {})
        for place, name in enumerate(KILLED):
            first = place * PART
            put(made, range(first, first + PART // 2))
            stack.kill(name)
            if name != "kafka":
                put(made, range(first + PART // 2, first + PART))
            stack.start(name)
            if name == "kafka":
                put(made, range(first + PART // 2, first + PART))
        eventually(lambda: made.answers().keys() == made.placed.keys(), PATIENCE, "an answer to each record")
        yield made
    finally:
        stack.stop()


def put(line: Line, numbers: range) -> None:
    """Put events on the topic; whatever was acknowledged to us stands there."""
    producer = make_producer(settings(line.stack).broker)
    try:
        sent = [(number, producer.send(INBOUND, value_of(number), CODE, headers=named(number))) for number in numbers]
        for number, future in sent:
            placed = future.get(timeout=60)
            line.placed[RecordPlace(topic=INBOUND, partition=placed.partition, offset=placed.offset)] = number
    finally:
        producer.close(timeout=5)


def named(number: int) -> list[tuple[str, bytes]]:
    event: dict[str, Any] = {
        "specversion": "1.0",
        "id": f"insats-{event_of(number)}",
        "source": "/polisen-exempel/insatser",
        "type": "se.loftet.activity.reported.v1",
    }
    return headers_of(event, PARTY)


def event_of(number: int) -> int:
    return number - 1 if number and number % REPEAT == 0 else number


def value_of(number: int) -> bytes:
    at = datetime(datetime.now(UTC).year, 1, 1, 12, tzinfo=UTC).isoformat()
    kind = "parade" if event_of(number) % BAD == 0 else "patrol"
    return json.dumps({"municipality": "9999", "kind": kind, "actual": {"start": at, "end": at}}).encode()


def test_each_record_is_applied_a_duplicate_or_a_dead_letter_and_answered_so(line: Line) -> None:
    letters = {_origin(letter.headers) for letter in everything_on(line.stack, dead_letters_of("activities"))}

    results = {place: {each.result for each in answers} for place, answers in line.answers().items()}

    assert {place for place, found in results.items() if found == {"rejected"}} == letters
    assert {place for place, number in line.placed.items() if event_of(number) % BAD == 0} == letters
    taken = {place: found for place, found in results.items() if place not in letters}
    assert all(found <= {"accepted", "duplicate"} for found in taken.values())


def test_each_event_has_its_effect_once_and_its_answers_name_it(line: Line) -> None:
    named_by: dict[str, set[str | None]] = {}
    for answers in line.answers().values():
        for each in answers:
            named_by.setdefault(each.event_id, set()).add(each.activity_id)
    with MongoClient[dict[str, Any]](line.stack.mongodb_uri) as client:
        stored = {each["_id"] for each in client.loftet_activities.activities.find({}, {"_id": 1})}

    good = {event_of(number) for number in line.placed.values()} - set(range(0, PART * len(KILLED), BAD))
    assert stored == {activity for names in named_by.values() for activity in names if activity}
    assert len(stored) == len(good)
    assert all(len(names) == 1 for names in named_by.values())


def _origin(headers: list[tuple[str, bytes]]) -> RecordPlace:
    found = {name: value.decode() for name, value in headers}
    return RecordPlace(
        topic=found["loftet-topic"], partition=int(found["loftet-partition"]), offset=int(found["loftet-offset"])
    )
