"""Walks: the sheet that a walk is prepared, gone and followed up with."""

from typing import Any, Final

from flask import Response

from services.activities.api.answers import ACTIVITY_EXAMPLE
from services.activities.api.bodies import refusals
from services.activities.api.lists import both
from services.activities.api.seen import find_activity, of_seen_walks, walks_of
from services.activities.api.service import service
from services.activities.api.walk_answers import MEASURE_EXAMPLE, OBSERVATION_EXAMPLE, WalkAnswer, with_overdue
from services.activities.domain.visible import may_see
from services.activities.domain.walk import is_walk
from services.activities.store.activities import OF_WALK
from services.activities.store.records import Kept
from shared.events.activity import Activity
from shared.events.measure import Measure
from shared.http import jsons
from shared.http.auth import caller, needs
from shared.http.blueprint import Blueprint
from shared.http.problem import not_found
from shared.store.mongo import Document
from shared.walks import begins_with

blp = Blueprint(
    "walks",
    __name__,
    url_prefix="/activities/v1",
    description="Walks: what they start with and what they lead to. Trygghetsvandringar: före, under och efter.",
)

_NOT_WITHDRAWN: Final[Document] = {"record.state": {"$ne": "withdrawn"}}
_MEETING: Final[dict[str, Any]] = {
    **ACTIVITY_EXAMPLE,
    "id": "0b7a4a51-9f0c-5a8e-9a0a-1f2e3d4c5b6a",
    "kind": "meeting",
    "title": "Förberedande möte",
    "counts": [],
    "walkStep": {"walk": ACTIVITY_EXAMPLE["id"], "step": "preparation"},
}


@blp.route("/walks/<activityId>", methods=["GET"])
@needs("activities:read")
@blp.response(
    200,
    WalkAnswer,
    description="The walk with its meetings, observations and measures.",
    example={
        "walk": ACTIVITY_EXAMPLE,
        "preparation": [_MEETING],
        "followUp": [],
        "observations": [OBSERVATION_EXAMPLE],
        "measures": [MEASURE_EXAMPLE],
        "openMeasures": [],
        "verified": [],
    },
)
@refusals(404, 503)
def get_walk(activityId: str) -> Response:  # noqa: N803  (the path's own name)
    """Read the sheet of a walk.

    Its two meetings, what was noted on it, the measures that it led to, and in `openMeasures` what it starts with: the
    measures that are still open from earlier walks through the same area, and from the walk that it names as its
    `previousWalk`, the earliest due first. Läs en trygghetsvandring med allt som hör till.
    """
    walk = find_walk(activityId)
    return jsons.answer({"walk": walk.outer, **_meetings(walk.record), **_noted(walk.record), **_measures(walk.record)})


def find_walk(activity_id: str) -> Kept[Activity]:
    """The walk of that id, if the caller may know of it.

    Raises:
        Problem: 404.
    """
    kept = find_activity(activity_id)
    if not is_walk(kept.record):
        raise not_found(f"There is no walk {activity_id[:100]}.", remedy="It is an activity of the kind walk.")
    return kept


def walk_named(activity_id: str | None) -> Activity | None:
    """The walk that a body names, or None when the caller may know of none such."""
    found = walks_of([activity_id]).get(activity_id) if activity_id else None
    return found if found and is_walk(found) else None


def _meetings(walk: Activity) -> dict[str, list[Activity]]:
    party, now = caller().party, service().now()
    found = service().store.activities.find({OF_WALK: walk.id, **_NOT_WITHDRAWN})
    steps = [(each.walk_step.step, each) for each in found if each.walk_step and may_see(each, party, now)]
    return {
        "preparation": [each for step, each in steps if step == "preparation"],
        "followUp": [each for step, each in steps if step == "follow-up"],
    }


def _noted(walk: Activity) -> dict[str, Any]:
    query = {"municipality": walk.municipality, "record.walk": walk.id, **_NOT_WITHDRAWN}
    return {"observations": service().store.observations.find(query)}


def _measures(walk: Activity) -> dict[str, list[Document]]:
    store, here, seen = service().store, {"municipality": walk.municipality}, of_seen_walks()
    earlier = store.measures.open_for(walk)
    return {
        "measures": _answered(store.measures.find(both({**here, "record.walk": walk.id, **_NOT_WITHDRAWN}, seen))),
        "openMeasures": _answered(begins_with(walk, earlier, walks_of({each.walk for each in earlier if each.walk}))),
        "verified": _answered(store.measures.find(both({**here, "record.verifiedAt": walk.id}, seen))),
    }


def _answered(measures: list[Measure]) -> list[Document]:
    return [with_overdue(each, service().now()) for each in measures]
