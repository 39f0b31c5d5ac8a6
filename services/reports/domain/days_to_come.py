"""Days to come: the least that would have to be done on them, as tallies."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import islice
from math import ceil

import msgspec

from services.reports.domain.tally import DayTally
from shared.events.agreement import Covering, Target


def days_with(
    target: Target, held: Mapping[date, DayTally], first: date, last: date, least: float
) -> dict[date, DayTally] | None:
    """The fewest days to come on which so much more is done that a window is met; None when there are too few.

    Args:
        target: what is asked for.
        held: what is done and planned, by day.
        first, last: the days that there are.
        least: how much more, in the target's unit.
    """
    wanted = max(ceil(least), 1) if target.unit in ("days", "weeks") else 1
    days = list(islice(_free(target, held, first, last), wanted))
    if len(days) < wanted:
        return None
    covering = target.covering or Covering()
    more = DayTally(
        activities=max(ceil(least), 1) if target.unit == "activities" else 1,
        quantity=least,
        minutes=ceil(least * 60),
        results={target.result: least} if target.result else {},
        audiences=covering.audiences,
        parties=covering.parties,
        places=covering.places,
    )
    return {day: _sum(held.get(day, DayTally()), more) for day in days}


def _free(target: Target, held: Mapping[date, DayTally], first: date, last: date) -> Iterator[date]:
    """The days on which something done would add to what is done."""
    taken = {_unit_of(target, day) for day, tally in held.items() if tally.activities}
    for number_of_days in range((last - first).days + 1):
        day = first + timedelta(days=number_of_days)
        if target.unit not in ("days", "weeks"):
            yield day
        elif _unit_of(target, day) not in taken:
            taken.add(_unit_of(target, day))
            yield day


def _unit_of(target: Target, day: date) -> object:
    return day if target.unit == "days" else day.isocalendar()[:2]


def _sum(one: DayTally, more: DayTally) -> DayTally:
    return msgspec.structs.replace(
        one,
        activities=one.activities + more.activities,
        quantity=one.quantity + more.quantity,
        minutes=one.minutes + more.minutes,
        results={name: one.results.get(name, 0) + value for name, value in more.results.items()},
        audiences=(*one.audiences, *more.audiences),
        parties=(*one.parties, *more.parties),
        places=(*one.places, *more.places),
    )
