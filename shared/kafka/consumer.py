"""The consumer loop: read, skip, decode, handle, commit. Offsets never pass work that is not durable.

Records are taken as bytes and decoded here, since a deserializer that raises would wedge the client for good. A type
that nobody wants is skipped by its header alone. What cannot be decoded or accepted goes to the dead letters, and then
what the handler has to tell is sent, before the offsets are committed. See `shared.kafka.errors` for what a handler may
raise, and `shared.kafka.handled` for what it may return.
"""

import math
import threading
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from typing import Any

import structlog
from kafka import KafkaConsumer
from kafka.errors import KafkaError
from kafka.structs import OffsetAndMetadata, TopicPartition

from shared.config import Settings
from shared.events.cloudevent import Event, Outgoing, UnreadableEvent
from shared.kafka.batch import Batch
from shared.kafka.clients import make_consumer
from shared.kafka.dead_letters import DeadLetter
from shared.kafka.errors import Recoverable, Rejected, TooManyDeadLetters
from shared.kafka.failures import Failures
from shared.kafka.handled import Handled
from shared.kafka.meanwhile import look_meanwhile
from shared.kafka.measured import Measured
from shared.kafka.sending import Sender, record_of
from shared.kafka.wanted import wanted_event

log = structlog.get_logger(__name__)

POLL_MS = 500
COMMIT_SECONDS = 0.1  # at most so often, unless there is nothing else to do
COMMIT_MS = 5_000
REJECTED_PAUSE = 0.1
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0

Decode = Callable[[Any], Event | None]
Handle = Callable[[list[Event]], Handled | None]


