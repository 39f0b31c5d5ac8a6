"""Outcomes: what became of each promise in each year, or why that cannot be said; what every comparison is made of."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from services.reports.domain.cases import is_measured
from services.reports.evaluation.material import Standing
from shared.events.activity import Kind
from shared.events.agreement import Commitment, Municipality, Period
from shared.events.status import CommitmentStatus, WindowStatus

Result = Literal["kept", "partly_kept", "not_kept"]
LeftOut = Literal["no_measure", "asks_nothing", "not_over", "ended_early"]
SEVERAL = "several"  # stands for a kind where a promise counts more than one, or any


@dataclass(frozen=True, slots=True)
class Outcome:
    """A promise in a calendar year.

    Attributes:
        kind: the one kind of activity that it counts, or "several".
        alike: its measured commitment, where it has exactly one: promises that ask for the same can be compared.
        met: of the windows that ended in the year, ``asked`` in all; ``late`` of them only afterwards.
        result: None where there is none, and ``left_out`` says why.
    """

    municipality: Municipality
    agreement: str
    promise: str
    number: int
    title: str
    kind: str
    year: int
    demonstration: bool
    alike: Commitment | None = None
    met: int = 0
    asked: int = 0
    late: int = 0
    result: Result | None = None
    left_out: LeftOut | None = None


def outcomes_of(standings: Iterable[Standing], today: date) -> list[Outcome]:
    """What became of every promise in every year that has begun; by municipality, agreement, promise and year."""
    found = [outcome for standing in standings for outcome in _of(standing, today)]
    return sorted(found, key=lambda one: (one.municipality.code, one.agreement, one.number, one.promise, one.year))


def _of(standing: Standing, today: date) -> Iterator[Outcome]:
    measured = [one for one in standing.status.commitments if is_measured(one)]
    windows = [window for one in measured for window in one.windows]
    held = standing.version.agreement.in_effect
    years = range(held.start.year, min(held.end.year, today.year) + 1)
    for year in (each for each in years if standing.year in (None, each)):
        ended = tuple(window for window in windows if _ended_in(window, held, year, today))
        if not ended and max(held.start, date(year, 1, 1)) > today:
            continue
        left_out = None if ended else _why_not(standing, windows, year, today)
        if ended or left_out:
            yield _outcome(standing, year, measured, ended, left_out)


def _ended_in(window: WindowStatus, held: Period, year: int, today: date) -> bool:
    """Whether it ended in a year with something to judge; at the latest with the agreement, if that was ended early."""
    end = min(window.end, held.end)
    return end.year == year and end < today and window.state in ("met", "missed")


def _why_not(standing: Standing, windows: Sequence[WindowStatus], year: int, today: date) -> LeftOut | None:
    """Why a promise of which nothing ended in a year is not judged; None: nothing of it was due in that year."""
    held = standing.version.agreement.in_effect
    if not windows:
        return "asks_nothing" if any(one.target for one in standing.promise.commitments) else "no_measure"
    if year == today.year and held.end >= today:
        return "not_over"
    return "ended_early" if year == held.end.year and any(window.end > held.end for window in windows) else None


def _outcome(
    standing: Standing,
    year: int,
    measured: Sequence[CommitmentStatus],
    ended: Sequence[WindowStatus],
    left_out: LeftOut | None,
) -> Outcome:
    agreement, promise = standing.version.agreement, standing.promise
    met = sum(1 for window in ended if window.state == "met")
    return Outcome(
        municipality=agreement.municipality,
        agreement=agreement.id,
        promise=promise.id,
        number=promise.number,
        title=promise.title,
        kind=_kind(promise.commitments, {one.commitment for one in measured}),
        year=year,
        demonstration=agreement.demonstration,
        alike=_alike(promise.commitments, measured),
        met=met,
        asked=len(ended),
        late=sum(1 for window in ended if window.late),
        result=None if left_out else "kept" if met == len(ended) else "partly_kept" if met else "not_kept",
        left_out=left_out,
    )


def _kind(commitments: Sequence[Commitment], measured: set[str]) -> str:
    """The one kind that what is measured counts; of a promise without a measure, all that it names."""
    looked_at = [one for one in commitments if one.id in measured] or commitments
    kinds = {kind for one in looked_at for kind in one.counts.kinds or (SEVERAL,)}
    only = next(iter(kinds)) if len(kinds) == 1 else SEVERAL
    return only if only in set(Kind) else SEVERAL


def _alike(commitments: Sequence[Commitment], measured: Sequence[CommitmentStatus]) -> Commitment | None:
    found = [one for one in commitments if one.id in {each.commitment for each in measured}]
    return found[0] if len(found) == 1 and found[0].target and not found[0].target.milestone else None
