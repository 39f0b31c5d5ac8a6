"""Judging: each window of a target against the day tallies, at a moment.

What is done after the last window's end belongs to no later window, so it can still mend that one, with a late
mark: a milestone reached after its day, an autumn walk in January after the period. What was done in time but
reported late simply counts: no mark. Nothing is carried from one window to the next, in either direction.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.reports.domain.measure import Held, amount, enough, evidence, lacking
from services.reports.domain.tally import DayTally
from services.reports.domain.windows import Window
from services.reports.domain.words import summary
from shared.clock import local_day, start_of_day
from shared.events.agreement import Target
from shared.events.status import WindowState, WindowStatus

_NOTHING: Held = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """A window, how it stands, and when the activities still planned in it end."""

    window: Window
    status: WindowStatus
    plans: tuple[datetime, ...] = ()


def judge(
    frame: Sequence[Window],
    target: Target,
    days: Mapping[date, DayTally],
    now: datetime,
    names: Mapping[str, str],
) -> tuple[Judged, ...]:
    """Each window of `frame` as it stands at `now`; `names` are the parties' names by their ids."""
    today = local_day(now)
    shares = _share(frame, days)
    return tuple(
        _judge(window, shares.get(index, _NOTHING), target, now, today, names) for index, window in enumerate(frame)
    )


def required_so_far(window: Window, target: Target, today: date) -> float:
    """What an average asks for so far: for the spans that have ended before `today`."""
    return target.at_least * bisect_left(window.steps, today)


def risk_begins(window: Window) -> datetime:
    """The instant from which a quarter of the window or less is left."""
    opens, closes = start_of_day(window.start), start_of_day(window.after)
    return closes - (closes - opens) / 4


def _share(frame: Sequence[Window], days: Mapping[date, DayTally]) -> dict[int, list[tuple[date, DayTally]]]:
    """The days that belong to each window, by its place in the frame; the last has all that follows too."""
    starts = [window.start for window in frame]
    shares: dict[int, list[tuple[date, DayTally]]] = {}
    for day in sorted(days):
        if index := bisect_right(starts, day):
            shares.setdefault(index - 1, []).append((day, days[day]))
    return shares


def _judge(window: Window, held: Held, target: Target, now: datetime, today: date, names: Mapping[str, str]) -> Judged:
    done = amount(held, target)
    missing = lacking(held, target.covering, names) if window.asks else ()
    state = _state(window, met=enough(done, window.required) and not missing, today=today)
    required = required_so_far(window, target, today) if window.steps and state == "open" else window.required
    plans = _plans(window, held, now) if held and today <= window.end else ()
    status = WindowStatus(
        label=window.label,
        start=window.start,
        end=window.end,
        state=state,
        done=done,
        required=required,
        unit=target.unit,
        summary=summary(done, required),
        planned=len(plans),
        late=state == "met" and bool(held) and _late(window, held, target),
        missing=missing,
        activities=evidence(held),
        note=window.note,
    )
    return Judged(window, status, plans)


def _state(window: Window, *, met: bool, today: date) -> WindowState:
    if not window.asks:
        return "asks_nothing"
    if met:
        return "met"
    if today > window.end:
        return "missed"
    return "open" if today >= window.start else "upcoming"


def _late(window: Window, held: Held, target: Target) -> bool:
    """Whether a window that is met would not be by what was done before its end."""
    if held[-1][0] <= window.end:
        return False
    in_time = [(day, counted) for day, counted in held if day <= window.end]
    return not enough(amount(in_time, target), window.required) or bool(lacking(in_time, target.covering, {}))


def _plans(window: Window, held: Held, now: datetime) -> tuple[datetime, ...]:
    """When the activities planned in the window end, of those that have not ended."""
    return tuple(ends for day, counted in held if day <= window.end for ends in counted.planned_until if ends > now)
