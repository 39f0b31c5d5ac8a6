"""Looks at Kafka: what each topic holds, who has read how far, and what has come on the topics that tell the latest.

The clients stay connected between two looks, and are made anew after one that failed.
"""

from contextlib import suppress

from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition

from shared.kafka.broker import Broker
from shared.kafka.clients import make_admin, make_reader
from shared.kafka.offsets import bounds
from shared.kafka.topics import declared_topics
from shared.ops.groups import lags
from shared.ops.page.latest import Latest
from shared.ops.page.sample import Kafka
from shared.ops.reaching import Away, reached


class Brokers:
    """Kafka, as one thread sees it."""

    def __init__(self, broker: Broker, latest: Latest) -> None:
        """Connect to nothing yet.

        Args:
            broker: where.
            latest: takes what has come.
        """
        self._broker = broker
        self._latest = latest
        self._declared = [topic.name for topic in declared_topics()]
        self._clients: tuple[KafkaAdminClient, KafkaConsumer] | None = None

    def look(self) -> Kafka:
        """What Kafka says now.

        Raises:
            Away: it says nothing, and why.
        """
        try:
            with reached(self._broker):
                self._clients = self._clients or (make_admin(self._broker), make_reader(self._broker))
                return self._look(*self._clients)
        except Away:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the clients."""
        clients, self._clients = self._clients, None
        for client in clients or ():
            with suppress(Exception):  # of a broker that is gone
                client.close()

    def _look(self, admin: KafkaAdminClient, reader: KafkaConsumer) -> Kafka:
        there = reader.topics()
        missing = [name for name in self._declared if name not in there]
        partitions = [
            TopicPartition(name, number)
            for name in self._declared
            if name not in missing
            for number in reader.partitions_for_topic(name) or ()
        ]
        starts, ends = bounds(reader, partitions)
        self._latest.catch_up(reader, starts, ends)
        held = dict.fromkeys(self._declared, 0)
        given = dict.fromkeys(self._declared, 0)
        for each in partitions:
            held[each.topic] += ends[each] - starts[each]
            given[each.topic] += ends[each]
        return Kafka(held=held, ends=given, missing=tuple(missing), lags=tuple(lags(admin, reader)))
