"""What amendments put an end to: promises that were taken out, wordings that were exchanged, and what they counted.

The state of a promise follows the version in force. What was promised and done before stays told beside it, and this is
the one place that says what that was.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import msgspec

from services.reports.domain.fold import days_held, facts_at, holds, under, version_in_force
from services.reports.domain.promise import promise_of
from services.reports.domain.tally import Revisions
from shared.clock import local_day, start_of_day
from shared.events.activity import Activity, Count
from shared.events.agreement import AgreementVersion, Commitment, Period, Promise

_DAY = timedelta(days=1)
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Removed:
    """A promise that an amendment took out.

    Attributes:
        promise: as it last read.
        version: the last that held it, as if the agreement had ended with the promise: so it is judged.
        last: the last day on which it was promised.
        by: the version that took it out.
    """

    promise: Promise
    version: AgreementVersion
    last: date
    by: AgreementVersion


@dataclass(frozen=True, slots=True)
class Former:
    """A commitment that a promise made until a day, and that an amendment exchanged for another or took away."""

    commitment: Commitment
    last: date


def removed(versions: Sequence[AgreementVersion], shown: AgreementVersion, days: Period) -> tuple[Removed, ...]:
    """The promises that were promised on some of the days and that a version does not hold, in the document's order.

    Args:
        versions: of the agreement, as known, in any order; those after the one shown change nothing.
        shown: the version.
        days: which days.
    """
    told = _until(versions, shown)
    ids = dict.fromkeys(promise.id for version in told for promise in version.agreement.promises)
    found = [_removed(told, shown, each, days) for each in ids if not holds(shown, each)]
    return tuple(sorted((one for one in found if one), key=lambda one: (one.promise.number, one.last)))


def former(
    versions: Sequence[AgreementVersion], shown: AgreementVersion, promise: str, days: Period
) -> tuple[Former, ...]:
    """What a promise that a version holds asked for on some of the days, and does not by that version."""
    told = [each for each in _until(versions, shown) if holds(each, promise)]
    asked = {_asks(each) for each in promise_of(shown, promise).commitments}
    found: dict[object, Former] = {}
    for version, after in zip(told, [*_starts(told)[1:], None], strict=True):
        begins, ends = max(_starts([version])[0], days.start), after - _DAY if after else days.end
        for commitment in promise_of(version, promise).commitments:
            if _asks(commitment) not in asked and begins <= min(ends, days.end):
                found[_asks(commitment)] = Former(commitment, min(ends, days.end))
    return tuple(found.values())


def counted_then(
    versions: Sequence[AgreementVersion], shown: AgreementVersion, activity: Activity
) -> tuple[Count, ...]:
    """What an activity counted toward when it was done, of promises toward which it does not count by a version."""
    then = version_in_force(_until(versions, shown), activity.span.start)
    if then.version == shown.version:
        return ()
    agreement = shown.agreement.id
    now = {count.promise for count in under(shown, activity).counts}
    counts = under(then, activity).counts
    return tuple(count for count in counts if count.agreement == agreement and count.promise not in now)


def done_then(
    versions: Sequence[AgreementVersion],
    shown: AgreementVersion,
    promise: str,
    facts: Mapping[str, Revisions],
    as_of: datetime,
    known_at: datetime,
) -> tuple[Activity, ...]:
    """What was done and counted toward a promise by an earlier version only, the earliest first."""
    if len(_until(versions, shown)) == 1:
        return ()
    done = [
        activity
        for activity in facts_at(facts, as_of, known_at)
        if activity.state == "completed"
        and any(count.promise == promise for count in counted_then(versions, shown, activity))
    ]
    return tuple(sorted(done, key=lambda one: (one.span.start, one.id)))


def _until(versions: Sequence[AgreementVersion], shown: AgreementVersion) -> list[AgreementVersion]:
    return sorted((each for each in versions if each.version <= shown.version), key=lambda each: each.version)


def _removed(
    versions: Sequence[AgreementVersion], shown: AgreementVersion, promise: str, days: Period
) -> Removed | None:
    held = [one for one in days_held(versions, promise) if one.start <= days.end and one.end >= days.start]
    if not held:
        return None
    version = version_in_force(versions, start_of_day(held[-1].end + _DAY) - _INSTANT)
    by = next(each for each in versions if each.version > version.version and not holds(each, promise))
    last = min(held[-1].end, shown.agreement.in_effect.end)
    ended = msgspec.structs.replace(version.agreement, closed_on=last)
    return Removed(promise_of(version, promise), msgspec.structs.replace(version, agreement=ended), last, by)


def _starts(versions: Sequence[AgreementVersion]) -> list[date]:
    return [max(local_day(each.in_force_from), each.agreement.period.start) for each in versions]


def _asks(commitment: Commitment) -> object:
    """What makes two commitments ask for the same, whatever they are called."""
    return commitment.counts, commitment.target
