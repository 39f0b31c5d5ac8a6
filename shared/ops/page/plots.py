"""Small plots of an hour: a line under which the page puts its number. Drawn as SVG, in words beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 100
HEIGHT: Final = 24
_POINTS: Final = 60  # of the line; each stands for the highest of what it covers


@dataclass(frozen=True, slots=True)
class Plot:
    """A line, as a path's `d`; the highest value in it; and what the top of the plot stands for."""

    path: str
    most: float
    top: float


def plot(values: Sequence[float], slots: int, top: float = 0) -> Plot:
    """The line of values, the latest at the right edge.

    Args:
        values: oldest first.
        slots: how many values the whole width has room for; with fewer, the line begins further to the right.
        top: what the top stands for at least.
    """
    most = max(values, default=0)
    top = max(top, most, 1)
    condensed = _condensed(values, max(1, -(-slots // _POINTS)))
    apart = WIDTH / (_POINTS - 1)
    first = WIDTH - apart * (len(condensed) - 1)
    points = [(first + apart * place, HEIGHT - 1 - (HEIGHT - 2) * each / top) for place, each in enumerate(condensed)]
    return Plot("M" + "L".join(f"{x:.4g} {y:.4g}" for x, y in _corners(points)) if points else "", most, top)


def _condensed(values: Sequence[float], each: int) -> list[float]:
    """The highest of each so many, counted from the latest."""
    ends = range(len(values), 0, -each)
    return [max(values[max(0, end - each) : end]) for end in ends][::-1][-_POINTS:]


def _corners(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Without the points between two of the same height."""
    inner = [
        here
        for before, here, after in zip(points, points[1:], points[2:], strict=False)
        if not before[1] == here[1] == after[1]
    ]
    return [*points[:1], *inner, *points[1:][-1:]]
