"""The form of an endpoint: what is sent, what is answered."""

from datetime import datetime, time
from typing import Any, Final

from marshmallow import ValidationError, fields, validate, validates_schema

from services.notifications.api import SLUG
from services.notifications.channels.language import LANGUAGES
from services.notifications.domain.addresses import BadAddress, normalised
from services.notifications.domain.endpoint import MAIL, OTHER, WEBHOOK, Endpoint, EndpointState, Quiet, Rhythm
from services.notifications.domain.rules import CHOOSABLE
from services.notifications.domain.subscription import Subscription
from services.notifications.endpoint_documents import Stored
from shared.events.record import Record
from shared.http.auth import caller
from shared.http.paging import Page
from shared.http.personal import holds_personal_number
from shared.http.schema import Base

MOST: Final = 100
_HOUR: Final = r"^([01][0-9]|2[0-3]):[0-5][0-9]\Z"
_MUNICIPALITY: Final = validate.Regexp(r"^[0-9]{4}\Z", error="must be four digits, as in 0140")
_SLUG: Final = validate.Regexp(f"^{SLUG.pattern}\\Z", error="must be the id of a subscription of yours")
_NAME: Final = validate.Regexp(f"^{SLUG.pattern}\\Z", error="must be the name of a channel that is set up")
_NEEDED: Final = {MAIL: "address", WEBHOOK: "subscription", OTHER: "name"}  # what each channel cannot do without


