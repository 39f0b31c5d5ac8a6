"""Activities: report, read and list what is planned and done."""

from dataclasses import replace
from typing import Any, get_args

from flask import Response
from marshmallow import fields, validate

from services.activities.api.answers import ACTIVITY_EXAMPLE, REPORT_EXAMPLE, ActivityPageAnswer
from services.activities.api.bodies import reads, refusals
from services.activities.api.geojson import also_geojson, listed_as_asked
from services.activities.api.lists import MunicipalityFilter, both
from services.activities.api.resource import CREATED, created, show
from services.activities.api.seen import find_activity, seen
from services.activities.api.service import problem_of, reporter, service
from services.activities.domain.report import Report
from services.activities.store.activities import query_of
from services.activities.told import Told, new_id
from shared.events.activity import Activity, ActivityState, Kind
from shared.http import etag, idempotency
from shared.http.auth import needs
from shared.http.blueprint import Blueprint
from shared.http.bodies import raw_body
from shared.http.days import first_day, last_day
from shared.http.idempotency import id_by_key
from shared.http.paging import example_of
from shared.http.trace import current
from shared.store.mongo import Document
from shared.store.requests import is_forgotten

blp = Blueprint(
    "activities",
    __name__,
    url_prefix="/activities/v1",
    description="Activities: what is planned and done for the promises. Aktiviteter: vad som planeras och görs.",
)


class ActivityFilter(MunicipalityFilter):
    """Which activities are listed."""

    promise = fields.String(metadata={"description": "Promise id.", "example": "nykvarn-2021-2022-trygghetsvandringar"})
    party = fields.String(
        metadata={"description": "Party that reported or took part.", "example": "polisen-sodertalje"}
    )
    kind = fields.Enum(Kind, by_value=True, metadata={"description": "Kind of activity.", "example": "walk"})
    series = fields.String(
        metadata={"description": "Planned in one request.", "example": "3d9b2f5c-0f0e-5c55-8f0a-4a8b2f1c9e77"}
    )
    state = fields.String(
        validate=validate.OneOf(get_args(ActivityState)),
        metadata={"description": "State of the activity.", "example": "completed"},
    )
    from_ = first_day("the start")
    to = last_day("the start")


def _on_a_map(activity: Document) -> Document:
    """What a map says of an activity in its outer form."""
    span = activity.get("actual") or activity["planned"]
    said = {name: activity[name] for name in ("kind", "state", "title")}
    return {**said, "place": activity["place"]["name"], "start": span["start"], "end": span["end"]}


@blp.route("/activities", methods=["POST"])
@needs("activities:write")
@reads(Report, example=REPORT_EXAMPLE)
@blp.response(
    201,
    Activity,
    description="The activity as recorded, with the commitments that it counts toward.",
    example=ACTIVITY_EXAMPLE,
    headers=CREATED,
)
@refusals(400, 413, 415, 422, 503)
@blp.doc(parameters=[idempotency.PARAMETER])
def report(said: Report) -> Response:
    """Report an activity, planned or done.

    Done when `actual` is given, else planned. Which commitments it counts toward is decided here; naming `promises`
    narrows it. The caller's party is the one that reports. Before `publishableFrom` nobody else sees it; `attendance`
    says which members of its standing `group` were there; `walkStep` that it prepares a walk or follows it up, and
    `previousWalk` which walk came before this one. Rapportera en aktivitet.
    """
    by_key = id_by_key("activities")
    request_hash = idempotency.body_hash(raw_body()) if by_key else None
    told = Told(by_key or new_id(), said, reporter(), request_hash, current())
    while (made := _made(told)) is None:
        told = replace(told, id=idempotency.next_use(told.id))
    return created("activities", told.id, made)


@blp.route("/activities", methods=["GET"])
@needs("activities:read")
@blp.arguments(ActivityFilter, location="query")
@blp.response(
    200,
    ActivityPageAnswer,
    description="A page of activities, the latest start first.",
    example=example_of(ACTIVITY_EXAMPLE),
)
@also_geojson(ACTIVITY_EXAMPLE, _on_a_map)
@refusals(422, 503)
def list_activities(args: dict[str, Any]) -> Any:  # noqa: ANN401  (JSON or GeoJSON)
    """List activities.

    Only those of the municipalities that the token reaches, and before their `publishableFrom` only the caller's own.
    With `Accept: application/geo+json` those that have a point come as GeoJSON. Lista aktiviteter.
    """
    activities = service().store.activities
    since = args.get("changed_since")
    shown_since = activities.shown_between(since, service().now()) if since else ()
    return listed_as_asked(activities, args, both(query_of(args), seen()), _on_a_map, shown_since)


@blp.route("/activities/<activityId>", methods=["GET"])
@needs("activities:read")
@blp.response(
    200, Activity, description="The activity at its latest revision.", example=ACTIVITY_EXAMPLE, headers=etag.HEADERS
)
@refusals(404, 503)
def get_activity(activityId: str) -> Response:  # noqa: N803  (the path's own name)
    """Read an activity.

    Its ETag is what a change is based on. Läs en aktivitet.
    """
    return show(find_activity(activityId))


def _made(told: Told) -> Activity | Document | None:
    """The activity as it was first told, whatever became of it since; None when that key is forgotten by now.

    Raises:
        Problem: it is refused, or the key came before with another body.
    """
    now = service().now()
    (outcome,) = service().intake.take([told], now)
    if outcome.refusal is not None:
        raise problem_of(outcome.refusal)
    kept = service().store.activities.get(told.id) if outcome.activity is None else None
    if kept is None:
        return outcome.activity
    if is_forgotten(kept.first_told, now):
        return None
    if kept.request_hash != told.request_hash:
        raise idempotency.other_body()
    return kept.first
