"""`loftet` as an operator calls it, and records to call it for."""

import json
import uuid
from typing import Any

from click.testing import CliRunner, Result
from kafka import TopicPartition
from kafka.errors import CoordinatorNotAvailableError
from kafka.structs import OffsetAndMetadata

from deploy.local import Stack
from shared.events.catalogue import TIP_RECEIVED, TIPS, dead_letters_of
from shared.kafka.broker import Broker
from shared.kafka.clients import make_producer
from shared.ops.cli import main


def loftet(stack: Stack, *words: str) -> Result:
    """What `loftet` answers, and its exit code."""
    return CliRunner().invoke(main, list(words), env={"LOFTET_KAFKA_BOOTSTRAP": stack.kafka_bootstrap})


def lines(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def send(stack: Stack, topic: str, *records: tuple[bytes, list[tuple[str, bytes]]]) -> None:
    producer = make_producer(Broker(addresses=stack.kafka_bootstrap))
    try:
        for value, headers in records:
            producer.send(topic, value, b"0140", headers).get(timeout=10)
    finally:
        producer.close(timeout=5)


def begun(admin: Any, group: str) -> bool:
    """Whether a group has an offset now; a broker's first group takes a while."""
    try:
        admin.alter_group_offsets(group, {TopicPartition(TIPS, 0): OffsetAndMetadata(0, "", -1)})
    except CoordinatorNotAvailableError:
        return False
    return True


def letter(stack: Stack, service: str = "reports", topic: str = TIPS, value: bytes = b"{") -> str:
    """The name of a dead letter that was just set aside."""
    mark = uuid.uuid4().hex
    headers = [("ce_id", mark.encode()), ("ce_type", TIP_RECEIVED.encode())]
    ours = [("loftet-topic", topic.encode()), ("loftet-partition", b"3"), ("loftet-offset", b"17")]
    send(stack, dead_letters_of(service), (value, [*headers, *ours, ("loftet-reason", f"unreadable {mark}".encode())]))
    listed = lines(loftet(stack, "dead-letters", "list", "--service", service, "--json"))
    return next(str(each["letter"]) for each in listed if mark in each["reason"])
