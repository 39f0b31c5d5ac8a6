"""Inbound: what police systems put straight onto `loftet.inbound` goes the same way as what they post.

There is no token on a topic: whoever may write to it is the broker's to decide, and each event says in `ce_party` for
which party it speaks. Tips are not taken here: on a topic their text would lie in the open.
"""

from datetime import UTC, datetime
from typing import Any, Final

from services.activities.cloudevents import ACTIVITY_REPORTED, TIP_REPORTED, Envelope, read_event
from services.activities.config import ActivitiesSettings
from services.activities.domain.refusal import Refused
from services.activities.intake import Intake
from services.activities.told import Reporter, Told
from shared.clock import Clock
from shared.events.catalogue import INBOUND
from shared.events.cloudevent import Event, UnreadableEvent, read_headers
from shared.http.bodies import parse_json
from shared.http.problem import Problem
from shared.kafka.consumer import Consumer
from shared.kafka.errors import Invalid
from shared.store.mongo import recoverable

GROUP: Final = "loftet.activities.inbound"
_ATTRIBUTES: Final = frozenset(Envelope.__struct_fields__) - {"data", "data_base64"}


class Inbound:
    """Reads the topic into the intake."""

    def __init__(self, intake: Intake, clock: Clock) -> None:
        self._intake = intake
        self._clock = clock

    def handle(self, events: list[Event]) -> None:
        """Take in what the events tell; returns when it is durable.

        Raises:
            Invalid: an event is refused; it comes again without it, and what was accepted meets its own id.
            Recoverable: the database is away.
        """
        with recoverable():
            outcomes = self._intake.take([event.data for event in events], self._clock.now())
        for event, outcome in zip(events, outcomes, strict=True):
            if outcome.refusal is not None:
                raise Invalid(event, str(outcome.refusal))


def consumer(settings: ActivitiesSettings, inbound: Inbound) -> Consumer:
    """The consumer of the topic, not yet connected."""
    return Consumer(
        settings,
        service="activities",
        group=GROUP,
        topics=[INBOUND],
        handle=inbound.handle,
        read=read_record,
        open_to_strangers=True,
    )


def read_record(record: Any) -> Event:  # noqa: ANN401  (untyped library)
    """The event of a Kafka record; its data is what was `Told`.

    Raises:
        UnreadableEvent: it is no event that is taken here.
    """
    headers = read_headers(record.headers)
    if headers["ce_type"] == TIP_REPORTED:
        raise UnreadableEvent("a tip is for the police alone: send it by HTTP, where its text is sealed", secret=True)
    if headers["ce_type"] != ACTIVITY_REPORTED:
        raise UnreadableEvent(f"the type {headers['ce_type']} is not taken here")
    value = record.value or b""
    return Event(
        id=headers["ce_id"],
        source=headers["ce_source"],
        type=headers["ce_type"],
        time=datetime.fromtimestamp(record.timestamp / 1000, UTC),
        data=_told(headers, value),
        value=value,
        traceparent=headers.get("ce_traceparent"),
    )


def _told(headers: dict[str, str], value: bytes) -> Told:
    attributes = {name: headers[f"ce_{name}"] for name in _ATTRIBUTES if f"ce_{name}" in headers}
    if content_type := headers.get("content-type"):
        attributes["datacontenttype"] = content_type
    if "party" not in attributes:
        raise UnreadableEvent("the header ce_party is missing: it says for which party the event speaks")
    reporter = Reporter(party=attributes["party"], municipalities=None)
    try:
        return read_event({**attributes, "data": parse_json(value)}, reporter, headers.get("ce_traceparent"))
    except (Refused, Problem) as error:
        raise UnreadableEvent(str(error)) from None
