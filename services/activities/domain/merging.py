"""Merging: what senders tell of their own records by events, the whole each time, in any order, however often.

The highest of the sender's revisions wins; of two that are numbered alike and say different things, the one with the
greater digest. What is merged depends on nothing else, so that those who send late, twice or the wrong way around
arrive at the same, and those who forget to number are told.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from typing import Final

import msgspec
from msgspec import UNSET

from services.activities.domain.change import Change
from services.activities.domain.changes import Walks, checked, corrected_type, done_or_planned, first
from services.activities.domain.in_force import InForce
from services.activities.domain.internal import internal
from services.activities.domain.matching import matched
from services.activities.domain.refusal import Reason, Refused
from services.activities.domain.report import Report, SentReport
from shared.events import catalogue
from shared.events.activity import Activity, ActivityState

_CLOSED: Final[dict[ActivityState, str]] = {
    "cancelled": catalogue.ACTIVITY_CANCELLED,
    "withdrawn": catalogue.ACTIVITY_WITHDRAWN,
}
_DIGEST_BYTES: Final = 16
_NUMBERED: Final = tuple(name for name in SentReport.__struct_fields__ if name not in Report.__struct_fields__)


@dataclass(frozen=True, slots=True)
class Sent:
    """An activity as its sender's record has it at the sender's ``revision``; ``content`` is the digest of that."""

    activity: Activity
    revision: int
    content: str | None = None


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of the activity with what was sent, and which of the sender's revisions it now has."""

    change: Change[Activity]
    now: Sent


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


def drafted(report: SentReport, activity_id: str, reporter: str, in_force: InForce, now: datetime) -> Sent:
    """What the sender's record says, as if nothing had been told of it before; not yet held against what is in force.

    Raises:
        Forbidden: the reporter is no party of an agreement there.
        Refused: its times make no sense.
    """
    told = first(report, activity_id, reporter, in_force, now)
    closed = report.withdrawn or report.cancelled
    if closed:
        state: ActivityState = "withdrawn" if report.withdrawn else "cancelled"
        told = msgspec.structs.replace(told, state=state)
    told = msgspec.structs.replace(told, reason=closed or report.reason or None)
    return Sent(told, report.revision or 1, digest(report))


def agreed(told: Sent, in_force: InForce, walks: Walks, now: datetime, known: Activity | None = None) -> Sent:
    """What was sent, with what it counts toward.

    What is cancelled or withdrawn need not agree with what is in force: it must be possible to take back what once did.

    Args:
        known: as it is known already; what it says too is not checked again.

    Raises:
        Refused: see `checks`.
    """
    activity = told.activity
    if activity.state in _CLOSED:
        return replace(told, activity=matched(activity, in_force))
    return replace(told, activity=checked(activity, in_force, walks, now, known))


def digest(report: SentReport) -> str:
    """What tells one content from another, whatever the revision."""
    said = {name: getattr(report, name) for name in SentReport.__struct_fields__ if name != "revision"}
    told = {name: None if value is UNSET else value for name, value in internal(said, report.kind).items()}
    return blake2b(msgspec.json.encode(told, order="sorted"), digest_size=_DIGEST_BYTES).hexdigest()


def merge(before: Sent | None, told: Sent) -> Merged | None:
    """The next revision of an activity; None when what is told is not newer than what is known.

    Args:
        before: as it is known, at its own revision; None: nothing was told of it yet.
        told: by an event.

    Raises:
        Refused: the same revision came with another content, which stays; or it lies in another municipality.
    """
    if before is None:
        return Merged(Change(told.activity, _event(None, told.activity)), told)
    if told.activity.municipality != before.activity.municipality:
        raise elsewhere()
    if is_no_news(before, told.revision, told.content):
        return None
    if told.revision == before.revision and (told.content or "") < (before.content or ""):
        other = f"{told.revision} came before with another content, which stays; send this as a later revision"
        raise Refused("Two contents of the record have the same revision.", [Reason("revision", other)])
    after = msgspec.structs.replace(told.activity, revision=before.activity.revision + 1)
    return Merged(Change(after, _event(before.activity, after)), replace(told, activity=after))


def elsewhere() -> Refused:
    """Why what was told of in one municipality is not told of in another: it stays where it is.

    The same whether or not the sender may know of the first, which is not named.
    """
    stays = "is not that of what was told of it first; withdraw that there, and tell of this as another record"
    return Refused("It lies in another municipality.", [Reason("municipality", stays)])


def is_no_news(before: Sent, revision: int, content: str | None) -> bool:
    """Whether a revision is an older one, or the very same; what is not known to differ is taken to be the same."""
    if revision != before.revision:
        return revision < before.revision
    return content is None or before.content in (None, content)


def _event(before: Activity | None, after: Activity) -> str:
    """The type that tells of the change. Any state may follow any other: the sender knows what is so."""
    if after.state in _CLOSED:
        return _CLOSED[after.state]
    if before is None or before.state in _CLOSED or (before.state, after.state) == ("planned", "completed"):
        return done_or_planned(after)
    return corrected_type(before, after)
