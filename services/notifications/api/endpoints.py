"""Endpoints: where a party is reached. Functional mailboxes, never a person's own address."""

from dataclasses import replace
from typing import Any

from flask import Response, current_app, request

from services.notifications.api import PREFIX, must_be_slugs, store
from services.notifications.api.endpoint_form import (
    BODY_EXAMPLE,
    EXAMPLE,
    EndpointAnswer,
    EndpointBody,
    EndpointPage,
    answer_of,
)
from services.notifications.api.subscribers import changed_meanwhile
from services.notifications.documents import Stored
from services.notifications.domain.delivery import Endpoint
from shared.http import etag, jsons
from shared.http.auth import caller, needs
from shared.http.blueprint import Blueprint
from shared.http.paging import PageArgs, example_of, turn_of
from shared.http.problem import Problem, not_found

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
@blp.response(200, EndpointAnswer, description="As it stands now; ETag is its revision.", example=EXAMPLE)
@blp.alt_response(201, schema=EndpointAnswer, success=True, description="New.", example=EXAMPLE)
@blp.alt_response(409, "CONFLICT")
@blp.alt_response(412, "PRECONDITION_FAILED")
@blp.alt_response(428, "PRECONDITION_REQUIRED")
def put_endpoint(body: dict[str, Any], partyId: str, endpointId: str) -> Response:  # noqa: N803
    """Set where a party is reached.

    The same again changes nothing. Changing what is there needs `If-Match`. A party's token reaches its own
    endpoints; an operator's (which names no party) all. Ange var en part nås.
    """
    caller().must_speak_for(partyId)
    must_be_slugs(partyId=partyId, endpointId=endpointId)
    wanted = Endpoint(
        party=partyId,
        id=endpointId,
        channel=body["channel"],
        address=body["address"],
        language=body["language"],
        rules=tuple(dict.fromkeys(body["events"])),
    )
    current = store().endpoints.find(partyId, endpointId)
    if current is not None and current.endpoint == wanted:
        return _answered(current, 200)
    stored = _next(current, wanted)
    if not store().endpoints.put(stored):
        raise changed_meanwhile()
    return _answered(stored, 201 if current is None else 200)


@blp.route("/parties/<partyId>/endpoints/<endpointId>", methods=["GET"])
@needs("notifications:read")
@blp.response(200, EndpointAnswer, description="The endpoint; ETag is its revision.", example=EXAMPLE)
@blp.alt_response(404, "NOT_FOUND")
def get_endpoint(partyId: str, endpointId: str) -> Response:  # noqa: N803
    """Read one endpoint.

    Its address is shown to its own party only. Läs var en part nås.
    """
    return _answered(_found(partyId, endpointId), 200)


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

    Addresses are shown to the party itself only. Lista var en part nås.
    """
    caller().must_speak_for(partyId)
    turn = turn_of(args)
    return EndpointPage(**turn.answer(store().endpoints.listed(partyId, turn.wanted).each(answer_of)))


@blp.route("/parties/<partyId>/endpoints/<endpointId>", methods=["DELETE"])
@needs("notifications:write")
@blp.response(204, description="It is gone; what waited for it is not sent.")
@blp.takes(etag.PARAMETER)
@blp.alt_response(404, "NOT_FOUND")
@blp.alt_response(409, "CONFLICT")
@blp.alt_response(412, "PRECONDITION_FAILED")
@blp.alt_response(428, "PRECONDITION_REQUIRED")
def delete_endpoint(partyId: str, endpointId: str) -> Response:  # noqa: N803
    """Remove where a party is reached.

    What waits to be sent to it is not sent; the log of what was sent stays. Ta bort var en part nås.
    """
    stored = _found(partyId, endpointId)
    etag.require_match(stored.revision)
    if not store().endpoints.delete(stored):
        raise changed_meanwhile()
    return Response(status=204)


def _found(party: str, endpoint: str) -> Stored:
    caller().must_speak_for(party)
    stored = store().endpoints.find(party, endpoint)
    if stored is None:
        raise not_found(f"{party} has no endpoint {endpoint}.")
    return stored


def _next(current: Stored | None, wanted: Endpoint) -> Stored:
    """The revision that follows, if the caller has seen the current one."""
    now = current_app.extensions["clock"].now()
    if current is None:
        if "If-Match" in request.headers:
            raise Problem(412, "Changed meanwhile", "There is no such endpoint, so no ETag matches it.")
        return Stored(wanted, 1, now, now)
    etag.require_match(current.revision)
    return replace(current, endpoint=wanted, revision=current.revision + 1, changed_at=now)


def _answered(stored: Stored, status: int) -> Response:
    return jsons.answer(answer_of(stored), status, {"ETag": etag.etag_of(stored.revision)})
