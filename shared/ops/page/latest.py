"""What has come of late: dead letters that wait, changes of status, and deliveries that failed.

Each topic is read once, from where the page wants it on; what it has read is kept here, without the letters' own
content. The one thread that looks writes; whoever shows takes a copy.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, TypeVar

import msgspec
from kafka import KafkaConsumer, TopicPartition

from shared.events.catalogue import DEAD_LETTER_SERVICES, DELIVERIES, STATUSES, dead_letters_of
from shared.events.delivery import DeliveryChanged
from shared.events.status import StatusChanged
from shared.ops.dead_letters.letters import Letter, told_by

_T = TypeVar("_T")

SHOWN: Final = 20
_MOST_LETTERS: Final = 500  # kept whole; of older ones only that they wait
_LOOK_SECONDS: Final = 3.0
_POLL_MS: Final = 300
_LETTERS: Final = {dead_letters_of(service): service for service in DEAD_LETTER_SERVICES}
_BACK: Final = {STATUSES: SHOWN, DELIVERIES: 200}  # records of each partition before the end to begin with


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known at a moment.

    Attributes:
        letters: those that wait, the latest first, without their values.
        waiting: how many wait in all.
        statuses: the latest changes, the latest first.
        failed: the latest deliveries that failed for good, the latest first.
        behind: records that are still to be read before all this is complete.
    """

    letters: tuple[Letter, ...] = ()
    waiting: int = 0
    statuses: tuple[StatusChanged, ...] = ()
    failed: tuple[DeliveryChanged, ...] = ()
    behind: int = 0


class Latest:
    """Reads on from where it was."""

    def __init__(self) -> None:
        self._next: dict[TopicPartition, int] = {}
        self._places: dict[str, tuple[TopicPartition, int]] = {}  # of every letter that waits
        self._letters: dict[str, Letter] = {}
        self._statuses: deque[StatusChanged] = deque(maxlen=SHOWN * 10)
        self._failed: deque[DeliveryChanged] = deque(maxlen=SHOWN)
        self._behind = 0
        self._lock = threading.Lock()

    def known(self) -> Known:
        """What is known now."""
        with self._lock:
            return Known(
                letters=tuple(_latest_first(self._letters.values(), lambda each: each.at)),
                waiting=len(self._places),
                statuses=tuple(_latest_first(self._statuses, lambda each: each.changed_at)[:SHOWN]),
                failed=tuple(_latest_first(self._failed, lambda each: each.changed_at)),
                behind=self._behind,
            )

    def catch_up(
        self, reader: KafkaConsumer, starts: Mapping[TopicPartition, int], ends: Mapping[TopicPartition, int]
    ) -> None:
        """Read what has come since, for a few seconds at most; the rest follows at the next look.

        Args:
            reader: a consumer of no group, connected.
            starts, ends: the offsets of every partition that there is.
        """
        followed = [each for each in ends if each.topic in _LETTERS or each.topic in _BACK]
        for each in followed:
            begin = max(starts[each], ends[each] - _BACK.get(each.topic, ends[each]))
            known = self._next.get(each, begin)
            self._next[each] = known if starts[each] <= known <= ends[each] else begin
        wanted = [each for each in followed if self._next[each] < ends[each]]
        if wanted:
            self._read(reader, wanted, ends)
        with self._lock:
            self._forget(starts, ends)
            self._behind = sum(max(0, ends[each] - self._next[each]) for each in followed)

    def _read(self, reader: KafkaConsumer, wanted: list[TopicPartition], ends: Mapping[TopicPartition, int]) -> None:
        reader.assign(wanted)
        for each in wanted:
            reader.seek(each, self._next[each])
        deadline = time.monotonic() + _LOOK_SECONDS
        while time.monotonic() < deadline and any(self._next[each] < ends[each] for each in wanted):
            polled = reader.poll(timeout_ms=_POLL_MS)
            with self._lock:
                for partition, records in polled.items():
                    for record in records:
                        self._take(partition, record)
            for each in wanted:
                self._next[each] = reader.position(each)

    def _take(self, partition: TopicPartition, record: Any) -> None:  # noqa: ANN401  (untyped library)
        service = _LETTERS.get(partition.topic)
        if service is not None:
            self._take_letter(service, partition, record)
        elif partition.topic == STATUSES:
            if (status := _decoded(record, StatusChanged)) is not None:
                self._statuses.append(status)
        elif (delivery := _decoded(record, DeliveryChanged)) is not None and delivery.state == "failed":
            self._failed.append(delivery)

    def _take_letter(self, service: str, partition: TopicPartition, record: Any) -> None:  # noqa: ANN401
        told = told_by(service, record)
        if not isinstance(told, Letter):
            self._settled(told[0])
            return
        self._places[told.id] = (partition, record.offset)
        self._letters[told.id] = replace(told, key=None, value=None if told.value is None else b"")
        if len(self._letters) > _MOST_LETTERS:
            del self._letters[next(iter(self._letters))]

    def _settled(self, name: str) -> None:
        self._places.pop(name, None)
        self._letters.pop(name, None)

    def _forget(self, starts: Mapping[TopicPartition, int], ends: Mapping[TopicPartition, int]) -> None:
        """Let go of the letters that their topic no longer keeps, or that were on one that was made anew since."""
        kept = {where: range(starts[where], end) for where, end in ends.items()}
        for name in [name for name, (where, offset) in self._places.items() if offset not in kept.get(where, ())]:
            self._settled(name)


def _latest_first(read: Iterable[_T], at: Callable[[_T], datetime]) -> list[_T]:
    """Of what came at the same time, what was read last stands first."""
    backwards = list(read)[::-1]
    return sorted(backwards, key=at, reverse=True)


def _decoded(record: Any, kind: type[_T]) -> _T | None:  # noqa: ANN401
    """The data of an event; None for one that is not of this kind, which others find and set aside."""
    try:
        return msgspec.json.decode(record.value or b"", type=kind)
    except msgspec.MsgspecError:
        return None
