"""The period at a glance: windows and deeds along one axis of time, in per cent of its width."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from shared.clock import local_day
from shared.events.activity import Activity
from shared.events.agreement import Period
from shared.events.status import PromiseStatus, WindowState, WindowStatus

_ROOM_FOR_ICON = 3.5  # per cent of the width
_ROOM_FOR_EDGE = 2.0
_ROOM_FOR_LABEL = 8.0


@dataclass(frozen=True, slots=True)
class Segment:
    """A window on the axis: where it begins, how wide it is, and how it stands.

    Windows too thin to have an edge of their own are drawn together while they stand the same.
    """

    x: float
    width: float
    state: WindowState
    icon: bool = False
    thin: bool = False

    @property
    def middle(self) -> float:
        """Where the icon stands."""
        return round(self.x + self.width / 2, 2)


@dataclass(frozen=True, slots=True)
class Line:
    """A promise on the axis: a band of segments per measured commitment, a dot for each day of deeds."""

    bands: tuple[tuple[Segment, ...], ...]
    dots: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A year's beginning on the axis."""

    x: float
    label: str


class Axis:
    """The period as a line from 0 to 100."""

    def __init__(self, period: Period) -> None:
        self._start = period.start
        self._days = (period.end - period.start).days + 1
        self._period = period

    def at(self, day: date) -> float:
        """Where a day begins, kept within the period."""
        share = (day - self._start).days / self._days
        return round(100 * min(max(share, 0), 1), 2)

    def ticks(self) -> tuple[Tick, ...]:
        """The years, each where it begins; the period's first at its start."""
        years = range(self._start.year, self._period.end.year + 1)
        at = [self.at(date(year, 1, 1)) for year in years]
        following = [*at[1:], 100]
        labels = [
            str(year) if next_one - x >= _ROOM_FOR_LABEL else ""
            for year, x, next_one in zip(years, at, following, strict=True)
        ]
        return tuple(map(Tick, at, labels))

    def line(self, status: PromiseStatus, done: Iterable[Activity]) -> Line:
        """The line of one promise."""
        bands = tuple(self._band(commitment.windows) for commitment in status.commitments if commitment.windows)
        days = sorted({local_day(activity.span.start) for activity in done})
        return Line(bands, tuple(self.at(day) for day in days if self._start <= day <= self._period.end))

    def _band(self, windows: Iterable[WindowStatus]) -> tuple[Segment, ...]:
        band: list[Segment] = []
        for window in windows:
            segment = self._segment(window)
            if band and segment.thin and band[-1].thin and band[-1].state == segment.state:
                first = band.pop()
                segment = replace(first, width=round(segment.x + segment.width - first.x, 2))
            band.append(segment)
        return tuple(band)

    def _segment(self, window: WindowStatus) -> Segment:
        x = self.at(window.start)
        width = round(100 * ((window.end - window.start).days + 1) / self._days, 2)
        return Segment(x, width, window.state, icon=width >= _ROOM_FOR_ICON, thin=width < _ROOM_FOR_EDGE)
