"""Merging: what senders tell of their own records by events, the whole each time, in any order, however often.

The highest of the sender's revisions wins. What is merged depends on nothing else, so that those who send late, twice
or the wrong way around arrive at the same.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec

from services.activities.domain.change import Change
from services.activities.domain.changes import Walks, checked, corrected_type, done_or_planned, first
from services.activities.domain.in_force import InForce
from services.activities.domain.matching import matched
from services.activities.domain.refusal import Reason
from services.activities.domain.report import Report, SentReport
from shared.events import catalogue
from shared.events.activity import Activity, ActivityState

_CLOSED: Final[dict[ActivityState, str]] = {
    "cancelled": catalogue.ACTIVITY_CANCELLED,
    "withdrawn": catalogue.ACTIVITY_WITHDRAWN,
}
_NUMBERED: Final = tuple(name for name in SentReport.__struct_fields__ if name not in Report.__struct_fields__)


@dataclass(frozen=True, slots=True)
class Sent:
    """An activity as its sender's record has it at the sender's ``revision``."""

    activity: Activity
    revision: int


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of the activity with what was sent, and the sender's revision that it now has."""

    change: Change[Activity]
    revision: int


def check_sent(report: SentReport, subject: str | None) -> list[Reason]:
    """What does not go together in what was sent."""
    reasons = []
    if subject is None:
        needs = "needs the attribute `subject` of the event, which says which record is meant"
        reasons += [Reason(name, needs) for name in _NUMBERED if getattr(report, name)]
    if report.cancelled and report.withdrawn:
        reasons.append(Reason("withdrawn", "is not said of what is `cancelled`; it is one of them"))
    if report.cancelled and report.actual:
        reasons.append(Reason("cancelled", "is not said of what was done, which `actual` says; `withdrawn` may be"))
    return reasons


def sent(report: SentReport, activity_id: str, reporter: str, in_force: InForce, walks: Walks, now: datetime) -> Sent:
    """What the sender's record says, as if nothing had been told of it before.

    What is cancelled or withdrawn need not agree with what is in force: it must be possible to take back what once did.

    Raises:
        Forbidden: the reporter is no party of an agreement there.
        Refused: see `checks`.
    """
    told = first(report, activity_id, reporter, in_force, now)
    revision = report.revision or 1
    if closed := report.withdrawn or report.cancelled:
        state: ActivityState = "withdrawn" if report.withdrawn else "cancelled"
        return Sent(matched(msgspec.structs.replace(told, state=state, reason=closed), in_force), revision)
    return Sent(checked(msgspec.structs.replace(told, reason=report.reason or None), in_force, walks, now), revision)


def merge(before: Sent | None, told: Sent) -> Merged | None:
    """The next revision of an activity; None when what is told is not newer than what is known.

    Args:
        before: as it is known, at its own revision; None: nothing was told of it yet.
        told: by an event.
    """
    if before is None:
        return Merged(Change(told.activity, _event(None, told.activity)), told.revision)
    if told.revision <= before.revision:
        return None
    after = msgspec.structs.replace(told.activity, revision=before.activity.revision + 1)
    return Merged(Change(after, _event(before.activity, after)), told.revision)


def _event(before: Activity | None, after: Activity) -> str:
    """The type that tells of the change. Any state may follow any other: the sender knows what is so."""
    if after.state in _CLOSED:
        return _CLOSED[after.state]
    if before is None or before.state in _CLOSED or (before.state, after.state) == ("planned", "completed"):
        return done_or_planned(after)
    return corrected_type(before, after)
