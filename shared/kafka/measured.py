"""What a consumer tells of itself: how far behind it is on the partitions that are its own, and what it has handled."""

import threading
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import structlog
from kafka import KafkaConsumer, TopicPartition

from shared.events.catalogue import PREFIX
from shared.kafka.batch import Batch
from shared.kafka.failures import Failures
from shared.kafka.offsets import Offsets
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
        self._positions: Offsets = {}  # as told
        self._telling = threading.Lock()  # a partition that is gone must not be told of again by another thread
        for topic in topics:
            self._begin(topic)

    def lag(self, consumer: KafkaConsumer, failures: Failures) -> None:
        """Tell of each partition how far it is read, how many records wait and whether they can be handled.

        No longer of those that another reads now.
        """
        ours = set(consumer.assignment())
        with self._telling:
            for gone in self._positions.keys() - ours:
                del self._positions[gone]
                for gauge in (metrics.consumer_lag, metrics.consumer_position, metrics.consumer_failing):
                    gauge.remove(self._service, gone.topic, str(gone.partition))
            for topic in {partition.topic for partition in ours - self._positions.keys()}:
                self._begin(topic)
            for partition in ours:
                end, position = consumer.highwater(partition), consumer.position(partition, timeout_ms=_POSITION_MS)
                if end is not None and position is not None:
                    self._tell(partition, position, end)
                    metrics.consumer_failing.labels(*self._labels(partition)).set(failures.failing(partition))

    def in_hand(self, consumer: KafkaConsumer, polled: Mapping[TopicPartition, Sequence[Any]]) -> None:
        """Tell that records wait while they are handled, though the client has passed them."""
        with self._telling:
            for partition in polled.keys() & consumer.assignment():
                records = polled[partition]
                self._tell(partition, records[0].offset, consumer.highwater(partition) or records[-1].offset + 1)

    def told(self) -> list[TopicPartition]:
        """The partitions that are told of."""
        with self._telling:
            return list(self._positions)

    def grown(self, ends: Offsets) -> None:
        """Tell how many records wait now that partitions go so far."""
        with self._telling:
            for partition, end in ends.items():
                if partition in self._positions:
                    self._tell(partition, self._positions[partition], end)

    def _tell(self, partition: TopicPartition, position: int, end: int) -> None:
        self._positions[partition] = position
        metrics.consumer_lag.labels(*self._labels(partition)).set(max(0, end - position))
        metrics.consumer_position.labels(*self._labels(partition)).set(position)

    def _begin(self, topic: str) -> None:
        metrics.dead_letters_total.labels(self._service, topic)
        metrics.decode_failures_total.labels(self._service, topic)
        for outcome in _OUTCOMES:
            metrics.consumed_total.labels(self._service, topic, outcome)

    def _labels(self, partition: TopicPartition) -> tuple[str, str, str]:
        return self._service, partition.topic, str(partition.partition)

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
