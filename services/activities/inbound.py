"""Inbound: what police systems put straight onto `loftet.inbound` goes the same way as what they post.

There is no token on a topic: whoever may write to it is the broker's to decide, and each event says in `ce_party` for
which party it speaks. Where clients are registered, its source and municipality must be those of the party's clients.
Each is answered on `loftet.acknowledgements`; a record that names no event and no party can only become a dead letter.
Tips are not taken here: on a topic their text would lie in the open.
"""

from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

import msgspec

from services.activities.acknowledging import Arrived, acknowledgement
from services.activities.cloudevents import ACTIVITY_REPORTED, TIP_REPORTED, Envelope, EventId, SourceUri, read_event
from services.activities.config import ActivitiesSettings
from services.activities.domain.forms import Slug
from services.activities.domain.refusal import Reason, Refused
from services.activities.intake import Intake
from services.activities.reading import read_form
from services.activities.told import Reporter, Told
from shared.clock import Clock
from shared.events.acknowledgement import RecordPlace
from shared.events.catalogue import INBOUND
from shared.events.cloudevent import Event, UnreadableEvent, read_headers
from shared.http.bodies import parse_json
from shared.http.clients import Clients
from shared.http.problem import Problem
from shared.kafka.consumer import Consumer
from shared.kafka.handled import Handled, Invalid
from shared.store.mongo import recoverable

GROUP: Final = "loftet.activities.inbound"
_ATTRIBUTES: Final = frozenset(Envelope.__struct_fields__) - {"data", "data_base64"}


class _Answerable(msgspec.Struct, frozen=True):
    """What a record must say of itself to be answered."""

    id: EventId
    source: SourceUri
    party: Slug


class Inbound:
    """Reads the topic into the intake."""

    def __init__(self, intake: Intake, clock: Clock) -> None:
        self._intake = intake
        self._clock = clock

    def handle(self, events: list[Event]) -> Handled:
        """Take in what the events tell; returns when it is durable, with an answer to each.

        Raises:
            Recoverable: the database is away.
        """
        now = self._clock.now()
        with recoverable():
            outcomes = self._intake.take_or_refuse([event.data.told for event in events], now)
        rows = list(zip(events, outcomes, strict=True))
        return Handled(
            invalid=[
                Invalid(event, str(outcome.refusal), event.data.secret)
                for event, outcome in rows
                if outcome.refusal is not None
            ],
            told=[acknowledgement(event, outcome, now) for event, outcome in rows],
        )


def consumer(settings: ActivitiesSettings, inbound: Inbound, clients: Clients) -> Consumer:
    """The consumer of the topic, not yet connected."""
    return Consumer(
        settings,
        service="activities",
        group=GROUP,
        topics=[INBOUND],
        handle=inbound.handle,
        read=partial(read_record, clients=clients),
        open_to_strangers=True,
    )


def read_record(record: Any, clients: Clients) -> Event:  # noqa: ANN401  (untyped library)
    """The event of a Kafka record; its data is what `Arrived`.

    Raises:
        UnreadableEvent: it does not say which event it is, or for which party, so that nobody can be answered.
    """
    headers = read_headers(record.headers)
    answerable = _answerable(headers)
    value = record.value or b""
    return Event(
        id=answerable.id,
        source=answerable.source,
        type=headers["ce_type"],
        time=datetime.fromtimestamp(record.timestamp / 1000, UTC),
        data=Arrived(
            party=answerable.party,
            record=RecordPlace(topic=record.topic, partition=record.partition, offset=record.offset),
            told=_told(headers, value, _reporter(answerable, clients)),
            secret=headers["ce_type"] == TIP_REPORTED,
        ),
        value=value,
        traceparent=headers.get("ce_traceparent"),
    )


def _answerable(headers: dict[str, str]) -> _Answerable:
    if "ce_party" not in headers:
        raise UnreadableEvent("the header ce_party is missing: it says for which party the event speaks")
    try:
        return read_form({name: headers[f"ce_{name}"] for name in _Answerable.__struct_fields__}, _Answerable)
    except Refused as refused:
        raise UnreadableEvent(str(refused)) from None


def _reporter(answerable: _Answerable, clients: Clients) -> Reporter:
    """The party, with what its registered clients may do; without a registry, with all."""
    client = clients.sending(answerable.party, answerable.source)
    if client is None:
        return Reporter(party=answerable.party, municipalities=None)
    return Reporter(party=answerable.party, municipalities=client.municipalities, sources=client.sources)


def _told(headers: dict[str, str], value: bytes, reporter: Reporter) -> Told | Refused:
    if headers["ce_type"] == TIP_REPORTED:
        by_http = Reason("type", "must be sent by HTTP, where the text is sealed")
        return Refused("A tip is for the police alone.", [by_http])
    if headers["ce_type"] != ACTIVITY_REPORTED:
        return Refused("The event's type is not taken here.", [Reason("type", f"must be {ACTIVITY_REPORTED}")])
    attributes = {name: headers[f"ce_{name}"] for name in _ATTRIBUTES if f"ce_{name}" in headers}
    if content_type := headers.get("content-type"):
        attributes["datacontenttype"] = content_type
    try:
        return read_event({**attributes, "data": parse_json(value)}, reporter, headers.get("ce_traceparent"))
    except Problem as problem:
        return Refused(problem.detail)
    except Refused as refused:
        return refused
