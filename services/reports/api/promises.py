"""Promises: how each goes, now or at any moment."""

from typing import Any, Final

import msgspec
from marshmallow import fields

from services.reports.api import examples
from services.reports.api.lists import MunicipalityFilter, municipalities
from services.reports.api.moments import MomentArgs, moment_of, not_held, promise_found, query
from services.reports.domain.assessments import Assessments
from services.reports.domain.promise import promise_of
from services.reports.promise_page import Moment
from shared.events.agreement import AgreementPublished, AgreementVersion
from shared.events.record import Record
from shared.events.status import STATE_NAMES, PromiseStatus, State
from shared.http.auth import needs
from shared.http.blueprint import Blueprint
from shared.http.paging import ChangesPage, followed, turn_of
from shared.http.schema import Instant
from shared.store.mongo import Document

blp = Blueprint(
    "promises",
    __name__,
    url_prefix="/reports/v1",
    description="Promises: how each goes, why, and since when. Löften: hur det går, varför och sedan när.",
)

_FOLLOWED: Final = (
    followed("Assessed anew", "the latest `assessedAt` wins", "`municipality` and `agreement`")
    + " The parties' own verdicts (`effect`) are followed at activities, as `/activities/v1/assessments`, and that a "
    "promise was taken away by an amendment as `/activities/v1/agreements`."
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


class PromisePageAnswer(ChangesPage, frozen=True, kw_only=True):
    """A page of statuses."""

    items: list[PromiseStatus]


class PromiseFilter(MunicipalityFilter):
    """Which promises are listed."""

    agreement = fields.String(metadata={"description": "Agreement id.", "example": "nykvarn-2021-2022"})
    focus_area = fields.String(
        metadata={
            "description": "Only those that address this focus area, by its id.",
            "example": "nykvarn-2021-2022-ungdomsproblematik",
        }
    )
    party = fields.String(
        metadata={"description": "Only those that this party answers for.", "example": "polisen-sodertalje"}
    )
    state = fields.Enum(State, by_value=True, metadata={"description": "Only in this state.", "example": "behind"})
    changed_since = Instant(metadata={"description": _FOLLOWED, "example": "2022-01-01T00:00:00Z"})


@blp.route("/promises", methods=["GET"])
@needs("reports:read")
@blp.arguments(PromiseFilter, location="query")
@blp.response(
    200,
    PromisePageAnswer,
    description="A page of statuses, in order of promise id, or with `changedSince` of when they were assessed.",
    example=examples.page(examples.STATUS),
)
def list_promises(args: dict[str, Any]) -> PromisePageAnswer:
    """List how promises go.

    Only promises of the municipalities that the token reaches. Lista hur löften går.
    """
    narrowed: Document = {"municipality": {"$in": municipalities(args)}}
    asked = {"agreement": "agreement", "focus_area": "focusAreas", "party": "responsible"}
    narrowed |= {column: args[name] for name, column in asked.items() if name in args}
    if "state" in args:
        narrowed["state"] = args["state"].value
    turn, since = turn_of(args), args.get("changed_since")
    rows = query().promises(narrowed, turn.wanted, since)
    return PromisePageAnswer(**turn.answer(rows), changed_until=turn.changed_until if since else None)


@blp.route("/promises/<promiseId>/status", methods=["GET"])
@needs("reports:read")
@blp.arguments(MomentArgs, location="query")
@blp.response(200, StatusAnswer, description="The status, with its rule and evidence.", example=examples.ANSWER)
@blp.alt_response(404, "NOT_FOUND")
def get_status(args: dict[str, Any], promiseId: str) -> StatusAnswer:  # noqa: N803  (the path's own name)
    """Tell how a promise goes.

    With `asOf`, how it stood at that moment; with `knownAt` too, what could be said of it then. Both the same:
    what the page said on that day, which before the agreement was published was nothing: 404. A promise that an
    amendment took away can be asked for with `asOf`, of any moment before that. `assessments` are the responsible
    parties' own verdicts, side by side; `status.effect` is theirs when all have signed and say the same. Hur det går
    med ett löfte.
    """
    published, board = promise_found(promiseId)
    moment = moment_of(args)
    if board and not args:
        return _answer(published, *query().status(published, board), moment)
    status = query().status_at(published, promiseId, moment)
    if status is None:
        raise not_held(published, promiseId, moment)
    return _answer(published, published.versions[status.agreement_version - 1], status, moment)


def _answer(
    published: AgreementPublished, version: AgreementVersion, status: PromiseStatus, moment: Moment
) -> StatusAnswer:
    promise = promise_of(version, status.promise)
    assessments = query().assessments(published, promise, moment)
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
