"""Records ready to be sent, and a sender that waits until the broker has them."""

from collections.abc import Iterable
from typing import NamedTuple

from kafka import KafkaProducer
from kafka.errors import KafkaError

from shared.config import Settings
from shared.events.cloudevent import Outgoing
from shared.events.schemas import address_of
from shared.kafka.clients import let_go, make_producer
from shared.kafka.errors import Recoverable

ACK_SECONDS = 30.0


class OutgoingRecord(NamedTuple):
    """What `KafkaProducer.send` takes, in its order."""

    topic: str
    value: bytes | None
    key: bytes | None
    headers: list[tuple[str, bytes]]

    def content(self) -> int:
        """Bytes of what it holds: some fewer than Kafka counts, which adds a few for each part and for the whole."""
        named = sum(len(name.encode()) + len(value) for name, value in self.headers)
        return len(self.key or b"") + len(self.value or b"") + named


def record_of(event: Outgoing, activities_url: str) -> OutgoingRecord:
    """The record of an event; `ce_dataschema` is added here, since an address belongs to the installation."""
    headers = event.headers | {"ce_dataschema": address_of(activities_url, event.headers["ce_type"])}
    return OutgoingRecord(
        event.topic, event.value, event.key.encode(), [(name, value.encode()) for name, value in headers.items()]
    )


class Sender:
    """Sends what must be on the broker before offsets pass; connects when it first sends."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._producer: KafkaProducer | None = None

    def send(self, records: Iterable[OutgoingRecord]) -> None:
        """Send the records and wait until every one of them is acknowledged.

        Raises:
            Recoverable: one was not acknowledged; what they tell of must not be passed by.
        """
        try:
            if self._producer is None:
                self._producer = make_producer(self._settings.broker)
            futures = [self._producer.send(*record) for record in records]
            for future in futures:
                future.get(timeout=ACK_SECONDS)
        except KafkaError as error:
            self.close()  # once a record was refused, an idempotent producer refuses all
            raise Recoverable(f"the broker did not take what a batch has to tell: {error}") from error

    def close(self) -> None:
        """Let go of the broker; sending connects again."""
        if self._producer is not None:
            let_go(self._producer)
            self._producer = None
