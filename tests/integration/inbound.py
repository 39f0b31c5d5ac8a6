"""What others put on the inbound topic, and what they read back."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kafka import KafkaProducer

from deploy.local import Stack
from services.activities.inbound import Inbound, consumer
from shared.clock import SystemClock
from shared.events.acknowledgement import InboundAcknowledged, RecordPlace
from shared.events.catalogue import ACKNOWLEDGEMENTS, INBOUND, dead_letters_of
from shared.events.cloudevent import Event, decode, read_headers
from shared.http.clients import Clients
from shared.kafka.clients import make_producer
from shared.kafka.handled import Handled
from tests.integration.activities_house import POLICE, House
from tests.integration.brokers import everything_on, running

Headers = list[tuple[str, bytes]]
ANY = Clients(None, SystemClock())


def inbound_of(house: House) -> Inbound:
    """What takes in the records of a house."""
    return Inbound(house.app.extensions["service"].intake, house.app.extensions["clock"])


@contextmanager
def taken_in(house: House, inbound: Inbound) -> Iterator[KafkaProducer]:
    """One who puts records on the topic, while they are taken in."""
    made = make_producer(house.settings.broker)
    with running(consumer(house.settings, inbound, ANY).run):
        yield made
    made.close(timeout=5)


def put(producer: KafkaProducer, sent: dict[str, Any], party: str | None = POLICE) -> RecordPlace:
    """Put an event on the topic in binary mode; returns where it stands."""
    return put_raw(producer, headers_of(sent, party), json.dumps(sent["data"]).encode())


def put_raw(producer: KafkaProducer, headers: Headers, value: bytes) -> RecordPlace:
    """Put a record on the topic as it is."""
    placed = producer.send(INBOUND, value, b"0140", headers=headers).get(timeout=15)
    return RecordPlace(topic=INBOUND, partition=placed.partition, offset=placed.offset)


def headers_of(sent: dict[str, Any], party: str | None = POLICE) -> Headers:
    """An event's attributes as a record's headers."""
    attributes = {name: value for name, value in sent.items() if name != "data"}
    if party:
        attributes["party"] = party
    return [(f"ce_{name}", str(value).encode()) for name, value in attributes.items()]


class Polled:
    """A record as a consumer reads it, of an event in binary mode."""

    partition, timestamp = 0, 1_618_500_000_000

    def __init__(self, offset: int, sent: dict[str, Any], topic: str = INBOUND, party: str = POLICE) -> None:
        self.offset, self.topic = offset, topic
        self.headers, self.value = headers_of(sent, party), json.dumps(sent["data"]).encode()


def results_of(handled: Handled) -> list[str]:
    """What the acknowledgements of a batch say of its events, in their order."""
    return [json.loads(each.value)["result"] for each in handled.told]


def answers_to(stack: Stack, *places: RecordPlace) -> list[InboundAcknowledged]:
    """The acknowledgements of records, each as it was told first, in their order."""
    found: dict[str, InboundAcknowledged] = {}
    for event in acknowledgements(stack):
        if event.data.record in places:
            found.setdefault(event.id, event.data)
    return list(found.values())


def acknowledgements(stack: Stack) -> list[Event]:
    """Every one that was sent, repeats too."""
    return [decode(read_headers(one.headers), one.value) for one in everything_on(stack, ACKNOWLEDGEMENTS)]


def letters_of(stack: Stack, place: RecordPlace) -> list[Any]:
    """The dead letters of activities that hold a record."""
    where = {"loftet-partition": str(place.partition).encode(), "loftet-offset": str(place.offset).encode()}
    letters = everything_on(stack, dead_letters_of("activities"))
    return [letter for letter in letters if where.items() <= dict(letter.headers).items()]
