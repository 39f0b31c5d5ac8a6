"""Windows: the stretches of time in which a commitment asks for something, cut to the agreement's period.

- `each` and `every` give calendar spans (see `spans`); the first and the last are cut to the period.
- A span of which less than half lies in the period asks for nothing, unless the target keeps short windows.
- What an amendment added has the windows of a period that begins when it came into force.
  For several units together the half is of them all: of two weeks, six days ask for nothing and seven do.
- A milestone is one window, from the period's start to its day.
- An average is one window, the whole period; it asks for `at_least` for each span that has ended.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from shared.events.agreement import Period, Target
from shared.spans import Span, spans

WHOLE_PERIOD = "hela perioden"


@dataclass(frozen=True, slots=True)
class Window:
    """What is asked for between two days in Stockholm, both included.

    Attributes:
        required: how much in all; 0 when it asks for nothing.
        asks: whether it asks for anything.
        note: what a reader should know of it, a clause in Swedish.
        steps: for an average, the last day of each span that asks: the requirement grows when they end.
    """

    label: str
    start: date
    end: date
    required: float
    asks: bool = True
    note: str | None = None
    steps: tuple[date, ...] = ()

    @property
    def after(self) -> date:
        """The first day after it."""
        return self.end + timedelta(days=1)


@lru_cache(maxsize=4096)
def windows(target: Target, period: Period, since: date | None = None) -> tuple[Window, ...]:
    """The windows of a target in an agreement's period, the earliest first.

    They share the period, or what is left of it ``since`` the day on which an amendment added the target, among them
    without gap or overlap; only a milestone's window may end before it.
    """
    period = left_of(period, since)
    if period.end < period.start:
        return ()
    if target.milestone:
        return (_milestone(target, period),)
    frame = tuple(_cut(span, target, period, since) for span in _spans(target, period))
    return (_average(frame, target, period),) if target.is_average else frame


def left_of(period: Period, since: date | None) -> Period:
    """The days of a period from a day on, which is later than its first; None: all of them."""
    return Period(start=since, end=period.end) if since else period


def _spans(target: Target, period: Period) -> list[Span]:
    if target.each == "period":
        return [Span(period.start, period.end, WHOLE_PERIOD)]
    return list(spans(target.each, target.every, period))


def _cut(span: Span, target: Target, period: Period, since: date | None) -> Window:
    start, end = max(span.start, period.start), min(span.end, period.end)
    days, full = (end - start).days + 1, (span.end - span.start).days + 1
    if days * 2 >= full or target.keep_short_windows:
        return Window(span.label, start, end, target.at_least)
    lie = "ligger efter att det skrevs in i avtalet" if start == since else "ligger i perioden"
    note = f"bara {days} av {full} dagar {lie}"
    return Window(span.label, start, end, 0, asks=False, note=note)


def _milestone(target: Target, period: Period) -> Window:
    by = target.by or period.end
    end = min(max(by, period.start), period.end)
    note = None if end == by else f"dagen {by} ligger utanför perioden"
    return Window(f"senast {end}", period.start, end, target.at_least, note=note)


def _average(frame: tuple[Window, ...], target: Target, period: Period) -> Window:
    steps = tuple(window.end for window in frame if window.asks)
    if not steps:
        return Window(WHOLE_PERIOD, period.start, period.end, 0, asks=False, note=frame[0].note)
    required = target.at_least * len(steps)
    note = "ett snitt, räknat över perioden hittills"
    return Window(WHOLE_PERIOD, period.start, period.end, required, note=note, steps=steps)
