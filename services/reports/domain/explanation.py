"""The explanation of a status: the rule that decided, what it looked at, and what became of every activity."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from services.reports.domain.assess import weigh
from services.reports.domain.fold import facts_at, under
from services.reports.domain.promise import assess_commitments, promise_of
from services.reports.domain.promise_rules import RULES
from services.reports.domain.prospects import Prospect, Standing, prospects
from services.reports.domain.tally import DayTally, Revisions, day_of, tally
from services.reports.domain.tracing import Asked, Traced, place_of, trace
from shared.events.agreement import AgreementVersion, Commitment
from shared.events.record import Record, Words
from shared.events.status import STATE_NAMES, CommitmentStatus, PromiseStatus, State, WindowStatus

MOST_TOLD = 200  # of each window, counted and not


class ToldRule(Record, frozen=True):
    """A rule by its id, and what it says."""

    id: str
    words: Words


class ToldActivity(Record, frozen=True):
    """An activity that was considered, at the revision that was.

    Attributes:
        day: on which it starts, in Stockholm.
        amount: how much it adds, in the target's unit; 0 when it does not count.
        late: it counts in the window though it was done after its end.
        reason: why it does not count; None when it does.
        words: the same in a sentence.
        said: what the party said of why it was called off, withdrawn or corrected.
    """

    activity: str
    revision: int
    title: str
    kind: str
    state: str
    start: datetime
    day: date
    amount: float = 0
    late: bool = False
    reason: str | None = None
    words: Words | None = None
    said: str | None = None


class Considered(Record, frozen=True):
    """Activities that count, and those that do not; at most 200 of each, the earliest first, and how many there are."""

    counted: tuple[ToldActivity, ...] = ()
    counted_total: int = 0
    not_counted: tuple[ToldActivity, ...] = ()
    not_counted_total: int = 0


class ExplainedWindow(Record, frozen=True):
    """A window as it stands, with what was considered for it."""

    window: WindowStatus
    considered: Considered


class Inputs(Record, frozen=True):
    """What the rules of a commitment looked at.

    Attributes:
        begun, over: whether the agreement's period has begun, and is over.
        closed: it was ended early, and that day has passed.
        curtailed: a window was cut short by that, unmet.
        windows_asking, windows_met, windows_missed: how many ask for something, are met, were missed.
        open_window: the label of the one that runs and is not met.
        planned_in_open: how many activities are planned in it.
        last_quarter: a quarter or less of it is left.
        average, below_average: an average is asked for, and not reached so far.
        anything_done: something that counts was done in the period.
        last_done_on: the last day on which something was.
        silent: nothing was done for 90 days; stalls_on: the day from which on that is so. Of what has no measure.
    """

    begun: bool
    over: bool
    closed: bool
    curtailed: bool
    windows_asking: int
    windows_met: int
    windows_missed: int
    open_window: str | None
    planned_in_open: int
    last_quarter: bool
    average: bool
    below_average: bool
    anything_done: bool
    last_done_on: date | None
    silent: bool
    stalls_on: date | None


class ExplainedCommitment(Record, frozen=True):
    """A commitment's state, rule and inputs; ``considered`` is what lies in none of its windows."""

    commitment: str
    title: str
    state: State
    state_name: str
    rule: ToldRule
    explanation: str
    inputs: Inputs
    windows: tuple[ExplainedWindow, ...]
    considered: Considered


class Explanation(Record, frozen=True):
    """Why a promise is in its state, as of a moment, as known at another; ``prospects``: what would change it."""

    promise: str
    title: str
    text: str
    agreement: str
    agreement_version: int
    as_of: datetime
    known_at: datetime
    state: State
    state_name: str
    rule: ToldRule
    explanation: str
    commitments: tuple[ExplainedCommitment, ...]
    prospects: tuple[Prospect, ...]


def explanation(
    version: AgreementVersion,
    promise_id: str,
    revisions_by_activity: Mapping[str, Revisions],
    as_of: datetime,
    known_at: datetime,
) -> Explanation:
    """Why a promise of a version stood as it did.

    Args:
        version: in force at `as_of`; holds the promise.
        promise_id: which promise.
        revisions_by_activity: whatever counted toward it under any version, of what may be shown.
        as_of, known_at: the two axes of time.
    """
    promise = promise_of(version, promise_id)
    facts = [under(version, fact) for fact in facts_at(revisions_by_activity, as_of, known_at)]
    days = {commitment.id: tally(facts, commitment.id) for commitment in promise.commitments}
    status = assess_commitments(promise, version, days, as_of)
    explained = (
        _commitment(
            told,
            _inputs(commitment, version, days[commitment.id], as_of),
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
        as_of=as_of,
        known_at=known_at,
        state=status.state,
        state_name=STATE_NAMES[status.state],
        rule=_rule(status),
        explanation=status.explanation,
        commitments=tuple(explained),
        prospects=tuple(prospects(Standing(promise, version, days, status, as_of))),
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
    weighed = weigh(commitment, days, agreement.period, as_of, closed_on=agreement.closed_on)
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
