"""Activities: report, read and list what is planned and done."""

from datetime import date
from typing import Any

from flask import Response
from marshmallow import fields, validate

from services.activities.api.answers import ACTIVITY_EXAMPLE, REPORT_EXAMPLE, ActivityPageAnswer
from services.activities.api.bodies import reads, refusals
from services.activities.api.geojson import also_geojson, listed_as_asked
from services.activities.api.resource import CREATED, MunicipalityFilter, show
from services.activities.api.seen import find_activity, seen
from services.activities.api.service import problem_of, reporter, service
from services.activities.domain.report import Report
from services.activities.store.activities import query_of
from services.activities.told import Told, new_id
from shared.events.activity import Activity, Kind
from shared.http import idempotency, jsons
from shared.http.auth import caller, needs
from shared.http.blueprint import Blueprint
from shared.http.bodies import raw_body
from shared.http.etag import set_etag
from shared.http.trace import current
from shared.store.mongo import Document

blp = Blueprint(
    "activities",
    __name__,
    url_prefix="/activities/v1",
    description="Activities: what is planned and done for the promises. Aktiviteter: vad som planeras och görs.",
)

_OUR_DAYS = validate.Range(date(1900, 1, 1), date(2199, 12, 31))


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
    from_ = fields.Date(
        data_key="from",
        validate=_OUR_DAYS,
        metadata={"description": "First day of the start, in Stockholm.", "example": "2021-01-01"},
    )
    to = fields.Date(
        validate=_OUR_DAYS,
        metadata={"description": "Last day of the start, in Stockholm.", "example": "2021-06-30"},
    )


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
    key = idempotency.key_from_request()
    told = Told(
        id=idempotency.derived_id(caller().client, key) if key else new_id(),
        said=said,
        reporter=reporter(),
        request_hash=idempotency.body_hash(raw_body()) if key else None,
        traceparent=current(),
    )
    (outcome,) = service().intake.take([told], service().now())
    if outcome.refusal is not None:
        raise problem_of(outcome.refusal)
    return _created(told.id, outcome.activity or _first_answer(told))


@blp.route("/activities", methods=["GET"])
@needs("activities:read")
@blp.arguments(ActivityFilter, location="query")
@blp.response(
    200,
    ActivityPageAnswer,
    description="A page of activities, the latest start first.",
    example={"items": [ACTIVITY_EXAMPLE], "page": 1, "limit": 20, "total": 1},
)
@also_geojson(ACTIVITY_EXAMPLE, _on_a_map)
@refusals(422, 503)
def list_activities(args: dict[str, Any]) -> Any:  # noqa: ANN401  (JSON or GeoJSON)
    """List activities.

    Only those of the municipalities that the token reaches, and before their `publishableFrom` only the caller's own.
    With `Accept: application/geo+json` those that have a point come as GeoJSON. Lista aktiviteter.
    """
    return listed_as_asked(service().store.activities, args, {"$and": [query_of(args), seen()]}, _on_a_map)


@blp.route("/activities/<activityId>", methods=["GET"])
@needs("activities:read")
@blp.response(200, Activity, description="The activity at its latest revision.", example=ACTIVITY_EXAMPLE)
@refusals(404, 503)
def get_activity(activityId: str) -> Response:  # noqa: N803  (the path's own name)
    """Read an activity.

    Its ETag is what a change is based on. Läs en aktivitet.
    """
    return show(find_activity(activityId))


def _first_answer(told: Told) -> dict[str, Any]:
    """What was answered when the key first came: the activity as it was then, whatever became of it since."""
    kept = service().store.activities.get(told.id)
    if kept is None or kept.request_hash != told.request_hash:
        raise idempotency.other_body()
    return kept.first


def _created(activity_id: str, body: Activity | dict[str, Any]) -> Response:
    headers = {"Location": service().location(f"activities/{activity_id}")}
    return set_etag(jsons.answer(body, 201, headers), 1)
