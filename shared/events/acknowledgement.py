"""The acknowledgement: what became of a record that a party's own system put on the inbound topic."""

from typing import Literal

from shared.events.record import Record


class RecordPlace(Record, frozen=True):
    """Where a record stands on Kafka, as its producer was told when it was put there."""

    topic: str
    partition: int
    offset: int


class InvalidParameter(Record, frozen=True):
    """What is wrong with which property of an event."""

    property: str
    reason: str


class InboundAcknowledged(Record, frozen=True, kw_only=True, omit_defaults=True):
    """Data of `inbound.acknowledged`. Repeats nothing of the event but its id, source and party; the first two are left
    out where the record does not hold them.

    ``record`` is what is answered. ``activity_id`` unless it was rejected; then ``reason``, and ``dead_letter`` is the
    topic that holds its original with headers that name ``record``.
    """

    event_id: str | None = None
    source: str | None = None
    party: str
    result: Literal["accepted", "duplicate", "rejected"]
    record: RecordPlace
    activity_id: str | None = None
    reason: str | None = None
    invalid_parameters: tuple[InvalidParameter, ...] = ()
    dead_letter: str | None = None
