"""Records that no broker will ever take: set aside, so that what comes after them goes on.

Too large for its topic, or no event at all: sent again, it fails again. It is written to the dead letters with where it
was found and why, whole if they take it and otherwise without its value. When even that fails it is skipped, and the
process says that it is not ready until somebody has looked and started it again; the document itself keeps the event.
"""

from collections.abc import Mapping
from typing import Any, Final

import structlog
from kafka.errors import InvalidTopicError, MessageSizeTooLargeError, RecordListTooLargeError

from shared.config import Settings
from shared.events.catalogue import TOPICS, dead_letters_of
from shared.kafka.clients import let_go, make_producer
from shared.kafka.dead_letters import REASON_LENGTH, originals
from shared.kafka.sending import ACK_SECONDS, OutgoingRecord
from shared.observe import metrics

log = structlog.get_logger(__name__)

MALFORMED: Final = (KeyError, TypeError, ValueError, AttributeError)
NEVER_TAKEN: Final = (MessageSizeTooLargeError, RecordListTooLargeError, InvalidTopicError)


class SetAside:
    """What becomes of the records that a relay cannot send."""

    def __init__(self, settings: Settings, name: str) -> None:
        """Set up, without connecting.

        Args:
            settings: the broker.
            name: of the relay, and of the service whose dead letters these are.
        """
        self._settings = settings
        self._name = name
        self._skipped: str | None = None
        metrics.relay_skipped_total.labels(name)  # an alert on growth cannot see the first of what was not there before
        for topic in TOPICS:
            metrics.dead_letters_total.labels(name, topic)

    def check(self) -> str | None:
        """None when nothing was lost sight of; else what was skipped."""
        return self._skipped

    def put(self, event: Mapping[str, Any], where: str, error: Exception) -> None:
        """Set an event aside.

        Args:
            event: as its document holds it.
            where: the collection and id of the document.
            error: why it cannot be sent.

        Raises:
            KafkaError: the broker is away; it is to be tried again with all else.
        """
        topic = str(event.get("topic"))
        told = {"relay": self._name, "document": where, "topic": topic, "reason": repr(error)}
        for value in (event.get("value"), None):
            try:
                self._send(self._letter(event, value, where, repr(error)))
            except (*MALFORMED, *NEVER_TAKEN) as refused:
                log.warning("no dead letter of this form", relay=self._name, document=where, reason=repr(refused))
                continue
            metrics.dead_letters_total.labels(self._name, topic).inc()
            log.error("an event that can never be sent is a dead letter", whole=value is not None, **told)
            return
        metrics.relay_skipped_total.labels(self._name).inc()
        log.error("an event that can never be sent is skipped", **told)
        self._skipped = f"the event of {where} can never be sent and was skipped: {error!r}"

    def _send(self, letter: OutgoingRecord) -> None:
        """By a producer of its own: one whose record was refused is of no use any more."""
        producer = make_producer(self._settings.broker)
        try:
            producer.send(*letter).get(timeout=ACK_SECONDS)
        finally:
            let_go(producer)

    def _letter(self, event: Mapping[str, Any], value: Any, where: str, reason: str) -> OutgoingRecord:  # noqa: ANN401
        headers = event.get("headers")
        told = {
            "loftet-topic": event.get("topic"),
            "loftet-key": event.get("key"),
            "loftet-document": where,
            "loftet-reason": reason[:REASON_LENGTH],
        }
        kept = _texts(headers) if isinstance(headers, dict) else []
        whole = None if value is None else bytes(value)
        return OutgoingRecord(dead_letters_of(self._name), whole, where.encode(), originals(kept) + _texts(told))


def _texts(told: Mapping[Any, Any]) -> list[tuple[str, bytes]]:
    return [(str(name), str(each).encode()) for name, each in told.items()]
