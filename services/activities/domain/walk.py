"""The walk: whether observations can be noted on it, and anything rest on it."""

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
