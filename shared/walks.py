"""Walks: what each begins with."""

from collections.abc import Iterable, Mapping

from shared.events.activity import Activity
from shared.events.measure import Measure
from shared.places import plain


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
