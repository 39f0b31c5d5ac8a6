"""Prospects: what would change the state of a promise, and when. Nothing is foretold but what the rules say.

Time alone, if nothing more is done; a deed, the least that would meet the open window; a plan, where one would lift
the danger. Each is worked out by assessing the promise again as if it were so, and a deed after which the promise would
stand as it does, and go on as it would, is not told.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

import msgspec

from services.reports.domain import prospect_words as told
from services.reports.domain.days_to_come import days_with
from services.reports.domain.judge import required_so_far
from services.reports.domain.promise import assess_commitments
from services.reports.domain.since import since
from services.reports.domain.tally import DayTally
from shared.clock import local_day, start_of_day
from shared.events.agreement import AgreementVersion, Commitment, Promise, Target
from shared.events.record import Record, Words
from shared.events.status import CommitmentStatus, PromiseStatus, State, WindowStatus
from shared.windows import Window, windows

MOST_MOMENTS = 1_000
Days = Mapping[str, Mapping[date, DayTally]]  # by commitment


class Prospect(Record, frozen=True):
    """Something that would change a promise.

    Attributes:
        kind: "time" alone, a "deed", or a "plan".
        commitment: whose window it is; None of time.
        window: the window's label.
        at: of time, the moment; None otherwise.
        by: the last day on which a deed or a plan would do; None: on any day.
        amount, unit: how much more is asked for, in the target's unit.
        missing: what a covering target lacks.
        state: the promise's state then.
        words: the same in a sentence.
    """

    kind: Literal["time", "deed", "plan"]
    state: State
    words: Words
    commitment: str | None = None
    window: str | None = None
    at: datetime | None = None
    by: date | None = None
    amount: float | None = None
    unit: str | None = None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """How a promise stands: what its status was assessed from."""

    promise: Promise
    version: AgreementVersion
    days: Days
    status: PromiseStatus
    now: datetime

    @property
    def holds(self) -> bool:
        """Whether the agreement holds today: what is done on another day counts toward nothing."""
        days = self.version.agreement.in_effect
        return days.start <= local_day(self.now) <= days.end

    def if_so(self, commitment: str, done: Mapping[date, DayTally]) -> "Standing":
        """How it would stand if some days of a commitment were other than they are."""
        days = {**self.days, commitment: {**self.days.get(commitment, {}), **done}}
        status = assess_commitments(self.promise, self.version, days, self.now)
        return replace(self, days=days, status=status)

    def next_change(self) -> tuple[datetime, State] | None:
        """The first moment at which the state changes if nothing more is done or planned, and to which."""
        later = self.status
        for _ in range(MOST_MOMENTS):
            at = later.valid_until
            if at is None:
                return None
            later = assess_commitments(self.promise, self.version, self.days, at)
            if later.state != self.status.state:
                return at, later.state
        return None


def prospects(standing: Standing) -> list[Prospect]:
    """What would change the promise: time first, then deeds and plans in the order of its commitments."""
    by_time = _by_time(standing)
    found = [by_time] if by_time else []
    for commitment, status in zip(standing.promise.commitments, standing.status.commitments, strict=True):
        found.extend(_by_people(standing, commitment, status))
    return found


def _by_time(standing: Standing) -> Prospect | None:
    changed = standing.next_change()
    if changed is None:
        return None
    at, state = changed
    return Prospect(kind="time", state=state, at=at, words=told.of_time(state, local_day(at)))


def _by_people(standing: Standing, commitment: Commitment, status: CommitmentStatus) -> Iterator[Prospect]:
    if not standing.holds:
        return
    idle = not status.windows and status.state in (State.NOT_STARTED, State.STALLED)
    if idle and (first := _first_deed(standing, commitment, stalled=status.state == State.STALLED)):
        yield first
    window = _wanting(status)
    if window is None or commitment.target is None:
        return
    if deed := _deed(standing, commitment, commitment.target, window):
        yield deed
    if status.state == State.AT_RISK and (plan := _plan(standing, commitment, window)):
        yield plan


def _wanting(status: CommitmentStatus) -> WindowStatus | None:
    """The open window; else the last one if it was missed, which what is done now still mends."""
    if status.state in (State.UPCOMING, State.FULFILLED):
        return None
    opened = next((window for window in status.windows if window.state == "open"), None)
    last = status.windows[-1] if status.windows else None
    closed = status.rule.startswith("closed-early")
    return opened or (last if last and last.state == "missed" and not closed else None)


def _deed(standing: Standing, commitment: Commitment, target: Target, window: WindowStatus) -> Prospect | None:
    """The least that would meet the window, or catch up with an average; None when it changes nothing, or cannot be."""
    least, by, reached = max(window.required - window.done, 0.0), window.end, told.meets(commitment, window)
    if target.is_average:
        least, by, whole = _of_average(commitment.id, target, window, standing)
        reached = told.meets(commitment, window) if whole else told.CATCHES_UP
    late = window.state == "missed"
    held = standing.version.agreement.in_effect.end
    by = min(by, held)
    last = held if late else by
    done = days_with(target, standing.days.get(commitment.id, {}), local_day(standing.now), last, least)
    if done is None:
        return None
    state = _change(standing, standing.if_so(commitment.id, done))
    if state is None:
        return None
    asked = told.Asked(commitment, window, least, None if late else by, reached)
    return Prospect(
        kind="deed",
        commitment=commitment.id,
        window=window.label,
        by=asked.by,
        amount=least,
        unit=window.unit,
        missing=window.missing,
        state=state,
        words=told.of_deed(asked, told.Outcome(state, standing.status.state)),
    )


def _change(before: Standing, then: Standing) -> State | None:
    """The state that something leads to; None when it changes neither that nor what time alone would do."""
    state = then.status.state
    return None if state == before.status.state and then.next_change() == before.next_change() else state


def _of_average(commitment: str, target: Target, status: WindowStatus, standing: Standing) -> tuple[float, date, bool]:
    """What catches up with an average, until when no more is asked for, and whether that is the whole.

    Of one that keeps up, or whose last day has passed, it is all that is left.
    """
    whole: Window = windows(target, standing.version.agreement.period, since(standing.version, commitment))[0]
    today = local_day(standing.now)
    behind = required_so_far(whole, target, today) - status.done
    step = next((day for day in whole.steps if day >= today), whole.end)
    if behind > 0 and today <= whole.end:
        return behind, step, False
    return max(whole.required - status.done, 0.0), whole.end, True


def _plan(standing: Standing, commitment: Commitment, window: WindowStatus) -> Prospect | None:
    last = min(window.end, standing.version.agreement.in_effect.end)
    ends = start_of_day(last + timedelta(days=1)) - timedelta(seconds=1)
    day = standing.days.get(commitment.id, {}).get(last, DayTally())
    planned = _with_plan(day, max(ends, standing.now + timedelta(seconds=1)))
    state = _change(standing, standing.if_so(commitment.id, {last: planned}))
    if state is None:
        return None
    return Prospect(
        kind="plan",
        commitment=commitment.id,
        window=window.label,
        by=last,
        state=state,
        words=told.of_plan(last, told.Outcome(state, standing.status.state)),
    )


def _with_plan(day: DayTally, ends: datetime) -> DayTally:
    return msgspec.structs.replace(day, planned_until=tuple(sorted((*day.planned_until, ends))))


def _first_deed(standing: Standing, commitment: Commitment, *, stalled: bool) -> Prospect | None:
    then = standing.if_so(commitment.id, {local_day(standing.now): DayTally(activities=1)})
    state = _change(standing, then)
    if state is None:
        return None
    outcome = told.Outcome(state, standing.status.state)
    again = stalled and state != standing.status.state
    words = told.of_anything(outcome, again=again)
    return Prospect(kind="deed", commitment=commitment.id, amount=1, unit="activities", state=state, words=words)
