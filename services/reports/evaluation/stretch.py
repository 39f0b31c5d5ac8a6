"""The stretch of time that an evaluation is of: a calendar year of an agreement's period, or the whole of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from services.reports.domain.fold import version_in_force
from shared.clock import local_day, start_of_day
from shared.events.agreement import AgreementVersion, Period

_DAY = timedelta(days=1)
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """What is evaluated, and from when it is looked at.

    Attributes:
        period: its days, cut to those on which the agreement held.
        year: the calendar year; None: the whole period.
        as_of: the moment assessed. Of a year in the midst of the period it is the year's end; of the last one, and of
            the whole, the present: what was done after the period is told there, as late.
        known_at: what had been reported by then.
        over: whether the stretch had ended by ``as_of``.
        last: whether the agreement's days end with it.
        removed: whether it ends because the promise that is told of was taken out.
    """

    period: Period
    year: int | None
    as_of: datetime
    known_at: datetime
    over: bool
    last: bool
    removed: bool = False

    @property
    def seen_on(self) -> date:
        """The last day of which anything can be told."""
        return local_day(self.as_of - _INSTANT)

    def holds(self, day: date) -> bool:
        """Whether a day lies in it."""
        return self.period.start <= day <= self.period.end

    def until(self, last: date) -> "Stretch":
        """The stretch for a promise that was taken out after a day of it."""
        end = min(self.period.end, last)
        as_of = min(self.as_of, start_of_day(last + _DAY))
        days = Period(start=self.period.start, end=end)
        return replace(self, period=days, as_of=as_of, over=True, last=True, removed=True)


def known(versions: Sequence[AgreementVersion], known_at: datetime) -> Sequence[AgreementVersion]:
    """The versions that had been published by a moment; the first always."""
    return [version for version in versions if version.known_from <= known_at] or versions[:1]


def years_of(versions: Sequence[AgreementVersion]) -> tuple[int, ...]:
    """The calendar years that an agreement touches, by the latest of some versions, the earliest first."""
    held = versions[-1].agreement.in_effect
    return tuple(range(held.start.year, held.end.year + 1))


def stretch_of(versions: Sequence[AgreementVersion], year: int | None, now: datetime, known_at: datetime) -> Stretch:
    """The stretch of an agreement that a year is, or the whole of it.

    Args:
        versions: the agreement's, the oldest first.
        year: one of `years_of`, or None.
        now: the present; nothing is told of what comes after ``known_at``.
        known_at: what had been reported by then.
    """
    held = known(versions, known_at)[-1].agreement.in_effect
    start, end = held.start, held.end
    if year is not None:
        start, end = max(start, date(year, 1, 1)), min(end, date(year, 12, 31))
    moment = min(now, known_at)
    after, last = start_of_day(end + _DAY), end == held.end
    return Stretch(
        period=Period(start=start, end=end),
        year=year,
        as_of=moment if last else min(moment, after),
        known_at=known_at,
        over=moment >= after,
        last=last,
    )


def version_of(versions: Sequence[AgreementVersion], stretch: Stretch) -> AgreementVersion:
    """The version that a stretch is judged by: the one in force at its end, or at the moment it is looked at from.

    Where the agreement was ended, it is the one that says so, however long after its last day that was decided.
    """
    then = known(versions, stretch.known_at)
    if stretch.last and then[-1].agreement.closed_on:
        return then[-1]
    return version_in_force(then, min(stretch.as_of, start_of_day(stretch.period.end + _DAY)) - _INSTANT)
