"""How far partitions go while a batch is in hand: its consumer asks for nothing then, and more may come to wait."""

import threading
from typing import Final

import structlog
from kafka.errors import KafkaError

from shared.kafka.broker import Broker
from shared.kafka.clients import make_reader
from shared.kafka.failures import Failures
from shared.kafka.measured import Measured
from shared.kafka.offsets import bounds

EVERY_SECONDS: Final = 10.0

log = structlog.get_logger(__name__)


def look_meanwhile(broker: Broker, failures: Failures, measured: Measured, ended: threading.Event) -> None:
    """Tell what waits while a batch takes long, or hangs, until the consumer has ended."""
    while not ended.wait(EVERY_SECONDS):
        if failures.in_hand(EVERY_SECONDS):
            try:
                with make_reader(broker) as reader:
                    measured.grown(bounds(reader, measured.told())[1])
            except KafkaError as error:
                log.info("nobody says what waits", reason=repr(error))