class Address(fields.String):
    """A mail address, made into the form it is sent to. One that names a person by number is refused."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:  # noqa: ANN401
        try:
            address = normalised(super()._deserialize(value, attr, data, **kwargs))
        except BadAddress as error:
            raise ValidationError(str(error)) from error
        if holds_personal_number(address):
            raise ValidationError("holds what looks like a personal identity number; give a functional mailbox")
        return address


class QuietBody(Base):
    """Hours in which nothing is sent, by the clock on the wall in Stockholm; until before from: past midnight."""

    from_ = fields.String(
        data_key="from",
        required=True,
        validate=validate.Regexp(_HOUR, error="must be a time of day, as in 20:00"),
        metadata={"description": "From when.", "example": "20:00"},
    )
    until = fields.String(
        required=True,
        validate=validate.Regexp(_HOUR, error="must be a time of day, as in 07:00"),
        metadata={"description": "Until when.", "example": "07:00"},
    )

    @validates_schema
    def _must_be_hours(self, data: dict[str, Any], **_: Any) -> None:  # noqa: ANN401
        if data.get("from_") == data.get("until"):
            raise ValidationError("must differ from `from`; leave quietHours out to have none", "until")


class EndpointBody(Base):
    """Where to reach the party, with what, how often and when not."""

    channel = fields.String(
        required=True,
        validate=validate.OneOf(list(_NEEDED), error="must be mail, webhook or other"),
        metadata={
            "description": "How: by mail, over a subscription of your own, or by another channel that the operator has "
            "set up for the party.",
            "example": MAIL,
        },
    )
    address = Address(
        validate=validate.Length(max=254),
        metadata={
            "description": "Of mail: a functional mailbox, never a person's own.",
            "example": "trygghet@nykvarn.example",
        },
    )
    subscription = fields.String(
        validate=[validate.Length(max=100), _SLUG],
        metadata={
            "description": "Of webhook: the subscription whose receiver and secret are used.",
            "example": "nykvarn-status",
        },
    )
    name = fields.String(
        validate=[validate.Length(max=100), _NAME],
        metadata={"description": "Of other: what the operator calls the channel.", "example": "teams"},
    )
    language = fields.String(
        load_default="sv",
        validate=validate.OneOf(LANGUAGES, error=f"must be one of {', '.join(LANGUAGES)}"),
        metadata={"description": "Of what is sent.", "example": "sv"},
    )
    events = fields.List(
        fields.String(validate=validate.OneOf(CHOOSABLE, error="is no rule that can be chosen; GET rules lists them")),
        load_default=list,
        validate=validate.Length(max=MOST),
        metadata={"description": "Ids of the rules it asks for; none: all.", "example": ["status-behind"]},
    )
    municipalities = fields.List(
        fields.String(validate=_MUNICIPALITY),
        load_default=list,
        validate=validate.Length(max=MOST),
        metadata={"description": "Codes of those it asks for; none: all.", "example": ["0140"]},
    )
    rhythm = fields.String(
        load_default="daily",
        validate=validate.OneOf(["immediate", "daily", "weekly"], error="must be immediate, daily or weekly"),
        metadata={
            "description": "When it is told of what is not urgent: at once, or in a digest at half past seven on "
            "working days or Mondays.",
            "example": "daily",
        },
    )
    quiet_hours = fields.Nested(
        QuietBody,
        load_default=None,
        allow_none=True,
        metadata={"description": "Hours in which nothing is sent; what would be waits."},
    )

    @validates_schema
    def _must_have_its_own(self, data: dict[str, Any], **_: Any) -> None:  # noqa: ANN401
        needed = _NEEDED.get(data.get("channel", ""))
        if needed is None:
            return
        if needed not in data:
            raise ValidationError("is required for this channel", needed)
        for other in set(_NEEDED.values()) - {needed}:
            if other in data:
                raise ValidationError("is of another channel; leave it out", other)


class QuietAnswer(Record, frozen=True, rename={"from_": "from"}):
    """Hours in which nothing is sent."""

    from_: str
    until: str


class EndpointAnswer(Record, frozen=True):
    """An endpoint. `address` and `nextAddress` are shown to its own party only; to an operator they are null.

    `nextAddress` takes the place of `address` once it is confirmed; until then that stays in use.

    Only an `active` one is sent to; `reason` says why it is not. One of channel webhook stands as its subscription.
    """

    party: str
    id: str
    channel: str
    address: str | None
    next_address: str | None
    subscription: str | None
    name: str | None
    language: str
    events: list[str]
    municipalities: list[str]
    rhythm: Rhythm
    quiet_hours: QuietAnswer | None
    state: EndpointState
    reason: str | None
    revision: int
    created_at: datetime
    changed_at: datetime


class EndpointPage(Page, frozen=True, kw_only=True):
    """A page of endpoints."""

    items: list[EndpointAnswer]


BODY_EXAMPLE: Final[dict[str, Any]] = {
    "channel": "mail",
    "address": "trygghet@nykvarn.example",
    "language": "sv",
    "events": [],
    "municipalities": [],
    "rhythm": "daily",
    "quietHours": {"from": "20:00", "until": "07:00"},
}
EXAMPLE: Final[dict[str, Any]] = BODY_EXAMPLE | {
    "party": "nykvarn-kommun",
    "id": "trygghet",
    "nextAddress": None,
    "subscription": None,
    "name": None,
    "state": "active",
    "reason": None,
    "revision": 1,
    "createdAt": "2021-01-11T08:00:00Z",
    "changedAt": "2021-01-11T08:00:00Z",
}


def endpoint_of(party: str, endpoint: str, body: dict[str, Any], address: str) -> Endpoint:
    """The endpoint that a body asks for.

    Args:
        party, endpoint: whose it is, and its id.
        body: as loaded.
        address: the mailbox, the key of the subscription, or `party/name` of the channel.
    """
    quiet = body["quiet_hours"]
    return Endpoint(
        party=party,
        id=endpoint,
        channel=body["channel"],
        address=address,
        language=body["language"],
        rules=tuple(dict.fromkeys(body["events"])),
        municipalities=tuple(dict.fromkeys(body["municipalities"])),
        rhythm=body["rhythm"],
        quiet=Quiet(time.fromisoformat(quiet["from_"]), time.fromisoformat(quiet["until"])) if quiet else None,
    )


def answer_of(stored: Stored, subscription: Subscription | None) -> EndpointAnswer:
    """What the caller may see of an endpoint; ``subscription`` is that of one of channel webhook."""
    endpoint, own = stored.endpoint, caller().party == stored.endpoint.party
    quiet = endpoint.quiet
    state, reason = _standing(endpoint, subscription)
    return EndpointAnswer(
        party=endpoint.party,
        id=endpoint.id,
        channel=endpoint.channel,
        address=endpoint.address if own and endpoint.channel == MAIL else None,
        next_address=endpoint.next_address if own else None,
        subscription=subscription.id if subscription else None,
        name=endpoint.address.partition("/")[2] if endpoint.channel == OTHER else None,
        language=endpoint.language,
        events=list(endpoint.rules),
        municipalities=list(endpoint.municipalities),
        rhythm=endpoint.rhythm,
        quiet_hours=QuietAnswer(from_=f"{quiet.from_:%H:%M}", until=f"{quiet.until:%H:%M}") if quiet else None,
        state=state,
        reason=reason,
        revision=stored.revision,
        created_at=stored.created_at,
        changed_at=stored.changed_at,
    )


def _standing(endpoint: Endpoint, subscription: Subscription | None) -> tuple[EndpointState, str | None]:
    if endpoint.channel != WEBHOOK:
        return endpoint.state, endpoint.reason
    if subscription is None:
        return "disabled", "the subscription was removed"
    return ("unconfirmed" if subscription.state == "unverified" else subscription.state), subscription.reason
