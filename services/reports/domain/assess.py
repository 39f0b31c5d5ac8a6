"""The delivery status of a commitment: a pure function of its day tallies and a moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from services.reports.domain.cases import CommitmentCase
from services.reports.domain.explain import Story, explain
from services.reports.domain.judge import Judged, judge, risk_begins
from services.reports.domain.measure import Held, enough, evidence
from services.reports.domain.rules import COMMITMENT_RULES, Rule, decide
from services.reports.domain.tally import DayTally
from services.reports.domain.validity import Outlook, stall_day, valid_until
from shared.clock import local_day
from shared.events.agreement import Commitment, Period
from shared.events.status import CommitmentStatus, WindowStatus
from shared.windows import left_of, windows

_NO_NAMES: Mapping[str, str] = MappingProxyType({})


def assess(
    commitment: Commitment,
    days: Mapping[date, DayTally],
    period: Period,
    now: datetime,
    *,
    names: Mapping[str, str] = _NO_NAMES,
    closed_on: date | None = None,
    since: date | None = None,
) -> CommitmentStatus:
    """How a commitment stands at `now`.

    Args:
        commitment: what is asked for, and what counts.
        days: the tallies of all its days; days on which the agreement did not hold yet, or no longer, do not count.
        period: the agreement's, as it was signed.
        now: aware.
        names: the parties' names by their ids, for what a covering target still lacks.
        closed_on: the agreement's last day, when the parties ended it before the period was over.
        since: the day, later than the period's first, on which an amendment added the commitment.

    Returns:
        the status; until its `valid_until` the very same is returned for every later moment.
    """
    weighed = weigh(commitment, days, period, now, names=names, closed_on=closed_on, since=since)
    judged, held, case, rule = weighed.judged, weighed.held, weighed.case, weighed.rule
    statuses = tuple(one.status for one in judged)
    last_day = held[-1][0] if held else None
    activities = sum(day.activities for _, day in held)
    return CommitmentStatus(
        commitment=commitment.id,
        title=commitment.title,
        state=rule.state,
        rule=rule.id,
        explanation=explain(
            commitment,
            rule.id,
            statuses,
            Story(
                activities,
                last_day,
                weighed.in_effect,
                weighed.closed,
                tuple(one.status for one in judged if one.curtailed),
                since,
            ),
            unplanned=case.closing and not case.average and not (case.open and case.open.planned),
        ),
        windows=statuses,
        activities=evidence(held),
        done=sum(status.done for status in statuses) if statuses else activities,
        late=any(status.late for status in statuses),
        next_due=_next_due(statuses, weighed.in_effect.end),
        last_reported_at=max((day.last_reported_at for _, day in held if day.last_reported_at), default=None),
        valid_until=valid_until(Outlook(judged, weighed.in_effect, rule.state, weighed.stalls), now),
    )


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a status rests on.

    Attributes:
        judged: the windows.
        case, rule: what the rules look at, and the one that decided.
        held: the days of the period on which something was done.
        in_effect: the days on which the agreement holds.
        stalls: the day on which it stalls unless something is done; None when it has a measure.
        closed: the last day of an agreement that was ended early, once it has passed.
    """

    judged: tuple[Judged, ...]
    case: CommitmentCase
    rule: Rule[CommitmentCase]
    held: Held
    in_effect: Period
    stalls: date | None
    closed: date | None


def weigh(
    commitment: Commitment,
    days: Mapping[date, DayTally],
    period: Period,
    now: datetime,
    *,
    names: Mapping[str, str] = _NO_NAMES,
    closed_on: date | None = None,
    since: date | None = None,
) -> Weighed:
    """What the status of a commitment at `now` rests on; arguments as of `assess`."""
    if closed_on is not None and closed_on >= period.end:
        closed_on = None
    if closed_on is not None:
        days = {day: days[day] for day in days if day <= closed_on}
    target = commitment.target
    judged = judge(windows(target, period, since), target, days, now, names, closed_on) if target else ()
    period = left_of(period, since)
    held = [(day, days[day]) for day in sorted(days) if day >= period.start and days[day].activities]
    last_day = held[-1][0] if held else None
    stalls = None if any(one.window.asks for one in judged) else stall_day(period, last_day)
    closed = closed_on if closed_on and local_day(now) > closed_on else None
    case = _case(judged, commitment, period, now, anything_done=bool(held), stalls=stalls, closed=closed is not None)
    in_effect = Period(start=period.start, end=closed_on) if closed_on else period
    return Weighed(judged, case, decide(COMMITMENT_RULES, case), held, in_effect, stalls, closed)


def _case(
    judged: tuple[Judged, ...],
    commitment: Commitment,
    period: Period,
    now: datetime,
    *,
    anything_done: bool,
    stalls: date | None,
    closed: bool,
) -> CommitmentCase:
    today = local_day(now)
    asking = tuple(one.status for one in judged if one.window.asks)
    running = next((one.window for one in judged if one.status.state == "open"), None)
    average = commitment.target is not None and commitment.target.is_average and bool(asking)
    return CommitmentCase(
        begun=today >= period.start,
        over=closed or today > period.end,
        asking=asking,
        anything_done=anything_done,
        closing=running is not None and now >= risk_begins(running),
        average=average,
        below_average=average and not enough(asking[0].done, asking[0].required),
        silent=stalls is not None and today >= stalls,
        closed=closed,
        curtailed=any(one.curtailed for one in judged),
    )


def _next_due(statuses: tuple[WindowStatus, ...], last: date) -> date | None:
    """The last day on which the next window can be met: its own, or the agreement's when that comes first."""
    found = next((status for status in statuses if status.state in ("open", "upcoming")), None)
    return min(found.end, last) if found and found.start <= last else None
