"""The status of a promise: what `reports` works out, stores, serves and announces."""

from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from shared.events.agreement import Unit
from shared.events.record import Record


class State(StrEnum):
    """Delivery status. Swedish words in STATE_NAMES."""

    UPCOMING = "upcoming"
    NOT_STARTED = "not_started"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    BEHIND = "behind"
    STALLED = "stalled"
    ONGOING = "ongoing"
    FULFILLED = "fulfilled"
    PARTLY_FULFILLED = "partly_fulfilled"
    NOT_FULFILLED = "not_fulfilled"
    NOT_MEASURABLE = "not_measurable"


STATE_NAMES: dict[State, str] = {
    State.UPCOMING: "kommande",
    State.NOT_STARTED: "ej påbörjat",
    State.ON_TRACK: "enligt plan",
    State.AT_RISK: "i riskzonen",
    State.BEHIND: "efter plan",
    State.STALLED: "avstannat",
    State.ONGOING: "pågår",
    State.FULFILLED: "genomfört",
    State.PARTLY_FULFILLED: "delvis genomfört",
    State.NOT_FULFILLED: "ej genomfört",
    State.NOT_MEASURABLE: "ej mätbart",
}

Effect = Literal["not_assessed", "improved", "unchanged", "worse", "not_possible"]
WindowState = Literal["upcoming", "open", "met", "missed", "asks_nothing"]


class WindowStatus(Record, frozen=True):
    """One window of a commitment: what it asks for and what was done in it.

    ``start`` and ``end`` are calendar days in Stockholm, both included. ``summary`` is "1 av 2", never an
    average. ``late``: met, but by something reported or done after the window's end. ``missing`` names what a
    covering target still lacks (audiences, parties or places). ``activities`` are ids, at most 100 of them.
    """

    label: str
    start: date
    end: date
    state: WindowState
    done: float
    required: float
    unit: Unit
    summary: str
    planned: int = 0
    late: bool = False
    missing: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    note: str | None = None


class CommitmentStatus(Record, frozen=True):
    """How one commitment goes: state, the rule that decided it, and why in one Swedish sentence."""

    commitment: str
    title: str
    state: State
    rule: str
    explanation: str
    windows: tuple[WindowStatus, ...] = ()
    activities: tuple[str, ...] = ()
    done: float = 0
    late: bool = False
    next_due: date | None = None
    last_reported_at: datetime | None = None
    valid_until: datetime | None = None


class PromiseStatus(Record, frozen=True):
    """How a promise goes, from its commitments. ``valid_until``: when time alone could first change it."""

    promise: str
    agreement: str
    agreement_version: int
    municipality: str
    state: State
    rule: str
    explanation: str
    assessed_at: datetime
    commitments: tuple[CommitmentStatus, ...] = ()
    effect: Effect = "not_assessed"
    late: bool = False
    next_due: date | None = None
    last_reported_at: datetime | None = None
    valid_until: datetime | None = None
    demonstration: bool = False


class StatusChanged(Record, frozen=True):
    """Data of `status.changed`: the new status, the state before it, and what readers need to tell of it."""

    promise: str
    municipality: str
    municipality_name: str
    promise_title: str
    promise_text: str
    responsible: tuple[str, ...]
    status: PromiseStatus
    changed_at: datetime
    previous: State | None = None
    demonstration: bool = False
