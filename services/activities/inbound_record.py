"""A record on an inbound topic: what it tells, and who is to be answered.

Both modes of CloudEvents' Kafka protocol binding are taken: binary (attributes in `ce_` headers, the data as the value)
and structured (`content-type: application/cloudevents+json`, the whole event as the value). The binding knows no
batches. Where nothing says how a record is to be read, an event that stands in the value is taken for what it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import msgspec

from services.activities.acknowledging import Arrived
from services.activities.cloudevents import ACTIVITY_REPORTED, TIP_REPORTED, Envelope, EventId, SourceUri, read_event
from services.activities.domain.forms import Slug
from services.activities.domain.refusal import Forbidden, Reason, Refused
from services.activities.told import Reporter, Told
from shared.clock import EPOCH, of_epoch
from shared.events.acknowledgement import RecordPlace
from shared.events.catalogue import sender_of
from shared.events.cloudevent import Event, NotUtf8, UnreadableEvent
from shared.http.bodies import parse_json
from shared.http.caller import own_sources
from shared.http.clients import Clients
from shared.http.problem import Problem
from shared.observe.trace import kept

STRUCTURED: Final = "application/cloudevents+json"
_CLOUDEVENTS: Final = "application/cloudevents"
_PLAIN: Final = frozenset({"", "application/json"})
_ATTRIBUTES: Final = frozenset(Envelope.__struct_fields__) - {"data", "data_base64"}
_BY_HTTP: Final = Reason("type", "must be sent by HTTP, where the text is sealed")
_PARTY: Final = Reason("party", "is required, here or in the header ce_party: the id of a party")
_TIMESTAMP: Final = Reason("timestamp", "must be in milliseconds since 1970")


@dataclass(slots=True)
class _Content:
    """What stands in a record: an event in its JSON form as far as it can be read, and why it cannot be taken."""

    event: dict[str, Any] = field(default_factory=dict)
    refusal: Refused | None = None


def read_record(record: Any, clients: Clients) -> Event:  # noqa: ANN401  (untyped library)
    """The event of a Kafka record; its data is what `Arrived`. What it does not say of itself is empty.

    Raises:
        UnreadableEvent: on the common topic it does not say for which party it speaks, so that nobody can be answered.
    """
    value = record.value or b""
    headers, unreadable = _texts(record.headers)
    content = _content(headers, value)
    if unreadable:
        content.refusal = Refused("A header cannot be read.", [Reason(name, "is not UTF-8") for name in unreadable])
    # Of what cannot be read nobody knows whether it holds a tip: its name alone is enough to keep it out of sight.
    secret = TIP_REPORTED in (headers.get("ce_type"), content.event.get("type")) or TIP_REPORTED.encode() in value
    named = _known(headers.get("ce_party") or content.event.get("party"), Slug)
    party = named or sender_of(record.topic)
    if not party:
        raise UnreadableEvent("it does not say for which party it speaks (`ce_party`, or `party` in it)", secret=secret)
    event_id, source = _known(content.event.get("id"), EventId), _known(content.event.get("source"), SourceUri)
    traceparent = kept(_known(content.event.get("traceparent"), str))
    time = of_epoch(record.timestamp)
    content.refusal = content.refusal or _unfit(named, time)
    return Event(
        id=event_id,
        source=source,
        type=_known(content.event.get("type"), str),
        time=time or EPOCH,
        data=Arrived(
            party=party,
            record=RecordPlace(topic=record.topic, partition=record.partition, offset=record.offset),
            told=_told(content, _reporter(party, source, record.topic, clients), traceparent),
            secret=secret,
        ),
        value=value,
        traceparent=traceparent,
    )


def _unfit(party: str, time: datetime | None) -> Refused | None:
    """Why a record that can be read is none to go by."""
    if not party:
        return Refused("It does not say for which party it speaks.", [_PARTY])
    if time is None:
        return Refused("The record's own timestamp is no time.", [_TIMESTAMP])
    return None


def _texts(headers: Sequence[tuple[str, bytes | None]]) -> tuple[dict[str, str], list[str]]:
    """A record's headers as text, and the names of those that are none."""
    found: dict[str, str] = {}
    unreadable: list[str] = []
    for name, value in headers:
        if isinstance(name, NotUtf8):
            unreadable.append(str(name))
            continue
        try:
            found[name.lower()] = (value or b"").decode()
        except UnicodeDecodeError:
            unreadable.append(name)
    return found, unreadable


def _content(headers: dict[str, str], value: bytes) -> _Content:
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    attributes = {name: headers[f"ce_{name}"] for name in (*_ATTRIBUTES, "traceparent") if f"ce_{name}" in headers}
    if kind.startswith(_CLOUDEVENTS) and kind != STRUCTURED:
        wanted = f"must be {STRUCTURED}, one event a record, or application/json with ce_ headers"
        return _Content(
            attributes, Refused("The record is in no form that is taken.", [Reason("content-type", wanted)])
        )
    try:
        parsed = parse_json(value)
    except Problem as problem:
        return _Content(attributes, Refused(problem.detail))
    bare = kind in _PLAIN and attributes.keys() <= {"party", "traceparent"}
    if kind == STRUCTURED or (bare and isinstance(parsed, dict) and "specversion" in parsed):
        if not isinstance(parsed, dict):
            return _Content(attributes, Refused("The value is no event, which is a JSON object."))
        return _Content({**attributes, **parsed})
    typed = {"datacontenttype": headers["content-type"]} if kind else {}
    return _Content({**attributes, **typed, "data": parsed})


def _is(value: Any, form: Any) -> bool:  # noqa: ANN401
    try:
        msgspec.convert(value, form)
    except msgspec.ValidationError:
        return False
    return True


def _known(value: Any, form: Any) -> str:  # noqa: ANN401
    """A text if it is what it should be, else nothing: whatever else was sent is not repeated."""
    return str(value) if _is(value, form) else ""


def _reporter(party: str, source: str, topic: str, clients: Clients) -> Reporter | Refused:
    """The party, with what its clients that are registered for the topic may do.

    Without a registry, with what is any party's own; a topic that is not the common one is then its namesake's alone.
    """
    sender = sender_of(topic)
    client = clients.sending(party, source, sender)
    if client is None and sender in (None, party):
        return Reporter(party=party, municipalities=None, sources=own_sources(party))
    if client is None or not client.sources:
        return Forbidden(f"The event's source is not the sender's own: on {topic}, it is not registered for {party}.")
    return Reporter(party=party, municipalities=client.municipalities, sources=client.sources)


def _told(content: _Content, reporter: Reporter | Refused, traceparent: str | None) -> Told | Refused:
    if content.refusal is not None:
        return content.refusal
    if isinstance(reporter, Refused):
        return reporter
    event_type = content.event.get("type")
    if event_type == TIP_REPORTED:
        return Refused("A tip is for the police alone.", [_BY_HTTP])
    if event_type is not None and event_type != ACTIVITY_REPORTED:
        return Refused("The event's type is not taken here.", [Reason("type", f"must be {ACTIVITY_REPORTED}")])
    try:
        return read_event(content.event, reporter, traceparent)
    except Refused as refused:
        return refused
