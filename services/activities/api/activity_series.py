"""Series: what takes place again and again is planned in one request, and what is left of it cancelled in one."""

from collections.abc import Iterable
from typing import Any, Final

from flask import Response

from services.activities.api.answers import ACTIVITY_EXAMPLE, SeriesAnswer
from services.activities.api.bodies import reads, refusals
from services.activities.api.resource import in_force_in, must_have_reported
from services.activities.api.seen import find_series
from services.activities.api.service import reporter, service
from services.activities.domain.forms import Closing
from services.activities.domain.report import Report
from services.activities.domain.series import SeriesReport, planned_in
from services.activities.planning import KeyForgotten, KeyTaken, cancel_planned, id_in_series, plan
from services.activities.told import Told, new_id
from shared.http import idempotency, jsons
from shared.http.auth import caller, needs
from shared.http.blueprint import Blueprint
from shared.http.bodies import raw_body
from shared.http.idempotency import answered_before, asked_now, id_by_key
from shared.http.trace import current
from shared.store.mongo import Document

blp = Blueprint(
    "activity-series",
    __name__,
    url_prefix="/activities/v1/activity-series",
    description="Series: many plans in one request. Serier: många planer i en begäran.",
)

_SERIES: Final = "3d9b2f5c-0f0e-5c55-8f0a-4a8b2f1c9e77"
_FIRST: Final = {"start": "2021-01-05T12:00:00Z", "end": "2021-01-05T14:00:00Z"}
_PLANNED: Final[dict[str, Any]] = {
    **{name: ACTIVITY_EXAMPLE[name] for name in ("id", "revision", "municipality", "municipalityName", "reportedBy")},
    "reportedAt": "2020-12-14T09:30:00Z",
    "kind": "meeting",
    "state": "planned",
    "title": "Operativa gruppen",
    "planned": _FIRST,
    "group": "operativa-gruppen",
    "series": _SERIES,
}
_OF_CANCELLING: Final = idempotency.PARAMETER | {
    "description": (
        "Has the request answered again, for 24 hours, with what it cancelled when it first came; a repeat without it "
        "finds nothing left to cancel."
    )
}
_EXAMPLE: Final[dict[str, Any]] = {
    "activity": {
        "municipality": "0140",
        "kind": "meeting",
        "title": "Operativa gruppen",
        "planned": {"start": "2021-01-05T13:00:00+01:00", "end": "2021-01-05T15:00:00+01:00"},
        "group": "operativa-gruppen",
    },
    "recurrence": {"rrule": "FREQ=MONTHLY;BYDAY=1TU;COUNT=12", "except": ["2021-07-06"]},
}
_WHERE: Final = {"Location": {"description": "The list of its activities.", "schema": {"type": "string"}}}


@blp.route("", methods=["POST"])
@needs("activities:write")
@reads(SeriesReport, example=_EXAMPLE)
@blp.response(
    201,
    SeriesAnswer,
    description="The activities of the series, in the order of their times.",
    example={"series": _SERIES, "items": [_PLANNED]},
    headers=_WHERE,
)
@refusals(400, 413, 415, 422, 503)
@blp.doc(parameters=[idempotency.PARAMETER])
def plan_series(said: SeriesReport) -> Response:
    """Plan what takes place again and again.

    `activity` is a report with the first time as `planned`; `recurrence.rrule` is a rule by RFC 5545 (FREQ DAILY,
    WEEKLY, MONTHLY or YEARLY, with COUNT or UNTIL, 366 times at most) that the first time fits, and `except` names the
    days without. The time of day stays the same when summer time begins or ends; what would begin in the hour that the
    clock skips begins an hour later. `publishableFrom` is not said of a series, but of each by a correction. All are
    planned or none: when one is refused, the reasons say which. Each is then an activity of its own. Planera
    återkommande aktiviteter.
    """
    caller().must_reach(said.activity.municipality)
    by_key = id_by_key("activity-series")
    request_hash = idempotency.body_hash(raw_body()) if by_key else None
    series, reports = by_key or new_id(), planned_in(said)
    while (planned := _plan(series, reports, request_hash)) is None:
        series = idempotency.next_use(series)
    where = {"Location": service().location(f"activities?series={series}")}
    return jsons.answer({"series": series, "items": planned}, 201, where)


def _plan(series: str, reports: Iterable[Report], request_hash: str | None) -> list[Document] | None:
    """Plan all of a series, or nothing; None when it was planned by the same key, and that is forgotten by now.

    Raises:
        Problem: 422 when the key came before with another body.
    """
    told = [
        Told(id_in_series(series, place), report, reporter(), request_hash, current(), series=series)
        for place, report in enumerate(reports)
    ]
    try:
        return plan(service().store.activities, service().intake, told, service().now())
    except KeyForgotten:
        return None
    except KeyTaken:
        raise idempotency.other_body() from None


@blp.route("/<seriesId>/cancellation", methods=["POST"])
@needs("activities:write")
@reads(Closing, example={"reason": "Gruppen är nedlagd."})
@blp.response(
    200,
    SeriesAnswer,
    description="The activities that were cancelled by this, in the order of their times.",
    example={
        "series": _SERIES,
        "items": [{**_PLANNED, "revision": 2, "state": "cancelled", "reason": "Gruppen är nedlagd."}],
    },
)
@refusals(400, 404, 413, 415, 422, 503)
@blp.doc(parameters=[_OF_CANCELLING])
def cancel_series(said: Closing, seriesId: str) -> Response:  # noqa: N803  (the path's own name)
    """Cancel what is left of a series.

    All of it that is still planned, at whatever revision; what was done or cancelled before stays as it is, so that a
    repeat does no harm. There is no `If-Match`: a series has no revision of its own, only its activities do, and what
    is changed at the same moment is cancelled as it is by then. The reason is public. Ställ in det som återstår av en
    serie.
    """
    kept, asked = find_series(seriesId), asked_now()
    must_have_reported(kept[0])
    for each in kept:
        answered_before(each.requests, asked)  # refuses another body before anything is cancelled
    in_force = in_force_in(kept[0].record.municipality)
    store, now = service().store.activities, service().now()
    cancelled = cancel_planned(store, kept, said.reason, in_force, now, current(), asked)
    return jsons.answer({"series": seriesId, "items": cancelled})
