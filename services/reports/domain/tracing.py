"""Tracing: what became of every activity that was ever considered for a commitment, at a moment.

Each counts in one window with an amount in the target's unit, or is set aside with one reason. What a window counts
adds up to what its status says was done.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.reports.domain import reasons
from services.reports.domain.fold import applying, under
from services.reports.domain.reasons import Reason
from services.reports.domain.since import since
from services.reports.domain.tally import Revisions, counts_toward, current, day_of, minutes
from shared import conditions
from shared.events.activity import Activity
from shared.events.agreement import AgreementVersion, Commitment
from shared.windows import windows


@dataclass(frozen=True, slots=True)
class Traced:
    """An activity at a revision: how much it adds, or why it adds nothing."""

    fact: Activity
    amount: float = 0
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: a commitment of a version, at a moment, as known at another."""

    commitment: Commitment
    version: AgreementVersion
    as_of: datetime
    known_at: datetime


def trace(asked: Asked, revisions_by_activity: Mapping[str, Revisions]) -> list[Traced]:
    """What became of each activity that was considered for the commitment, the earliest first.

    Those that any revision or version let count toward it; and those of its kinds that miss another condition.
    """
    found = [
        each
        for revisions in revisions_by_activity.values()
        for each in (
            _traced(revisions, asked)
            if _considered(revisions.values(), asked.commitment.id)
            else _missed(revisions, asked)
        )
    ]
    found.sort(key=lambda each: (each.fact.span.start, each.fact.id, each.fact.revision))
    return _each_once(found, asked)


def _considered(revisions: Collection[Activity], commitment: str) -> bool:
    return any(
        commitment in {count.commitment for count in fact.counts}.union(*(each.commitments for each in fact.earlier))
        for fact in revisions
    )


def _traced(revisions: Revisions, asked: Asked) -> Iterator[Traced]:
    fact = applying(revisions, asked.as_of, asked.known_at)
    if fact is None:
        shown = current(revisions, asked.known_at) or revisions[max(revisions)]
        yield Traced(shown, reason=_nowhere(revisions, asked))
        return
    yield _placed(fact, asked)
    for number, earlier in revisions.items():
        if number < fact.revision and _counted_otherwise(earlier, fact, asked):
            yield Traced(earlier, reason=reasons.EARLIER_REVISION)


def _missed(revisions: Revisions, asked: Asked) -> Iterator[Traced]:
    """What is of a kind that counts, on a day of the agreement, with the first condition that it misses."""
    commitment, agreement = asked.commitment, asked.version.agreement
    fact = applying(revisions, asked.as_of, asked.known_at)
    if fact is None or fact.kind not in commitment.counts.kinds:
        return
    on_trial = conditions.tried(fact)
    promise = next(each for each in agreement.promises if commitment in each.commitments)
    wanted = conditions.Asked(agreement, promise, commitment.counts)
    if not conditions.PERIOD.meets(on_trial, wanted):
        return
    for condition in conditions.FILTER:
        if not condition.meets(on_trial, wanted):
            yield Traced(fact, reason=reasons.MISSED[condition.name])
            return


def _nowhere(revisions: Revisions, asked: Asked) -> Reason:
    """Why no revision of it applies at the moment."""
    known = [number for number, fact in revisions.items() if fact.reported_at <= asked.known_at]
    if not known:
        return reasons.REPORTED_LATER
    latest = current(revisions, asked.known_at)
    if latest is None:
        return reasons.HELD_BACK
    match latest.state:
        case "withdrawn":
            return reasons.WITHDRAWN
        case "cancelled":
            return reasons.CANCELLED
        case "completed":
            return reasons.NOT_BEGUN
    return reasons.PLANNED_LATER


def _placed(fact: Activity, asked: Asked) -> Traced:
    """What becomes of what applies: it counts, is planned, or misses the commitment or its time."""
    day, agreement = day_of(fact), asked.version.agreement
    added = since(asked.version, asked.commitment.id)
    reason = None
    if not counts_toward(under(asked.version, fact), asked.commitment.id):
        reason = reasons.NOT_MATCHING
    elif day < agreement.period.start:
        reason = reasons.BEFORE_PERIOD
    elif added and day < added:
        reason = reasons.BEFORE_ADDED
    elif agreement.in_effect != agreement.period and day > agreement.in_effect.end:
        reason = reasons.AFTER_CLOSING
    elif fact.state == "planned":
        reason = reasons.PLANNED if fact.span.end > asked.as_of else reasons.PLAN_PASSED
    if reason:
        return Traced(fact, reason=reason)
    amount = _amount(fact, asked.commitment)
    return Traced(fact, amount, None if amount else reasons.ADDS_NOTHING)


def _counted_otherwise(earlier: Activity, fact: Activity, asked: Asked) -> bool:
    """Whether an earlier revision, known at the moment, would have counted, and as something else."""
    if earlier.state != "completed" or earlier.reported_at > asked.known_at:
        return False
    placed, now = _placed(earlier, asked), _placed(fact, asked)
    return placed.reason is None and (placed.amount, day_of(earlier)) != (now.amount, day_of(fact))


def _amount(fact: Activity, commitment: Commitment) -> float:
    """What an activity adds by itself, in the target's unit."""
    target = commitment.target
    match target.unit if target else "activities":
        case "quantity":
            return fact.quantity
        case "hours":
            return minutes(fact) / 60
        case "result":
            return fact.results.get((target.result if target else None) or "", 0)
    return 1


def _each_once(found: Sequence[Traced], asked: Asked) -> list[Traced]:
    """Where days or weeks are counted, the first activity of each counts and the others are set aside."""
    target = asked.commitment.target
    if target is None or target.unit not in ("days", "weeks"):
        return list(found)
    added = since(asked.version, asked.commitment.id)
    starts = [window.start for window in windows(target, asked.version.agreement.period, added)]
    seen: set[object] = set()
    told = []
    for each in found:
        day = day_of(each.fact)
        key = day if target.unit == "days" else (place_of(day, starts), day.isocalendar()[:2])
        again = reasons.SAME_DAY if target.unit == "days" else reasons.SAME_WEEK
        told.append(Traced(each.fact, reason=again) if each.reason is None and key in seen else each)
        if each.reason is None:
            seen.add(key)
    return told


def place_of(day: date, starts: Sequence[date]) -> int | None:
    """Which window a day belongs to, by the windows' first days; the last has all that follows; None: before all."""
    places = [place for place, start in enumerate(starts) if start <= day]
    return places[-1] if places else None
