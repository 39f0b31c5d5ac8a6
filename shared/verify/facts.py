"""Facts: which activities count toward what, as things stood at one moment by what was known at another."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from shared.verify.data import Activity, Version

Histories = Mapping[str, Sequence[Activity]]
"""Activities by id, each with its revisions, the earliest first."""


def histories(rows: Iterable[Activity]) -> dict[str, list[Activity]]:
    """The rows of `activities`, put together by activity."""
    found: dict[str, list[Activity]] = {}
    for row in sorted(rows, key=lambda row: (row.id, row.revision)):
        found.setdefault(row.id, []).append(row)
    return found


def commitments_of(activity: Activity, version: Version) -> set[str]:
    """The commitments of an agreement that an activity counts toward under one of its versions."""
    for told in activity.earlier:
        if (told.agreement, told.version) == (version.id, version.version):
            return set(told.commitments)
    return {count.commitment for count in activity.counts if count.agreement == version.id}


def standing(told: Histories, as_of: datetime, known_at: datetime | None) -> list[Activity]:
    """The activities that count, each as it was last told by then.

    What is done counts from when it began, however late it was told; a plan only if it was told by the moment itself.
    Withdrawn, an activity never was. What was not public yet was not known.
    """
    then = as_of if known_at is None else min(as_of, known_at)
    found = []
    for revisions in told.values():
        latest = _told_by(revisions, known_at)
        if latest is None or latest.state == "withdrawn":
            continue
        if latest.state == "completed" and latest.start <= as_of:
            found.append(latest)
        elif (plan := _told_by(revisions, then)) is not None and plan.state == "planned":
            found.append(plan)
    return found


def _told_by(revisions: Sequence[Activity], moment: datetime | None) -> Activity | None:
    """The last revision told by a moment; None if there is none, or if it was not public by then."""
    if moment is None:
        return revisions[-1]
    told = [one for one in revisions if one.reported_at <= moment]
    if not told or (told[-1].publishable_from or moment) > moment:
        return None
    return told[-1]
