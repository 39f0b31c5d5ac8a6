"""Whether a target can be met in its period, and whether what it asks for contradicts itself."""

import math
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

import msgspec

from shared.drafting.linting.found import Found, Linted, found
from shared.drafting.linting.words import CODES, UNIT_NAMES, WEEKDAY_NAMES, WINDOW_NAMES
from shared.events.agreement import Commitment, Counts, Covering, Period, Target, Weekday
from shared.windows import Window, windows

_LOOKED_AT: Final = timedelta(days=800)  # of a period whose windows are days: they repeat
_YEAR: Final = 366  # days
_MOST_TOGETHER: Final = 1_000
_COVERED: Final = ("audiences", "parties", "places")


def possible(linted: Linted) -> Iterator[Found]:
    """What cannot be met of a promise's commitments, contradicts itself, or has no time to be met by."""
    for place, commitment in enumerate(linted.promise.commitments):
        path = f"{linted.path}.commitments[{place}]"
        yield from _filter(commitment.counts, f"{path}.counts")
        if commitment.target is None:
            continue
        yield from _contradicting(commitment, commitment.target, f"{path}.target")
        if linted.timed and _is_sane(commitment.target):
            yield from _in_time(commitment.target, linted.agreement.period, f"{path}.target")
            yield from _in_windows(commitment.counts, commitment.target, linted.agreement.period, f"{path}.target")


def _is_sane(target: Target) -> bool:
    """Whether it can be reckoned with; what is not is refused when the agreement is published."""
    return 1 <= target.every <= _MOST_TOGETHER and 0 < target.at_least < math.inf


def _filter(counts: Counts, path: str) -> Iterator[Found]:
    if counts.from_ is not None and counts.from_ == counts.until:
        yield found("realistic.no-hours", f"{path}.until", hours=f"{counts.from_:%H:%M}")


def _contradicting(commitment: Commitment, target: Target, path: str) -> Iterator[Found]:
    each = WINDOW_NAMES[target.each]
    if target.each != "period" and (target.milestone or target.by):
        yield found("realistic.once-and-often", f"{path}.each", each=each)
    if target.each == "day" and target.every == 1 and _some(commitment.counts.weekdays) and not target.average:
        yield found("realistic.each-day", f"{path}.each", _each_week(commitment, target), days=_days(commitment.counts))
    if missing := _not_covered(commitment.counts, target.covering):
        yield found("realistic.not-covered", f"{path}.covering", missing=", ".join(missing))


def _some(weekdays: tuple[Weekday, ...]) -> bool:
    return 0 < len(set(weekdays)) < len(CODES)


def _each_week(commitment: Commitment, target: Target) -> Target:
    """As much on each of those weekdays, said of a week."""
    days = len(set(commitment.counts.weekdays))
    unit = "days" if target.unit == "activities" and target.at_least == 1 else target.unit
    return msgspec.structs.replace(target, at_least=target.at_least * days, each="week", unit=unit)


def _days(counts: Counts) -> tuple[str, str]:
    english, swedish = zip(*(WEEKDAY_NAMES[code] for code in CODES if code in counts.weekdays), strict=True)
    return " and ".join(english), " och ".join(swedish)


def _not_covered(counts: Counts, covering: Covering | None) -> list[str]:
    """What has to be reached, though nothing that the filter lets through has it."""
    if covering is None:
        return []
    return [
        wanted
        for name in _COVERED
        for wanted in getattr(covering, name)
        if getattr(counts, name) and wanted not in getattr(counts, name)
    ]


def _in_time(target: Target, period: Period, path: str) -> Iterator[Found]:
    if target.by is not None and not period.start <= target.by <= period.end:
        yield found("realistic.outside", f"{path}.by", by=target.by.isoformat())
    days = (period.end - period.start).days + 1
    if target.milestone and target.by is None:
        suggestion = msgspec.structs.replace(target, by=period.end)
        yield found("timed.no-day", f"{path}.by", suggestion, end=period.end.isoformat())
    elif target.each == "period" and not target.milestone and target.at_least > 1 and days > _YEAR:
        years = round(days / 365.25, 1)
        yield found("timed.end-only", f"{path}.each", _yearly(target, years), years=f"{years:g}")


def _yearly(target: Target, years: float) -> Target | None:
    share = target.at_least / round(years)
    return msgspec.structs.replace(target, at_least=share, each="year") if share.is_integer() else None


def _in_windows(counts: Counts, target: Target, period: Period, path: str) -> Iterator[Found]:
    if target.each == "day":
        period = Period(start=period.start, end=min(period.end, period.start + _LOOKED_AT))
    made = windows(target, period)
    asking = [window for window in made if window.asks]
    if made and not asking:
        yield found("realistic.no-window", f"{path}.each", each=WINDOW_NAMES[target.each])
    elif target.each in ("year", "term", "quarter") and (idle := [window for window in made if not window.asks]):
        yield found("timed.cut", f"{path}.each", window=idle[0].label)
    yield from _room(counts, target, asking, path)


def _room(counts: Counts, target: Target, asking: list[Window], path: str) -> Iterator[Found]:
    """The first window that has less room than it asks for."""
    for window in asking:
        days = _matching(window.start, window.end, frozenset(counts.weekdays))
        weeks = len({day.isocalendar()[:2] for day in days})
        available = {"days": len(days), "weeks": weeks, "hours": math.ceil(len(days) * _hours(counts))}
        room = available.get(target.unit)
        if room is not None and window.required > room:
            yield found(
                "realistic.hours" if target.unit == "hours" and room else "realistic.days",
                f"{path}.atLeast",
                wanted=f"{window.required:g}",
                unit=UNIT_NAMES[target.unit],
                window=window.label,
                available=str(room),
            )
            return


def _hours(counts: Counts) -> float:
    """How many of a day's hours count; all unless the filter names some."""
    if counts.from_ is None or counts.until is None or counts.from_ == counts.until:
        return 24.0
    start, end = (each.hour + each.minute / 60 for each in (counts.from_, counts.until))
    return end - start if end > start else end + 24 - start


@lru_cache(maxsize=4096)
def _matching(start: date, end: date, weekdays: frozenset[Weekday]) -> tuple[date, ...]:
    every = (start + timedelta(days=number) for number in range((end - start).days + 1))
    return tuple(day for day in every if not weekdays or CODES[day.weekday()] in weekdays)
