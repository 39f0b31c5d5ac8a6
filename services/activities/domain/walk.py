"""The walk: whether observations can be noted on it, and anything rest on it."""

from collections.abc import Callable
from datetime import datetime

from services.activities.domain.refusal import Conflict
from services.activities.domain.states import LIVE
from services.activities.domain.visible import may_see
from shared.events.activity import Activity, Kind


def is_walk(activity: Activity) -> bool:
    """Whether it is one."""
    return activity.kind is Kind.WALK


def why_not(walk: Activity, now: datetime) -> str | None:
    """Why nothing can be noted on a walk, or rest on it; None: it can."""
    if walk.state not in LIVE:
        return f"is {walk.state}"
    if not may_see(walk, None, now):
        return f"may not be shown before {walk.publishable_from}, and what is noted on it would be"
    return None


def must_be_open(walk: Activity, now: datetime) -> None:
    """Go on only if something can be noted on the walk.

    Raises:
        Conflict: it is cancelled or withdrawn, or may not be shown yet.
    """
    if reason := why_not(walk, now):
        raise Conflict(f"The walk {reason}.")


def must_let_go(before: Activity, kind: Kind, rests_on: Callable[[Activity], bool]) -> None:
    """Go on only if the activity stays a walk, or nothing needs it to be one.

    Raises:
        Conflict: observations or measures rest on it, which would be of no walk.
    """
    if is_walk(before) and kind is not Kind.WALK and rests_on(before):
        raise Conflict(
            "Observations or measures rest on the walk, so it stays one: withdraw them first, or correct the measures "
            "to name another walk."
        )
