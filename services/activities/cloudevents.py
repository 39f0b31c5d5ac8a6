"""CloudEvents as others send them, by HTTP or on Kafka: the envelope, and what their data says.

The envelope is checked here rather than by an SDK, so that each event of a batch gets all its reasons at once.
"""

from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta

from services.activities.domain.forms import LINE, Instant, Slug
from services.activities.domain.merging import check_sent
from services.activities.domain.refusal import Forbidden, Reason, Refused, refuse
from services.activities.domain.report import SentReport
from services.activities.domain.tip import TipReport
from services.activities.reading import read, read_form
from services.activities.told import Reporter, Told, id_of_event, id_of_record
from shared.events.catalogue import PREFIX
from shared.http.caller import belongs, listed

ACTIVITY_REPORTED: Final = f"{PREFIX}activity.reported.v1"
TIP_REPORTED: Final = f"{PREFIX}tip.reported.v1"
TYPES: Final = frozenset({ACTIVITY_REPORTED, TIP_REPORTED})
_JSON: Final = "application/json"

EventId = Annotated[str, Meta(pattern=LINE, max_length=255)]
# No step of a path is `.` or `..`, however it is written: else a source could lie beneath one and point beside it.
SourceUri = Annotated[
    str,
    Meta(
        pattern=r"^(?!(?:.*[/\\])?(?:\.|%2[eE]){1,2}(?:[/\\?#]|\Z))[^\s\x00-\x1f\x7f-\x9f]+\Z",
        max_length=500,
    ),
]


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """A CloudEvent 1.0 in its JSON form. Extension attributes that are not known here are let through unread.

    ``subject`` is the sender's own id of the record that the data tell of; all events about it tell of one activity.
    """

    specversion: Literal["1.0"]
    id: EventId
    source: SourceUri
    type: Annotated[str, Meta(max_length=255)]
    subject: Annotated[str, Meta(pattern=LINE, max_length=255)] | None = None
    data: Any = None
    data_base64: Any = None
    time: Instant | None = None
    datacontenttype: Annotated[str, Meta(max_length=255)] | None = None
    party: Slug | None = None


def read_event(content: Any, reporter: Reporter, traceparent: str | None) -> Told:  # noqa: ANN401  (parsed JSON)
    """What an event tells.

    Raises:
        Refused: it is no CloudEvent, of no type that is taken here, or its data is not as it should be.
    """
    envelope = read_form(content, Envelope)
    _check(envelope)
    if reporter.party is None:
        raise Forbidden("Whoever sends events speaks for a party; this token speaks for none.")
    if envelope.party not in (None, reporter.party):
        raise Forbidden(f"Events are sent for {reporter.party}, not for another party.")
    if reporter.sources is not None and not belongs(envelope.source, reporter.sources):
        raise Forbidden(f"The event's source is not the sender's own, which begins with: {listed(reporter.sources)}.")
    said = _data(envelope)
    merges = isinstance(said, SentReport) and envelope.subject is not None
    return Told(
        id=_id(reporter.party, envelope, merges),
        said=said,
        reporter=reporter,
        traceparent=traceparent,
        merges=merges,
    )


def _id(party: str, envelope: Envelope, merges: bool) -> str:
    if merges and envelope.subject is not None:
        return id_of_record(party, envelope.source, envelope.subject)
    return id_of_event(party, envelope.source, envelope.id)


def _check(envelope: Envelope) -> None:
    if envelope.type not in TYPES:
        known = " and ".join(sorted(TYPES))
        raise Refused("The event's type is not taken here.", [Reason("type", f"must be one of {known}")])
    content_type = (envelope.datacontenttype or _JSON).partition(";")[0].strip().lower()
    if content_type != _JSON or envelope.data_base64 is not None:
        raise Refused("The event's data is no JSON.", [Reason("datacontenttype", f"must be {_JSON}, with `data`")])


def _data(envelope: Envelope) -> SentReport | TipReport:
    try:
        if envelope.type == TIP_REPORTED:
            return read(envelope.data, TipReport, sealed="text")
        said = read(envelope.data, SentReport)
        refuse(check_sent(said, envelope.subject))
        return said
    except Refused as refused:
        raise refused.within("data") from None
