"""What an activity that names a walk must agree with: a step of one, or the walk that came before."""

from collections.abc import Iterator, Mapping

from services.activities.domain.refusal import Reason
from services.activities.domain.states import LIVE
from services.activities.domain.walk import is_walk
from shared.events.activity import Activity, Kind

_STEPS_ARE = (Kind.MEETING, Kind.OTHER)


def check_kind(activity: Activity) -> Iterator[Reason]:
    """Only a walk has a walk before it, and only what prepares one or follows it up is a step of one."""
    if activity.walk_step is not None and activity.kind not in _STEPS_ARE:
        yield Reason("walkStep", f"is only of a {' or '.join(_STEPS_ARE)} that prepares a walk or follows it up")
    if activity.previous_walk is not None and not is_walk(activity):
        yield Reason("previousWalk", "is only of a walk")


def check_step(activity: Activity, walks: Mapping[str, Activity]) -> Iterator[Reason]:
    """What it is a step of is a walk of its municipality, planned or done. ``walks``: those that it names, by id."""
    if activity.walk_step is not None:
        yield from _walk(activity, activity.walk_step.walk, walks, "walkStep.walk")


def check_previous(activity: Activity, walks: Mapping[str, Activity]) -> Iterator[Reason]:
    """So is the walk that it says came before it. ``walks`` as above."""
    if activity.previous_walk is not None:
        yield from _walk(activity, activity.previous_walk, walks, "previousWalk")


def check_order(activity: Activity, walks: Mapping[str, Activity]) -> Iterator[Reason]:
    """And it did come before. ``walks`` as above."""
    previous = walks.get(activity.previous_walk or "")
    if previous is None or any(_walk(activity, previous.id, walks, "")):
        return  # nothing is told of what may not be named
    if previous.span.start >= activity.span.start:
        yield Reason("previousWalk", "is no earlier walk than this")


def _walk(activity: Activity, named: str, walks: Mapping[str, Activity], name: str) -> Iterator[Reason]:
    found = walks.get(named)
    if found is None or not is_walk(found) or found.municipality != activity.municipality:
        yield Reason(name, f"is no walk of municipality {activity.municipality}")
    elif found.state not in LIVE:
        yield Reason(name, f"is {found.state}; name a walk that is planned or done")
