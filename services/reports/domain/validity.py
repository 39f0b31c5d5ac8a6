"""Validity: the first moment at which time alone, without any new fact, could change a status."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.reports.domain.judge import Judged, risk_begins
from shared.clock import local_day, start_of_day
from shared.events.agreement import Period
from shared.events.status import State

SILENCE = timedelta(days=90)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the rest of the time holds for a commitment.

    Attributes:
        period: the days on which the agreement holds.
        stalls: the day on which it stalls unless something is done; None when it has a measure.
    """

    judged: Sequence[Judged]
    period: Period
    state: State
    stalls: date | None


def stall_day(period: Period, last_day: date | None) -> date:
    """The day on which 90 whole days have gone by since the last activity, or since the period's start."""
    return period.start + SILENCE if last_day is None else last_day + SILENCE + _DAY


def valid_until(outlook: Outlook, now: datetime) -> datetime | None:
    """The first instant after `now` at which time alone could change the state or a window; None: never."""
    today = local_day(now)
    days = [day for day in _days(outlook, today) if day > today]
    instants = [instant for instant in _instants(outlook) if instant > now]
    if days:
        instants.append(start_of_day(min(days)))
    return min(instants, default=None)


def _days(outlook: Outlook, today: date) -> Iterator[date]:
    """Days at whose first instant something could change."""
    yield outlook.period.start
    if outlook.state != State.FULFILLED:
        yield outlook.period.end + _DAY
    if outlook.stalls is not None:
        yield outlook.stalls
    for one in outlook.judged:
        if one.status.state == "open":
            yield one.window.after
            yield from (step + _DAY for step in one.window.steps if step >= today)
        elif one.plans:
            yield min(one.window.after, outlook.period.end + _DAY)
        if one.status.state == "upcoming":
            yield one.window.start
            return  # those after it open later still


def _instants(outlook: Outlook) -> Iterator[datetime]:
    """Instants within a day: a plan's end, and the last quarter of the open window."""
    for one in outlook.judged:
        yield from one.plans
        if one.status.state == "open" and not one.window.steps:
            yield risk_begins(one.window)
