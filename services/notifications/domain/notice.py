"""The notice: what one party is told of one event. Holds facts, no words and no address; templates find the words.

Of a tip it can hold no text, since the event has none.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from shared.events.activity import ActivityState, Kind, Span
from shared.events.agreement import AgreementChange, Period
from shared.events.measure import MeasureState
from shared.events.record import Record
from shared.events.status import State, WindowState


class PromiseLine(Record, frozen=True):
    """A promise that the recipient answers for; ``text`` is verbatim, when the event carries it."""

    id: str
    agreement: str
    title: str
    text: str = ""


class ActivityFacts(Record, frozen=True):
    """What is planned or was done, as it is now known; ``series``: it is the first of several of its kind."""

    kind: Kind
    revision: int
    title: str
    span: Span
    place: str | None = None
    participants: tuple[str, ...] = ()
    quantity: float = 1
    outcome: str = ""
    reason: str | None = None
    state: ActivityState = "completed"
    series: bool = False


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
    """The state that the promise has entered, why, and when."""

    state: State
    previous: State | None
    explanation: str
    commitments: tuple[CommitmentLine, ...] = ()
    next_due: date | None = None
    late: bool = False
    changed_at: datetime | None = None


class TipFacts(Record, frozen=True):
    """A tip as far as it may be seen."""

    id: str
    category: str
    received_at: datetime
    area: str | None = None


class MeasureFacts(Record, frozen=True):
    """What is to be done about a place, by whom and by when; ``promises`` are ids of those that it is for.

    ``due_before`` is the last day that the recipient was told, where there is none any more.
    """

    id: str
    title: str
    state: MeasureState
    responsible: str
    revision: int = 1
    due_on: date | None = None
    promises: tuple[str, ...] = ()
    area: str | None = None
    description: str = ""
    reason: str | None = None
    due_before: date | None = None


class AgreementFacts(Record, frozen=True):
    """An agreement, and what made it as it is."""

    id: str
    title: str
    period: Period
    change: AgreementChange
    version: int = 1
    reason: str | None = None


class PauseFacts(Record, frozen=True):
    """That nothing is reminded of until a last day, why, and which party told of it; None: the operator."""

    until: date
    reason: str
    party: str | None = None


class EndpointFacts(Record, frozen=True):
    """An endpoint or subscription of the recipient's own. Its address and its link stand with the endpoint alone.

    ``ends``: the mailbox that is told is used no more; ``language`` is the one that it was told in.
    """

    name: str
    channel: str
    reason: str | None = None
    ends: bool = False
    language: str = "sv"


class Notice(Record, frozen=True):
    """What one party is told. At most one of the facts is there, to put it into words; a pause stands beside another.

    A subscription that is sent events has none of them, a digest what it gathers.

    Attributes:
        about: the id of the activity, measure, promise, agreement, tip or endpoint.
        promises: those that the recipient answers for and that it concerns; of a measure those that it is for.
        no_longer: those that an earlier notice named and the activity counts toward no more.
        since: the day from which the days of a reminder are counted; ``days`` is how many they are.
        gathered: of a digest, the newest first.
    """

    about: str
    municipality: str
    municipality_name: str
    promises: tuple[PromiseLine, ...] = ()
    no_longer: tuple[PromiseLine, ...] = ()
    activity: ActivityFacts | None = None
    status: StatusFacts | None = None
    tip: TipFacts | None = None
    measure: MeasureFacts | None = None
    agreement: AgreementFacts | None = None
    pause: PauseFacts | None = None
    endpoint: EndpointFacts | None = None
    since: date | None = None
    days: int | None = None
    gathered: "tuple[Gathered, ...]" = ()
    demonstration: bool = False


class Gathered(Record, frozen=True):
    """One notice of a digest: under which rule it was planned, and when.

    ``known``: the recipient was told of the activity or measure before what this digest gathers.
    """

    delivery: str
    rule: str
    at: datetime
    notice: Notice
    known: bool = False


class Before(NamedTuple):
    """A party's latest notice of a thing: of which revision, the promises that it named, of an activity when it is,
    whether it waits for no digest (any more), under which rule it was, the last day and the state of a measure, and of
    a promise when it entered the state."""

    revision: int
    promises: tuple[PromiseLine, ...]
    start: datetime | None = None
    at_once: bool = False
    rule: str = ""
    due_on: date | None = None
    changed_at: datetime | None = None
    state: str = ""


Told = Mapping[str, Mapping[str, Before]]  # id of what it was about -> party -> what it was told before
