"""Reckoning: the state of a commitment from its windows, and that of a promise from its commitments.

The rules are the table in `docs/open-data.md`, from top to bottom.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from msgspec.structs import replace

from shared.verify.data import Activity, Commitment, Document, Promise, Version
from shared.verify.facts import Histories, commitments_of, standing
from shared.verify.frames import Frame, frames
from shared.verify.windows import Moment, Window, day_of, in_danger, window

SILENCE = timedelta(days=90)
_KEPT_OR_NOT = ("fulfilled", "partly_fulfilled", "not_fulfilled")


@dataclass(frozen=True)
class Reckoned:
    """How something goes: a commitment, or a promise from its commitments."""

    state: str
    late: bool
    next_due: date | None
    last_reported_at: datetime | None
    windows: tuple[Window, ...] = ()
    commitments: "tuple[tuple[str, Reckoned], ...]" = ()

    @property
    def is_measured(self) -> bool:
        """Whether there is anything to go by but the parties' word."""
        return self.state in _KEPT_OR_NOT or any(one.state != "asks_nothing" for one in self.windows)


def reckon_promise(
    promise: Promise, versions: Sequence[Version], told: Histories, as_of: datetime, known_at: datetime | None
) -> Reckoned:
    """How a promise stood under the last of its agreement's versions so far.

    Args:
        promise: of that version.
        versions: the one in force at the moment, after all before it.
        told: every activity that may count, with its revisions.
        as_of: the moment.
        known_at: by what had been told by then; None: by all of it.
    """
    version = versions[-1]
    counting = [(one, commitments_of(one, version)) for one in standing(told, as_of, known_at)]
    signed = {
        name: _signed(name, promise.id, versions) for name in (promise.id, *(one.id for one in promise.commitments))
    }
    each = [
        (one.id, reckon(one, [fact for fact, toward in counting if one.id in toward], signed[one.id], as_of))
        for one in promise.commitments
    ]
    judged = [reckoned for _, reckoned in each]
    basis = judged or [reckon(Commitment(id=promise.id), [], signed[promise.id], as_of)]
    return Reckoned(
        state=_together(basis),
        late=any(one.late for one in judged),
        next_due=min((one.next_due for one in judged if one.next_due), default=None),
        last_reported_at=max((one.last_reported_at for one in judged if one.last_reported_at), default=None),
        commitments=tuple(each),
    )


def _signed(name: str, promise: str, versions: Sequence[Version]) -> Document:
    """What was signed; for what an amendment added, with the days since then as its period."""
    signed = versions[-1].agreement
    came = _came(name, promise, versions)
    if came is None:
        return signed
    return replace(signed, period=replace(signed.period, start=max(signed.period.start, came)))


def _came(name: str, promise: str, versions: Sequence[Version]) -> date | None:
    """The day on which an amendment added what the last version holds, or that whose place it took; None: none did."""
    lacking = [place for place, one in enumerate(versions) if name not in one.held]
    if not lacking:
        return None
    here = lacking[-1] + 1
    gone = versions[here - 1].commitments(promise) - versions[here].commitments(promise)
    days = [_came(one, promise, versions[:here]) for one in gone]
    known = [day for day in days if day is not None]
    return None if len(known) < len(days) else min(known, default=day_of(versions[here].in_force_from))


def reckon(commitment: Commitment, ours: Sequence[Activity], signed: Document, now: datetime) -> Reckoned:
    """How a commitment stands, from the activities that count toward it."""
    ended = signed.closed_on if signed.closed_on and signed.closed_on < signed.period.end else None
    moment = Moment(now, ended)
    ours = [one for one in ours if signed.period.start <= day_of(one.start) <= (ended or date.max)]
    done = [one for one in ours if one.state == "completed"]
    judged = _windows(commitment, ours, signed, moment)
    last_day = max((day_of(one.start) for one in done), default=None)
    return Reckoned(
        state=_state(commitment, judged, signed, moment, last_day),
        late=any(one.late for one in judged),
        next_due=_next_due(judged, ended or date.max),
        last_reported_at=max((one.reported_at for one in done), default=None),
        windows=judged,
    )


def _next_due(judged: Iterable[Window], last: date) -> date | None:
    """The end of the first window to come, or the agreement's last day where that is in it."""
    days = (one.frame for one in judged if one.state in ("open", "upcoming"))
    frame = next(days, None)
    return None if frame is None or frame.start > last else min(frame.end, last)


def _windows(commitment: Commitment, ours: Sequence[Activity], signed: Document, moment: Moment) -> tuple[Window, ...]:
    """Each window with what began in it; the last also has what came after it."""
    target = commitment.target
    if target is None:
        return ()
    cut = frames(target, signed.period)
    last = len(cut) - 1
    return tuple(
        window(frame, [one for one in ours if _belongs(one, frame, is_last=place == last)], target, moment)
        for place, frame in enumerate(cut)
    )


def _belongs(one: Activity, frame: Frame, *, is_last: bool) -> bool:
    day = day_of(one.start)
    return frame.start <= day and (is_last or day <= frame.end)


def _state(
    commitment: Commitment, judged: Sequence[Window], signed: Document, moment: Moment, last_day: date | None
) -> str:
    asking = [one for one in judged if one.frame.asks]
    closed = moment.ended is not None and moment.today > moment.ended
    over = closed or moment.today > signed.period.end
    if moment.today < signed.period.start and not closed:
        return "upcoming"
    if not asking:
        return _unmeasured(signed, moment, last_day, over=over)
    states = [one.state for one in asking]
    if all(state == "met" for state in states) and not any(one.broken for one in judged):
        return "fulfilled"
    if over:
        return "partly_fulfilled" if "met" in states else "not_fulfilled"
    if "missed" in states:
        return "behind"
    target = commitment.target
    if target is not None and target.average and not target.milestone:
        return _average(asking[0], last_day)
    return _running(asking, judged, moment, last_day)


def _unmeasured(signed: Document, moment: Moment, last_day: date | None, *, over: bool) -> str:
    if over:
        return "not_measurable"
    silent_since = last_day + timedelta(days=1) if last_day else signed.period.start
    if moment.today - silent_since >= SILENCE:
        return "stalled"
    return "ongoing" if last_day else "not_started"


def _average(whole: Window, last_day: date | None) -> str:
    if whole.done < whole.required - 1e-9:
        return "behind"
    return "on_track" if last_day else "not_started"


def _running(asking: Sequence[Window], judged: Sequence[Window], moment: Moment, last_day: date | None) -> str:
    open_now = next((one for one in asking if one.state == "open"), None)
    if open_now and not open_now.planned and in_danger(open_now.frame, moment.now):
        return "at_risk"
    return "on_track" if last_day else "not_started"


def _together(each: Sequence[Reckoned]) -> str:
    """A promise's state, from those of its commitments."""
    states = {one.state for one in each}
    measured = {one.state for one in each if one.is_measured}
    if "upcoming" in states:
        return "upcoming"
    if len(measured) == 1 and measured <= {"fulfilled", "not_fulfilled"}:
        return next(iter(measured))
    if states & {"partly_fulfilled", "not_fulfilled"}:
        return "partly_fulfilled"
    for state in ("not_measurable", "behind", "at_risk", "stalled"):
        if state in states:
            return state
    if measured and states & {"on_track", "fulfilled", "ongoing"}:
        return "on_track"
    return "ongoing" if "ongoing" in states else "not_started"
