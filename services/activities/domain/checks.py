"""What an activity must agree with: the clock, what is in force in the municipality, and the walks that it names."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime

from services.activities.domain import named_walks
from services.activities.domain.in_force import InForce, Known
from services.activities.domain.refusal import Reason
from services.activities.domain.spans import CLOCKS_DIFFER
from shared.clock import local_day
from shared.events.activity import Activity
from shared.events.agreement import Period


def check(
    activity: Activity,
    in_force: InForce,
    walks: Mapping[str, Activity],
    now: datetime,
    before: Activity | None = None,
) -> list[Reason]:
    """What the activity does not agree with; empty when all is well.

    It is held against every version that was in force on its day or later: an amendment makes nothing wrong of what
    was right. What is planned must lie in the days of the latest.

    Args:
        walks: the activities that it names as walks, by id, so far as its reporter may know of them.
        before: as it was before a change; what the change leaves as it was is not checked again.
    """
    known = in_force.since(local_day(activity.span.start))
    checks: dict[Callable[[], Iterator[Reason]], tuple[str, ...]] = {
        lambda: _future(activity, now): ("actual",),
        lambda: _promises(activity, in_force, known): ("narrowed_to",),
        lambda: _participants(activity, in_force, known): ("participants",),
        lambda: _group(activity, in_force, known): ("group",),
        lambda: _outside(activity, in_force, known): ("narrowed_to", "span"),
        lambda: _attendance(activity, known): ("attendance", "group"),
        lambda: named_walks.check_kind(activity): ("kind", "walk_step", "previous_walk"),
        lambda: named_walks.check_step(activity, walks): ("walk_step",),
        lambda: named_walks.check_previous(activity, walks): ("previous_walk",),
        lambda: named_walks.check_order(activity, walks): ("previous_walk", "span"),
    }
    return [reason for found, rests_on in checks.items() if _differ(activity, before, rests_on) for reason in found()]


def _differ(activity: Activity, before: Activity | None, fields: Iterable[str]) -> bool:
    return before is None or any(getattr(activity, name) != getattr(before, name) for name in fields)


def _future(activity: Activity, now: datetime) -> Iterator[Reason]:
    if activity.actual is not None:
        for name in ("start", "end"):
            if getattr(activity.actual, name) > now + CLOCKS_DIFFER:
                yield Reason(f"actual.{name}", "lies in the future; what is to come is `planned`")


def _promises(activity: Activity, in_force: InForce, known: Known) -> Iterator[Reason]:
    for place, promise in enumerate(activity.narrowed_to):
        if promise not in known.agreement_of_promise:
            code = in_force.municipality.code
            yield Reason(f"promises[{place}]", f"no agreement of municipality {code} has such a promise")


def _participants(activity: Activity, in_force: InForce, known: Known) -> Iterator[Reason]:
    for place, participant in enumerate(activity.participants):
        if participant.party is not None and participant.party not in known.parties:
            code = in_force.municipality.code
            yield Reason(f"participants[{place}].party", f"is no party of an agreement of municipality {code}")


def _group(activity: Activity, in_force: InForce, known: Known) -> Iterator[Reason]:
    if activity.group is not None and activity.group not in known.groups:
        yield Reason("group", f"is no group of an agreement of municipality {in_force.municipality.code}")


def _outside(activity: Activity, in_force: InForce, known: Known) -> Iterator[Reason]:
    name = "actual.start" if activity.actual else "planned.start"
    day = local_day(activity.span.start)
    versions = (known if activity.actual else in_force).agreements
    named = {each.id for each in versions if any(promise.id in activity.narrowed_to for promise in each.promises)}
    for agreement in sorted(named):
        days = [each.in_effect for each in versions if each.id == agreement]
        if not _is_covered(day, days):
            yield Reason(name, f"{day} is outside the days of {agreement}, {days[-1].start} to {days[-1].end}")
    if not activity.narrowed_to and not _is_covered(day, [each.in_effect for each in versions]):
        yield Reason(name, f"no agreement of municipality {in_force.municipality.code} covers {day}")


def _is_covered(day: date, periods: Iterable[Period]) -> bool:
    return any(each.start <= day <= each.end for each in periods)


def _attendance(activity: Activity, known: Known) -> Iterator[Reason]:
    """Attendance is of a standing group's members, by their names in the agreement, each once."""
    if not activity.attendance:
        return
    if activity.group is None:
        yield Reason("attendance", "needs `group`: the standing group whose members were there or not")
        return
    members = known.members.get(activity.group, frozenset())
    times = Counter(each.member for each in activity.attendance)
    for place, each in enumerate(activity.attendance):
        if each.member not in members:
            yield Reason(f"attendance[{place}].member", f"is the name of no member of {activity.group}")
        elif times[each.member] > 1:
            yield Reason(f"attendance[{place}].member", "stands there more than once")
