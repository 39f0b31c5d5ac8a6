"""A commitment's windows as rows of boxes: what each box says to the eye, and the same in words."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from services.reports.web import words
from services.reports.web.language import locale, say
from services.reports.web.phrasebook import clause, label
from shared.events.status import WindowState, WindowStatus

MANY = 110  # more boxes than this are a texture, not a calendar: counts and names in words take over
FEW = 6  # so many have room to say everything themselves
_WEEKS, _MONTH, _MONTHS = 14, 31, 70  # days: the longest window that is told by its week, its month, its months


@dataclass(frozen=True, slots=True)
class Box:
    """One window: `label` and `summary` for the eye, `words` for whoever listens."""

    label: str
    summary: str
    word: str
    words: str
    state: WindowState
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
        size: "large", "medium" (a few months each), "small" (months) or "tiny" (weeks and days).
        rows: empty when the windows are too many for boxes.
        counts: how many windows stand how, "11 klara", where the boxes are too small to say it.
        missed: the missed windows by name, where there are no boxes to show them.
    """

    size: str
    rows: tuple[Row, ...]
    counts: tuple[tuple[WindowState, str], ...] = ()
    missed: tuple[str, ...] = ()


def calendar(windows: Sequence[WindowStatus]) -> Calendar:
    """The calendar of these windows."""
    longest = max(_length(window) for window in windows)
    if len(windows) <= FEW or longest > _MONTHS:
        boxes = tuple(_box(window, label(window.label)) for window in windows)
        return Calendar("large", (Row(None, boxes),))
    if len(windows) > MANY:
        missed = tuple(label(window.label) for window in windows if window.state == "missed")
        return Calendar("tiny", (), _counts(windows), missed)
    size = "tiny" if longest <= _WEEKS else "small" if longest <= _MONTH else "medium"
    return Calendar(size, _by_year(windows, longest), _counts(windows))


def _by_year(windows: Sequence[WindowStatus], longest: int) -> tuple[Row, ...]:
    rows: dict[int, list[Box]] = {}
    for window in windows:
        year, label = _placed(window, longest)
        rows.setdefault(year, []).append(_box(window, label))
    unit = say(", veckor") if 1 < longest <= _WEEKS else ""
    return tuple(Row(f"{year}{unit}", tuple(boxes)) for year, boxes in rows.items())


def _placed(window: WindowStatus, longest: int) -> tuple[int, str]:
    """The year that a window is told under, and its label without what that heading already says.

    The longest window tells the unit, for the first and the last may be cut short by the period.
    """
    start = window.start
    if longest == 1:
        return start.year, f"{start.day}/{start.month}"
    if longest <= _WEEKS:
        week = start.isocalendar()
        return week.year, str(week.week)
    first, last = _month(start), _month(window.end)
    return start.year, first if first == last else f"{first}–{last}"


def _counts(windows: Sequence[WindowStatus]) -> tuple[tuple[WindowState, str], ...]:
    counts = Counter(window.state for window in windows)
    return tuple((state, words.windows_counted(state, count)) for state, count in counts.items())


def _box(window: WindowStatus, name: str) -> Box:
    return Box(
        label=name,
        summary=words.summary(window),
        word=words.window_word(window),
        words=words.window_in_words(window),
        state=window.state,
        planned=window.planned if window.state in ("open", "upcoming") else 0,
        missing=words.missing(window) if window.missing else "",
        note=clause(window.note) if window.note else None,
    )


def _length(window: WindowStatus) -> int:
    return (window.end - window.start).days + 1


def _month(day: date) -> str:
    return format_date(day, "MMM", locale=locale()).rstrip(".")
