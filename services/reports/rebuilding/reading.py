"""Reading the topics anew, from their beginning up to what the projector's group has handled and no further.

What it has not handled yet will be handled by it, onto what is live by then: whoever projected it before, in silence,
would take the change of state that it is to tell of.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from kafka.structs import TopicPartition

from shared.events.cloudevent import Event, UnreadableEvent
from shared.kafka.broker import Broker
from shared.kafka.clients import make_reader
from shared.kafka.wanted import wanted_event

POLL_MS = 500


@dataclass(frozen=True, slots=True)
class Part:
    """What was read at once: how many records, and the events among them that are projected."""

    records: int
    events: list[Event]


class Reader:
    """A reader of its own, in no group: it follows a group's offsets and commits none."""

    def __init__(self, broker: Broker, group: str, topics: Collection[str], wanted: frozenset[str]) -> None:
        self.unreadable = 0
        self._wanted = wanted
        self._consumer = make_reader(broker, group)
        partitions = [TopicPartition(topic, each) for topic in topics for each in self._partitions(topic)]
        self._at: dict[TopicPartition, int] = dict(self._consumer.beginning_offsets(partitions))

    def left(self, topics: Collection[str]) -> int:
        """How many offsets of some topics are handled and not yet read."""
        return sum(end - self._at[partition] for partition, end in self._ends(topics).items())

    def read(self, topics: Collection[str]) -> Iterator[Part]:
        """What of some topics is handled by now and not yet read; what is handled meanwhile waits for the next time."""
        ends = self._ends(topics)
        while ends:
            self._consumer.assign(sorted(ends))
            for partition in ends:
                self._consumer.seek(partition, self._at[partition])
            yield from self._read_to(ends)

    def close(self) -> None:
        """Let go of the broker."""
        self._consumer.close(autocommit=False)

    def _read_to(self, ends: dict[TopicPartition, int]) -> Iterator[Part]:
        """Read until one partition is at its end, which is then taken out."""
        while all(self._at[partition] < end for partition, end in ends.items()):
            polled = self._consumer.poll(timeout_ms=POLL_MS)
            records = [
                record for partition, found in polled.items() for record in found if record.offset < ends[partition]
            ]
            events = [event for record in records if (event := self._event(record))]
            yield Part(len(records), events)
            for partition, end in ends.items():
                self._at[partition] = min(self._consumer.position(partition), end)
        for partition in [each for each, end in ends.items() if self._at[each] >= end]:
            del ends[partition]

    def _event(self, record: Any) -> Event | None:  # noqa: ANN401  (untyped library)
        try:
            return wanted_event(record, self._wanted)
        except UnreadableEvent:
            self.unreadable += 1  # a dead letter since it was first read
            return None

    def _ends(self, topics: Collection[str]) -> dict[TopicPartition, int]:
        """How far the group has handled the partitions that are not read as far."""
        ours = [partition for partition in self._at if partition.topic in topics]
        ends = {partition: self._consumer.committed(partition) or 0 for partition in ours}
        return {partition: end for partition, end in ends.items() if end > self._at[partition]}

    def _partitions(self, topic: str) -> Collection[int]:
        return self._consumer.partitions_for_topic(topic) or ()
