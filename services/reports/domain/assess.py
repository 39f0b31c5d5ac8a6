"""The delivery status of a commitment: a pure function of its day tallies and a moment."""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType

from services.reports.domain.cases import CommitmentCase
from services.reports.domain.explain import Story, explain
from services.reports.domain.judge import Judged, judge, risk_begins
from services.reports.domain.measure import enough, evidence
from services.reports.domain.rules import COMMITMENT_RULES, decide
from services.reports.domain.tally import DayTally
from services.reports.domain.validity import Outlook, stall_day, valid_until
from services.reports.domain.windows import windows
from shared.clock import local_day
from shared.events.agreement import Commitment, Period
from shared.events.status import CommitmentStatus, WindowStatus

_NO_NAMES: Mapping[str, str] = MappingProxyType({})


def assess(
    commitment: Commitment,
    days: Mapping[date, DayTally],
    period: Period,
    now: datetime,
    *,
    names: Mapping[str, str] = _NO_NAMES,
) -> CommitmentStatus:
    """How a commitment stands at `now`.

    Args:
        commitment: what is asked for, and what counts.
        days: the tallies of all its days; days before the period do not count.
        period: the agreement's.
        now: aware.
        names: the parties' names by their ids, for what a covering target still lacks.

    Returns:
        the status; until its `valid_until` the very same is returned for every later moment.
    """
    target = commitment.target
    judged = judge(windows(target, period), target, days, now, names) if target else ()
    statuses = tuple(one.status for one in judged)
    held = [(day, days[day]) for day in sorted(days) if day >= period.start and days[day].activities]
    last_day = held[-1][0] if held else None
    stalls = None if any(one.window.asks for one in judged) else stall_day(period, last_day)
    case = _case(judged, commitment, period, now, anything_done=bool(held), stalls=stalls)
    rule = decide(COMMITMENT_RULES, case)
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
            Story(activities, last_day, period),
            unplanned=case.closing and not case.average and not (case.open and case.open.planned),
        ),
        windows=statuses,
        activities=evidence(held),
        done=sum(status.done for status in statuses) if statuses else activities,
        late=any(status.late for status in statuses),
        next_due=_next_due(statuses),
        last_reported_at=max((day.last_reported_at for _, day in held if day.last_reported_at), default=None),
        valid_until=valid_until(Outlook(judged, period, rule.state, stalls), now),
    )


def _case(
    judged: tuple[Judged, ...],
    commitment: Commitment,
    period: Period,
    now: datetime,
    *,
    anything_done: bool,
    stalls: date | None,
) -> CommitmentCase:
    today = local_day(now)
    asking = tuple(one.status for one in judged if one.window.asks)
    running = next((one.window for one in judged if one.status.state == "open"), None)
    average = commitment.target is not None and commitment.target.average and bool(asking)
    return CommitmentCase(
        begun=today >= period.start,
        over=today > period.end,
        asking=asking,
        anything_done=anything_done,
        closing=running is not None and now >= risk_begins(running),
        average=average,
        below_average=average and not enough(asking[0].done, asking[0].required),
        silent=stalls is not None and today >= stalls,
    )


def _next_due(statuses: tuple[WindowStatus, ...]) -> date | None:
    return next((status.end for status in statuses if status.state in ("open", "upcoming")), None)
