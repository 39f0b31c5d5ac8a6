"""What becomes of an activity: completion, rescheduling, correction, cancellation, withdrawal.

Each is based on a revision; in which state which is allowed stands in `domain/states`.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Response

from services.activities.api.answers import ACTIVITY_EXAMPLE
from services.activities.api.resource import Decision, change, changing, must_have_reported
from services.activities.api.seen import find_activity, walks_of
from services.activities.api.service import service
from services.activities.domain import changes
from services.activities.domain.change import Change
from services.activities.domain.forms import Closing
from services.activities.domain.in_force import InForce
from services.activities.domain.report import Completion, Correction, Rescheduling
from services.activities.domain.walk import must_let_go
from services.activities.store.records import Kept
from shared.events.activity import Activity
from shared.http.blueprint import Blueprint, Views
from shared.http.trace import current
from shared.store.requests import Request

blp = Blueprint(
    "changes",
    __name__,
    url_prefix="/activities/v1/activities/<activityId>",
    description="What becomes of an activity. Each change is a new revision. Vad som händer med en aktivitet.",
)

_SHOWN = {**ACTIVITY_EXAMPLE, "revision": 2}


def _changes(form: type[Any], example: dict[str, Any]) -> Views:
    return changing(blp, "activities:write", form, Activity, said=example, shown=_SHOWN)


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
    return _told(activityId, said, changes.complete)


@blp.route("/rescheduling", methods=["POST"])
@_changes(
    Rescheduling,
    {
        "planned": {"start": "2021-04-22T18:00:00+02:00", "end": "2021-04-22T20:00:00+02:00"},
        "reason": "Flyttad en vecka på grund av oväder.",
    },
)
def reschedule(said: Rescheduling, activityId: str) -> Response:  # noqa: N803
    """Move a planned activity to another time.

    When it will take place instead, and why; the reason is public. Flytta en planerad aktivitet.
    """
    return _told(activityId, said, changes.reschedule)


@blp.route("/correction", methods=["POST"])
@_changes(Correction, {"reason": "Fel plats angavs.", "place": {"name": "Nykvarns station"}})
def correct(said: Correction, activityId: str) -> Response:  # noqa: N803
    """Correct what was reported, or change a plan.

    Send what was wrong as it should be, and why; what is left out stays, null takes away. The municipality cannot be
    corrected; a plan whose time changes is told of as rescheduled. Rätta det som rapporterats.
    """

    def decide(
        before: Activity, told: Correction, in_force: InForce, now: datetime, walks: changes.Walks
    ) -> Change[Activity]:
        corrected = changes.correct(before, told, in_force, now, walks)
        must_let_go(before, corrected.record.kind, service().store.rests_on)
        return corrected

    return _told(activityId, said, decide)


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


def _told(
    activity_id: str,
    said: Completion | Correction | Rescheduling,
    decide: Callable[[Activity, Any, InForce, datetime, changes.Walks], Change[Activity]],
) -> Response:
    """Change the activity to what was said of it, which may name walks."""

    def decided(activity: Activity, in_force: InForce, now: datetime) -> Change[Activity]:
        walks = walks_of(changes.named_walks(activity, said))
        return decide(activity, said, in_force, now, walks)

    return _change(activity_id, decided)


def _change(activity_id: str, decide: Decision[Activity]) -> Response:
    """Decide the change of the caller's own activity, and store it with what it was matched against."""
    activities = service().store.activities

    def put(before: Kept[Activity], made: Change[Activity], in_force: InForce, asked: Request | None) -> bool:
        return activities.rematch(before, made, in_force, current(), asked)

    kept = find_activity(activity_id)
    must_have_reported(kept)
    return change(activities, kept, decide, put=put)
