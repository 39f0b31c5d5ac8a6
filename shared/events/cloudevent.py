"""CloudEvents 1.0 in the Kafka binding's binary mode: attributes in `ce_` headers, JSON in the value.

Source: CloudEvents 1.0.2 and its Kafka protocol binding; `ce_traceparent` is the distributed tracing extension.
An `Outgoing` is stored in the document whose change it tells of (`events`), and sent as it stands by the relay.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import msgspec

from shared.clock import parse_instant
from shared.events.catalogue import CATALOGUE, EventType
from shared.events.upcasting import UnknownType, current, upcast

REQUIRED = ("ce_specversion", "ce_id", "ce_source", "ce_type")
_encoder = msgspec.json.Encoder()


class UnreadableEvent(Exception):
    """A record that is no event of ours; the message says why.

    ``secret``: it holds what nobody may read, so its value is not kept anywhere else either.
    """

    def __init__(self, reason: str, *, secret: bool = False) -> None:
        super().__init__(reason)
        self.secret = secret


@dataclass(frozen=True, slots=True)
class Event:
    """A decoded event. ``data`` is of the class that the catalogue names for ``type``; ``value`` its bytes.

    One that was written in an earlier version of its type is as it would be written today.
    """

    id: str
    source: str
    type: str
    time: datetime
    data: Any
    value: bytes
    subject: str | None = None
    traceparent: str | None = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An event ready to be sent: Kafka topic, key, headers and value."""

    topic: str
    key: str
    headers: dict[str, str]
    value: bytes

    def to_document(self) -> dict[str, Any]:
        """As it is stored in MongoDB."""
        return {"topic": self.topic, "key": self.key, "headers": self.headers, "value": self.value}

    @staticmethod
    def from_document(document: dict[str, Any]) -> "Outgoing":
        """As it was stored by `to_document`."""
        return Outgoing(document["topic"], document["key"], document["headers"], bytes(document["value"]))


def outgoing(
    type_name: str,
    event_id: str,
    data: msgspec.Struct,
    *,
    time: datetime,
    subject: str | None = None,
    traceparent: str | None = None,
) -> Outgoing:
    """Make an event of a type of the catalogue, ready to be stored and sent.

    Args:
        type_name: full name, as in the catalogue.
        event_id: derived from the cause, so that a repeat has the same id.
        data: of the class that the catalogue names.
        time: when it happened, aware.
        subject: the id of what it is about.
        traceparent: W3C trace context of the request that caused it.
    """
    event_type = CATALOGUE[type_name]
    headers = {
        "ce_specversion": "1.0",
        "ce_id": event_id,
        "ce_source": f"/loftet/{event_type.producer}",
        "ce_type": type_name,
        "ce_time": time.isoformat().replace("+00:00", "Z"),
        "content-type": "application/json",
    }
    if subject:
        headers["ce_subject"] = subject
    if traceparent:
        headers["ce_traceparent"] = traceparent
    return Outgoing(event_type.topic, event_type.key(data), headers, _encoder.encode(data))


class NotUtf8(str):
    """A header's name that is no UTF-8; as text, its stray bytes stand as `\\xff`."""

    __slots__ = ()


def read_headers(headers: list[tuple[str, bytes]]) -> dict[str, str]:
    """A record's headers as text.

    Raises:
        UnreadableEvent: a header is not UTF-8, or a required attribute is missing.
    """
    try:
        found = {name: value.decode() for name, value in headers if value is not None}
    except UnicodeDecodeError as error:
        raise UnreadableEvent(f"a header is not UTF-8: {error}") from error
    if unreadable := [name for name, _ in headers if isinstance(name, NotUtf8)]:
        raise UnreadableEvent(f"a header's name is not UTF-8: {unreadable[0]}")
    missing = [name for name in REQUIRED if not found.get(name)]
    if missing:
        raise UnreadableEvent(f"required headers are missing: {', '.join(missing)}")
    if found["ce_specversion"] != "1.0":
        raise UnreadableEvent(f"CloudEvents {found['ce_specversion']} is not spoken here; send 1.0")
    return found


def decode(headers: dict[str, str], value: bytes) -> Event:
    """The event of a record whose headers were read by `read_headers`.

    Raises:
        UnreadableEvent: the type is unknown, or the data is not of the type's form.
    """
    event_type = CATALOGUE.get(headers["ce_type"])
    if event_type is None:
        event_type, value = _as_today(headers["ce_type"], value)
    try:
        data = _decoder(event_type).decode(value)
        time = parse_instant(headers["ce_time"])
    except (msgspec.MsgspecError, UnicodeDecodeError, ValueError, KeyError) as error:
        raise UnreadableEvent(f"{headers['ce_type']}: {error}") from error
    return Event(
        id=headers["ce_id"],
        source=headers["ce_source"],
        type=event_type.name,
        time=time,
        data=data,
        value=value,
        subject=headers.get("ce_subject"),
        traceparent=headers.get("ce_traceparent"),
    )


def _as_today(type_name: str, value: bytes) -> tuple[EventType, bytes]:
    """What an event of an earlier version is today, and its bytes."""
    try:
        event_type = CATALOGUE[current(type_name)]
        return event_type, _encoder.encode(upcast(type_name, msgspec.json.decode(value)))
    except UnknownType as error:
        raise UnreadableEvent(str(error)) from error
    except Exception as error:  # whatever a record holds that is not of its version's form
        raise UnreadableEvent(f"{type_name}: {error!r}") from error


@cache
def _decoder(event_type: EventType) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(event_type.data)
