"""Promises: how each goes, now or at any moment."""

from datetime import datetime
from typing import Any

from flask import current_app
from marshmallow import fields, validate

from services.reports.domain.promise import promise_of
from services.reports.query import Moment, Query
from shared.events.agreement import AgreementPublished
from shared.events.record import Record
from shared.events.status import STATE_NAMES, PromiseStatus, State
from shared.http.auth import caller, needs
from shared.http.blueprint import Blueprint
from shared.http.paging import PageArgs, page_of, skip_of
from shared.http.problem import Invalid, invalid, not_found
from shared.http.schema import Base, Instant
from shared.store.mongo import Document

blp = Blueprint(
    "promises",
    __name__,
    url_prefix="/reports/v1",
    description="Promises: how each goes, why, and since when. Löften: hur det går, varför och sedan när.",
)


class StatusAnswer(Record, frozen=True):
    """A promise's status, with what the promise says."""

    promise: str
    title: str
    text: str
    responsible: tuple[str, ...]
    state: State
    state_name: str
    status: PromiseStatus


class PromisePageAnswer(Record, frozen=True):
    """A page of statuses."""

    items: list[PromiseStatus]
    page: int
    limit: int
    total: int


class PromiseFilter(PageArgs):
    """Which promises are listed."""

    municipality = fields.String(
        validate=validate.Regexp(r"^\d{4}$", error="must be four digits, as in 0140"),
        metadata={"description": "Municipality code.", "example": "0140"},
    )
    agreement = fields.String(metadata={"description": "Agreement id.", "example": "nykvarn-2021-2022"})
    state = fields.Enum(State, by_value=True, metadata={"description": "Only in this state.", "example": "behind"})


class MomentArgs(Base):
    """The two axes of time."""

    as_of = Instant(
        metadata={
            "description": "The moment assessed: what had happened by then, under the agreement then in force.",
            "example": "2021-12-31T23:59:59+01:00",
        }
    )
    known_at = Instant(
        metadata={
            "description": "What had been reported by then; by default all that is known now.",
            "example": "2022-02-01T12:00:00+01:00",
        }
    )


EXAMPLE_STATUS: dict[str, Any] = {
    "promise": "nykvarn-2021-2022-trygghetsvandringar",
    "agreement": "nykvarn-2021-2022",
    "agreementVersion": 1,
    "municipality": "0140",
    "state": "behind",
    "rule": "window-missed",
    "explanation": "Ingen trygghetsvandring för hösten 2021; fönstret stängde den 31 december 2021.",
    "assessedAt": "2022-01-01T00:00:00Z",
    "validUntil": "2022-06-30T22:00:00Z",
}
EXAMPLE_ANSWER: dict[str, Any] = {
    "promise": "nykvarn-2021-2022-trygghetsvandringar",
    "title": "Trygghetsvandringar",
    "text": "kommer trygghetsvandringar genomföras vid två tillfällen, en per termin.",
    "responsible": ["nykvarn-kommun", "polisen-sodertalje"],
    "state": "behind",
    "stateName": "efter plan",
    "status": EXAMPLE_STATUS,
}


@blp.route("/promises", methods=["GET"])
@needs("reports:read")
@blp.arguments(PromiseFilter, location="query")
@blp.response(
    200,
    PromisePageAnswer,
    description="A page of statuses, in order of promise id.",
    example={"items": [EXAMPLE_STATUS], "page": 1, "limit": 20, "total": 1},
)
def list_promises(args: dict[str, Any]) -> PromisePageAnswer:
    """List how promises go.

    Only promises of the municipalities that the token reaches. Lista hur löften går.
    """
    reached = caller().municipalities
    query: Document = {"municipality": {"$in": sorted(reached)}}
    if wanted := args.get("municipality"):
        caller().must_reach(wanted)
        query["municipality"] = wanted
    if "agreement" in args:
        query["agreement"] = args["agreement"]
    if "state" in args:
        query["state"] = args["state"].value
    items, total = _query().promises(query, skip=skip_of(args), limit=args["limit"])
    return PromisePageAnswer(**page_of(items, total, args))


@blp.route("/promises/<promiseId>/status", methods=["GET"])
@needs("reports:read")
@blp.arguments(MomentArgs, location="query")
@blp.response(200, StatusAnswer, description="The status, with its rule and evidence.", example=EXAMPLE_ANSWER)
@blp.alt_response(404, "NOT_FOUND")
def get_status(args: dict[str, Any], promiseId: str) -> StatusAnswer:  # noqa: N803  (the path's own name)
    """Tell how a promise goes.

    With `asOf`, how it stood at that moment; with `knownAt` too, what could be said of it then. Both the same:
    what the page said on that day. Hur det går med ett löfte.
    """
    found = _query().promise(promiseId)
    if found is None:
        raise not_found(f"There is no promise {promiseId}.", remedy="GET /reports/v1/promises lists them.")
    published, board = found
    caller().must_reach(published.municipality)
    if not args:
        return _answer(published, _query().status(published, board))
    moment = _moment(args, current_app.extensions["clock"].now())
    status = _query().status_at(published, promiseId, moment)
    if status is None:
        raise not_found(f"The version in force at {moment.as_of.isoformat()} did not hold this promise.")
    return _answer(published, status)


def _moment(args: dict[str, Any], now: datetime) -> Moment:
    for name, key in (("asOf", "as_of"), ("knownAt", "known_at")):
        if args.get(key, now) > now:
            raise invalid(Invalid(name, "lies in the future; ask for a moment that has been"))
    return Moment(as_of=args.get("as_of", now), known_at=args.get("known_at", now))


def _answer(published: AgreementPublished, status: PromiseStatus) -> StatusAnswer:
    promise = promise_of(published.versions[status.agreement_version - 1], status.promise)
    return StatusAnswer(
        promise=promise.id,
        title=promise.title,
        text=promise.text,
        responsible=promise.responsible,
        state=status.state,
        state_name=STATE_NAMES[status.state],
        status=status,
    )


def _query() -> Query:
    query: Query = current_app.extensions["pages"]
    return query
