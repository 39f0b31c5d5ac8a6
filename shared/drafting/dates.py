"""The last day that words such as "senast 1 oktober" or "under hösten" name, within an agreement's period.

Terms change on 1 July, as everywhere in Löftet: what is to be done in spring, or before summer, is done by 30 June.
"""

from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Final

from shared.drafting.rules import MONTHS, Match
from shared.events.agreement import Period

_DAY: Final[dict[str, tuple[int, int]]] = {
    "autumn": (12, 31),
    "spring": (6, 30),
    "summer": (8, 31),
    "year": (12, 31),
    "in-year": (12, 31),
}
_BEFORE: Final = ("före", "innan")
_HALVES: Final = {"första": 6, "andra": 12, "halvårsskiftet": 6}
_QUARTERS: Final = {"första": 1, "andra": 2, "tredje": 3, "fjärde": 4, "1": 1, "2": 2, "3": 3, "4": 4}


def last_day(match: Match, period: Period | None) -> date | None:
    """The last day on which it is in time, or None when more than one day of the period would do, or none."""
    if iso := match.groups.get("iso"):
        return _valid(lambda: date.fromisoformat(iso) - _less(match))
    if week := match.groups.get("w"):
        return _sunday(int(week), _year(match), period)
    month, day = _month_and_day(match)
    if month is None:
        return None
    year = _year(match)
    if year is not None:
        return _on(year, month, day, match)
    found = list(_in(period, month, day, match))
    return found[0] if len(found) == 1 else None


def _month_and_day(match: Match) -> tuple[int | None, int | None]:
    """The month, and its day; None for the month's last."""
    groups, kind = match.groups, match.rule.reads.day or ""
    if kind == "date":
        return _named(groups["m"]), int(groups["d"] or 0)
    if kind in ("month", "before-month"):
        return _named(groups["m"]), 1 if kind == "before-month" else None
    if kind == "half":
        return _HALVES[groups["half"] or groups["half2"] or ""], None
    if kind == "quarter":
        return _QUARTERS[next(filter(None, map(groups.get, ("q", "qn", "q2", "qn2"))), "")] * 3, None
    return _DAY[kind]


def _named(month: str | None) -> int | None:
    if month is None:
        return None
    number = int(month) if month.isdigit() else MONTHS.index(month) + 1
    return number if 1 <= number <= 12 else None


def _year(match: Match) -> int | None:
    written = next((match.groups[name] for name in ("y", "y2", "y3", "y4") if match.groups.get(name)), None)
    if written is None:
        return None
    return int(written) if len(written) == 4 else 2000 + int(written)


def _on(year: int, month: int, day: int | None, match: Match) -> date | None:
    return _valid(lambda: date(year, month, day or monthrange(year, month)[1]) - _less(match))


def _sunday(week: int, year: int | None, period: Period | None) -> date | None:
    """The last day of a week by its ISO number."""
    years = [year] if year else _years(period)
    return _valid(lambda: date.fromisocalendar(years[0], week, 7)) if len(years) == 1 else None


def _years(period: Period | None) -> list[int]:
    return [] if period is None else list(range(period.start.year, period.end.year + 1))


def _less(match: Match) -> timedelta:
    before = match.groups.get("how") in _BEFORE or match.rule.reads.day == "before-month"
    return timedelta(days=1 if before else 0)


def _in(period: Period | None, month: int, day: int | None, match: Match) -> Iterator[date]:
    for year in _years(period):
        found = _on(year, month, day, match)
        if period and found and period.start <= found <= period.end:
            yield found


def _valid(made: Callable[[], date]) -> date | None:
    try:
        return made()
    except ValueError:
        return None
