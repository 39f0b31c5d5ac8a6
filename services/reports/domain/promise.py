"""The delivery status of a promise, from those of its commitments by the table PROMISE_RULES."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from services.reports.domain.assess import assess
from services.reports.domain.cases import PromiseCase, is_measured
from services.reports.domain.parties import names_of
from services.reports.domain.promise_rules import PROMISE_RULES
from services.reports.domain.rules import Rule, decide
from services.reports.domain.since import since
from services.reports.domain.tally import DayTally
from shared.events.agreement import AgreementVersion, Commitment, Counts, Promise
from shared.events.status import CommitmentStatus, PromiseStatus, State


def assess_commitments(
    promise: Promise,
    version: AgreementVersion,
    days: Mapping[str, Mapping[date, DayTally]],
    now: datetime,
) -> PromiseStatus:
    """How a promise stands at `now`, from the day tallies of its commitments by their ids."""
    statuses = [
        assess_commitment(commitment, version, days.get(commitment.id, {}), now) for commitment in promise.commitments
    ]
    return assess_promise(promise, version, statuses, now)


def assess_commitment(
    commitment: Commitment, version: AgreementVersion, days: Mapping[date, DayTally], now: datetime
) -> CommitmentStatus:
    """How a commitment of an agreement's version stands at `now`, from its day tallies."""
    agreement = version.agreement
    return assess(
        commitment,
        days,
        agreement.period,
        now,
        names=names_of((version,)),
        closed_on=agreement.closed_on,
        since=since(version, commitment.id),
    )


def assess_promise(
    promise: Promise, version: AgreementVersion, statuses: Sequence[CommitmentStatus], now: datetime
) -> PromiseStatus:
    """How a promise stands at `now`.

    Args:
        promise: as it reads in `version`.
        version: the agreement's version in force.
        statuses: of each of its commitments, assessed at `now`.
        now: aware.
    """
    agreement = version.agreement
    case = PromiseCase(statuses or [_unwritten(promise, version, now)])
    rule = decide(PROMISE_RULES, case)
    return PromiseStatus(
        promise=promise.id,
        agreement=agreement.id,
        agreement_version=version.version,
        municipality=agreement.municipality.code,
        state=rule.state,
        rule=rule.id,
        explanation=_explanation(case, rule),
        assessed_at=now,
        commitments=tuple(statuses),
        late=any(one.late for one in statuses),
        next_due=_earliest([one.next_due for one in statuses]),
        last_reported_at=_latest([one.last_reported_at for one in statuses]),
        valid_until=_first([one.valid_until for one in case.commitments]),
        demonstration=agreement.demonstration,
    )


def promise_of(version: AgreementVersion, promise_id: str) -> Promise:
    """A promise of an agreement's version, by its id."""
    return next(promise for promise in version.agreement.promises if promise.id == promise_id)


def _unwritten(promise: Promise, version: AgreementVersion, now: datetime) -> CommitmentStatus:
    """A promise that nobody has made checkable goes as a commitment without a measure, and without facts."""
    nothing = Commitment(id=promise.id, title=promise.title, counts=Counts())
    return assess_commitment(nothing, version, {}, now)


def _explanation(case: PromiseCase, rule: Rule[PromiseCase]) -> str:
    """The commitments' own explanations: those that decided, each under its title when there are several."""
    told = _deciding(case, rule.state)
    if len(case.commitments) == 1:
        return told[0].explanation
    return " ".join(f"{one.title}: {one.explanation}" for one in told)


def _deciding(case: PromiseCase, state: State) -> Sequence[CommitmentStatus]:
    if state in (State.BEHIND, State.AT_RISK, State.STALLED, State.UPCOMING):
        found = [one for one in case.commitments if one.state == state]
        return found[:1] if state == State.UPCOMING else found
    measured = [one for one in case.commitments if is_measured(one)]
    return measured or case.commitments


def _earliest(days: Sequence[date | None]) -> date | None:
    return min((day for day in days if day), default=None)


def _first(instants: Sequence[datetime | None]) -> datetime | None:
    return min((instant for instant in instants if instant), default=None)


def _latest(instants: Sequence[datetime | None]) -> datetime | None:
    return max((instant for instant in instants if instant), default=None)
