"""Periods: what callers may say of the days that something speaks of, and what is wrong with them."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from services.activities.domain.forms import Said
from services.activities.domain.refusal import Reason
from shared.events.agreement import Period

FIRST_YEAR, LAST_YEAR = 1900, 2199
FIRST_DAY: Final = date(FIRST_YEAR, 1, 1)
LAST_DAY: Final = date(LAST_YEAR, 12, 31)


class SaidPeriod(Said, frozen=True):
    """From which day to which in Stockholm, both included."""

    start: date
    end: date


def kept(told: SaidPeriod) -> Period:
    """The period as it is kept."""
    return Period(start=told.start, end=told.end)


def wrong_period(told: SaidPeriod | Period) -> Iterator[Reason]:
    """What is wrong with a period by itself."""
    for end in ("start", "end"):
        if not FIRST_DAY <= getattr(told, end) <= LAST_DAY:
            yield Reason(f"period.{end}", f"must lie in the years {FIRST_YEAR}-{LAST_YEAR}")
    if told.end < told.start:
        yield Reason("period.end", "is before the start; give both days, the first one first")
