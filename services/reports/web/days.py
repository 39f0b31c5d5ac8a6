"""The day that is shown: read from the address, and the days worth offering as links."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date

from services.reports.web.language import locale, say
from services.reports.web.words import day
from shared.events.agreement import Period


class UnreadableDay(Exception):
    """The address asks for something that is no day."""


class DayOutside(Exception):
    """The address asks for a day outside the period, or one that has not come yet."""


@dataclass(frozen=True, slots=True)
class DayLink:
    """The last day of a month: its name, its short name, and what else ends with it (else empty)."""

    day: date
    label: str
    short: str = ""
    ends: str = ""


@dataclass(frozen=True, slots=True)
class Year:
    """The days to jump to within one year."""

    year: int
    links: tuple[DayLink, ...]


@dataclass(frozen=True, slots=True)
class Through:
    """The ways through a period: the first and the latest day there is, a step back and forth, every month so far."""

    first: date
    last: date
    before: DayLink | None
    after: DayLink | None
    years: tuple[Year, ...]


TERM_ENDS = {6: "vårterminens slut", 12: "höstterminens slut"}


def read_day(text: str | None, period: Period, today: date) -> date | None:
    """The day that `asOf` names; None when it is absent or left empty.

    Raises:
        UnreadableDay: it is not written as 2021-04-15.
        DayOutside: it is before or after the period, or after today.
    """
    if not text:
        return None
    try:
        asked = date.fromisoformat(text)
    except ValueError as error:
        raise UnreadableDay(text) from error
    if not period.start <= asked <= last_day(period, today):
        raise DayOutside(asked)
    return asked


def read_known(text: str | None, period: Period, today: date) -> date | None:
    """The day that `knownAt` names: any since the period began, also after it; as `read_day` otherwise."""
    return read_day(text, Period(start=period.start, end=max(period.start, today)), today)


def last_day(period: Period, today: date) -> date:
    """The latest day that can be asked for."""
    return min(period.end, today)


def through(stretches: Sequence[Period], shown: date | None, today: date) -> Through | None:
    """The ways through stretches of days from the day shown (None: today); None while none has begun."""
    begun = [period for period in stretches if period.start <= today]
    if not begun:
        return None
    last = last_day(begun[-1], today)
    ends = [end for period in begun for end in _month_ends(period) if end <= last]
    at = shown or last + timedelta(days=1)
    earlier, later = [end for end in ends if end < at], [end for end in ends if end > at]
    return Through(
        first=begun[0].start,
        last=last,
        before=_step(earlier[-1]) if earlier else None,
        after=_step(later[0]) if later else None,
        years=_years(ends),
    )


def _years(ends: list[date]) -> tuple[Year, ...]:
    numbers = sorted({end.year for end in ends})
    return tuple(Year(year, tuple(_month(end) for end in ends if end.year == year)) for year in numbers)


def _month_ends(period: Period) -> list[date]:
    """The last days of the months within the period."""
    firsts = [date(year, month, 1) for year in range(period.start.year, period.end.year + 2) for month in range(1, 13)]
    ends = [first - timedelta(days=1) for first in firsts]
    return [end for end in ends if period.start <= end <= period.end]


def _step(end: date) -> DayLink:
    return DayLink(end, day(end))


def _month(end: date) -> DayLink:
    name, short = (format_date(end, form, locale=locale()) for form in ("MMMM", "MMM"))
    return DayLink(end, name, short.rstrip("."), say(TERM_ENDS[end.month]) if end.month in TERM_ENDS else "")
