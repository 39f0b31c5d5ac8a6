"""Dead letters: the original bytes and headers of what could not be understood, plus where from and why."""

from dataclasses import dataclass
from typing import Any

from shared.events.catalogue import dead_letters_of
from shared.kafka.sending import OutgoingRecord

REASON_LENGTH = 1_000


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A Kafka record and why it could not be understood; of a ``secret`` one the value is left out."""

    record: Any
    reason: str
    secret: bool = False

    def to_record(self, service: str) -> OutgoingRecord:
        """As it is written to `loftet.dead-letters.<service>`."""
        origin = {
            "loftet-topic": self.record.topic,
            "loftet-partition": str(self.record.partition),
            "loftet-offset": str(self.record.offset),
            "loftet-timestamp": str(self.record.timestamp),
            "loftet-reason": self.reason[:REASON_LENGTH],
        }
        headers = [*self.record.headers, *((name, value.encode()) for name, value in origin.items())]
        value = None if self.secret else self.record.value
        return OutgoingRecord(dead_letters_of(service), value, self.record.key, headers)
