"""The notice: what one party is told of one event. Holds facts, no words and no address; templates find the words.

Of a tip it can hold no text, since the event has none.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from services.notifications.domain.rules import Audience, Rule
from shared.events.activity import Activity, Kind, Span
from shared.events.cloudevent import Event
from shared.events.record import Record
from shared.events.status import CommitmentStatus, State, StatusChanged, WindowState
from shared.events.tip import TipReceived


class PromiseLine(Record, frozen=True):
    """A promise that the recipient answers for; ``text`` is verbatim, when the event carries it."""

    id: str
    agreement: str
    title: str
    text: str = ""


class ActivityFacts(Record, frozen=True):
    """What was done, as it is now known."""

    kind: Kind
    revision: int
    title: str
    span: Span
    place: str | None = None
    participants: tuple[str, ...] = ()
    quantity: float = 1
    outcome: str = ""
    reason: str | None = None


class WindowLine(Record, frozen=True):
    """A window that lacks something: "0 av 1", and what a covering target still misses."""

    label: str
    state: WindowState
    summary: str
    end: date
    missing: tuple[str, ...] = ()
    note: str | None = None


class CommitmentLine(Record, frozen=True):
    """One checkable part of the promise: how it goes, why, and the windows that lack something."""

    title: str
    state: State
    explanation: str
    next_due: date | None = None
    lacking: tuple[WindowLine, ...] = ()


class StatusFacts(Record, frozen=True):
    """The state that the promise has entered, and why."""

    state: State
    previous: State | None
    explanation: str
    commitments: tuple[CommitmentLine, ...] = ()
    next_due: date | None = None
    late: bool = False


class TipFacts(Record, frozen=True):
    """A tip as far as it may be seen."""

    id: str
    category: str
    received_at: datetime
    area: str | None = None


class Notice(Record, frozen=True):
    """What one party is told. Exactly one of ``activity``, ``status`` and ``tip`` is there, to put it into words.

    A subscription is sent the event itself: its notice has none of them.

    ``about`` is the id of the activity, promise or tip. ``promises`` are those the recipient answers for and
    the event concerns; ``no_longer`` those that an earlier notice named and the activity counts toward no more.
    """

    about: str
    municipality: str
    municipality_name: str
    promises: tuple[PromiseLine, ...] = ()
    no_longer: tuple[PromiseLine, ...] = ()
    activity: ActivityFacts | None = None
    status: StatusFacts | None = None
    tip: TipFacts | None = None
    demonstration: bool = False


class Before(NamedTuple):
    """A party's latest notice of an activity: of which revision, and the promises that it named."""

    revision: int
    promises: tuple[PromiseLine, ...]


Told = Mapping[str, Mapping[str, Before]]  # activity id -> party -> what it was told before


def notices(rule: Rule, event: Event, told: Told) -> dict[str, Notice]:
    """What each party is told of an event under a rule: party id -> notice."""
    data = event.data
    match rule.audience:
        case Audience.RESPONSIBLE_OF_COUNTS:
            return {party: _of_activity(data, lines) for party, lines in _counted(data).items()}
        case Audience.TOLD_BEFORE:
            return {
                party: _of_activity(data, _counted(data).get(party, ()), before.promises)
                for party, before in told.get(data.id, {}).items()
                if before.revision < data.revision
            }
        case Audience.RESPONSIBLE_OF_STATUS:
            return dict.fromkeys(data.responsible, _of_status(data))
        case Audience.RECIPIENTS:
            return dict.fromkeys(data.recipients, _of_tip(data))


def _counted(activity: Activity) -> dict[str, tuple[PromiseLine, ...]]:
    """Party -> the promises it answers for that the activity counts toward, each once."""
    lines: dict[str, dict[str, PromiseLine]] = {}
    if activity.state != "completed":
        return {}
    for count in activity.counts:
        line = PromiseLine(id=count.promise, agreement=count.agreement, title=count.promise_title)
        for party in count.responsible:
            lines.setdefault(party, {})[count.promise] = line
    return {party: tuple(found.values()) for party, found in lines.items()}


def _of_activity(activity: Activity, promises: tuple[PromiseLine, ...], before: tuple[PromiseLine, ...] = ()) -> Notice:
    counted = {line.id for line in promises}
    return Notice(
        about=activity.id,
        municipality=activity.municipality,
        municipality_name=activity.municipality_name,
        promises=promises,
        no_longer=tuple(line for line in before if line.id not in counted),
        activity=ActivityFacts(
            kind=activity.kind,
            revision=activity.revision,
            title=activity.title,
            span=activity.span,
            place=activity.place.name if activity.place else None,
            participants=tuple(participant.name for participant in activity.participants),
            quantity=activity.quantity,
            outcome=activity.outcome,
            reason=activity.reason,
        ),
        demonstration=activity.demonstration,
    )


def _of_status(change: StatusChanged) -> Notice:
    status = change.status
    return Notice(
        about=change.promise,
        municipality=change.municipality,
        municipality_name=change.municipality_name,
        promises=(
            PromiseLine(
                id=change.promise,
                agreement=status.agreement,
                title=change.promise_title,
                text=change.promise_text,
            ),
        ),
        status=StatusFacts(
            state=status.state,
            previous=change.previous,
            explanation=status.explanation,
            commitments=tuple(_commitment(commitment) for commitment in status.commitments),
            next_due=status.next_due,
            late=status.late,
        ),
        demonstration=change.demonstration,
    )


def _commitment(commitment: CommitmentStatus) -> CommitmentLine:
    return CommitmentLine(
        title=commitment.title,
        state=commitment.state,
        explanation=commitment.explanation,
        next_due=commitment.next_due,
        lacking=tuple(
            WindowLine(
                label=window.label,
                state=window.state,
                summary=window.summary,
                end=window.end,
                missing=window.missing,
                note=window.note,
            )
            for window in commitment.windows
            if window.state in ("open", "missed")
        ),
    )


def _of_tip(tip: TipReceived) -> Notice:
    return Notice(
        about=tip.tip_id,
        municipality=tip.municipality,
        municipality_name=tip.municipality_name,
        tip=TipFacts(id=tip.tip_id, category=tip.category, received_at=tip.received_at, area=tip.area),
        demonstration=tip.demonstration,
    )
