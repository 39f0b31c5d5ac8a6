"""A commitment's windows as rows of boxes: what each box says to the eye, and the same in words."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from babel.dates import format_date

from services.reports.web.words import WINDOW_TONES, missing, window_in_words, window_word
from shared.events.status import WindowState, WindowStatus

MANY = 110  # more boxes than this are a texture, not a calendar: counts and names in words take over
_WEEK, _MONTHS = 8, 70  # days: the longest window that is told by its week, by its months


@dataclass(frozen=True, slots=True)
class Box:
    """One window: `label` and `summary` for the eye, `words` for whoever listens."""

    label: str
    summary: str
    word: str
    words: str
    state: WindowState
    tone: str
    planned: int
    missing: str
    note: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """The boxes of a year, or all of them where they are few (then without heading)."""

    heading: str | None
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """All windows of a commitment.

    Attributes:
        size: "large", "small" (months) or "tiny" (weeks and days).
        rows: empty when the windows are too many for boxes.
        counts: how many windows stand how: ("klart", 11), where the boxes are too small to say it.
        named: the missed windows by name, where the boxes are too small to say it.
    """

    size: str
    rows: tuple[Row, ...]
    counts: tuple[tuple[WindowState, str, int], ...]
    named: tuple[str, ...]


def calendar(windows: Sequence[WindowStatus]) -> Calendar:
    """The calendar of these windows."""
    size = _size(windows)
    if size == "large":
        return Calendar(size, (Row(None, tuple(_box(window, window.label) for window in windows)),), (), ())
    missed = tuple(window.label for window in windows if window.state == "missed")
    rows = () if len(windows) > MANY else _by_year(windows)
    return Calendar(size, rows, _counts(windows), missed)


def _size(windows: Sequence[WindowStatus]) -> str:
    longest = max(_length(window) for window in windows)
    if len(windows) <= 6 or longest > _MONTHS:
        return "large"
    return "tiny" if longest <= 2 * _WEEK else "small"


def _by_year(windows: Sequence[WindowStatus]) -> tuple[Row, ...]:
    rows: dict[int, list[Box]] = {}
    for window in windows:
        rows.setdefault(_year(window), []).append(_box(window, _short(window)))
    return tuple(Row(str(year), tuple(boxes)) for year, boxes in rows.items())


def _counts(windows: Sequence[WindowStatus]) -> tuple[tuple[WindowState, str, int], ...]:
    counts = Counter((window.state, window_word(window)) for window in windows)
    return tuple((state, word, count) for (state, word), count in counts.items())


def _box(window: WindowStatus, label: str) -> Box:
    return Box(
        label=label,
        summary=window.summary,
        word=window_word(window),
        words=window_in_words(window),
        state=window.state,
        tone=WINDOW_TONES[window.state],
        planned=window.planned if window.state in ("open", "upcoming") else 0,
        missing=missing(window) if window.missing else "",
        note=window.note,
    )


def _length(window: WindowStatus) -> int:
    return (window.end - window.start).days + 1


def _year(window: WindowStatus) -> int:
    """The year that the window is told under: for weeks the one that its number belongs to."""
    return window.end.isocalendar().year if 1 < _length(window) <= _WEEK else window.start.year


def _short(window: WindowStatus) -> str:
    """The label without what its row's heading already says."""
    length = _length(window)
    if length == 1:
        return f"{window.start.day}/{window.start.month}"
    if length <= 2 * _WEEK:
        return str(window.start.isocalendar().week)
    first, last = _month(window, "start"), _month(window, "end")
    return first if first == last else f"{first}–{last}"


def _month(window: WindowStatus, edge: str) -> str:
    return format_date(getattr(window, edge), "MMM", locale="sv").rstrip(".")
