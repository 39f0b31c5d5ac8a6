"""Frames: the windows of a target, found by walking the calendar day by day.

Each day of the agreement's period has a unit (its month, its ISO week, ...); neighbouring days of one unit are one
stretch, `every` stretches reckoned from the first are one window. What lies outside the period is cut off; a window
that lost more than half of its days asks for nothing, unless the document keeps short windows.
"""

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from shared.verify.data import Period, Target, Unreadable

DAY = timedelta(days=1)

_UNITS: dict[str, Callable[[date], Hashable]] = {
    "year": lambda day: day.year,
    "term": lambda day: (day.year, day.month > 6),
    "quarter": lambda day: (day.year, (day.month + 2) // 3),
    "month": lambda day: (day.year, day.month),
    "week": lambda day: day.isocalendar()[:2],
    "day": lambda day: day,
}


@dataclass(frozen=True)
class Frame:
    """A window: its days, what it asks for, and for an average the days on which that grows."""

    start: date
    end: date
    asks: bool
    required: float
    grows_on: tuple[date, ...] = ()


@lru_cache(maxsize=1024)
def frames(target: Target, period: Period) -> tuple[Frame, ...]:
    """The windows of a target, the earliest first."""
    if period.end < period.start:
        return ()
    if target.milestone:
        by = target.by or period.end
        end = min(max(by, period.start), period.end)
        return (Frame(period.start, end, True, target.at_least),)
    if target.each == "period":
        cut = [Frame(period.start, period.end, True, target.at_least)]
    else:
        cut = [_cut(first, last, target, period) for first, last in _spans(target, period)]
    return (_whole(cut, target, period),) if target.average else tuple(cut)


def _spans(target: Target, period: Period) -> Iterator[tuple[date, date]]:
    """First and last day of each group of units that touches the period, uncut."""
    if target.each not in _UNITS:
        raise Unreadable(f"agreements: a target asks for something each {target.each!r}, which is no unit of time")
    unit = _UNITS[target.each]
    first = period.start
    while unit(first - DAY) == unit(period.start):
        first -= DAY
    while first <= period.end:
        last = first
        for number in range(target.every):
            last = last + DAY if number else first
            while unit(last + DAY) == unit(last):
                last += DAY
        yield first, last
        first = last + DAY


def _cut(first: date, last: date, target: Target, period: Period) -> Frame:
    start, end = max(first, period.start), min(last, period.end)
    kept, all_days = (end - start).days + 1, (last - first).days + 1
    asks = target.keep_short_windows or kept >= all_days / 2
    return Frame(start, end, asks, target.at_least if asks else 0)


def _whole(cut: list[Frame], target: Target, period: Period) -> Frame:
    """An average is judged over the whole period: it asks for as much as all its parts do together."""
    ends = tuple(part.end for part in cut if part.asks)
    whole = Frame(period.start, period.end, bool(ends), target.at_least * len(ends))
    return replace(whole, grows_on=ends)
