"""Activities as a caller may see them: what may not be shown yet is there for the party that reported it alone."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from services.activities.api.lists import reached
from services.activities.api.resource import WHERE_REACHED, find
from services.activities.api.service import service
from services.activities.domain.change import R
from services.activities.domain.visible import may_see
from services.activities.store.records import Kept, Records
from shared.events.activity import Activity
from shared.http.auth import caller
from shared.http.problem import not_found
from shared.store.mongo import Document

_NAMES_WALK: Final = ("record.walk", "record.verifiedAt")  # of observations and measures


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
    activities = service().store.activities
    found = activities.find({**reached({}), "record.series": series, **seen()})
    kept = activities.get_each(each.id for each in found)
    if not kept:
        raise not_found(f"There is no series {series[:100]}.", remedy="It was planned with its `series`.")
    return sorted(kept.values(), key=lambda each: each.record.span.start)


def walks_of(ids: Iterable[str]) -> dict[str, Activity]:
    """The activities of these ids that the caller may know of, by id."""
    found = service().store.activities.of(ids)
    return {each: one for each, one in found.items() if may_see(one, caller().party, service().now())}


def of_seen_walks() -> Document:
    """The query that finds what names no walk that the caller may not know of."""
    here = caller()
    hidden = service().store.activities.walks_held_from(here.party, here.municipalities, service().now())
    return {column: {"$nin": hidden} for column in _NAMES_WALK} if hidden else {}


def of_walks_shown(records: Records[R], since: datetime | None) -> list[str]:
    """Ids of what names a walk that others have come to know of since a moment: to them it is new."""
    shown = service().store.activities.shown_between(since, service().now()) if since else []
    return records.ids({"$or": [{column: {"$in": shown}} for column in _NAMES_WALK]}) if shown else []


def must_be_of_seen_walks(kept: Kept[R], what: str, *walks: str | None) -> Kept[R]:
    """What names these walks, if the caller may know of all of them.

    Raises:
        Problem: 404.
    """
    party, now = caller().party, service().now()
    found = service().store.activities.of(each for each in walks if each)
    if not all(may_see(each, party, now) for each in found.values()):
        raise not_found(f"There is no {what} {kept.record.id[:100]}.", remedy=WHERE_REACHED)
    return kept


def seen() -> Document:
    """The query that finds what the caller may know of."""
    return service().store.activities.seen_by(caller().party, service().now())
