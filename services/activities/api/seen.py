"""Activities as a caller may see them: what may not be shown yet is there for the party that reported it alone."""

from collections.abc import Iterable

from services.activities.api.resource import WHERE_REACHED, find
from services.activities.api.service import service
from services.activities.domain.visible import may_see
from services.activities.store.activities import seen_by
from services.activities.store.records import Kept
from shared.events.activity import Activity
from shared.http.auth import caller
from shared.http.problem import not_found
from shared.store.mongo import Document


def find_activity(activity_id: str) -> Kept[Activity]:
    """The activity of that id, if the caller may know of it.

    Raises:
        Problem: 404.
    """
    kept = find(service().store.activities, activity_id, "activity")
    if not may_see(kept.record, caller().party, service().now()):
        raise not_found(f"There is no activity {activity_id[:100]}.", remedy=WHERE_REACHED)
    return kept


def find_series(series: str) -> list[Kept[Activity]]:
    """The activities of a series that the caller may know of, in the order of their times; at least one.

    Raises:
        Problem: 404.
    """
    reached = {"municipality": {"$in": sorted(caller().municipalities)}}
    activities = service().store.activities
    found = activities.find({"$and": [reached, {"record.series": series}, seen()]})
    kept = activities.get_each(each.id for each in found)
    if not kept:
        raise not_found(f"There is no series {series[:100]}.", remedy="It was planned with its `series`.")
    return sorted(kept.values(), key=lambda each: each.record.span.start)


def walks_of(ids: Iterable[str]) -> dict[str, Activity]:
    """The activities of these ids that the caller may know of, by id."""
    found = service().store.activities.of(ids)
    return {each: one for each, one in found.items() if may_see(one, caller().party, service().now())}


def seen() -> Document:
    """The query that finds what the caller may know of."""
    return seen_by(caller().party, service().now())
