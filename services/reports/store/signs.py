"""Signs: what activities are found by in `facts.marks`, beside the days on which they count.

No commitment is called as they begin.
"""

from collections.abc import Iterator
from datetime import date

from shared.clock import local_day
from shared.events.activity import Activity, Kind


def signs(activity: Activity) -> Iterator[str]:
    """Of an activity's revision: its kind and day; a meeting by its walk; a walk by being withdrawn."""
    yield of_kind(activity.municipality, activity.kind, local_day(activity.span.start))
    if activity.walk_step:
        yield beside(activity.walk_step.walk)
    if activity.kind is Kind.WALK and activity.state == "withdrawn":
        yield withdrawn(activity.municipality)


def of_kind(municipality: str, kind: str, day: date) -> str:
    """Of what was of a kind, on a day."""
    return f"kind|{municipality}|{kind}|{day}"


def withdrawn(municipality: str) -> str:
    """Of a withdrawn walk; to be withdrawn is its end."""
    return f"withdrawn|{municipality}"


def beside(walk: str) -> str:
    """Of a meeting beside a walk."""
    return f"walk|{walk}"
