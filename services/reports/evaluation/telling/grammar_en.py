"""English: numbers in words, lists and days."""

from collections.abc import Iterable
from datetime import date, datetime

from babel.dates import format_date
from babel.numbers import format_decimal

from services.reports.evaluation.telling.forms_en import Noun
from shared.clock import STOCKHOLM
from shared.events.agreement import Period

_WORDS = (
    *("no", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)


def number(value: float) -> str:
    """A number in words up to twelve; in digits above, and where it is no integer."""
    if value == int(value) and 0 <= value <= 12:
        return _WORDS[int(value)]
    return format_decimal(value, "#,##0.##", locale="en_GB")


def amount(value: float) -> str:
    """A number that stands alone, or that there was none."""
    return number(value) if value else "none"


def counted(value: float, noun: Noun) -> str:
    """ "one safety walk", "no meeting"."""
    return f"{number(value)} {noun.of(value) if value else noun.one}"


def times(value: float) -> str:
    """ "once", "twice", "three times"."""
    return {1: "once", 2: "twice"}.get(int(value), f"{number(value)} times")


def was(count: float) -> str:
    """The verb that agrees."""
    return "was" if count == 1 else "were"


def joined(parts: Iterable[str]) -> str:
    """ "municipality, police and school"."""
    *first, end = list(parts) or [""]
    return f"{', '.join(first)} and {end}" if first else end


def upper_first(text: str) -> str:
    """With a capital at its start, the rest as it is."""
    return text[:1].upper() + text[1:]


def day(value: date | datetime, *, year: bool = True) -> str:
    """ "3 May 2021", or "3 May" where the year is known."""
    if isinstance(value, datetime):
        value = value.astimezone(STOCKHOLM).date()
    return format_date(value, "d MMMM y" if year else "d MMMM", locale="en_GB")


def period_in_words(period: Period) -> str:
    """The period by its years when it is whole years, else by its days."""
    start, end = period.start, period.end
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return f"{start.year}" if start.year == end.year else f"{start.year}–{end.year}"
    return f"{day(start)} – {day(end)}"
