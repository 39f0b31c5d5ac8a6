"""Endpoints: where a party is reached. Functional mailboxes, never a person's own address."""

from functools import partial
from typing import Any

from flask import Response, current_app, request

from services.notifications.api import PREFIX, must_be_slugs, new_token, store
from services.notifications.api.endpoint_form import (
    BODY_EXAMPLE,
    EXAMPLE,
    EndpointAnswer,
    EndpointBody,
    EndpointPage,
    endpoint_of,
)
from services.notifications.api.owned import answered, ask_to_confirm, found, must_not_pester, shown, tell_of_removal
from services.notifications.api.subscribers import changed_meanwhile
from services.notifications.domain.endpoint import MAIL, OTHER, Endpoint, settled
from services.notifications.domain.subscription import key_of
from services.notifications.endpoint_documents import Stored, following
from shared.http import etag
from shared.http.auth import caller, needs
from shared.http.blueprint import Blueprint
from shared.http.paging import PageArgs, example_of, turn_of
from shared.http.problem import Invalid, Problem, invalid

blp = Blueprint(
    "endpoints",
    __name__,
    url_prefix=PREFIX,
    description="Endpoints: where parties are reached. Mottagare: var parter nås.",
)


@blp.route("/parties/<partyId>/endpoints/<endpointId>", methods=["PUT"])
@needs("notifications:write")
@blp.takes(etag.OF_PUT)
@blp.arguments(EndpointBody, example=BODY_EXAMPLE)
@blp.response(200, EndpointAnswer, description="As it stands now.", example=EXAMPLE, headers=etag.HEADERS)
@blp.alt_response(201, schema=EndpointAnswer, success=True, description="New.", example=EXAMPLE, headers=etag.HEADERS)
@blp.alt_response(409, "CONFLICT")
@blp.alt_response(412, "PRECONDITION_FAILED")
@blp.alt_response(428, "PRECONDITION_REQUIRED")
def put_endpoint(body: dict[str, Any], partyId: str, endpointId: str) -> Response:  # noqa: N803
    """Set where a party is reached.

    A new mail address is sent a link, and nothing else until somebody has followed it; the address before it, if that
    was confirmed, stays in use until then (`nextAddress` is the new one) and is told, as it is of another channel. An
    endpoint causes at most five links an hour (429 with `Retry-After`), made anew or not. An address in a reserved
    domain (`.example`) belongs to nobody and needs none. A webhook is sent over a subscription that your own system has
    made for the party, signed with its secret, once its receiver is verified. Another channel is one that the operator
    has set up for the party. The same again changes nothing. Changing what is there needs `If-Match`. A party's token
    reaches its own endpoints; an operator's (which names no party) all.
    Ange var en part nås.
    """
    caller().must_speak_for(partyId)
    must_be_slugs(partyId=partyId, endpointId=endpointId)
    wanted = endpoint_of(partyId, endpointId, body, _address(body, partyId))
    current = store().endpoints.find(partyId, endpointId)
    if current is None or not current.endpoint.same_choice(wanted):
        made = _next(current, wanted)
        must_not_pester(current.endpoint if current else None, made.endpoint, made.changed_at)
        if store().endpoints.put(made):
            ask_to_confirm(made.endpoint)
            return answered(made, 201 if current is None else 200)
        current = store().endpoints.find(partyId, endpointId)
        if current is None or not current.endpoint.same_choice(wanted):
            raise changed_meanwhile()
    ask_to_confirm(current.endpoint)
    return answered(current)


@blp.route("/parties/<partyId>/endpoints/<endpointId>", methods=["GET"])
@needs("notifications:read")
@blp.response(200, EndpointAnswer, description="The endpoint.", example=EXAMPLE, headers=etag.HEADERS)
@blp.alt_response(404, "NOT_FOUND")
def get_endpoint(partyId: str, endpointId: str) -> Response:  # noqa: N803
    """Read one endpoint.

    Its address is shown to its own party only. Läs var en part nås.
    """
    return answered(found(partyId, endpointId))


@blp.route("/parties/<partyId>/endpoints", methods=["GET"])
@needs("notifications:read")
@blp.arguments(PageArgs, location="query")
@blp.response(
    200,
    EndpointPage,
    description="A page of endpoints, in order of their ids.",
    example=example_of(EXAMPLE),
)
def list_endpoints(args: dict[str, Any], partyId: str) -> EndpointPage:  # noqa: N803
    """List where a party is reached.

    Addresses are shown to the party itself only. They are few, so there is no `changedSince`: read them all. Lista var
    en part nås.
    """
    caller().must_speak_for(partyId)
    turn = turn_of(args)
    return EndpointPage(**turn.answer(store().endpoints.listed(partyId, turn.wanted).each(shown)))


@blp.route("/parties/<partyId>/endpoints/<endpointId>", methods=["DELETE"])
@needs("notifications:write")
@blp.response(204, description="It is gone; what waited for it is not sent.")
@blp.takes(etag.PARAMETER)
@blp.alt_response(404, "NOT_FOUND")
@blp.alt_response(412, "PRECONDITION_FAILED")
@blp.alt_response(428, "PRECONDITION_REQUIRED")
def delete_endpoint(partyId: str, endpointId: str) -> Response:  # noqa: N803
    """Remove where a party is reached.

    What waits to be sent to it is not sent, but a mailbox that was in use is told of it; the log of what was sent
    stays. Ta bort var en part nås.
    """
    stored = found(partyId, endpointId)
    etag.require_match(stored.revision)
    if not store().endpoints.delete(stored):
        found(partyId, endpointId)
        raise changed_meanwhile()
    tell_of_removal(stored.endpoint)
    return Response(status=204)


def _address(body: dict[str, Any], party: str) -> str:
    """Where to: the mailbox, the key of the caller's own subscription for the party, or a channel that is set up."""
    if body["channel"] == MAIL:
        return str(body["address"])
    if body["channel"] == OTHER:
        name = f"{party}/{body['name']}"
        if name not in current_app.extensions["other_channels"]:
            raise invalid(Invalid("name", "is no channel that the operator has set up for the party"))
        return name
    key = key_of(caller().client, party, body["subscription"])
    if caller().party != party or store().subscriptions.find(key) is None:
        raise invalid(Invalid("subscription", "must be the id of a subscription of yours"))
    return key


def _next(current: Stored | None, wanted: Endpoint) -> Stored:
    """The revision that follows, if the caller has seen the current one."""
    now = current_app.extensions["clock"].now()
    settle = partial(settled, wanted, chance=new_token, at=now)
    if current is None:
        if "If-Match" in request.headers:
            raise Problem(412, "Changed meanwhile", "There is no such endpoint, so no ETag matches it.")
        return Stored(settle(before=None), store().endpoints.first(wanted.party, wanted.id), now, now)
    etag.require_match(current.revision)
    return following(current, settle(before=current.endpoint), now)
