"""Prospects: what would change the state of a promise, and when. Nothing is foretold but what the rules say.

Time alone, if nothing more is done; a deed, the least that would meet the open window; a plan, where one would lift
the danger. Each is worked out by assessing the promise again as if it were so.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from math import ceil
from typing import Literal

import msgspec

from services.reports.domain.promise import assess_commitments
from services.reports.domain.tally import DayTally
from services.reports.domain.words import day_in_words, noun, number
from shared.clock import local_day, start_of_day
from shared.events.agreement import AgreementVersion, Commitment, Covering, Promise, Target
from shared.events.record import Record, Words
from shared.events.status import STATE_NAMES, CommitmentStatus, PromiseStatus, State, WindowStatus

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

    def if_so(self, commitment: str, done: Mapping[date, DayTally]) -> PromiseStatus:
        """The status if some days of a commitment were other than they are."""
        days = {**self.days, commitment: {**self.days.get(commitment, {}), **done}}
        return assess_commitments(self.promise, self.version, days, self.now)


def prospects(standing: Standing) -> list[Prospect]:
    """What would change the promise: time first, then deeds and plans in the order of its commitments."""
    by_time = _by_time(standing)
    found = [by_time] if by_time else []
    for commitment, status in zip(standing.promise.commitments, standing.status.commitments, strict=True):
        found.extend(_by_people(standing, commitment, status))
    return found


def _by_time(standing: Standing) -> Prospect | None:
    """The first moment at which the state changes if nothing more is done or planned."""

    def assessed(now: datetime) -> PromiseStatus:
        return assess_commitments(standing.promise, standing.version, standing.days, now)

    changed = _first_change(standing.status, assessed)
    if changed is None:
        return None
    at, state = changed
    day = local_day(at)
    words = Words(
        en=f"If nothing more is done or planned, the promise is {state.value} from {day} on.",
        sv=f"Om inget mer görs eller planeras blir löftet {STATE_NAMES[state]} {day_in_words(day)}.",
    )
    return Prospect(kind="time", state=state, at=at, words=words)


def _first_change(
    status: PromiseStatus, assessed: Callable[[datetime], PromiseStatus]
) -> tuple[datetime, State] | None:
    later = status
    for _ in range(MOST_MOMENTS):
        at = later.valid_until
        if at is None:
            return None
        later = assessed(at)
        if later.state != status.state:
            return at, later.state
    return None


def _by_people(standing: Standing, commitment: Commitment, status: CommitmentStatus) -> Iterator[Prospect]:
    window = _wanting(status)
    if window is None or commitment.target is None:
        if not status.windows and status.state in (State.NOT_STARTED, State.STALLED):
            yield _first_deed(standing, commitment)
        return
    least = max(window.required - window.done, 0.0)
    done = _days_of(commitment, commitment.target, window, least, standing)
    if done is None:
        return
    state = standing.if_so(commitment.id, done).state
    yield _deed(commitment, window, least, state, late=window.state == "missed")
    if status.state == State.AT_RISK:
        yield _plan(standing, commitment, window)


def _wanting(status: CommitmentStatus) -> WindowStatus | None:
    """The open window; else the last one if it was missed, which what is done now still mends."""
    if status.state in (State.UPCOMING, State.FULFILLED):
        return None
    opened = next((window for window in status.windows if window.state == "open"), None)
    last = status.windows[-1] if status.windows else None
    closed = status.rule.startswith("closed-early")
    return opened or (last if last and last.state == "missed" and not closed else None)


def _days_of(
    commitment: Commitment, target: Target, window: WindowStatus, least: float, standing: Standing
) -> dict[date, DayTally] | None:
    """Days to come that would meet the window, the least of them; None when there are too few."""
    held = standing.days.get(commitment.id, {})
    wanted = max(ceil(least), 1) if target.unit in ("days", "weeks") else 1
    today = local_day(standing.now)
    last = window.end if window.state == "open" else today + timedelta(days=7 * wanted)
    days = list(islice(_free(target, held, today, last), wanted))
    if len(days) < wanted:
        return None
    covering = target.covering or Covering()
    more = DayTally(
        activities=max(ceil(least), 1) if target.unit == "activities" else 1,
        quantity=least,
        minutes=ceil(least * 60),
        results={target.result: least} if target.result else {},
        audiences=covering.audiences,
        parties=covering.parties,
        places=covering.places,
    )
    return {day: _sum(held.get(day, DayTally()), more) for day in days}


def _free(target: Target, held: Mapping[date, DayTally], first: date, last: date) -> Iterator[date]:
    """The days on which something done would add to what is done."""
    taken = {_unit_of(target, day) for day, tally in held.items() if tally.activities}
    for number_of_days in range((last - first).days + 1):
        day = first + timedelta(days=number_of_days)
        if target.unit not in ("days", "weeks"):
            yield day
        elif _unit_of(target, day) not in taken:
            taken.add(_unit_of(target, day))
            yield day


def _unit_of(target: Target, day: date) -> object:
    return day if target.unit == "days" else day.isocalendar()[:2]


def _sum(one: DayTally, more: DayTally) -> DayTally:
    return msgspec.structs.replace(
        one,
        activities=one.activities + more.activities,
        quantity=one.quantity + more.quantity,
        minutes=one.minutes + more.minutes,
        results={name: one.results.get(name, 0) + value for name, value in more.results.items()},
        audiences=(*one.audiences, *more.audiences),
        parties=(*one.parties, *more.parties),
        places=(*one.places, *more.places),
    )


def _deed(commitment: Commitment, window: WindowStatus, least: float, state: State, *, late: bool) -> Prospect:
    counted = noun(commitment)
    more = f"{number(least)} {counted.of(least)}" if least else counted.several
    reached = f" ({', '.join(window.missing)})" if window.missing else ""
    by = None if late else window.end
    until = f" senast {day_in_words(window.end)}" if by else ", om än sent,"
    in_time = f" by {window.end}" if by else ", though late,"
    return Prospect(
        kind="deed",
        commitment=commitment.id,
        window=window.label,
        by=by,
        amount=least,
        unit=window.unit,
        missing=window.missing,
        state=state,
        words=Words(
            en=f"{number(least)} more in {window.unit}{reached}{in_time} would meet {window.label}: {state.value}.",
            sv=f"{more} till{reached}{until} uppfyller {window.label}: löftet blir {STATE_NAMES[state]}.",
        ),
    )


def _plan(standing: Standing, commitment: Commitment, window: WindowStatus) -> Prospect:
    ends = start_of_day(window.end + timedelta(days=1)) - timedelta(seconds=1)
    day = standing.days.get(commitment.id, {}).get(window.end, DayTally())
    planned = _with_plan(day, max(ends, standing.now + timedelta(seconds=1)))
    state = standing.if_so(commitment.id, {window.end: planned}).state
    return Prospect(
        kind="plan",
        commitment=commitment.id,
        window=window.label,
        by=window.end,
        state=state,
        words=Words(
            en=f"A plan for a day by {window.end} would lift the danger: {state.value}.",
            sv=f"Något planerat senast {day_in_words(window.end)} häver risken: löftet blir {STATE_NAMES[state]}.",
        ),
    )


def _with_plan(day: DayTally, ends: datetime) -> DayTally:
    return msgspec.structs.replace(day, planned_until=tuple(sorted((*day.planned_until, ends))))


def _first_deed(standing: Standing, commitment: Commitment) -> Prospect:
    state = standing.if_so(commitment.id, {local_day(standing.now): DayTally(activities=1)}).state
    return Prospect(
        kind="deed",
        commitment=commitment.id,
        amount=1,
        unit="activities",
        state=state,
        words=Words(
            en=f"Anything that is done and reported: {state.value}.",
            sv=f"Något som görs och rapporteras: löftet blir {STATE_NAMES[state]}.",
        ),
    )
