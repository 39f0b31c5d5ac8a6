"""The half-way report, for the parties' own meeting: what is missing, what is due and when, and who answers for it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from services.reports.evaluation.evaluate import Evaluation, Part, PromiseEvaluation, evaluate
from services.reports.evaluation.material import Material
from services.reports.evaluation.opinions import opinions_on
from services.reports.evaluation.stretch import stretch_of, version_of, years_of
from shared.clock import local_day
from shared.events.agreement import Period
from shared.events.measure import Measure
from shared.events.status import State, WindowStatus

Reason = Literal["overdue_measure", "missed", "closing", "missing", "silent", "measure", "assessment"]

# What the meeting should take up first.
ORDER: tuple[Reason, ...] = ("overdue_measure", "missed", "closing", "silent", "missing", "measure", "assessment")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that is to be done, decided or explained.

    Attributes:
        responsible: ids of the parties that answer for it.
        due: the last day on which it is in time; None: it names none.
        part: the commitment that it is of; ``windows`` those of its windows that it is of.
        measure: the measure that it is of; ``year`` the year whose assessment is missing.
    """

    reason: Reason
    promise: PromiseEvaluation
    responsible: tuple[str, ...]
    due: date | None = None
    part: Part | None = None
    windows: tuple[WindowStatus, ...] = ()
    measure: Measure | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class HalfWay:
    """An agreement in the midst of its period.

    Attributes:
        evaluation: of the whole period, so far.
        days_gone: of ``days`` in all; what is left is not told before the period has begun.
        states: how many promises stand how.
        duties: the most pressing first.
    """

    evaluation: Evaluation
    days_gone: int
    days: int
    states: Counter[State]
    duties: tuple[Duty, ...]

    def of(self, party: str) -> tuple[Duty, ...]:
        """What a party answers for, alone or with others."""
        return tuple(duty for duty in self.duties if party in duty.responsible)


def half_way(material: Material, now: datetime) -> HalfWay:
    """How the promises go now, and what is left to do."""
    versions = material.published.versions
    evaluation = evaluate(material, stretch_of(versions, None, now, now))
    period, today = evaluation.stretch.period, local_day(now)
    duties = [duty for one in evaluation.promises for duty in _duties(one, today, period.end)]
    duties += [duty for one in evaluation.promises for duty in _unsigned(one, material, now, today)]
    place = {reason: number for number, reason in enumerate(ORDER)}
    return HalfWay(
        evaluation=evaluation,
        days_gone=min(max((today - period.start).days, 0), _length(period)),
        days=_length(period),
        states=Counter(one.status.state for one in evaluation.promises),
        duties=tuple(
            sorted(duties, key=lambda duty: (place[duty.reason], duty.due or date.max, duty.promise.promise.number))
        ),
    )


def _duties(one: PromiseEvaluation, today: date, last: date) -> Iterator[Duty]:
    responsible = one.promise.responsible
    for part in one.parts:
        missed = tuple(window for window in part.windows if window.state == "missed")
        if missed:
            yield Duty("missed", one, responsible, missed[-1].end, part, missed)
        for window in part.windows:
            if window.state == "open":
                reason: Reason = "closing" if part.status.state is State.AT_RISK else "missing"
                yield Duty(reason, one, responsible, min(window.end, last), part, (window,))
        if part.status.state is State.STALLED:
            yield Duty("silent", one, responsible, None, part)
    for measure in (*one.aftermath.earlier, *one.aftermath.measures):
        if measure.is_undone:
            late = measure.is_overdue(today)
            answers = (measure.responsible,)
            yield Duty("overdue_measure" if late else "measure", one, answers, measure.due_on, measure=measure)


def _unsigned(one: PromiseEvaluation, material: Material, now: datetime, today: date) -> Iterator[Duty]:
    """The years that are over, at whose end the promise stood, and that a party has not assessed."""
    versions = material.published.versions
    for year in years_of(versions):
        stretch = stretch_of(versions, year, now, now)
        if stretch.period.end >= today:
            return
        promises = version_of(versions, stretch).agreement.promises
        then = next((promise for promise in promises if promise.id == one.promise.id), None)
        if then is None:
            continue
        opinions = opinions_on(then, versions, material.assessments, stretch)
        silent: Sequence[str] = [party.id for party in opinions.silent]
        if silent:
            yield Duty("assessment", one, tuple(silent), None, year=year)


def _length(period: Period) -> int:
    return (period.end + _DAY - period.start).days
