"""What a consumer tells of itself in metrics: how far behind it is, on the partitions that are its own."""

from collections.abc import Iterable

from kafka import KafkaConsumer, TopicPartition

from shared.observe import metrics

_OUTCOMES = ("applied", "skipped", "dead_lettered")
_POSITION_MS = 1_000


class Measured:
    """The metrics of one consumer."""

    def __init__(self, service: str, topics: Iterable[str]) -> None:
        """Begin every count at nothing: an alert on growth cannot see the first of what was not there before."""
        self._service = service
        self._told: set[TopicPartition] = set()
        for topic in topics:
            metrics.dead_letters_total.labels(service, topic)
            metrics.decode_failures_total.labels(service, topic)
            for outcome in _OUTCOMES:
                metrics.consumed_total.labels(service, topic, outcome)

    def lag(self, consumer: KafkaConsumer) -> None:
        """Tell how many records wait on each partition, and no longer of those that another reads now."""
        ours = set(consumer.assignment())
        for gone in self._told - ours:
            metrics.consumer_lag.remove(self._service, gone.topic, str(gone.partition))
        self._told &= ours
        for partition in ours:
            end, position = consumer.highwater(partition), consumer.position(partition, timeout_ms=_POSITION_MS)
            if end is not None and position is not None:
                gauge = metrics.consumer_lag.labels(self._service, partition.topic, str(partition.partition))
                gauge.set(end - position)
                self._told.add(partition)
