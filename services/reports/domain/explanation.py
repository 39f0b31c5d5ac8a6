"""The explanation of a status: the rule that decided, what it looked at, and what became of every activity."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from services.reports.domain import reasons
from services.reports.domain.assess import weigh
from services.reports.domain.explained import (
    Considered,
    ExplainedCommitment,
    ExplainedWindow,
    Explanation,
    Inputs,
    ToldActivity,
    ToldRule,
)
from services.reports.domain.fold import facts_at, under
from services.reports.domain.lapsed import done_then
from services.reports.domain.promise import assess_commitments, promise_of
from services.reports.domain.promise_rules import RULES
from services.reports.domain.prospects import Standing, prospects
from services.reports.domain.since import since
from services.reports.domain.tally import DayTally, Revisions, day_of, tally
from services.reports.domain.tracing import Asked, Traced, place_of, trace
from shared.events.agreement import AgreementVersion, Commitment
from shared.events.status import STATE_NAMES, CommitmentStatus, PromiseStatus

MOST_TOLD = 200  # of each window, counted and not


def explanation(
    version: AgreementVersion,
    promise_id: str,
    revisions_by_activity: Mapping[str, Revisions],
    as_of: datetime,
    known_at: datetime,
    assessed_at: datetime | None = None,
    versions: Sequence[AgreementVersion] = (),
) -> Explanation:
    """Why a promise of a version stood as it did.

    Args:
        version: in force at `as_of`; holds the promise.
        promise_id: which promise.
        revisions_by_activity: whatever counted toward it under any version, of what may be shown.
        as_of, known_at: the two axes of time.
        assessed_at: when it is assessed, such as when the day that is shown was over; None: at `as_of`.
        versions: of the agreement, to tell what counted toward an earlier wording alone.
    """
    now = assessed_at or as_of
    promise = promise_of(version, promise_id)
    facts = [under(version, fact) for fact in facts_at(revisions_by_activity, as_of, known_at)]
    days = {commitment.id: tally(facts, commitment.id) for commitment in promise.commitments}
    status = assess_commitments(promise, version, days, now)
    then = done_then(versions or (version,), version, promise_id, revisions_by_activity, as_of, known_at)
    explained = (
        _commitment(
            told,
            _inputs(commitment, version, days[commitment.id], now),
            trace(Asked(commitment, version, as_of, known_at), revisions_by_activity),
        )
        for commitment, told in zip(promise.commitments, status.commitments, strict=True)
    )
    return Explanation(
        promise=promise.id,
        title=promise.title,
        text=promise.text,
        agreement=version.agreement.id,
        agreement_version=version.version,
        as_of=now,
        known_at=known_at,
        state=status.state,
        state_name=STATE_NAMES[status.state],
        rule=_rule(status),
        explanation=status.explanation,
        commitments=tuple(explained),
        then=_considered([Traced(fact, reason=reasons.EARLIER_WORDING) for fact in then]),
        prospects=tuple(prospects(Standing(promise, version, days, status, now))),
    )


def _commitment(status: CommitmentStatus, inputs: Inputs, traced: Iterable[Traced]) -> ExplainedCommitment:
    starts = [window.start for window in status.windows]
    shares: defaultdict[int | None, list[Traced]] = defaultdict(list)
    for each in traced:
        shares[place_of(day_of(each.fact), starts)].append(each)
    return ExplainedCommitment(
        commitment=status.commitment,
        title=status.title,
        state=status.state,
        state_name=STATE_NAMES[status.state],
        rule=_rule(status),
        explanation=status.explanation,
        inputs=inputs,
        windows=tuple(
            ExplainedWindow(window=window, considered=_considered(shares[place], window.end))
            for place, window in enumerate(status.windows)
        ),
        considered=_considered(shares[None]),
    )


def _rule(status: CommitmentStatus | PromiseStatus) -> ToldRule:
    return ToldRule(id=status.rule, words=RULES[status.rule])


def _considered(traced: Sequence[Traced], end: date | None = None) -> Considered:
    counted = [_told(each, end) for each in traced if each.reason is None]
    others = [_told(each, end) for each in traced if each.reason]
    return Considered(
        counted=tuple(counted[:MOST_TOLD]),
        counted_total=len(counted),
        not_counted=tuple(others[:MOST_TOLD]),
        not_counted_total=len(others),
    )


def _told(traced: Traced, end: date | None) -> ToldActivity:
    fact, reason = traced.fact, traced.reason
    day = day_of(fact)
    return ToldActivity(
        activity=fact.id,
        revision=fact.revision,
        title=fact.title,
        kind=fact.kind.value,
        state=fact.state,
        start=fact.span.start,
        day=day,
        amount=traced.amount,
        late=reason is None and end is not None and day > end,
        reason=reason.id if reason else None,
        words=reason.words if reason else None,
        said=fact.reason,
    )


def _inputs(
    commitment: Commitment, version: AgreementVersion, days: Mapping[date, DayTally], as_of: datetime
) -> Inputs:
    agreement = version.agreement
    weighed = weigh(
        commitment,
        days,
        agreement.period,
        as_of,
        closed_on=agreement.closed_on,
        since=since(version, commitment.id),
    )
    case = weighed.case
    return Inputs(
        begun=case.begun,
        over=case.over,
        closed=case.closed,
        curtailed=case.curtailed,
        windows_asking=len(case.asking),
        windows_met=case.count("met"),
        windows_missed=case.count("missed"),
        open_window=case.open.label if case.open else None,
        planned_in_open=case.open.planned if case.open else 0,
        last_quarter=case.closing,
        average=case.average,
        below_average=case.below_average,
        anything_done=case.anything_done,
        last_done_on=weighed.held[-1][0] if weighed.held else None,
        silent=case.silent,
        stalls_on=weighed.stalls,
    )
