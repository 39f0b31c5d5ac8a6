"""What becomes of an activity: completion, correction, cancellation, withdrawal. Each is based on a revision."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Response

from services.activities.api.answers import ACTIVITY_EXAMPLE
from services.activities.api.bodies import reads, refusals
from services.activities.api.service import service
from services.activities.domain import changes
from services.activities.domain.changes import Change
from services.activities.domain.in_force import InForce
from services.activities.domain.report import Closing, Completion, Correction
from services.activities.store.activities import Kept
from shared.events.activity import Activity
from shared.http import jsons
from shared.http.auth import caller, needs
from shared.http.blueprint import Blueprint, Views
from shared.http.etag import require_match, set_etag
from shared.http.problem import MEANINGS, Problem, forbidden, not_found
from shared.http.trace import current

blp = Blueprint(
    "changes",
    __name__,
    url_prefix="/activities/v1/activities/<activityId>",
    description="What becomes of an activity. Each change is a new revision. Vad som händer med en aktivitet.",
)

_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The ETag of the revision that the change is based on.",
    "schema": {"type": "string"},
    "example": '"1"',
}


def _changes(form: type[Any], example: dict[str, Any]) -> Views:
    """What all four operations share: token, body, answer and refusals."""
    answers = {**ACTIVITY_EXAMPLE, "revision": 2}
    etag = {"ETag": {"description": "Its new revision.", "schema": {"type": "string"}}}

    def decorate(view: Callable[..., Response]) -> Callable[..., Any]:
        described = "The activity at its new revision."
        answering = blp.response(200, Activity, description=described, example=answers, headers=etag)(view)
        refusing = refusals(400, 404, 409, 412, 413, 415, 422, 428, 503)(answering)
        return needs("activities:write")(reads(form, example=example)(blp.doc(parameters=[_IF_MATCH])(refusing)))

    return decorate


@blp.route("/completion", methods=["POST"])
@_changes(
    Completion,
    {
        "actual": {"start": "2021-04-15T18:00:00+02:00", "end": "2021-04-15T20:00:00+02:00"},
        "outcome": "Tolv platser gicks igenom.",
    },
)
def complete(said: Completion, activityId: str) -> Response:  # noqa: N803  (the path's own name)
    """Complete a planned activity.

    It was done: when, and what came of it. What is left out stays as planned. Slutför en planerad aktivitet.
    """
    return _change(activityId, lambda activity, in_force, now: changes.complete(activity, said, in_force, now))


@blp.route("/correction", methods=["POST"])
@_changes(Correction, {"reason": "Fel plats angavs.", "place": {"name": "Nykvarns station"}})
def correct(said: Correction, activityId: str) -> Response:  # noqa: N803
    """Correct what was reported, or change a plan.

    Send what was wrong as it should be, and why; what is left out stays, null takes away. The municipality cannot be
    corrected. Rätta det som rapporterats.
    """
    return _change(activityId, lambda activity, in_force, now: changes.correct(activity, said, in_force, now))


@blp.route("/cancellation", methods=["POST"])
@_changes(Closing, {"reason": "Inställd på grund av sjukdom."})
def cancel(said: Closing, activityId: str) -> Response:  # noqa: N803
    """Cancel a planned activity.

    It will not take place; the reason is public. Ställ in en planerad aktivitet.
    """
    return _change(activityId, lambda activity, _, now: changes.cancel(activity, said.reason, now))


@blp.route("/withdrawal", methods=["POST"])
@_changes(Closing, {"reason": "Rapporterades två gånger."})
def withdraw(said: Closing, activityId: str) -> Response:  # noqa: N803
    """Withdraw an activity that was reported by mistake.

    It counts no more; the reason is public. Dra tillbaka en aktivitet.
    """
    return _change(activityId, lambda activity, _, now: changes.withdraw(activity, said.reason, now))


def _change(activity_id: str, decide: Callable[[Activity, InForce, datetime], Change]) -> Response:
    """Read the activity, decide the change, and store it if nobody else was first."""
    store = service().store
    before = store.activities.get(activity_id)
    if before is None:
        raise not_found(f"There is no activity {activity_id[:100]}.", remedy="It was created with its `id`.")
    _check_caller(before)
    require_match(before.activity.revision)
    municipality = before.activity.municipality
    in_force = store.agreements.in_force([municipality])[municipality]
    change = decide(before.activity, in_force, service().now())
    if not store.activities.replace(before, change, in_force, current()):
        remedy = "Read it again, then decide."
        raise Problem(412, MEANINGS[412].title, "It has been changed this very moment.", remedy=remedy)
    return set_etag(jsons.answer(change.activity), change.activity.revision)


def _check_caller(before: Kept) -> None:
    caller().must_reach(before.activity.municipality)
    if caller().party != before.activity.reported_by:
        raise forbidden(
            f"The activity was reported by {before.activity.reported_by}.",
            remedy="Only the party that reported it changes it.",
        )
