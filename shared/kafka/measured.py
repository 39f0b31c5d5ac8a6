"""What a consumer tells of itself: how far behind it is on the partitions that are its own, and what it has handled."""

from collections.abc import Iterable

import structlog
from kafka import KafkaConsumer, TopicPartition

from shared.events.catalogue import PREFIX
from shared.kafka.batch import Batch
from shared.kafka.failures import Failures
from shared.observe import metrics, spans
from shared.observe.spans import SpanKind

log = structlog.get_logger(__name__)

_OUTCOMES = ("applied", "skipped", "dead_lettered")
_POSITION_MS = 1_000
_MOST_TRACES = 20  # that a line of the log names


class Measured:
    """The metrics, spans and log of one consumer."""

    def __init__(self, service: str, group: str, topics: Iterable[str]) -> None:
        """Begin every count at nothing: an alert on growth cannot see the first of what was not there before."""
        self._service = service
        self._group = group
        self._told: set[TopicPartition] = set()
        for topic in topics:
            metrics.dead_letters_total.labels(service, topic)
            metrics.decode_failures_total.labels(service, topic)
            for outcome in _OUTCOMES:
                metrics.consumed_total.labels(service, topic, outcome)

    def lag(self, consumer: KafkaConsumer, failures: Failures) -> None:
        """Tell of each partition how far it is read, how many records wait and whether they can be handled.

        No longer of those that another reads now.
        """
        ours = set(consumer.assignment())
        for gone in self._told - ours:
            for gauge in (metrics.consumer_lag, metrics.consumer_position, metrics.consumer_failing):
                gauge.remove(self._service, gone.topic, str(gone.partition))
        self._told &= ours
        for partition in ours:
            end, position = consumer.highwater(partition), consumer.position(partition, timeout_ms=_POSITION_MS)
            if end is not None and position is not None:
                labels = (self._service, partition.topic, str(partition.partition))
                metrics.consumer_lag.labels(*labels).set(end - position)
                metrics.consumer_position.labels(*labels).set(position)
                metrics.consumer_failing.labels(*labels).set(failures.failing(partition))
                self._told.add(partition)

    def batch(self, batch: Batch, seconds: float) -> None:
        """Tell of a batch whose effect is durable, and how long it took."""
        batch.count(self._service)
        metrics.batch_seconds.labels(self._service).observe(seconds)
        metrics.batch_size.labels(self._service).observe(len(batch.records))
        for event in batch.events:
            if event.traceparent:
                name = f"handle {event.type.removeprefix(PREFIX)}"
                topic = batch.origins[id(event)].topic
                spans.note(name, SpanKind.CONSUMER, seconds, parent=event.traceparent, messaging_destination_name=topic)
        if batch.events or batch.letters:
            log.info(
                "consumed",
                group=self._group,
                applied=len(batch.events),
                dead=len(batch.letters),
                ms=round(seconds * 1000, 1),
                traces=sorted({event.traceparent for event in batch.events if event.traceparent})[:_MOST_TRACES],
            )
