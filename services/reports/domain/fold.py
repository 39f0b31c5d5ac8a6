"""The whole of it as one pure fold: from all facts, with all their revisions, to a promise's status.

Two axes of time: `as_of` is the moment assessed, what had happened by then; `known_at` is what had been reported by
then. What `reports` keeps and serves can be recomputed and verified by this alone.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

import msgspec

from services.reports.domain.promise import assess_commitments
from services.reports.domain.tally import Revisions, current, tally
from shared.clock import local_day, start_of_day
from shared.events.activity import Activity, Count
from shared.events.agreement import Agreement, AgreementVersion, Period, Promise
from shared.events.status import PromiseStatus

_DAY = timedelta(days=1)
_INSTANT = timedelta(microseconds=1)


def status_of(
    version: AgreementVersion,
    promise: Promise,
    revisions_by_activity: Mapping[str, Revisions],
    as_of: datetime,
    known_at: datetime,
    assessed_at: datetime | None = None,
) -> PromiseStatus:
    """How a promise stood at `as_of`, by what had been reported at `known_at`; assessed then, or at another moment."""
    facts = [under(version, fact) for fact in facts_at(revisions_by_activity, as_of, known_at)]
    days = {commitment.id: tally(facts, commitment.id) for commitment in promise.commitments}
    return assess_commitments(promise, version, days, assessed_at or as_of)


def facts_at(revisions_by_activity: Mapping[str, Revisions], as_of: datetime, known_at: datetime) -> Iterator[Activity]:
    """The activities to tally for a moment, each at the revision that applies.

    A completed one counts if it had begun by `as_of`, however late it was reported; a plan only if it was reported
    by `as_of`, for what was planned then is what could be known then. Withdrawn ones never were.
    """
    found = (applying(revisions, as_of, known_at) for revisions in revisions_by_activity.values())
    return (fact for fact in found if fact is not None)


def applying(revisions: Revisions, as_of: datetime, known_at: datetime) -> Activity | None:
    """The revision of an activity that applies at a moment, by the rule of `facts_at`; None: it is tallied nowhere."""
    latest = current(revisions, known_at)
    if latest is None or latest.state == "withdrawn":
        return None
    if latest.state == "completed" and latest.span.start <= as_of:
        return latest
    plan = current(revisions, min(known_at, as_of))
    return plan if plan is not None and plan.state == "planned" else None


def under(version: AgreementVersion, activity: Activity) -> Activity:
    """The activity with what it counts toward under a version of the agreement: what `earlier` says of it, if anything.

    Whatever `earlier` does not tell of is as the latest version has it.
    """
    agreement = version.agreement
    told = (one for one in activity.earlier if (one.agreement, one.version) == (agreement.id, version.version))
    said = next(told, None)
    if said is None:
        return activity
    others = (count for count in activity.counts if count.agreement != agreement.id)
    return msgspec.structs.replace(activity, counts=(*others, *_counts(agreement, said.commitments)))


def version_in_force(
    versions: Sequence[AgreementVersion], as_of: datetime, known_at: datetime | None = None
) -> AgreementVersion:
    """The version of an agreement in force at an instant; before the first came into force, the first.

    Args:
        versions: in any order.
        as_of: the instant.
        known_at: only versions that had been published by then are known; None: all are.
    """
    ordered = sorted(versions, key=lambda version: version.version)
    known = (each for each in reversed(ordered) if known_at is None or each.known_from <= known_at)
    return next((version for version in known if version.in_force_from <= as_of), ordered[0])


def published_from(versions: Sequence[AgreementVersion]) -> datetime:
    """When the first of some versions was published: before, nobody could read anything of its promises."""
    return min(version.known_from for version in versions)


def days_held(versions: Sequence[AgreementVersion], promise_id: str) -> tuple[Period, ...]:
    """The stretches of the period's days on which the version in force holds a promise, the earliest first.

    More than one when an amendment took it away and a later one brought it back.
    """
    period = max(versions, key=lambda version: version.version).agreement.period
    changes = {local_day(version.in_force_from) for version in versions}
    begins = sorted({period.start, *(day for day in changes if period.start < day <= period.end)})
    ends = [*(day - _DAY for day in begins[1:]), period.end]
    held: list[Period] = []
    for begin, end in zip(begins, ends, strict=True):
        if holds(version_in_force(versions, start_of_day(begin + _DAY) - _INSTANT), promise_id):
            goes_on = held and held[-1].end + _DAY == begin
            held.append(Period(start=held.pop().start if goes_on else begin, end=end))
    return tuple(held)


def absence(
    versions: Sequence[AgreementVersion], promise_id: str, version: AgreementVersion
) -> tuple[date | None, date | None]:
    """Of a promise that a version does not hold: the day on which it was taken out before, and that on which it came.

    Returns:
        None for the one: no version before held it; for the other: none after does.
    """
    ordered = sorted(versions, key=lambda each: each.version)
    held = [each.version for each in ordered if holds(each, promise_id)]
    last = max((number for number in held if number < version.version), default=None)
    taken = None if last is None else next(each for each in ordered if each.version > last)
    back = next((each for each in ordered if each.version in held and each.version > version.version), None)
    began = tuple(local_day(each.in_force_from) if each else None for each in (taken, back))
    return began[0], began[1]


def holds(version: AgreementVersion, promise_id: str) -> bool:
    """Whether a version of an agreement holds a promise."""
    return any(promise.id == promise_id for promise in version.agreement.promises)


def _counts(agreement: Agreement, commitments: Collection[str]) -> Iterator[Count]:
    for promise in agreement.promises:
        for commitment in promise.commitments:
            if commitment.id in commitments:
                yield Count(
                    agreement=agreement.id,
                    promise=promise.id,
                    commitment=commitment.id,
                    promise_title=promise.title,
                    responsible=promise.responsible,
                )
