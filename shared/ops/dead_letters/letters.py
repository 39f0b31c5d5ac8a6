"""Dead letters as an operator sees them: each with where it came from, why, and what has become of it since.

A letter stays on its topic for as long as the topic keeps it. That one was redriven or discarded is a record of its own
on the same topic, which names it in `loftet-settles`: so what was done, when and why stands beside what it was done
to, nothing else has to be kept, and whoever looks folds the one into the other.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final, Literal

from kafka import KafkaConsumer, TopicPartition

from shared.clock import EPOCH, of_epoch
from shared.events.catalogue import dead_letters_of
from shared.kafka.dead_letters import OURS
from shared.kafka.offsets import bounds
from shared.kafka.sending import OutgoingRecord

SETTLES: Final = "loftet-settles"
HOW: Final = "loftet-settled"
WHY: Final = "loftet-why"
_SETTLING: Final = {SETTLES, HOW, WHY}
_BY_RELAYS: Final = {"loftet-document", "loftet-key"}
_POLL_MS = 1_000

How = Literal["redriven", "discarded"]


class Unfinished(Exception):
    """The topic could not be read to its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What was done about a letter."""

    how: str
    at: datetime
    why: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A dead letter.

    Attributes:
        id: `service/offset` on the dead-letter topic, or `service/partition:offset` where that has several partitions.
        service: whose reader could not understand it.
        topic: where it was read, or was to be sent.
        origin: `topic[partition]@offset`, or the document whose event could not be sent.
        reason: why.
        at: when it was set aside.
        type: the event's type, as its header says.
        settled: what was done about it, or None: it waits.
        headers: the original's own.
        offset: where on the topic it was read, or None: it could not be sent.
        value: the original's bytes, or None: they were not kept (a tip's text), or fit on no topic.
    """

    id: str
    service: str
    topic: str
    origin: str
    reason: str
    at: datetime
    type: str | None
    settled: Settled | None
    offset: int | None = None
    key: bytes | None = field(repr=False)
    headers: tuple[tuple[str, bytes], ...] = field(repr=False)
    value: bytes | None = field(repr=False)

    def holds(self, text: str) -> bool:
        """Whether its type, its reason or its place holds a text."""
        return any(text in told for told in (self.type or "", self.reason, self.origin))

    def again(self) -> OutgoingRecord:
        """The original, for the topic that it came from."""
        return OutgoingRecord(self.topic, self.value, self.key, list(self.headers))

    def settling(self, how: How, why: str | None) -> OutgoingRecord:
        """The record that says what was done about it."""
        told = {SETTLES: self.id, HOW: how} | ({WHY: why} if why else {})
        headers = [(name, value.encode()) for name, value in told.items()]
        return OutgoingRecord(dead_letters_of(self.service), None, self.key, headers)


def read_letters(reader: KafkaConsumer, services: Iterable[str]) -> list[Letter]:
    """Every letter of the services that their topics hold now, oldest first.

    Raises:
        Unfinished: records that were there when this began did not come, or a topic is not to be seen.
    """
    found = [letter for service in services for letter in _fold(service, records_of(reader, dead_letters_of(service)))]
    return sorted(found, key=lambda letter: letter.at)


def records_of(reader: KafkaConsumer, topic: str) -> Iterator[Any]:
    """What a topic holds now, partition by partition.

    Raises:
        Unfinished: records that were there when this began did not come, or the topic is not to be seen.
    """
    numbers = reader.partitions_for_topic(topic)
    if not numbers:
        raise Unfinished(f"{topic} is not there, or not shown to this user; --service asks for one service's alone")
    partitions = [TopicPartition(topic, number) for number in sorted(numbers)]
    reader.assign(partitions)
    starts, ends = bounds(reader, partitions)
    for partition in partitions:
        if starts[partition] == ends[partition]:
            continue
        reader.assign([partition])
        reader.seek(partition, starts[partition])
        while reader.position(partition) < ends[partition]:
            polled = reader.poll(timeout_ms=_POLL_MS)
            if not polled:
                raise Unfinished(f"{topic} gave nothing more at {reader.position(partition)} of {ends[partition]}")
            for record in polled.get(partition, []):
                if record.offset < ends[partition]:
                    yield record


def _fold(service: str, records: Iterable[Any]) -> list[Letter]:
    letters: list[Letter] = []
    settled: dict[str, Settled] = {}
    for record in records:
        told = told_by(service, record)
        if isinstance(told, Letter):
            letters.append(told)
        else:
            settled[told[0]] = told[1]
    return [replace(letter, settled=settled.get(letter.id)) for letter in letters]


def told_by(service: str, record: Any) -> Letter | tuple[str, Settled]:  # noqa: ANN401  (untyped library)
    """What a record of a service's dead-letter topic says: a letter, or which one was settled, and how."""
    texts = {name: (value or b"").decode(errors="replace") for name, value in record.headers}
    if SETTLES in texts and texts.keys() <= _SETTLING and record.value is None:
        return texts[SETTLES], Settled(how=texts.get(HOW, "?"), at=_instant(record), why=texts.get(WHY))
    return _letter(service, record, _ours(texts))


def _ours(texts: Mapping[str, str]) -> dict[str, str]:
    """What we wrote into a letter, also into one from before a stranger's `loftet-` headers were given another name."""
    strange = _BY_RELAYS if "loftet-offset" in texts else frozenset()  # what was read was never a document's
    return {name: text for name, text in texts.items() if name.startswith(OURS) and name not in strange}


def _letter(service: str, record: Any, ours: Mapping[str, str]) -> Letter:  # noqa: ANN401
    place = f"{record.partition}:{record.offset}" if record.partition else str(record.offset)
    name = f"{service}/{place}"
    headers = tuple((name, value or b"") for name, value in record.headers if not name.startswith(OURS))
    return Letter(
        id=name,
        service=service,
        topic=ours.get("loftet-topic", "?"),
        origin=_origin(ours),
        reason=ours.get("loftet-reason", "?"),
        at=_instant(record),
        type=next((value.decode(errors="replace") for name, value in headers if name == "ce_type" and value), None),
        settled=None,
        offset=int(ours["loftet-offset"]) if ours.get("loftet-offset", "").isdecimal() else None,
        key=ours["loftet-key"].encode() if "loftet-key" in ours else record.key,
        headers=headers,
        value=record.value,
    )


def _origin(ours: Mapping[str, str]) -> str:
    if "loftet-document" in ours:
        return f"document {ours['loftet-document']}"
    return f"{ours.get('loftet-topic', '?')}[{ours.get('loftet-partition', '?')}]@{ours.get('loftet-offset', '?')}"


def _instant(record: Any) -> datetime:  # noqa: ANN401  (untyped library)
    return of_epoch(record.timestamp) or EPOCH
