"""Day tallies: what counts toward a commitment, day by day; all that its windows need.

A tally is recounted from the facts of its day, never added to, and says nothing of the present moment: so it can
be stored, and a window is worked out from the tallies of its days alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from math import fsum

from msgspec import field
from msgspec.structs import replace

from shared.clock import local_day
from shared.events.activity import KIND_NAMES, Activity
from shared.events.record import Record

MAX_IDS = 20

Revisions = Mapping[int, Activity]
"""An activity's revisions by their numbers."""


class DayTally(Record, frozen=True, omit_defaults=True):
    """What counts toward one commitment on one day.

    All but ``planned_until`` is of completed activities. ``ids`` are the newest of them, at most 20;
    ``activities`` is how many there are in all. ``planned_until`` is when each planned one ends: until then it
    is planned for, after that it is nothing unless it was completed. Sums do not depend on the order of facts.
    """

    activities: int = 0
    quantity: float = 0
    minutes: int = 0
    results: dict[str, float] = field(default_factory=dict)
    audiences: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    planned_until: tuple[datetime, ...] = ()
    last_reported_at: datetime | None = None


def known_from(fact: Activity) -> datetime:
    """When a revision is known to others than those who reported it: never before it may be published."""
    return max(fact.reported_at, fact.publishable_from or fact.reported_at)


def current(revisions: Revisions, known_at: datetime | None = None) -> Activity | None:
    """The activity at its highest revision, of those reported by an instant (None: of all).

    None when that revision might not yet be published at that instant, whatever had been published before it.
    """
    descending = (revisions[number] for number in sorted(revisions, reverse=True))
    fact = next((one for one in descending if known_at is None or one.reported_at <= known_at), None)
    return fact if fact is None or known_at is None or known_from(fact) <= known_at else None


def publishable(revisions_by_activity: Mapping[str, Revisions], now: datetime) -> dict[str, Revisions]:
    """The activities that may be shown and counted now, with all their revisions.

    Before the highest revision may be published nothing is told of an activity, whatever moment is asked for.
    """
    return {
        activity_id: revisions
        for activity_id, revisions in revisions_by_activity.items()
        if (held_until := revisions[max(revisions)].publishable_from) is None or held_until <= now
    }


def worded(revisions_by_activity: Mapping[str, Revisions]) -> dict[str, Revisions]:
    """The activities, those that were withdrawn without their words: instead of its title each is told by its kind."""
    return {activity: _wordless(each) for activity, each in revisions_by_activity.items()}


def _wordless(revisions: Revisions) -> Revisions:
    if revisions[max(revisions)].state != "withdrawn":
        return revisions
    return {
        number: replace(fact, title=KIND_NAMES[fact.kind][0].capitalize(), outcome="")
        for number, fact in revisions.items()
    }


def standing(revisions_by_activity: Mapping[str, Revisions]) -> list[Activity]:
    """The activities, each at its highest revision."""
    return [revisions[max(revisions)] for revisions in revisions_by_activity.values()]


def tally(activities: Iterable[Activity], commitment_id: str) -> dict[date, DayTally]:
    """Day tallies of the completed and planned activities that count toward a commitment.

    Each activity must come once, at the revision that applies; cancelled and withdrawn ones count for nothing.
    An activity belongs to the day, in Stockholm, on which it starts.
    """
    days: defaultdict[date, list[Activity]] = defaultdict(list)
    for activity in activities:
        if counts_toward(activity, commitment_id):
            days[day_of(activity)].append(activity)
    return {day: _day_tally(held) for day, held in days.items()}


def counts_toward(activity: Activity, commitment_id: str) -> bool:
    """Whether an activity, done or planned, counts toward a commitment."""
    return activity.state in ("completed", "planned") and any(
        count.commitment == commitment_id for count in activity.counts
    )


def day_of(activity: Activity) -> date:
    """The day whose tally an activity belongs to."""
    return local_day(activity.span.start)


def _day_tally(held: list[Activity]) -> DayTally:
    done = [activity for activity in held if activity.state == "completed"]
    newest = sorted(done, key=lambda activity: (activity.span.start, activity.id), reverse=True)
    return DayTally(
        activities=len(done),
        quantity=fsum(activity.quantity for activity in done),
        minutes=sum(minutes(activity) for activity in done),
        results=_results(done),
        audiences=_distinct(audience for activity in done for audience in activity.audiences),
        parties=_distinct(party for activity in done for party in _parties(activity)),
        places=_distinct(activity.place.name for activity in done if activity.place),
        ids=tuple(activity.id for activity in newest[:MAX_IDS]),
        planned_until=tuple(sorted(activity.span.end for activity in held if activity.state == "planned")),
        last_reported_at=max((activity.reported_at for activity in done), default=None),
    )


def minutes(activity: Activity) -> int:
    """How long it lasted, in whole minutes."""
    return max(0, int((activity.span.end - activity.span.start).total_seconds() // 60))


def _results(done: list[Activity]) -> dict[str, float]:
    named: defaultdict[str, list[float]] = defaultdict(list)
    for activity in done:
        for name, value in activity.results.items():
            named[name].append(value)
    return {name: fsum(named[name]) for name in sorted(named)}


def _parties(activity: Activity) -> set[str]:
    """The parties that took part: whoever reported it, and the participants that are parties."""
    return {activity.reported_by} | {one.party for one in activity.participants if one.party}


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(values)))
