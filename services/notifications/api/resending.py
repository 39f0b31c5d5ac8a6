"""Sending anew what was given up: one delivery, or all that failed."""

from typing import Any, Final

from flask import Response, current_app, request
from marshmallow import fields, validate

from services.notifications.api import store
from services.notifications.api.deliveries import EXAMPLE, DeliveryAnswer, answer_of, blp, within_reach
from services.notifications.api.subscribers import changed_meanwhile
from services.notifications.documents import Document
from services.notifications.domain.rules import CONFIRMATIONS, MOVING
from services.notifications.domain.subscribed import RULE as SUBSCRIBED
from services.notifications.store.resending import Resent, resent_of
from shared.clock import SystemClock
from shared.events.record import Record
from shared.http import idempotency, jsons
from shared.http.auth import caller, needs
from shared.http.days import between, first_day, last_day
from shared.http.problem import conflict, not_found
from shared.http.schema import Base

__all__ = ["blp"]

PENDING: dict[str, Any] = EXAMPLE | {
    "state": "pending",
    "nextAttemptAt": "2022-01-02T08:00:00Z",
    "attempts": [{"at": "2022-01-01T00:00:01Z", "outcome": "refused", "detail": "550 mailbox unavailable"}],
    "changedAt": "2022-01-02T08:00:00Z",
}


_KEY: Final = idempotency.PARAMETER | {
    "description": (
        "Makes the request safe to repeat: for 24 hours the same key and body, at the same address, get the same "
        "answer and send nothing again; with another body it is refused (422)."
    )
}


class ResendBody(Base):
    """Which of those that failed; none of it: all that the caller may."""

    party = fields.String(
        validate=validate.Length(max=100),
        metadata={"description": "Only this party's.", "example": "nykvarn-kommun"},
    )
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
@blp.takes(_KEY)
@blp.alt_response(404, "NOT_FOUND")
@blp.alt_response(409, "CONFLICT")
@blp.alt_response(422, "UNPROCESSABLE_ENTITY")
def resend_delivery(deliveryId: str) -> Response:  # noqa: N803
    """Send one anew.

    One that failed or was delivered; the rows of its earlier attempts stay. What was suppressed was never to be sent,
    what a digest gathered is sent with that, and a link that was mailed is not mailed again (409): its endpoint is
    sent another by `POST .../confirmation`. Skicka ett utskick igen.
    """
    now = current_app.extensions["clock"].now()
    document = store().deliveries.first(within_reach() | {"_id": deliveryId}, now)
    if document is None:
        raise not_found("There is no such delivery.")
    asked = idempotency.asked_now()
    if before := idempotency.answered_before(resent_of(document), asked):
        return _as_it_was(document, before)
    _must_be_resendable(document)
    is_first = store().resending.again(document, SystemClock().now(), now, asked)
    document = store().deliveries.find(deliveryId, now) or document
    if before := idempotency.answered_before(resent_of(document), asked):
        return _as_it_was(document, before)
    if not is_first:
        raise changed_meanwhile()
    return jsons.answer(answer_of(document))


@blp.route("/deliveries/resend", methods=["POST"])
@needs("notifications:write")
@blp.arguments(ResendBody, example={"party": "nykvarn-kommun"})
@blp.takes(_KEY)
@blp.response(200, ResendAnswer, description="So many will be attempted anew.", example={"resent": 3})
def resend_failed(body: dict[str, Any]) -> ResendAnswer:
    """Send all that failed anew.

    At most a thousand at once; ask again until it is none. A party's token reaches its own, an operator's (which names
    no party) all, in the municipalities that it reaches. Skicka allt som misslyckats igen.
    """
    query = within_reach(body.get("party"))
    if created := between(body):
        query["createdAt"] = created
    now = current_app.extensions["clock"].now()
    asked = idempotency.asked_now(f"{caller().party}\n{request.path}")
    return ResendAnswer(resent=store().resending.all_failed(query, SystemClock().now(), now, asked))


def _as_it_was(document: Document, asked: Resent) -> Response:
    """The delivery as it was answered when it was sent anew by that request."""
    then = {"state": "pending", "reason": None, "nextAttemptAt": asked.due, "changedAt": asked.at}
    return jsons.answer(answer_of({**document, **then, "attempts": document["attempts"][: asked.revision]}))


def _must_be_resendable(document: Document) -> None:
    if document["state"] == "pending":
        raise conflict("It is still being attempted.", remedy="Wait; the log says when the next attempt is.")
    if document["state"] == "suppressed":
        raise conflict(f"It was not to be sent: {document['reason']}.")
    if document.get("gatheredFrom") is not None:
        raise conflict("It was told in a digest.", remedy="Send the digest anew.")
    if document["rule"] in CONFIRMATIONS and document["state"] == "delivered":
        raise conflict("Its link was mailed.", remedy="Ask for a new one: `POST .../confirmation` of the endpoint.")
    if document["rule"] == MOVING and document["to"] is None:
        raise conflict("The mailbox that it went to is not kept once it is delivered.")
    if document["rule"] == SUBSCRIBED and document["payload"] is None:
        raise conflict("Its content is not kept once it is delivered.", remedy="Ask for what changed since.")
