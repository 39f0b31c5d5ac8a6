"""What is done with a subscription: a new secret is made, its receiver is verified."""

import os
import secrets
import threading
import uuid
from typing import Final

from flask import Response, current_app, request

from services.notifications.api import store
from services.notifications.api.subscribers import answered, changed, changed_meanwhile, found, now, party
from services.notifications.api.subscription_form import (
    EXAMPLE,
    NEW_EXAMPLE,
    SubscriptionAnswer,
    SubscriptionSecretAnswer,
    secret_answer_of,
)
from services.notifications.api.subscriptions import WRITE, blp
from services.notifications.channels.webhook import NotVerified, WebhookChannel
from services.notifications.domain.subscription import MOST_SECRETS, Subscription, new_secret, rotated, verified
from shared.clock import SystemClock
from shared.http import etag, idempotency, jsons
from shared.http.auth import caller, needs
from shared.http.problem import Invalid, conflict, invalid, unavailable

__all__ = ["blp"]

_KEY: Final = idempotency.PARAMETER | {
    "description": (
        "Makes the request safe to repeat: for 24 hours the same key, at the same address, gets the secret that was "
        "made when it first came, as long as that is the newest."
    )
}
# A receiver may take seconds to answer; so many threads may wait for one, and the others serve.
_room = threading.BoundedSemaphore(2)


@blp.route("/subscriptions/<subscriptionId>/secret", methods=["POST"])
@needs(WRITE)
@blp.response(
    200,
    SubscriptionSecretAnswer,
    description="The subscription with its new secret: shown this once.",
    example={**EXAMPLE, "revision": 3, "secret": NEW_EXAMPLE["secret"]},
    headers=etag.HEADERS,
)
@blp.takes(etag.PARAMETER, _KEY)
@blp.alt_response(404, "NOT_FOUND")
@blp.alt_response(409, "CONFLICT")
@blp.alt_response(412, "PRECONDITION_FAILED")
@blp.alt_response(428, "PRECONDITION_REQUIRED")
def rotate_subscription_secret(subscriptionId: str) -> Response:  # noqa: N803  (the path's own name)
    """Make a new secret.

    For 24 hours what is sent is signed with the older ones too. Also for whoever lost the first. Byt hemlighet.
    """
    current, asked = found(subscriptionId), _asked_now()
    if _made_for(current, asked):
        return _shown(current)
    etag.require_match(current.revision)
    try:
        made = rotated(current, new_secret(os.urandom), now(), SystemClock().now(), made_for=asked)
    except ValueError as error:
        raise conflict(
            f"{MOST_SECRETS} secrets sign what is sent already.", remedy="Wait until the oldest is a day old."
        ) from error
    if store().subscriptions.put(made):
        return _shown(made)
    current = found(subscriptionId)
    if _made_for(current, asked):  # by the same request, at this very moment
        return _shown(current)
    raise changed_meanwhile()


@blp.route("/subscriptions/<subscriptionId>/verification", methods=["POST"])
@needs(WRITE)
@blp.response(
    200,
    SubscriptionAnswer,
    description="The receiver answered as it should; what happens from now on is sent.",
    example=EXAMPLE,
    headers=etag.HEADERS,
)
@blp.alt_response(404, "NOT_FOUND")
@blp.alt_response(409, "CONFLICT")
@blp.alt_response(422, "UNPROCESSABLE_ENTITY")
@blp.alt_response(503, "SERVICE_UNAVAILABLE")
def verify_subscription(subscriptionId: str) -> Response:  # noqa: N803
    """Verify the receiver.

    It is sent a signed event of type `se.loftet.subscription.verification`, and has to answer it with 200 and
    `{"challenge": ...}`, the `challenge` of the event's `data`, within 15 seconds. A subscription that was disabled is
    enabled by this, too. Kontrollera mottagaren.
    """
    current = found(subscriptionId)
    if not _room.acquire(blocking=False):
        raise unavailable("Other receivers are being verified just now.")
    try:
        _verify(current)
    finally:
        _room.release()
    return answered(current if current.state == "active" else changed(verified(current, now())))


def _asked_now() -> str | None:
    """The id of the request, if it has a key."""
    key = idempotency.key_from_request()
    return idempotency.derived_id(f"{caller().client}\n{party()}\n{request.path}", key) if key else None


def _made_for(subscription: Subscription, asked: str | None) -> bool:
    """Whether the newest secret was made for the very same request, and that is not forgotten."""
    newest = subscription.secrets[0]
    return asked == newest.made_for is not None and not idempotency.is_forgotten(subscription.rotated_at, now())


def _shown(subscription: Subscription) -> Response:
    return etag.set_etag(jsons.answer(secret_answer_of(subscription)), subscription.revision)


def _verify(subscription: Subscription) -> None:
    channel: WebhookChannel = current_app.extensions["webhooks"]
    try:
        channel.verify(subscription, str(uuid.uuid4()), secrets.token_urlsafe(32), now())
    except NotVerified as error:
        raise invalid(Invalid("url", str(error)), detail="The receiver is not verified.") from error
