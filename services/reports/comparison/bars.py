"""Bars: a tally as a stacked bar, in per cent of the widest, for the eye; the numbers stand beside it in words."""

from dataclasses import dataclass

from services.reports.comparison.compare import Tally
from services.reports.comparison.outcomes import Result

RESULTS: tuple[Result, ...] = ("kept", "partly_kept", "not_kept")
ROOM_FOR_NUMBER = 5.0  # per cent of the width


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar: where it begins, how wide it is, and the number within it, if there is room."""

    result: Result
    x: float
    width: float
    count: int

    @property
    def middle(self) -> float:
        """Where the number stands."""
        return round(self.x + self.width / 2, 2)

    @property
    def shows_number(self) -> bool:
        """Whether there is room for it."""
        return self.width >= ROOM_FOR_NUMBER


def bar(tally: Tally, widest: int) -> tuple[Segment, ...]:
    """The bar of a tally, where the widest has so many promises."""
    segments, x = [], 0.0
    for result in RESULTS:
        count: int = getattr(tally, result)
        width = round(100 * count / widest, 2) if widest else 0.0
        if count:
            segments.append(Segment(result, round(x, 2), width, count))
        x += width
    return tuple(segments)
