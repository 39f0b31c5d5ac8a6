"""Promises: how each goes, now or at any moment."""

from datetime import datetime
from typing import Any

import msgspec
from flask import current_app
from marshmallow import fields

from services.reports.api import examples
from services.reports.api.lists import MunicipalityFilter, municipalities, present
from services.reports.domain.assessments import Assessments
from services.reports.domain.promise import promise_of, removed_on
from services.reports.query import Moment, Query
from shared.clock import start_of_day
from shared.events.agreement import AgreementPublished
from shared.events.record import Record
from shared.events.status import STATE_NAMES, PromiseStatus, State
from shared.http.auth import caller, needs
from shared.http.blueprint import Blueprint
from shared.http.paging import Page, turn_of
from shared.http.problem import Invalid, Problem, invalid, not_found
from shared.http.schema import Base, Instant
from shared.store.mongo import Document

blp = Blueprint(
    "promises",
    __name__,
    url_prefix="/reports/v1",
    description="Promises: how each goes, why, and since when. Löften: hur det går, varför och sedan när.",
)


class StatusAnswer(Record, frozen=True):
    """A promise's status, with what the promise says and what its parties say of it."""

    promise: str
    title: str
    text: str
    responsible: tuple[str, ...]
    state: State
    state_name: str
    status: PromiseStatus
    assessments: Assessments


class PromisePageAnswer(Page, frozen=True, kw_only=True):
    """A page of statuses."""

    items: list[PromiseStatus]


class PromiseFilter(MunicipalityFilter):
    """Which promises are listed."""

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


@blp.route("/promises", methods=["GET"])
@needs("reports:read")
@blp.arguments(PromiseFilter, location="query")
@blp.response(
    200,
    PromisePageAnswer,
    description="A page of statuses, in order of promise id.",
    example=examples.page(examples.STATUS),
)
def list_promises(args: dict[str, Any]) -> PromisePageAnswer:
    """List how promises go.

    Only promises of the municipalities that the token reaches. Lista hur löften går.
    """
    query: Document = {"municipality": {"$in": municipalities(args)}}
    if "agreement" in args:
        query["agreement"] = args["agreement"]
    if "state" in args:
        query["state"] = args["state"].value
    turn = turn_of(args)
    return PromisePageAnswer(**turn.answer(_query().promises(query, turn.wanted)))


@blp.route("/promises/<promiseId>/status", methods=["GET"])
@needs("reports:read")
@blp.arguments(MomentArgs, location="query")
@blp.response(200, StatusAnswer, description="The status, with its rule and evidence.", example=examples.ANSWER)
@blp.alt_response(404, "NOT_FOUND")
def get_status(args: dict[str, Any], promiseId: str) -> StatusAnswer:  # noqa: N803  (the path's own name)
    """Tell how a promise goes.

    With `asOf`, how it stood at that moment; with `knownAt` too, what could be said of it then. Both the same:
    what the page said on that day. A promise that an amendment took away can be asked for with `asOf`, of any moment
    before that. `assessments` are the responsible parties' own verdicts, side by side;
    `status.effect` is theirs when all have signed and say the same. Hur det går med ett löfte.
    """
    found = _query().promise(promiseId)
    if found is None or not caller().reaches(found[0].municipality):
        remedy = "GET /reports/v1/promises lists those that the token reaches."
        raise not_found(f"There is no promise {promiseId[:100]}.", remedy=remedy)
    published, board = found
    moment = _moment(args, present())
    status = _query().status(published, board) if board and not args else None
    status = status or _query().status_at(published, promiseId, moment)
    if status is None:
        raise _not_held(published, promiseId, moment)
    return _answer(published, status, moment)


def _not_held(published: AgreementPublished, promise_id: str, moment: Moment) -> Problem:
    """The version in force at the moment does not hold the promise; another one does."""
    removed = removed_on(published.versions, promise_id)
    if removed is None or moment.as_of < start_of_day(removed):
        return not_found(f"The version in force at {moment.as_of.isoformat()} did not hold this promise.")
    return not_found(
        f"The promise {promise_id} was taken out of the agreement {published.agreement_id} on {removed}.",
        remedy="Ask with asOf for how it stood at a moment before that.",
    )


def _moment(args: dict[str, Any], now: datetime) -> Moment:
    for name, key in (("asOf", "as_of"), ("knownAt", "known_at")):
        if args.get(key, now) > now:
            raise invalid(Invalid(name, "lies in the future; ask for a moment that has been"))
    return Moment(as_of=args.get("as_of", now), known_at=args.get("known_at", now))


def _answer(published: AgreementPublished, status: PromiseStatus, moment: Moment) -> StatusAnswer:
    version = published.versions[status.agreement_version - 1]
    promise = promise_of(version, status.promise)
    assessments = _query().assessments(version, promise, moment)
    return StatusAnswer(
        promise=promise.id,
        title=promise.title,
        text=promise.text,
        responsible=promise.responsible,
        state=status.state,
        state_name=STATE_NAMES[status.state],
        status=msgspec.structs.replace(status, effect=assessments.effect),
        assessments=assessments,
    )


def _query() -> Query:
    query: Query = current_app.extensions["pages"]
    return query
