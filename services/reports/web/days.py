"""The day that is shown: read from the address, and the days worth offering as links."""

from dataclasses import dataclass
from datetime import date, timedelta

from services.reports.web.words import day
from shared.events.agreement import Period


class UnreadableDay(Exception):
    """The address asks for something that is no day."""


class DayOutside(Exception):
    """The address asks for a day outside the period, or one that has not come yet."""


@dataclass(frozen=True, slots=True)
class DayLink:
    """A day to jump to, the last of a term or a quarter."""

    day: date
    label: str
    ends: str


@dataclass(frozen=True, slots=True)
class Year:
    """The days to jump to within one year."""

    year: int
    links: tuple[DayLink, ...]


_QUARTER_ENDS = {
    (3, 31): "första kvartalets slut",
    (6, 30): "vårterminens slut",
    (9, 30): "tredje kvartalets slut",
    (12, 31): "höstterminens slut",
}


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


def last_day(period: Period, today: date) -> date:
    """The latest day that can be asked for."""
    return min(period.end, today)


def years(period: Period, today: date) -> tuple[Year, ...]:
    """The ends of the period's quarters so far, year by year."""
    links = [_link(end) for end in _quarter_ends(period) if end <= last_day(period, today)]
    numbers = sorted({link.day.year for link in links})
    return tuple(Year(year, tuple(link for link in links if link.day.year == year)) for year in numbers)


def _quarter_ends(period: Period) -> list[date]:
    firsts = [date(year, month, 1) for year in range(period.start.year, period.end.year + 2) for month in (1, 4, 7, 10)]
    ends = [first - timedelta(days=1) for first in firsts]
    return [end for end in ends if period.start <= end <= period.end]


def _link(end: date) -> DayLink:
    return DayLink(end, day(end).rsplit(" ", 1)[0], _QUARTER_ENDS[end.month, end.day])
