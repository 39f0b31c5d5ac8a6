"""Deliveries: the log of what was told to whom, or why not. Holds no address and no text."""

from datetime import datetime
from typing import Any

from flask import current_app
from marshmallow import fields, validate

from services.notifications.api import PREFIX, store
from services.notifications.documents import Document
from services.notifications.domain.schedule import WAITS, spelled
from shared.events.delivery import DeliveryState
from shared.events.record import Record
from shared.http.auth import caller, needs
from shared.http.blueprint import Blueprint
from shared.http.days import between, first_day, last_day
from shared.http.paging import Page, PageArgs, example_of, turn_of

SCHEDULE = "at once, then " + ", ".join(map(spelled, WAITS[1:]))

blp = Blueprint(
    "deliveries",
    __name__,
    url_prefix=PREFIX,
    description=(
        "Deliveries: what was told to whom, or why not. Utskick: vad som har skickats till vem, eller varför inte.\n\n"
        f"An attempt that fails for the moment is followed by another; they are made {SCHEDULE} after "
        "the one before, each wait made up to a fifth longer by chance."
    ),
)


class AttemptAnswer(Record, frozen=True):
    """One attempt: `begun` (it runs, or its process ended), `accepted`, `delayed`, `refused` or `not-sent`."""

    at: datetime
    outcome: str
    detail: str


class DeliveryAnswer(Record, frozen=True):
    """One logical notification. `endpoint` and `channel` are null when the party cannot be reached.

    For an event that a subscription is sent `rule` is `subscription` and `endpoint` the subscription's id; `id` is the
    `webhook-id` that was sent. `digest` is the id of the delivery in which it is told, when that is a digest.
    """

    id: str
    cause: str
    cause_type: str
    about: str
    rule: str
    party: str
    endpoint: str | None
    channel: str | None
    urgent: bool
    state: DeliveryState
    reason: str | None
    demonstration: bool
    digest: str | None
    attempts: list[AttemptAnswer]
    next_attempt_at: datetime | None
    created_at: datetime
    changed_at: datetime


class DeliveryPage(Page, frozen=True, kw_only=True):
    """A page of deliveries."""

    items: list[DeliveryAnswer]


class DeliveryFilter(PageArgs):
    """Which deliveries are listed, by the days on which they were planned."""

    party = fields.String(metadata={"description": "Party id.", "example": "nykvarn-kommun"})
    cause = fields.String(
        metadata={"description": "Id of the event.", "example": "0b6f8f3e-5f0c-5d4e-8a43-2d6c0a4f7b10"}
    )
    about = fields.String(
        metadata={
            "description": "Id of the promise, activity or measure that it tells of.",
            "example": "nykvarn-2021-2022-trygghetsvandringar",
        }
    )
    state = fields.String(
        validate=validate.OneOf(["pending", "delivered", "failed", "suppressed"]),
        metadata={"description": "Only in this state.", "example": "failed"},
    )
    from_ = first_day("planning it")
    to = last_day("planning it")


EXAMPLE: dict[str, Any] = {
    "id": "4c1f6a3e-93a5-5f0e-b8a7-2a3f7f1d9c55",
    "cause": "0b6f8f3e-5f0c-5d4e-8a43-2d6c0a4f7b10",
    "causeType": "se.loftet.status.changed.v1",
    "about": "nykvarn-2021-2022-trygghetsvandringar",
    "rule": "status-behind",
    "party": "nykvarn-kommun",
    "endpoint": "trygghet",
    "channel": "mail",
    "urgent": True,
    "state": "delivered",
    "reason": None,
    "demonstration": True,
    "digest": None,
    "attempts": [{"at": "2022-01-01T00:00:01Z", "outcome": "accepted", "detail": "250 OK"}],
    "nextAttemptAt": None,
    "createdAt": "2022-01-01T00:00:01Z",
    "changedAt": "2022-01-01T00:00:01Z",
}


@blp.route("/deliveries", methods=["GET"])
@needs("notifications:read")
@blp.arguments(DeliveryFilter, location="query")
@blp.response(
    200,
    DeliveryPage,
    description="A page of deliveries, the latest first.",
    example=example_of(EXAMPLE),
)
def list_deliveries(args: dict[str, Any]) -> DeliveryPage:
    """List deliveries.

    A party's token sees its own, an operator's (which names no party) all: of the municipalities that the token
    reaches, and what is of none, as a test message. What may not be told yet is not listed yet, either. There is no
    `changedSince`: it is a log to look something up in, by `state` and by day. What becomes of each
    is told on the topic `loftet.deliveries`. Lista utskick.
    """
    query = within_reach(args.get("party"))
    query |= {name: args[name] for name in ("cause", "about", "state") if name in args}
    if created := between(args):
        query["createdAt"] = created
    turn, now = turn_of(args), current_app.extensions["clock"].now()
    return DeliveryPage(**turn.answer(store().deliveries.listed(query, now, turn.wanted).each(answer_of)))


def within_reach(party: str | None = None) -> Document:
    """What finds the deliveries that the caller may know of: of its party (or of one), in its municipalities.

    Raises:
        Problem: 403 when it speaks for another party.
    """
    if party is not None:
        caller().must_speak_for(party)
    found: Document = {"notice.municipality": {"$in": sorted({"", *caller().municipalities})}}
    own = party or caller().party
    return found | ({"party": own} if own else {})


def answer_of(document: Document) -> DeliveryAnswer:
    """What is shown of a delivery."""
    return DeliveryAnswer(
        id=document["_id"],
        cause=document["cause"],
        cause_type=document["causeType"],
        about=document["about"],
        rule=document["rule"],
        party=document["party"],
        endpoint=document["endpoint"] or None,
        channel=document["channel"] or None,
        urgent=document["urgent"],
        state=document["state"],
        reason=document["reason"],
        demonstration=document["demonstration"],
        digest=document.get("digest"),
        attempts=[AttemptAnswer(**attempt) for attempt in document["attempts"]],
        next_attempt_at=document["nextAttemptAt"],
        created_at=document["createdAt"],
        changed_at=document["changedAt"],
    )