class Consumer:
    """One group member: one loop, one client, one thread."""

    def __init__(
        self,
        settings: Settings,
        *,
        service: str,
        group: str,
        topics: Sequence[str],
        handle: Handle,
        pattern: str | None = None,
        wanted: frozenset[str] = frozenset(),
        read: Decode | None = None,
        gather: float = 0,
        open_to_strangers: bool = False,
    ) -> None:
        """Set up, without connecting.

        Args:
            settings: the broker, and how many dead letters in a row are too many.
            service: whose dead letters are written.
            group: the consumer group.
            topics: what is read.
            pattern: what the names of all that is read begin with, ``topics`` among them, as a regular expression; a
                topic that is made later is found within a minute.
            handle: called with the decoded events of a batch; returns when their effect is durable, and what is to be
                said of it. Must be repeatable: the same events come again after any failure.
            wanted: types to decode; others are skipped by their header.
            gather: seconds to let more come before a batch is handled. Whoever tells of less urgent things waits, and
                handles many at the price of one.
            open_to_strangers: anybody may write to the topics, so that no number of dead letters tells of a bad deploy.
            read: another way to make an event of a record (None: skip it); raises `UnreadableEvent`.
        """
        self._settings = settings
        self._group = group
        self._service = service
        self._topics = list(topics)
        self._pattern = pattern
        self._handle = handle
        self._read = read or (lambda record: wanted_event(record, wanted))
        self._gather = gather
        self._most_dead = math.inf if open_to_strangers else settings.max_dead_letters
        self._sender = Sender(settings)
        self._measured = Measured(service, group, self._topics)
        self._dead_in_a_row = 0
        self._pause = FIRST_PAUSE
        self._failures = Failures()
        self._joined = False
        self._handled: dict[TopicPartition, OffsetAndMetadata] = {}
        self._committed_at = 0.0

    def run(self, stop: threading.Event) -> None:
        """Consume until told to stop.

        Raises:
            TooManyDeadLetters: see `Settings.max_dead_letters`.
        """
        consumer: KafkaConsumer | None = None
        ended = threading.Event()
        looked = (self._settings.broker, self._failures, self._measured, ended)
        threading.Thread(target=look_meanwhile, args=looked, name="lag", daemon=True).start()
        try:
            while not stop.is_set():
                try:
                    consumer = consumer or make_consumer(self._settings, self._group, self._topics, self._pattern)
                    self._turn(consumer, stop)
                except KafkaError as error:
                    self._failures.of_client(str(error))
                    self._rest(stop, str(error))
        finally:
            ended.set()
            if consumer is not None:
                self._commit(consumer)
                with suppress(KafkaError):  # a broker that has gone knows soon enough that we have too
                    consumer.close(autocommit=False, timeout_ms=5_000)
            self._sender.close()

    def check(self) -> str | None:
        """None when well; else what is wrong, and with which partitions, once it has lasted."""
        return self._failures.told() or (None if self._joined else "has not joined its group yet")

    def _turn(self, consumer: KafkaConsumer, stop: threading.Event) -> None:
        polled = self._poll(consumer, stop)
        self._joined = self._joined or bool(consumer.assignment())
        if not polled:
            self._commit(consumer)
            self._well(consumer, polled)
            return
        dead_before = self._dead_in_a_row
        batch = self._decode([record for records in polled.values() for record in records])
        started = time.perf_counter()
        self._measured.in_hand(consumer, polled)
        try:
            self._make_durable(batch)
        except (Rejected, Recoverable, KafkaError) as error:
            self._dead_in_a_row = dead_before
            self._commit(consumer)  # those before it: who waits for the group to be still must see that it is
            _rewind(consumer, polled)
            if not isinstance(error, Rejected):
                self._failures.of_partitions(polled, str(error))
            self._measured.lag(consumer, self._failures)
            self._rest(stop, str(error), REJECTED_PAUSE if isinstance(error, Rejected) else None)
            return
        self._handled |= {p: OffsetAndMetadata(records[-1].offset + 1, "", -1) for p, records in polled.items()}
        if time.monotonic() - self._committed_at >= COMMIT_SECONDS:
            self._commit(consumer)
        self._measured.batch(batch, time.perf_counter() - started)
        self._well(consumer, polled)

    def _poll(self, consumer: KafkaConsumer, stop: threading.Event) -> dict[TopicPartition, list[Any]]:
        polled: dict[TopicPartition, list[Any]] = consumer.poll(timeout_ms=POLL_MS)
        if polled and self._gather:
            stop.wait(self._gather)
            try:
                more = consumer.poll(timeout_ms=0)
            except KafkaError:
                _rewind(consumer, polled)
                raise
            for partition, records in more.items():
                polled.setdefault(partition, []).extend(records)
        return polled

    def _decode(self, records: list[Any]) -> Batch:
        batch = Batch(records)
        for record in records:
            try:
                event = self._read(record)
            except UnreadableEvent as error:
                batch.letters.append(DeadLetter(record, str(error), error.secret))
                batch.unreadable[record.topic] += 1
                self._dead_in_a_row += 1
                continue
            if event is not None:
                self._dead_in_a_row = 0
                batch.events.append(event)
                batch.origins[id(event)] = record
        return batch

    def _make_durable(self, batch: Batch) -> None:
        """Have the batch handled, its letters written and what is to be told sent."""
        self._failures.begun()
        try:
            told = self._handle_all(batch)
            self._write_letters(batch)
            self._tell(told)
        finally:
            self._failures.ended()

    def _handle_all(self, batch: Batch) -> Sequence[Outgoing]:
        """Have the batch handled and set aside what is invalid; returns what is to be told."""
        handled = (self._handle(batch.events) if batch.events else None) or Handled()
        batch.set_aside(handled.invalid)
        self._dead_in_a_row += len(handled.invalid)
        return handled.told

    def _write_letters(self, batch: Batch) -> None:
        if not batch.letters:
            return
        if self._dead_in_a_row >= self._most_dead:
            raise TooManyDeadLetters(f"{self._dead_in_a_row} in a row; the last: {batch.letters[-1].reason}")
        self._sender.send([letter.to_record(self._service) for letter in batch.letters])
        for letter in batch.letters:
            where = f"{letter.record.topic}[{letter.record.partition}]@{letter.record.offset}"
            log.warning("dead letter", record=where, reason=letter.reason)

    def _tell(self, told: Sequence[Outgoing]) -> None:
        if told:
            self._sender.send([record_of(event, self._settings.activities_url) for event in told])

    def _commit(self, consumer: KafkaConsumer) -> None:
        """Commit what is handled, of the partitions that are still ours; no offset passes work that is not durable."""
        ours = {partition: end for partition, end in self._handled.items() if partition in consumer.assignment()}
        self._handled, self._committed_at = {}, time.monotonic()
        if not ours:
            return
        try:
            consumer.commit(ours, timeout_ms=COMMIT_MS)
        except KafkaError as error:  # what is not committed is handled again, by us or by another, harmlessly
            log.info("offsets not committed", group=self._group, reason=repr(error))

    def _rest(self, stop: threading.Event, reason: str, pause: float | None = None) -> None:
        if pause is None:
            log.warning("trying again", group=self._group, reason=reason, pause=self._pause)
            pause, self._pause = self._pause, min(self._pause * 2, LONGEST_PAUSE)
        stop.wait(pause)

    def _well(self, consumer: KafkaConsumer, read: Collection[TopicPartition]) -> None:
        self._failures.over(read, consumer.assignment())
        self._pause = FIRST_PAUSE
        self._measured.lag(consumer, self._failures)


def _rewind(consumer: KafkaConsumer, polled: dict[TopicPartition, list[Any]]) -> None:
    """The next poll gives the same records again, for as long as the partitions are still ours."""
    for partition, records in polled.items():
        if partition in consumer.assignment():
            consumer.seek(partition, records[0].offset)
