"""Subscriptions: what systems are sent as it happens, over HTTP."""

import os
from dataclasses import replace
from typing import Any, Final

from flask import Response, request

from services.notifications.api import PREFIX, must_be_slugs, store
from services.notifications.api.subscribers import (
    answered,
    asked_now,
    changed_meanwhile,
    found,
    look_up,
    now,
    origin_of,
    party,
    shown,
    was_made_for,
)
from services.notifications.api.subscription_form import (
    BODY_EXAMPLE,
    EXAMPLE,
    NEW_EXAMPLE,
    SubscriptionAnswer,
    SubscriptionBody,
    SubscriptionPage,
    SubscriptionSecretAnswer,
    answer_of,
    wanted_of,
)
from services.notifications.api.subscription_words import DESCRIPTION
from services.notifications.domain.subscription import SUBSCRIBING, Subscription, Wanted, begin, redefined
from shared.http import etag, idempotency
from shared.http.auth import caller, needs
from shared.http.blueprint import Blueprint
from shared.http.paging import PageArgs, example_of, turn_of
from shared.http.problem import Problem
from shared.store.requests import Request

WRITE, READ = SUBSCRIBING, "subscriptions:read"

_KEY: Final = idempotency.PARAMETER | {
    "description": (
        "Makes subscribing safe to repeat: for 24 hours the same key and body get 201 and the secret that was made "
        "when they first came, as long as that is the newest; with another body it is refused (422)."
    )
}

blp = Blueprint("subscriptions", __name__, url_prefix=PREFIX, description=DESCRIPTION)


@blp.route("/subscriptions/<subscriptionId>", methods=["PUT"])
@needs(WRITE)
@blp.takes(etag.OF_PUT, _KEY)
@blp.arguments(SubscriptionBody, example=BODY_EXAMPLE)
@blp.response(200, SubscriptionAnswer, description="As it stands now.", example=EXAMPLE, headers=etag.HEADERS)
@blp.alt_response(
    201,
    schema=SubscriptionSecretAnswer,
    success=True,
    description="New, with the secret that signs what is sent: shown this once.",
    example=NEW_EXAMPLE,
    headers=etag.HEADERS,
)
@blp.alt_response(409, "CONFLICT")
@blp.alt_response(412, "PRECONDITION_FAILED")
@blp.alt_response(428, "PRECONDITION_REQUIRED")
def put_subscription(body: dict[str, Any], subscriptionId: str) -> Response:  # noqa: N803  (the path's own name)
    """Subscribe, or change a subscription.

    The same again changes nothing, and is answered without the secret; so give an `Idempotency-Key`, by which whoever
    lost the first answer gets it again, secret and all. Without one, a new secret is the remedy (`POST .../secret`).
    Changing what is there needs `If-Match`; another address has to be verified anew, and until then the one before it
    stays in use (`nextUrl` is the new one). Nothing is sent until a receiver has been verified. Prenumerera på
    det som händer.
    """
    must_be_slugs(subscriptionId=subscriptionId)
    url, wanted, asked = body["url"], wanted_of(body), asked_now()
    current = look_up(subscriptionId)
    if same := _as_it_stands(current, url, wanted, asked):
        return same
    if current is None:
        _must_not_name_one()
        owner = caller().client, party()
        begun = begin(subscriptionId, *owner, url, wanted, os.urandom, now(), **origin_of(asked))
        made = replace(begun, revision=store().subscriptions.first(begun.key))
    else:
        etag.require_match(current.revision)
        made = redefined(current, url, wanted, now())
    if store().subscriptions.put(made):
        return shown(made, 201) if current is None else answered(made)
    if same := _as_it_stands(look_up(subscriptionId), url, wanted, asked):
        return same  # sent at this very moment, too
    raise changed_meanwhile()


@blp.route("/subscriptions/<subscriptionId>", methods=["GET"])
@needs(READ)
@blp.response(200, SubscriptionAnswer, description="The subscription.", example=EXAMPLE, headers=etag.HEADERS)
@blp.alt_response(404, "NOT_FOUND")
def get_subscription(subscriptionId: str) -> Response:  # noqa: N803
    """Read one subscription.

    Never its secret; when that was made. Läs en prenumeration.
    """
    return answered(found(subscriptionId))


@blp.route("/subscriptions", methods=["GET"])
@needs(READ)
@blp.arguments(PageArgs, location="query")
@blp.response(
    200,
    SubscriptionPage,
    description="A page of subscriptions, in order of their ids.",
    example=example_of(EXAMPLE),
)
def list_subscriptions(args: dict[str, Any]) -> SubscriptionPage:
    """List the caller's subscriptions.

    Those that this system made for its party. They are few, so there is no `changedSince`: read them all. Lista
    prenumerationer.
    """
    turn = turn_of(args)
    rows = store().subscriptions.listed(caller().client, party(), turn.wanted)
    return SubscriptionPage(**turn.answer(rows.each(answer_of)))


@blp.route("/subscriptions/<subscriptionId>", methods=["DELETE"])
@needs(WRITE)
@blp.response(204, description="It is gone; what waited for it is not sent.")
@blp.takes(etag.PARAMETER)
@blp.alt_response(404, "NOT_FOUND")
@blp.alt_response(412, "PRECONDITION_FAILED")
@blp.alt_response(428, "PRECONDITION_REQUIRED")
def delete_subscription(subscriptionId: str) -> Response:  # noqa: N803
    """End a subscription.

    What waits to be sent to it is not sent. Avsluta en prenumeration.
    """
    current = found(subscriptionId)
    etag.require_match(current.revision)
    if not store().subscriptions.delete(current):
        found(subscriptionId)
        raise changed_meanwhile()
    return Response(status=204)


def _as_it_stands(current: Subscription | None, url: str, wanted: Wanted, asked: Request | None) -> Response | None:
    """The answer when nothing is to be changed: it was made for the very same request, or is what is asked for."""
    if current is None:
        return None
    if was_made_for(current, asked):
        return shown(current, 201)
    return answered(current) if (current.asked_url, current.wanted) == (url, wanted) else None


def _must_not_name_one() -> None:
    if "If-Match" in request.headers:
        raise Problem(412, "Changed meanwhile", "There is no such subscription, so no ETag matches it.")
