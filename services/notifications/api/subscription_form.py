"""The form of a subscription: what is asked for, what is answered."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final, get_args

from flask import current_app
from marshmallow import ValidationError, fields, validate

from services.notifications.api import SLUG
from services.notifications.domain.facets import FOLLOWED, GROUPS
from services.notifications.domain.subscription import Subscription, SubscriptionState, Wanted
from services.notifications.domain.web_address import MOST_CHARACTERS, BadUrl, target_of
from shared.events.activity import ActivityState, Kind
from shared.events.measure import MeasureState
from shared.events.record import Record
from shared.events.status import State
from shared.http.auth import caller
from shared.http.paging import Page
from shared.http.problem import forbidden
from shared.http.schema import Base

MOST: Final = 100  # names in a list
STATES: Final = sorted(
    {*get_args(ActivityState), *get_args(MeasureState), *map(str, State), "noted", "received", "signed"}
)
_MUNICIPALITY: Final = validate.Regexp(r"^[0-9]{4}\Z", error="must be four digits, as in 0140")
_SLUG: Final = (
    validate.Length(max=100),
    validate.Regexp(f"^{SLUG.pattern}\\Z", error="must be an id, as in nykvarn-2021-2022"),
)


class Url(fields.String):
    """A web address that may be sent to."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:  # noqa: ANN401
        url: str = super()._deserialize(value, attr, data, **kwargs)
        try:
            target_of(url, insecure=current_app.extensions["settings"].webhooks_insecure)
        except BadUrl as error:
            raise ValidationError(str(error)) from error
        return url


def _names(what: str, example: str, *valid: validate.Validator) -> fields.List[Any]:
    return fields.List(
        fields.String(validate=list(valid)),
        load_default=list,
        validate=validate.Length(max=MOST),
        metadata={"description": f"{what}; none: whichever.", "example": [example]},
    )


def _one_of(known: Collection[str]) -> validate.Validator:
    return validate.OneOf(sorted(known), error="is not known here; the documentation lists what is")


class SubscriptionBody(Base):
    """What is to be sent, and where to. An event is sent when each list that is not empty names something of it."""

    url = Url(
        required=True,
        validate=validate.Length(max=MOST_CHARACTERS),
        metadata={
            "description": "Where to: https, no user name, no fragment, and a machine of the open internet.",
            "example": "https://system.nykvarn.example/loftet",
        },
    )
    types = _names("Event types, or groups of them", "statuses", _one_of({*GROUPS, *FOLLOWED}))
    municipalities = fields.List(
        fields.String(validate=_MUNICIPALITY),
        load_default=list,
        validate=validate.Length(max=MOST),
        metadata={"description": "Codes; none: all that the token reaches now.", "example": ["0140"]},
    )
    agreements = _names("Ids of agreements that it concerns", "nykvarn-2021-2022", *_SLUG)
    promises = _names("Ids of promises that it concerns", "nykvarn-2021-2022-trygghetsvandringar", *_SLUG)
    parties = _names("Ids of parties that report, answer for, take part in or sign it", "nykvarn-kommun", *_SLUG)
    kinds = _names("Kinds of activities; nothing else has one", "walk", _one_of([kind.value for kind in Kind]))
    states = _names("The state that it is in", "behind", _one_of(STATES))


class SubscriptionAnswer(Record, frozen=True, kw_only=True):
    """A subscription. Only an `active` one is sent to; `reason` says why it is not.

    What happened before `since` is not sent. `nextUrl` takes the place of `url` once it is verified.
    `secretRotatedAt` is when the newest secret was made.
    """

    id: str
    url: str
    next_url: str | None
    types: list[str]
    municipalities: list[str]
    agreements: list[str]
    promises: list[str]
    parties: list[str]
    kinds: list[str]
    states: list[str]
    state: SubscriptionState
    reason: str | None
    since: datetime | None
    secret_rotated_at: datetime
    revision: int
    created_at: datetime
    changed_at: datetime


class SubscriptionSecretAnswer(SubscriptionAnswer, frozen=True, kw_only=True):
    """A subscription with its newest secret, which is shown this once."""

    secret: str


class SubscriptionPage(Page, frozen=True, kw_only=True):
    """A page of subscriptions."""

    items: list[SubscriptionAnswer]


BODY_EXAMPLE: Final[dict[str, Any]] = {
    "url": "https://system.nykvarn.example/loftet",
    "types": ["statuses", "se.loftet.walk.completed.v1"],
    "municipalities": ["0140"],
    "agreements": ["nykvarn-2021-2022"],
    "promises": [],
    "parties": [],
    "kinds": [],
    "states": [],
}
EXAMPLE: Final[dict[str, Any]] = BODY_EXAMPLE | {
    "id": "nykvarn-status",
    "nextUrl": None,
    "state": "active",
    "reason": None,
    "since": "2021-01-11T08:05:00Z",
    "secretRotatedAt": "2021-01-11T08:00:00Z",
    "revision": 2,
    "createdAt": "2021-01-11T08:00:00Z",
    "changedAt": "2021-01-11T08:05:00Z",
}
NEW_EXAMPLE: Final[dict[str, Any]] = EXAMPLE | {
    "state": "unverified",
    "reason": "the receiver has not been verified yet",
    "since": None,
    "revision": 1,
    "changedAt": "2021-01-11T08:00:00Z",
    "secret": "whsec_bcfo1dMvvDPRZ0hGQZ5ekDYkG0y0U/4Gxt8Z6Pv0ZBc=",
}


def wanted_of(body: dict[str, Any]) -> Wanted:
    """What is asked for, within what the caller reaches.

    Raises:
        Problem: 403 when it is more than that.
    """
    municipalities = body["municipalities"] or sorted(caller().municipalities)
    for municipality in municipalities:
        caller().must_reach(municipality)
    if not municipalities:
        raise forbidden("The token reaches no municipality.")
    lists = ("types", "agreements", "promises", "parties", "kinds", "states")
    chosen = {name: tuple(dict.fromkeys(body[name])) for name in lists}
    return Wanted(municipalities=tuple(dict.fromkeys(municipalities)), **chosen)


def answer_of(subscription: Subscription) -> SubscriptionAnswer:
    """What its owner sees of a subscription."""
    return SubscriptionAnswer(**_members(subscription))


def secret_answer_of(subscription: Subscription) -> SubscriptionSecretAnswer:
    """What its owner sees of a subscription when there is a new secret."""
    return SubscriptionSecretAnswer(**_members(subscription), secret=subscription.secrets[0].value)


def _members(subscription: Subscription) -> dict[str, Any]:
    wanted = subscription.wanted
    return {
        "id": subscription.id,
        "url": subscription.url,
        "next_url": subscription.next_url,
        "types": list(wanted.types),
        "municipalities": list(wanted.municipalities),
        "agreements": list(wanted.agreements),
        "promises": list(wanted.promises),
        "parties": list(wanted.parties),
        "kinds": list(wanted.kinds),
        "states": list(wanted.states),
        "state": subscription.state,
        "reason": subscription.reason,
        "since": subscription.since,
        "secret_rotated_at": subscription.rotated_at,
        "revision": subscription.revision,
        "created_at": subscription.created_at,
        "changed_at": subscription.changed_at,
    }
