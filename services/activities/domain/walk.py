"""The walk: observations are noted on it, measures are raised from it, and it looks at those of earlier ones."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from services.activities.domain.changes import LIVE
from services.activities.domain.places import plain
from services.activities.domain.refusal import Conflict
from services.activities.domain.visible import may_see
from shared.events.activity import Activity, Kind
from shared.events.measure import Measure


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


def area_of(walk: Activity) -> str | None:
    """The area that a walk goes through: the name of its place."""
    return walk.place.name if walk.place else None


def begins_with(walk: Activity, measures: Iterable[Measure], raised_at: Mapping[str, Activity]) -> list[Measure]:
    """The measures that a walk starts with: still open, and from before it.

    Args:
        walk: that starts.
        measures: of its municipality, in the order in which they are to be looked at.
        raised_at: the walks that raised them, by id.
    """
    return [each for each in measures if each.is_open and _is_of(each, walk) and _is_before(each, walk, raised_at)]


def _is_of(measure: Measure, walk: Activity) -> bool:
    if measure.walk is not None and measure.walk == walk.previous_walk:
        return True
    area = area_of(walk)
    return measure.area is not None and area is not None and plain(measure.area) == plain(area)


def _is_before(measure: Measure, walk: Activity, raised_at: Mapping[str, Activity]) -> bool:
    raised = raised_at.get(measure.walk) if measure.walk else None
    if measure.walk is not None and raised is None:
        return False
    return (raised.span.start if raised else measure.proposed_at) < walk.span.start
