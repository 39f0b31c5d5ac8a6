"""Dead letters: the original bytes and headers of what could not be understood, plus where from and why.

What is added are headers that begin with `loftet-`. Headers of the original that begin so too are a stranger's, and are
kept under another name: else whoever may write a record could say of letters that they were settled.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from shared.events.catalogue import dead_letters_of
from shared.kafka.sending import OutgoingRecord

REASON_LENGTH = 1_000
OURS: Final = "loftet-"  # what was added to the original's headers
_THEIRS: Final = "original-"


def originals(headers: Iterable[tuple[str, bytes | None]]) -> list[tuple[str, bytes]]:
    """A record's headers as a letter holds them: none is taken for ours, and one without a value has an empty one.

    Kafka knows headers without a value; its Python client reads them, and raises when it is to send one.
    """
    return [(f"{_THEIRS}{name}" if name.startswith(OURS) else name, value or b"") for name, value in headers]


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
        headers = originals(self.record.headers) + [(name, value.encode()) for name, value in origin.items()]
        value = None if self.secret else self.record.value
        return OutgoingRecord(dead_letters_of(service), value, self.record.key, headers)
