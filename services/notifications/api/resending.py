"""Sending anew what was given up: one delivery, or all that failed."""

from typing import Any

from flask import Response, current_app
from marshmallow import fields

from services.notifications.api import store
from services.notifications.api.deliveries import EXAMPLE, DeliveryAnswer, answer_of, blp
from services.notifications.documents import Document
from services.notifications.domain.subscribed import RULE as SUBSCRIBED
from shared.clock import SystemClock
from shared.events.record import Record
from shared.http import jsons
from shared.http.auth import caller, needs
from shared.http.days import between, first_day, last_day
from shared.http.problem import conflict, forbidden, not_found
from shared.http.schema import Base

__all__ = ["blp"]

PENDING: dict[str, Any] = EXAMPLE | {
    "state": "pending",
    "nextAttemptAt": "2022-01-02T08:00:00Z",
    "attempts": [{"at": "2022-01-01T00:00:01Z", "outcome": "refused", "detail": "550 mailbox unavailable"}],
    "changedAt": "2022-01-02T08:00:00Z",
}


class ResendBody(Base):
    """Which of those that failed; none of it: all that the caller may."""

    party = fields.String(metadata={"description": "Only this party's.", "example": "nykvarn-kommun", "maxLength": 100})
    from_ = first_day("planning it")
    to = last_day("planning it")


class ResendAnswer(Record, frozen=True):
    """How many will be attempted anew."""

    resent: int


@blp.route("/deliveries/<deliveryId>/resend", methods=["POST"])
@needs("notifications:write")
@blp.response(
    200,
    DeliveryAnswer,
    description="It will be attempted anew, at once, with the same id on the wire.",
    example=PENDING,
)
@blp.alt_response(404, "NOT_FOUND")
@blp.alt_response(409, "CONFLICT")
def resend_delivery(deliveryId: str) -> Response:  # noqa: N803
    """Send one anew.

    One that failed or was delivered; the rows of its earlier attempts stay. What was suppressed was never to be sent,
    and what a digest gathered is sent with that. Skicka ett utskick igen.
    """
    now = current_app.extensions["clock"].now()
    document = store().deliveries.find(deliveryId, now)
    if document is None or caller().party not in (None, document["party"]):
        raise not_found("There is no such delivery.")
    _must_be_resendable(document)
    if not store().resending.again(document, SystemClock().now(), now):
        raise conflict("Somebody else changed it at the same time.", remedy="Read it again, then decide.")
    return jsons.answer(answer_of(store().deliveries.find(deliveryId, now) or document), 200, {})


@blp.route("/deliveries/resend", methods=["POST"])
@needs("notifications:write")
@blp.arguments(ResendBody, example={"party": "nykvarn-kommun"})
@blp.response(200, ResendAnswer, description="So many will be attempted anew.", example={"resent": 3})
def resend_failed(body: dict[str, Any]) -> ResendAnswer:
    """Send all that failed anew.

    At most a thousand at once; ask again until it is none. A party's token reaches its own; an operator's (which names
    no party) all. Skicka allt som misslyckats igen.
    """
    query: Document = {}
    if "party" in body:
        caller().must_speak_for(body["party"])
        query["party"] = body["party"]
    elif own := caller().party:
        query["party"] = own
    if created := between(body):
        query["createdAt"] = created
    now = current_app.extensions["clock"].now()
    return ResendAnswer(resent=store().resending.all_failed(query, SystemClock().now(), now))


def _must_be_resendable(document: Document) -> None:
    if caller().party not in (None, document["party"]):
        raise forbidden("The delivery is another party's.")
    if document["state"] == "pending":
        raise conflict("It is still being attempted.", remedy="Wait; the log says when the next attempt is.")
    if document["state"] == "suppressed":
        raise conflict(f"It was not to be sent: {document['reason']}.")
    if document.get("gatheredFrom") is not None:
        raise conflict("It was told in a digest.", remedy="Send the digest anew.")
    if document["rule"] == SUBSCRIBED and document["payload"] is None:
        raise conflict("Its content is not kept once it is delivered.", remedy="Ask for what changed since.")
