"""What a consumer fails at: partition by partition, so that one that is read well hides no other."""

import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import Final

from kafka import TopicPartition

UNWELL_AFTER: Final = 30.0  # seconds of failing before the process calls itself unready

_Since = tuple[float, str]  # when it began, on the clock, and what was said


class Failures:
    """Since when, and why: of the client as a whole, and of each partition whose records cannot be handled."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Not yet started is a failure too, until the first turn."""
        self._clock = clock
        self._client: _Since | None = (clock(), "not yet started")
        self._partitions: dict[TopicPartition, _Since] = {}
        self._batch: _Since | None = None

    def begun(self) -> None:
        """A batch is handled from now on: one that hangs fails at nothing, and ends never."""
        self._batch = (self._clock(), f"a batch has been in hand for more than {UNWELL_AFTER:g} seconds")

    def ended(self) -> None:
        """The batch was handled, or could not be."""
        self._batch = None

    def in_hand(self, seconds: float) -> bool:
        """Whether a batch has been handled for longer than so many seconds."""
        batch = self._batch
        return batch is not None and self._clock() - batch[0] > seconds

    def of_client(self, reason: str) -> None:
        """The broker was not reached."""
        self._client = (self._client[0] if self._client else self._clock(), reason)

    def of_partitions(self, partitions: Iterable[TopicPartition], reason: str) -> None:
        """The broker answered, and records of these could not be handled."""
        self._client = None
        for partition in partitions:
            self._partitions.setdefault(partition, (self._clock(), reason))

    def over(self, read: Iterable[TopicPartition], ours: Collection[TopicPartition]) -> None:
        """The broker answered, and these were read well; those that are no longer ours are another's to tell of."""
        self._client = None
        for partition in read:
            self._partitions.pop(partition, None)
        self._partitions = {one: since for one, since in self._partitions.items() if one in ours}

    def failing(self, partition: TopicPartition) -> bool:
        """Whether the latest records of a partition could not be handled."""
        return partition in self._partitions

    def told(self) -> str | None:
        """What has failed for long, and where; None: nothing has."""
        for since in (self._client, self._batch):
            if since and self._lasts(since):
                return since[1]
        where: defaultdict[str, list[str]] = defaultdict(list)
        for partition, since in sorted(self._partitions.items()):
            if self._lasts(since):
                where[since[1]].append(f"{partition.topic}[{partition.partition}]")
        return "; ".join(f"{', '.join(places)}: {reason}" for reason, places in where.items()) or None

    def _lasts(self, since: _Since) -> bool:
        return self._clock() - since[0] > UNWELL_AFTER
