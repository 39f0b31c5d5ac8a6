"""Counts of tips, told so that nobody can be made out: whole months, and fewer than five never by their number.

A month is told when it is over, so that no day's tips show as the difference between two days. No tip at all is
"fewer than five" too. The total is told only if it leaves every masked count as open as it was: with masked counts,
their sum must be at least five and less than the most that all but one of them can be. Whether it is told gives as
little away: what remains possible when it is withheld holds every value of each masked count as well.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from shared.clock import local_day, start_of_day

FEW: Final = 5  # of fewer the number is not told
KEPT: Final = timedelta(days=90)  # as long as the topic keeps them: what is older cannot be rebuilt
ALL: Final = "all"
MASKED: Final = f"färre än {FEW}"
WITHHELD: Final = "visas inte"  # it would give away a masked count


@dataclass(frozen=True, slots=True)
class TipCount:
    """How many tips of a category (`all`: of every one) a month had; ``count`` is None where it is not told."""

    category: str
    count: int | None
    in_words: str


def counted(counts: Mapping[str, int], categories: Sequence[str]) -> tuple[TipCount, ...]:
    """What is told of a month: the total, then each category."""
    numbers = {name: counts.get(name, 0) for name in categories}
    return _total(list(numbers.values())), *(_told(name, number) for name, number in numbers.items())


def month_of(received: datetime) -> str:
    """The month in Stockholm that an instant falls in: 2026-10."""
    return f"{local_day(received):%Y-%m}"


def forget_after(received: datetime) -> datetime:
    """When a tip has been counted for the last time: its month does not lie within the time kept any more."""
    return start_of_day(local_day(received).replace(day=1)) + KEPT


def months(now: datetime) -> list[str]:
    """The months that are told: those that are over and lie within the time kept, the earliest first."""
    first = local_day(now).replace(day=1)
    found: list[str] = []
    while forget_after(start_of_day(first := _before(first))) > now:
        found.insert(0, f"{first:%Y-%m}")
    return found


def _before(first: date) -> date:
    """The first day of the month before."""
    return (first - timedelta(days=1)).replace(day=1)


def _told(category: str, number: int) -> TipCount:
    return TipCount(category, None, MASKED) if number < FEW else TipCount(category, number, str(number))


def _total(numbers: Sequence[int]) -> TipCount:
    masked = [number for number in numbers if number < FEW]
    most_of_the_others = (FEW - 1) * (len(masked) - 1)
    if sum(numbers) < FEW or not masked or FEW <= sum(masked) < most_of_the_others:
        return _told(ALL, sum(numbers))
    return TipCount(ALL, None, WITHHELD)
