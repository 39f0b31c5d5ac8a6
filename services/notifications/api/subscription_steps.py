"""What is done with a subscription: a new secret is made, its receiver is verified."""

import os
import secrets
import threading
import uuid
from typing import Final

from flask import Response, current_app

from services.notifications.api import store
from services.notifications.api.subscribers import (
    answered,
    asked_now,
    changed_meanwhile,
    found,
    now,
    origin_of,
    shown,
    was_made_for,
)
from services.notifications.api.subscription_form import (
    EXAMPLE,
    NEW_EXAMPLE,
    SubscriptionAnswer,
    SubscriptionSecretAnswer,
)
from services.notifications.api.subscriptions import WRITE, blp
from services.notifications.channels.webhook import NotVerified, WebhookChannel
from services.notifications.domain.subscription import MOST_SECRETS, Subscription, new_secret, rotated, verified
from shared.clock import SystemClock
from shared.http import etag, idempotency
from shared.http.auth import needs
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
    current, asked = found(subscriptionId), asked_now()
    if was_made_for(current, asked):
        return shown(current)
    etag.require_match(current.revision)
    try:
        made = rotated(current, new_secret(os.urandom), now(), SystemClock().now(), **origin_of(asked))
    except ValueError as error:
        raise conflict(
            f"{MOST_SECRETS} secrets sign what is sent already.", remedy="Wait until the oldest is a day old."
        ) from error
    if store().subscriptions.put(made):
        return shown(made)
    current = found(subscriptionId)
    if was_made_for(current, asked):  # at this very moment
        return shown(current)
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
@blp.takes(etag.OF_STEP)
@blp.alt_response(404, "NOT_FOUND")
@blp.alt_response(409, "CONFLICT")
@blp.alt_response(412, "PRECONDITION_FAILED")
@blp.alt_response(422, "UNPROCESSABLE_ENTITY")
@blp.alt_response(503, "SERVICE_UNAVAILABLE")
def verify_subscription(subscriptionId: str) -> Response:  # noqa: N803
    """Verify the receiver.

    It is sent a signed event of type `se.loftet.subscription.verification.v1`, and has to answer it with 200 and
    `{"challenge": ...}`, the `challenge` of the event's `data`, within 15 seconds. A subscription that was disabled is
    enabled by this, too, and `nextUrl` takes the place of `url`; a receiver that fails leaves all as it was.
    Kontrollera mottagaren.
    """
    current = found(subscriptionId)
    etag.heed_match(current.revision)
    if not _room.acquire(blocking=False):
        raise unavailable("Other receivers are being verified just now.")
    try:
        _verify(current)
    finally:
        _room.release()
    if _is_ready(current) or store().subscriptions.put(active := verified(current, now())):
        return answered(current if _is_ready(current) else active)
    current = found(subscriptionId)
    if not _is_ready(current):
        raise changed_meanwhile()
    return answered(current)  # verified at this very moment, by another


def _is_ready(subscription: Subscription) -> bool:
    return subscription.state == "active" and subscription.next_url is None


def _verify(subscription: Subscription) -> None:
    channel: WebhookChannel = current_app.extensions["webhooks"]
    try:
        channel.verify(subscription, str(uuid.uuid4()), secrets.token_urlsafe(32), now())
    except NotVerified as error:
        raise invalid(Invalid("url", str(error)), detail="The receiver is not verified.") from error
