"""What is done with an endpoint: it is confirmed anew, it is sent a test."""

import uuid
from datetime import datetime
from typing import Any, Final

from flask import Response, current_app, request

from services.notifications.api import new_token, store
from services.notifications.api.endpoint_form import EXAMPLE, EndpointAnswer
from services.notifications.api.endpoints import blp
from services.notifications.api.owned import answered, changed, found, must_not_pester
from services.notifications.domain.addresses import reaches_nobody
from services.notifications.domain.delivery import Delivery
from services.notifications.domain.endpoint import (
    OTHER,
    UNCONFIRMED,
    WEBHOOK,
    Endpoint,
    confirmed,
    rests,
    to_be_confirmed,
)
from services.notifications.domain.service import trial
from services.notifications.endpoint_documents import following
from shared.clock import SystemClock
from shared.events.record import Record
from shared.http import etag, idempotency
from shared.http.auth import needs
from shared.http.problem import conflict, too_many
from shared.store.requests import is_forgotten

__all__ = ["blp"]

_WAITING: dict[str, Any] = EXAMPLE | {"state": "unconfirmed", "reason": UNCONFIRMED, "revision": 2}


_KEY: Final = idempotency.PARAMETER | {
    "description": (
        "Makes the request safe to repeat: for 24 hours the same key, at the same address, gets the same answer, and "
        "one message is sent."
    )
}


class TrialAnswer(Record, frozen=True):
    """That a test message is on its way: the id of its delivery."""

    delivery: str


@blp.route("/parties/<partyId>/endpoints/<endpointId>/confirmation", methods=["POST"])
@needs("notifications:write")
@blp.response(
    200,
    EndpointAnswer,
    description="A new link is on its way; one that was sent before leads nowhere.",
    example=_WAITING,
    headers=etag.HEADERS,
)
@blp.takes(etag.OF_STEP)
@blp.alt_response(404, "NOT_FOUND")
@blp.alt_response(409, "CONFLICT")
@blp.alt_response(412, "PRECONDITION_FAILED")
def confirm_endpoint(partyId: str, endpointId: str) -> Response:  # noqa: N803
    """Send the confirming link again.

    For whoever lost the first, let it grow too old (seven days), or has mended an address that was disabled; once a
    minute, and five links an hour with those that other addresses of the endpoint caused (429 with `Retry-After`), so
    that nobody is pestered. An endpoint of channel webhook is verified as its subscription is. Skicka
    bekräftelselänken igen.
    """
    stored = found(partyId, endpointId)
    endpoint = stored.endpoint
    etag.heed_match(stored.revision)
    if endpoint.channel == WEBHOOK:
        raise conflict("It is sent over a subscription.", remedy="Verify the subscription.")
    if endpoint.state == "active" and endpoint.next_address is None:
        return answered(stored)
    now = current_app.extensions["clock"].now()
    if wait := rests(endpoint, now):
        raise too_many("A link was sent less than a minute ago; mail takes its time.", wait)
    asks_nobody = endpoint.channel == OTHER or reaches_nobody(endpoint.next_address or endpoint.address)
    after = confirmed(endpoint) if asks_nobody else to_be_confirmed(endpoint, new_token, now)
    must_not_pester(endpoint, after, now)
    return answered(changed(following(stored, after, now)))


@blp.route("/parties/<partyId>/endpoints/<endpointId>/test", methods=["POST"])
@needs("notifications:write")
@blp.response(
    202,
    TrialAnswer,
    description="It is on its way; the log of deliveries tells what becomes of it.",
    example={"delivery": "4c1f6a3e-93a5-5f0e-b8a7-2a3f7f1d9c55"},
)
@blp.takes(_KEY)
@blp.alt_response(404, "NOT_FOUND")
@blp.alt_response(409, "CONFLICT")
def try_endpoint(partyId: str, endpointId: str) -> TrialAnswer:  # noqa: N803
    """Send a test message.

    In the endpoint's language, over its channel. Only one that is confirmed is sent to. Skicka ett provmeddelande.
    """
    endpoint = found(partyId, endpointId).endpoint
    delivery, is_new = _asked_for(endpoint, idempotency.id_by_key(request.path), current_app.extensions["clock"].now())
    if is_new and endpoint.channel != WEBHOOK and endpoint.state != "active":
        raise conflict(f"It cannot be sent to: {endpoint.reason}.", remedy="Ask for a confirmation first.")
    store().deliveries.add([delivery], SystemClock().now())
    return TrialAnswer(delivery=delivery.id)


def _asked_for(endpoint: Endpoint, by_key: str | None, now: datetime) -> tuple[Delivery, bool]:
    """The test message that is asked for, by a key or by none, and whether it is not there yet."""
    delivery = trial(endpoint, by_key or str(uuid.uuid4()), now)
    before = store().deliveries.find(delivery.id, now)
    if by_key and before and is_forgotten(before["createdAt"], now):
        return _asked_for(endpoint, idempotency.next_use(by_key), now)
    return delivery, before is None
