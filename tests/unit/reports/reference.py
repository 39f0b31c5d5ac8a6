"""The table of states read plainly: day by day, with nothing clever, and with nothing of the domain's own code.

Slow and easy to check by eye against the table of states in the README. What the table leaves open, by that:

- a promise "stalls" when 90 whole days have gone by since the last day on which something was done, or since the start;
- a window of which less than half lies in the period asks for nothing, unless the target keeps short windows;
- what is done after the last window's end counts in that window, late; so does no other window's;
- what an amendment added has the period that is left since it came into force, and asks for nothing before;
- of an agreement that was ended early, what had not ended by then asks for nothing, and is not fulfilled either.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from shared.events.activity import Activity
from shared.events.agreement import Period, Target

STOCKHOLM = ZoneInfo("Europe/Stockholm")
DAY = timedelta(days=1)


@dataclass
class Stretch:
    """A window: its days in the period, what it asks for, and what was done in it."""

    start: date
    end: date
    asks: bool
    required: float
    done: list[Activity] = field(default_factory=list)
    planned: list[Activity] = field(default_factory=list)


def unit_of(each: str, day: date) -> Any:
    """Which calendar unit a day is in."""
    return {
        "year": day.year,
        "term": (day.year, day.month > 6),
        "quarter": (day.year, (day.month - 1) // 3),
        "month": (day.year, day.month),
        "week": day.isocalendar()[:2],
        "day": day,
        "period": "all",
    }[each]


def units(each: str, period: Period) -> Iterator[list[date]]:
    """The calendar's units from the one that holds the period's first day on, each with all its days, without end."""
    day = period.start
    while unit_of(each, day - DAY) == unit_of(each, period.start):
        day -= DAY
    while True:
        unit, days = unit_of(each, day), []
        while unit_of(each, day) == unit:
            days.append(day)
            day += DAY
        yield days


def stretches(target: Target, period: Period) -> list[Stretch]:
    """The windows that a target asks for in a period, averages as the units that they are taken over."""
    if period.end < period.start:
        return []
    if target.milestone:
        by = min(max(target.by or period.end, period.start), period.end)
        return [Stretch(period.start, by, True, target.at_least)]
    if target.each == "period":
        return [Stretch(period.start, period.end, True, target.at_least)]
    found = []
    following = units(target.each, period)
    while True:
        whole = [day for _ in range(target.every) for day in next(following)]
        if whole[0] > period.end:
            return found
        inside = [day for day in whole if period.start <= day <= period.end]
        asks = target.keep_short_windows or len(inside) >= len(whole) / 2
        found.append(Stretch(inside[0], inside[-1], asks, target.at_least))


def day_of(activity: Activity) -> date:
    """The day in Stockholm on which it starts."""
    return day_at(activity.span.start)


def day_at(moment: datetime) -> date:
    """The day in Stockholm on which a moment falls."""
    return moment.astimezone(STOCKHOLM).date()


def much(target: Target, done: Sequence[Activity]) -> float:
    """How much was done, in the target's unit."""
    match target.unit:
        case "activities":
            return len(done)
        case "quantity":
            return sum(each.quantity for each in done)
        case "days":
            return len({day_of(each) for each in done})
        case "weeks":
            return len({day_of(each).isocalendar()[:2] for each in done})
        case "hours":
            return sum((each.span.end - each.span.start) // timedelta(minutes=1) for each in done) / 60
    return sum(each.results.get(target.result or "", 0) for each in done)


def reached(target: Target, done: Sequence[Activity], required: float) -> bool:
    """Whether so much was done, and everybody reached who is to be."""
    audiences = set(target.covering.audiences) if target.covering else set()
    return much(target, done) >= required - 1e-9 and audiences <= {who for each in done for who in each.audiences}


def midnight(day: date) -> datetime:
    """When a day begins in Stockholm."""
    return datetime(day.year, day.month, day.day, tzinfo=STOCKHOLM)


def state(
    target: Target | None, facts: Sequence[Activity], period: Period, now: datetime, closed_on: date | None = None
) -> str:
    """The state of a commitment, by the table.

    Args:
        target: what is asked for; None: no measure.
        facts: done and planned, those that count toward it.
        period: the agreement's.
        now: the moment.
        closed_on: the agreement's last day, within its period, when it was ended early.
    """
    today = now.astimezone(STOCKHOLM).date()
    last = closed_on if closed_on is not None and closed_on < period.end else None
    held = [each for each in facts if day_of(each) >= period.start and (last is None or day_of(each) <= last)]
    done = [each for each in held if each.state == "completed"]
    closed, over = last is not None and today > last, today > period.end
    if today < period.start:
        return "upcoming"
    windows = stretches(target, period) if target else []
    if target is None or not any(window.asks for window in windows):
        return unmeasured(done, period, today, over=over or closed)
    if target.average and not target.milestone:
        return averaged(target, windows, done, today, over=over, last=last if closed else None)
    fill(windows, held)
    asking = [window for window in windows if window.asks]
    met = [reached(target, window.done, window.required) for window in asking]
    if all(met):
        return "fulfilled"
    if over or closed:
        return "partly_fulfilled" if any(met) else "not_fulfilled"
    if any(not ok and window.end < today for window, ok in zip(asking, met, strict=True)):
        return "behind"
    for window, ok in zip(asking, met, strict=True):
        if window.start <= today and not ok and in_danger(window, now):
            return "at_risk"
    return "on_track" if done else "not_started"


def unmeasured(done: Sequence[Activity], period: Period, today: date, *, over: bool) -> str:
    """Where no measure is named."""
    if over:
        return "not_measurable"
    silent_since = max((day_of(each) + DAY for each in done), default=period.start)
    if (today - silent_since).days >= 90:
        return "stalled"
    return "ongoing" if done else "not_started"


def averaged(
    target: Target,
    windows: Sequence[Stretch],
    done: Sequence[Activity],
    today: date,
    *,
    over: bool,
    last: date | None,
) -> str:
    """Where an average is asked for: judged over the period so far."""
    asking = [window for window in windows if window.asks]
    so_far = sum(window.required for window in asking if window.end < (last + DAY if last else today))
    if reached(target, done, sum(window.required for window in asking)):
        return "fulfilled"
    if last is not None:
        return "partly_fulfilled" if so_far and reached(target, done, so_far) else "not_fulfilled"
    if over:
        return "not_fulfilled"
    if much(target, done) < so_far - 1e-9:
        return "behind"
    return "on_track" if done else "not_started"


def fill(windows: Sequence[Stretch], held: Sequence[Activity]) -> None:
    """Put each activity into the window of its day; what comes after all of them into the last."""
    for each in held:
        day = day_of(each)
        place = next((window for window in windows if window.start <= day <= window.end), windows[-1])
        if each.state == "completed":
            place.done.append(each)
        elif day <= place.end:
            place.planned.append(each)


def in_danger(window: Stretch, now: datetime) -> bool:
    """Whether a quarter or less of it is left, and nothing is planned in it any more."""
    opens, closes = (midnight(day).timestamp() for day in (window.start, window.end + DAY))
    left = (closes - now.timestamp()) / (closes - opens)
    return left <= 0.25 and not any(each.span.end > now for each in window.planned)
