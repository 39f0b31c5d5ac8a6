"""The form of an endpoint: what is sent, what is answered."""

from datetime import datetime
from typing import Any

from marshmallow import ValidationError, fields, validate

from services.notifications.channels.words import LANGUAGES
from services.notifications.documents import Stored
from services.notifications.domain.addresses import BadAddress, normalised
from services.notifications.domain.rules import RULES_BY_ID
from shared.events.record import Record
from shared.http.auth import caller
from shared.http.paging import Page
from shared.http.schema import Base

MOST_RULES = 100


class Address(fields.String):
    """A mail address, made into the form it is sent to."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:  # noqa: ANN401
        try:
            return normalised(super()._deserialize(value, attr, data, **kwargs))
        except BadAddress as error:
            raise ValidationError(str(error)) from error


class EndpointBody(Base):
    """Where to reach the party, and with what."""

    channel = fields.String(
        required=True,
        validate=validate.OneOf(["mail"], error="must be mail"),
        metadata={"description": "How: by mail.", "example": "mail"},
    )
    address = Address(
        required=True,
        validate=validate.Length(max=254),
        metadata={"description": "A functional mailbox.", "example": "trygghet@nykvarn.example"},
    )
    language = fields.String(
        load_default="sv",
        validate=validate.OneOf(LANGUAGES, error=f"must be one of {', '.join(LANGUAGES)}"),
        metadata={"description": "Of the mails.", "example": "sv"},
    )
    events = fields.List(
        fields.String(validate=validate.OneOf(RULES_BY_ID, error="is no rule; GET rules lists them")),
        load_default=list,
        validate=validate.Length(max=MOST_RULES),
        metadata={"description": "Ids of the rules it asks for; none: all.", "example": ["status-behind"]},
    )


class EndpointAnswer(Record, frozen=True):
    """An endpoint. `address` is shown to its own party only; to an operator it is null."""

    party: str
    id: str
    channel: str
    address: str | None
    language: str
    events: list[str]
    revision: int
    created_at: datetime
    changed_at: datetime


class EndpointPage(Page, frozen=True, kw_only=True):
    """A page of endpoints."""

    items: list[EndpointAnswer]


BODY_EXAMPLE = {"channel": "mail", "address": "trygghet@nykvarn.example", "language": "sv", "events": []}
EXAMPLE = BODY_EXAMPLE | {
    "party": "nykvarn-kommun",
    "id": "trygghet",
    "revision": 1,
    "createdAt": "2021-01-11T08:00:00Z",
    "changedAt": "2021-01-11T08:00:00Z",
}


def answer_of(stored: Stored) -> EndpointAnswer:
    """What the caller may see of an endpoint."""
    endpoint = stored.endpoint
    return EndpointAnswer(
        party=endpoint.party,
        id=endpoint.id,
        channel=endpoint.channel,
        address=endpoint.address if caller().party == endpoint.party else None,
        language=endpoint.language,
        events=list(endpoint.rules),
        revision=stored.revision,
        created_at=stored.created_at,
        changed_at=stored.changed_at,
    )
