"""What an activity must agree with: its own times, the clock, and what is in force in the municipality."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from services.activities.domain.forms import SaidSpan
from services.activities.domain.in_force import InForce
from services.activities.domain.refusal import Reason
from shared.clock import local_day
from shared.events.activity import Activity

CLOCKS_DIFFER = timedelta(minutes=5)
LONGEST = timedelta(days=366)
FIRST_YEAR, LAST_YEAR = 2000, 2099


def check_span(span: SaidSpan | None, name: str) -> list[Reason]:
    """What is wrong with a time span by itself. Must be clean before anything is reckoned with it."""
    if span is None:
        return []
    for end in ("start", "end"):
        if not FIRST_YEAR <= getattr(span, end).year <= LAST_YEAR:
            return [Reason(f"{name}.{end}", f"must lie in the years {FIRST_YEAR}-{LAST_YEAR}")]
    if span.end < span.start:
        return [Reason(f"{name}.end", "is before the start")]
    if span.end - span.start > LONGEST:
        return [Reason(f"{name}.end", f"is more than {LONGEST.days} days after the start")]
    return []


def check(activity: Activity, in_force: InForce, now: datetime) -> list[Reason]:
    """What the activity does not agree with; empty when all is well."""
    return [
        *_future(activity, now),
        *_unknown(activity, in_force),
        *_outside(activity, in_force),
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
        period = next(each.period for each in in_force.agreements if each.id == agreement)
        if not period.start <= day <= period.end:
            yield Reason(name, f"{day} is outside the period of {agreement}, {period.start} to {period.end}")
    if not activity.narrowed_to and not _is_covered(day, in_force):
        yield Reason(name, f"no agreement of municipality {in_force.municipality.code} covers {day}")


def _is_covered(day: date, in_force: InForce) -> bool:
    return any(each.period.start <= day <= each.period.end for each in in_force.agreements)
