"""What an activity must agree with: its own times, the clock, and what is in force in the municipality."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from services.activities.domain.forms import SaidSpan
from services.activities.domain.in_force import InForce
from services.activities.domain.refusal import Reason
from shared.clock import local_day
from shared.events.activity import Activity, Kind

CLOCKS_DIFFER = timedelta(minutes=5)
LONGEST = timedelta(days=366)
FIRST_YEAR, LAST_YEAR = 2000, 2099
STEPS_ARE = (Kind.MEETING, Kind.OTHER)


def check_span(span: SaidSpan | None, name: str) -> list[Reason]:
    """What is wrong with a time span by itself. Must be clean before anything is reckoned with it."""
    if span is None:
        return []
    for end in ("start", "end"):
        if reasons := check_instant(getattr(span, end), f"{name}.{end}"):
            return reasons
    if span.end < span.start:
        return [Reason(f"{name}.end", "is before the start")]
    if span.end - span.start > LONGEST:
        return [Reason(f"{name}.end", f"is more than {LONGEST.days} days after the start")]
    return []


def check_instant(instant: datetime | None, name: str) -> list[Reason]:
    """What is wrong with an instant by itself, as `check_span`."""
    if instant is None or FIRST_YEAR <= instant.year <= LAST_YEAR:
        return []
    return [Reason(name, f"must lie in the years {FIRST_YEAR}-{LAST_YEAR}")]


def check(activity: Activity, in_force: InForce, walks: Mapping[str, Activity], now: datetime) -> list[Reason]:
    """What the activity does not agree with; empty when all is well.

    Args:
        walks: the activities that it names as walks, by id, so far as its reporter may know of them.
    """
    return [
        *_future(activity, now),
        *_unknown(activity, in_force),
        *_outside(activity, in_force),
        *_attendance(activity, in_force),
        *_step_of_walk(activity, walks),
        *_previous_walk(activity, walks),
    ]


def _future(activity: Activity, now: datetime) -> Iterator[Reason]:
    if activity.actual is not None:
        for name in ("start", "end"):
            if getattr(activity.actual, name) > now + CLOCKS_DIFFER:
                yield Reason(f"actual.{name}", "lies in the future; what is to come is `planned`")


def _unknown(activity: Activity, in_force: InForce) -> Iterator[Reason]:
    code = in_force.municipality.code
    for place, promise in enumerate(activity.narrowed_to):
        if promise not in in_force.agreement_of_promise:
            yield Reason(f"promises[{place}]", f"no agreement of municipality {code} has such a promise")
    for place, participant in enumerate(activity.participants):
        if participant.party is not None and participant.party not in in_force.parties:
            yield Reason(f"participants[{place}].party", f"is no party of an agreement of municipality {code}")
    if activity.group is not None and activity.group not in in_force.groups:
        yield Reason("group", f"is no group of an agreement of municipality {code}")


def _outside(activity: Activity, in_force: InForce) -> Iterator[Reason]:
    name = "actual.start" if activity.actual else "planned.start"
    day = local_day(activity.span.start)
    named = [in_force.agreement_of_promise.get(promise) for promise in activity.narrowed_to]
    for agreement in dict.fromkeys(each.id for each in named if each is not None):
        period = next(each.in_effect for each in in_force.agreements if each.id == agreement)
        if not period.start <= day <= period.end:
            yield Reason(name, f"{day} is outside the days of {agreement}, {period.start} to {period.end}")
    if not activity.narrowed_to and not _is_covered(day, in_force):
        yield Reason(name, f"no agreement of municipality {in_force.municipality.code} covers {day}")


def _is_covered(day: date, in_force: InForce) -> bool:
    return any(each.in_effect.start <= day <= each.in_effect.end for each in in_force.agreements)


def _attendance(activity: Activity, in_force: InForce) -> Iterator[Reason]:
    """Attendance is of a standing group's members, by their names in the agreement, each once."""
    if not activity.attendance:
        return
    if activity.group is None:
        yield Reason("attendance", "needs `group`: the standing group whose members were there or not")
        return
    members = in_force.members.get(activity.group, frozenset())
    times = Counter(each.member for each in activity.attendance)
    for place, each in enumerate(activity.attendance):
        if each.member not in members:
            yield Reason(f"attendance[{place}].member", f"is the name of no member of {activity.group}")
        elif times[each.member] > 1:
            yield Reason(f"attendance[{place}].member", "stands there more than once")


def _step_of_walk(activity: Activity, walks: Mapping[str, Activity]) -> Iterator[Reason]:
    if activity.walk_step is None:
        return
    if activity.kind not in STEPS_ARE:
        yield Reason("walkStep", f"is only of a {' or '.join(STEPS_ARE)} that prepares a walk or follows it up")
    if not _is_walk(walks.get(activity.walk_step.walk), activity):
        yield Reason("walkStep.walk", f"is no walk of municipality {activity.municipality}")


def _previous_walk(activity: Activity, walks: Mapping[str, Activity]) -> Iterator[Reason]:
    if activity.previous_walk is None:
        return
    if activity.kind is not Kind.WALK:
        yield Reason("previousWalk", "is only of a walk")
    previous = walks.get(activity.previous_walk)
    if not _is_walk(previous, activity):
        yield Reason("previousWalk", f"is no walk of municipality {activity.municipality}")
    elif previous is not None and previous.span.start >= activity.span.start:
        yield Reason("previousWalk", "is no earlier walk than this")


def _is_walk(found: Activity | None, activity: Activity) -> bool:
    return found is not None and found.kind is Kind.WALK and found.municipality == activity.municipality
