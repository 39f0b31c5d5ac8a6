"""A consumer of tips for a test, and records for it."""

import json
import uuid
from typing import Any

from kafka import KafkaProducer
from prometheus_client import REGISTRY

from deploy.local import Stack
from shared.events.catalogue import TIP_RECEIVED, TIPS, dead_letters_of
from shared.kafka.consumer import Consumer
from tests.integration.brokers import everything_on, settings, tip

Headers = list[tuple[str, bytes]]


def values_of(name: str, service: str) -> list[float]:
    """What a metric says of a service now, a value for each of its other labels."""
    samples = [sample for family in REGISTRY.collect() for sample in family.samples]
    return [each.value for each in samples if each.name == name and each.labels.get("service") == service]


def consumer_of(stack: Stack, group: str, handle: Any, service: str = "reports") -> Consumer:
    return Consumer(
        settings(stack),
        service=service,
        group=group,
        topics=[TIPS],
        handle=handle,
        wanted=frozenset([TIP_RECEIVED]),
    )


def record_of(name: str) -> tuple[Headers, bytes]:
    made = tip(name)
    assert json.loads(made.value)["tipId"] == name
    return [(key, text.encode()) for key, text in made.headers.items()], made.value


def put(stack: Stack, headers: Headers, value: bytes | None, key: bytes = b"0140") -> int:
    """Put a record on the topic; returns its partition."""
    producer = KafkaProducer(bootstrap_servers=stack.kafka_bootstrap)
    sent = producer.send(TIPS, value=value, key=key, headers=headers).get(timeout=30)
    producer.close()
    return int(sent.partition)


def letter_of(stack: Stack, key: str) -> Any:
    letters = everything_on(stack, dead_letters_of("reports"))
    return next((letter for letter in letters if letter.key == key.encode()), None)


def a_name() -> str:
    return str(uuid.uuid4())
