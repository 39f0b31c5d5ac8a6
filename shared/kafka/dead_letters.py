"""Dead letters: the original bytes and headers of what could not be understood, plus where from and why."""

from dataclasses import dataclass
from typing import Any

from kafka import KafkaProducer
from kafka.errors import KafkaError

from shared.config import Settings
from shared.events.catalogue import dead_letters_of
from shared.kafka.clients import CLOSE_SECONDS, make_producer
from shared.kafka.errors import Recoverable

ACK_SECONDS = 30.0
REASON_LENGTH = 1_000


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A Kafka record and why it could not be understood; of a ``secret`` one the value is left out."""

    record: Any
    reason: str
    secret: bool = False


class DeadLetters:
    """Writes to `loftet.dead-letters.<service>`; made when the first letter is written."""

    def __init__(self, settings: Settings, service: str) -> None:
        self._settings = settings
        self._topic = dead_letters_of(service)
        self._producer: KafkaProducer | None = None

    def write(self, letters: list[DeadLetter]) -> None:
        """Write the letters and wait until every one of them is acknowledged.

        Raises:
            Recoverable: a letter was not acknowledged; the records must not be passed by.
        """
        try:
            if self._producer is None:
                self._producer = make_producer(self._settings)
            futures = [self._send(self._producer, letter) for letter in letters]
            for future in futures:
                future.get(timeout=ACK_SECONDS)
        except KafkaError as error:
            raise Recoverable(f"the dead letters cannot be written: {error}") from error

    def close(self) -> None:
        """Let go of the broker."""
        if self._producer is not None:
            self._producer.close(timeout=CLOSE_SECONDS)

    def _send(self, producer: KafkaProducer, letter: DeadLetter) -> Any:  # noqa: ANN401  (untyped library)
        record = letter.record
        origin = {
            "loftet-topic": record.topic,
            "loftet-partition": str(record.partition),
            "loftet-offset": str(record.offset),
            "loftet-timestamp": str(record.timestamp),
            "loftet-reason": letter.reason[:REASON_LENGTH],
        }
        headers = [*record.headers, *((name, value.encode()) for name, value in origin.items())]
        value = None if letter.secret else record.value
        return producer.send(self._topic, value=value, key=record.key, headers=headers)
