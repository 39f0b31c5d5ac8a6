"""The calendar's own stretches of time (years, terms, quarters, months, ISO weeks, days) with Swedish names."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from shared.events.agreement import Each, Period

_MONTHS: dict[Each, int] = {"year": 12, "term": 6, "quarter": 3, "month": 1}
_DAYS: dict[Each, int] = {"week": 7, "day": 1}
MONTH_NAMES = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of whole calendar units, before any cutting; both days included."""

    start: date
    end: date
    label: str


def spans(each: Each, every: int, period: Period) -> Iterator[Span]:
    """The spans that touch a period, `every` units in each, without gap or overlap.

    Units are the calendar's own: a month begins on the 1st, a week on Monday, a term on 1 January or 1 July.
    Groups of several are reckoned from the unit that holds the period's first day.
    """
    start = _first(each, period.start)
    while start <= period.end:
        last, following = start, _next(each, start)
        for _ in range(every - 1):
            last, following = following, _next(each, following)
        yield Span(start, following - timedelta(days=1), _label(each, start, last))
        start = following


def _first(each: Each, day: date) -> date:
    if months := _MONTHS.get(each):
        return day.replace(month=(day.month - 1) // months * months + 1, day=1)
    return day - timedelta(days=day.weekday()) if each == "week" else day


def _next(each: Each, start: date) -> date:
    if months := _MONTHS.get(each):
        year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
        return date(year, month + 1, 1)
    return start + timedelta(days=_DAYS[each])


def _label(each: Each, first: date, last: date) -> str:
    """ "våren 2021", "vecka 14–15 2021", "december 2021–januari 2022"."""
    (prefix, name, year), (_, last_name, last_year) = _name(each, first), _name(each, last)
    if first == last:
        text = f"{prefix}{name} {year}"
    elif year == last_year:
        text = f"{prefix}{name}–{last_name} {year}"
    else:
        text = f"{prefix}{name} {year}–{prefix}{last_name} {last_year}"
    return text.strip()


def _name(each: Each, start: date) -> tuple[str, str, str]:
    """What the unit that begins on a day is called: prefix, name and year (empty where the name says it)."""
    year = str(start.year)
    match each:
        case "year":
            return "", year, ""
        case "term":
            return "", "våren" if start.month == 1 else "hösten", year
        case "quarter":
            return "kvartal ", str(start.month // 3 + 1), year
        case "month":
            return "", MONTH_NAMES[start.month - 1], year
        case "week":
            iso = start.isocalendar()
            return "vecka ", str(iso.week), str(iso.year)
        case _:
            return "", start.isoformat(), ""
