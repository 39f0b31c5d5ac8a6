"""Subscriptions: what systems are sent as it happens, over HTTP."""

import os
from typing import Any

from flask import Response, request

from services.notifications.api import PREFIX, must_be_slugs, store
from services.notifications.api.subscribers import answered, changed, changed_meanwhile, found, look_up, now, party
from services.notifications.api.subscription_form import (
    BODY_EXAMPLE,
    EXAMPLE,
    NEW_EXAMPLE,
    SubscriptionAnswer,
    SubscriptionBody,
    SubscriptionPage,
    SubscriptionSecretAnswer,
    answer_of,
    secret_answer_of,
    wanted_of,
)
from services.notifications.api.subscription_words import DESCRIPTION
from services.notifications.domain.subscription import begin, redefined
from shared.http import etag, jsons
from shared.http.auth import caller, needs
from shared.http.blueprint import Blueprint
from shared.http.paging import PageArgs, example_of, turn_of
from shared.http.problem import Problem

WRITE, READ = "subscriptions:write", "subscriptions:read"

blp = Blueprint("subscriptions", __name__, url_prefix=PREFIX, description=DESCRIPTION)


@blp.route("/subscriptions/<subscriptionId>", methods=["PUT"])
@needs(WRITE)
@blp.takes(etag.OF_PUT)
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

    The same again changes nothing. Changing what is there needs `If-Match`; another address has to be verified anew.
    Nothing is sent until the receiver has been verified. Prenumerera på det som händer.
    """
    must_be_slugs(subscriptionId=subscriptionId)
    url, wanted = body["url"], wanted_of(body)
    current = look_up(subscriptionId)
    if current is None:
        _must_not_name_one()
        made = changed(begin(subscriptionId, caller().client, party(), url, wanted, os.urandom, now()))
        return etag.set_etag(jsons.answer(secret_answer_of(made), 201), made.revision)
    if (current.url, current.wanted) == (url, wanted):
        return answered(current)
    etag.require_match(current.revision)
    return answered(changed(redefined(current, url, wanted, now())))


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

    Those that this system made for its party. Lista prenumerationer.
    """
    turn = turn_of(args)
    rows = store().subscriptions.listed(caller().client, party(), turn.wanted)
    return SubscriptionPage(**turn.answer(rows.each(answer_of)))


@blp.route("/subscriptions/<subscriptionId>", methods=["DELETE"])
@needs(WRITE)
@blp.response(204, description="It is gone; what waited for it is not sent.")
@blp.takes(etag.PARAMETER)
@blp.alt_response(404, "NOT_FOUND")
@blp.alt_response(409, "CONFLICT")
@blp.alt_response(412, "PRECONDITION_FAILED")
@blp.alt_response(428, "PRECONDITION_REQUIRED")
def delete_subscription(subscriptionId: str) -> Response:  # noqa: N803
    """End a subscription.

    What waits to be sent to it is not sent. Avsluta en prenumeration.
    """
    current = found(subscriptionId)
    etag.require_match(current.revision)
    if not store().subscriptions.delete(current):
        raise changed_meanwhile()
    return Response(status=204)


def _must_not_name_one() -> None:
    if "If-Match" in request.headers:
        raise Problem(412, "Changed meanwhile", "There is no such subscription, so no ETag matches it.")
