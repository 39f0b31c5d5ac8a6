"""Judging: each window of a target against the day tallies, at a moment.

What is done after the last window's end belongs to no later window, so it can still mend that one, with a late
mark: a milestone reached after its day. What was done in time but reported late simply counts: no mark. Nothing is
carried from one window to the next, in either direction. What is done on a day on which the agreement does not hold
counts toward nothing: activities, which decides that, lets it reach no window (unless the period is extended later).

When the agreement is ended early, its windows stay those that were signed for. Once its last day has passed, a window
that had not ended by then and is not met asks for nothing; an average asks for what it asked for until then.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import msgspec

from services.reports.domain.measure import Held, amount, enough, evidence, lacking
from services.reports.domain.tally import DayTally
from services.reports.domain.words import day_in_words, summary
from shared.clock import local_day, start_of_day
from shared.events.agreement import Target
from shared.events.status import WindowState, WindowStatus
from shared.windows import Window

_NOTHING: Held = ()
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Judged:
    """A window, how it stands, when the activities still planned in it end, and whether it was cut short unmet."""

    window: Window
    status: WindowStatus
    plans: tuple[datetime, ...] = ()
    curtailed: bool = False


@dataclass(frozen=True, slots=True)
class _Moment:
    """When it is judged, and the last day of an agreement that was ended early."""

    now: datetime
    today: date
    closed_on: date | None

    def curtails(self, window: Window) -> bool:
        """Whether the agreement was over before the window was."""
        return self.closed_on is not None and self.closed_on < min(self.today, window.end)


def judge(
    frame: Sequence[Window],
    target: Target,
    days: Mapping[date, DayTally],
    now: datetime,
    names: Mapping[str, str],
    closed_on: date | None = None,
) -> tuple[Judged, ...]:
    """Each window of `frame` as it stands at `now`.

    Args:
        frame, target, days: what is asked for, and what was done.
        now: aware.
        names: the parties' names by their ids.
        closed_on: the last day of an agreement that was ended before its period was over.
    """
    moment = _Moment(now, local_day(now), closed_on)
    shares = _share(frame, days)
    return tuple(
        _judge(window, shares.get(index, _NOTHING), target, moment, names) for index, window in enumerate(frame)
    )


def required_so_far(window: Window, target: Target, today: date) -> float:
    """What an average asks for so far: for the spans that have ended before `today`."""
    return target.at_least * bisect_left(window.steps, today)


def closing_note(closed_on: date) -> str:
    """What a reader should know of a window that had not ended when the agreement was."""
    return f"avtalet avslutades i förtid {day_in_words(closed_on)}"


def until(window: WindowStatus, last: date) -> WindowStatus:
    """A window as it is told, until the last day of an agreement that ends before it."""
    return msgspec.structs.replace(window, end=min(window.end, last))


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


def _judge(window: Window, held: Held, target: Target, moment: _Moment, names: Mapping[str, str]) -> Judged:
    done = amount(held, target)
    missing = lacking(held, target.covering, names) if window.asks else ()
    met = enough(done, window.required) and not missing
    curtailed = window.asks and not met and moment.curtails(window)
    required = window.required if met else _required(window, target, moment, curtailed=curtailed)
    if curtailed:
        state = _curtailed_state(window, required, met=enough(done, required) and not missing)
    else:
        state = _state(window, met=met, today=moment.today)
    plans = _plans(window, held, moment)
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
        note=closing_note(moment.closed_on) if curtailed and moment.closed_on else window.note,
    )
    return Judged(window, status, plans, curtailed)


def _required(window: Window, target: Target, moment: _Moment, *, curtailed: bool) -> float:
    """What an unmet window asks for: an average until its end, so far; or until the agreement's, if that came first."""
    if not window.steps:
        return window.required
    if curtailed and moment.closed_on:
        return required_so_far(window, target, moment.closed_on + _DAY)
    if window.start <= moment.today <= window.end:
        return required_so_far(window, target, moment.today)
    return window.required


def _state(window: Window, *, met: bool, today: date) -> WindowState:
    if not window.asks:
        return "asks_nothing"
    if met:
        return "met"
    if today > window.end:
        return "missed"
    return "open" if today >= window.start else "upcoming"


def _curtailed_state(window: Window, required: float, *, met: bool) -> WindowState:
    if not (window.steps and required):
        return "asks_nothing"
    return "met" if met else "missed"


def _late(window: Window, held: Held, target: Target) -> bool:
    """Whether a window that is met would not be by what was done before its end."""
    if held[-1][0] <= window.end:
        return False
    in_time = [(day, counted) for day, counted in held if day <= window.end]
    return not enough(amount(in_time, target), window.required) or bool(lacking(in_time, target.covering, {}))


def _plans(window: Window, held: Held, moment: _Moment) -> tuple[datetime, ...]:
    """When the activities planned in the window end, of those that have not ended."""
    if not held or moment.today > window.end or moment.curtails(window):
        return ()
    return tuple(
        ends for day, counted in held if day <= window.end for ends in counted.planned_until if ends > moment.now
    )
