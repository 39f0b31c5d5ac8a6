"""The agreement: what parties signed for a municipality and a period, as it travels and is stored.

Camel case on the wire and in files; every id is a public slug, unique in all of Löftet.
"""

from datetime import date, datetime, time
from typing import Literal

import msgspec

from shared.events.record import Record

PartyKind = Literal[
    "municipality",
    "police",
    "region",
    "landlord",
    "traders",
    "residents",
    "business",
    "association",
    "night-walkers",
    "school",
    "other",
]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Each = Literal["period", "year", "term", "quarter", "month", "week", "day"]
AgreementChange = Literal["published", "amended", "extended", "ended", "replaced"]
Unit = Literal["activities", "quantity", "days", "weeks", "hours", "result"]


class Municipality(Record, frozen=True):
    """A municipality by its four-digit code (SCB) and name."""

    code: str
    name: str


class Period(Record, frozen=True):
    """Calendar days in Stockholm, both included."""

    start: date
    end: date


class Party(Record, frozen=True):
    """An organisation that signs or takes part."""

    id: str
    name: str
    kind: PartyKind


class Signatory(Record, frozen=True):
    """Who signed, by role; no person is named."""

    party: str
    role: str
    place: str | None = None
    signed_on: date | None = None


class FocusArea(Record, frozen=True):
    """A problem that promises address, with its lägesbild in the document's own words."""

    id: str
    title: str
    lagesbild: str


class DialogueSource(Record, frozen=True):
    """One source of the medborgardialog that the promises are grounded in."""

    kind: Literal["survey", "mail", "phone", "social-media", "meeting", "other"]
    name: str


class Dialogue(Record, frozen=True):
    """The medborgardialog: its sources and what came out of it."""

    sources: tuple[DialogueSource, ...] = ()
    summary: str = ""
    outcome: str = ""


class GroupMember(Record, frozen=True):
    """A member of a standing group: an organisation or a role, never a person."""

    name: str
    party: str | None = None


class Group(Record, frozen=True):
    """A standing group, such as an operative group."""

    id: str
    name: str
    purpose: str = ""
    members: tuple[GroupMember, ...] = ()


class Counts(Record, frozen=True):
    """The filter: which activities count. An empty field lets everything through.

    ``from_`` and ``until`` are clock times in Stockholm between which the activity must start;
    ``until`` before ``from_`` means past midnight.
    """

    kinds: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    weekdays: tuple[Weekday, ...] = ()
    from_: time | None = msgspec.field(default=None, name="from")
    until: time | None = None


class Covering(Record, frozen=True):
    """What the activities of one window must reach together."""

    audiences: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


class Target(Record, frozen=True):
    """How much and how often: at least ``at_least`` ``unit`` in each window, or a milestone by a day."""

    at_least: float = 1
    each: Each = "period"
    every: int = 1
    unit: Unit = "activities"
    result: str | None = None
    covering: Covering | None = None
    average: bool = False
    milestone: bool = False
    by: date | None = None
    keep_short_windows: bool = False

    @property
    def is_average(self) -> bool:
        """Whether it is judged over the period so far; a milestone never is, whatever else is said of it."""
        return self.average and not self.milestone


class Commitment(Record, frozen=True):
    """The checkable part of a promise. ``target`` None: the promise names no measure."""

    id: str
    title: str
    counts: Counts
    target: Target | None = None


class Promise(Record, frozen=True):
    """One bullet of the document, verbatim, with its responsible parties (ids)."""

    id: str
    number: int
    title: str
    text: str
    responsible: tuple[str, ...]
    focus_areas: tuple[str, ...] = ()
    commitments: tuple[Commitment, ...] = ()


class Agreement(Record, frozen=True):
    """The whole document at one version.

    ``period`` is what was signed. ``closed_on`` is the last day when the parties ended it before the period was over;
    ``replaced_by`` the agreement that took its place.
    """

    id: str
    municipality: Municipality
    title: str
    period: Period
    parties: tuple[Party, ...]
    promises: tuple[Promise, ...]
    introduction: str = ""
    signatories: tuple[Signatory, ...] = ()
    focus_areas: tuple[FocusArea, ...] = ()
    dialogue: Dialogue | None = None
    goals: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    links: tuple[str, ...] = ()
    closed_on: date | None = None
    replaced_by: str | None = None
    demonstration: bool = False

    @property
    def in_effect(self) -> Period:
        """The days on which it holds: the period that was signed, cut short when it was ended early."""
        if self.closed_on is None or self.closed_on >= self.period.end:
            return self.period
        return Period(start=self.period.start, end=self.closed_on)


class AgreementVersion(Record, frozen=True):
    """An agreement as it stood from an instant on, and what made it so.

    ``published_at`` is when it was told of, which may be later than when it came into force; None in what was told of
    before this was kept: as it came into force.
    """

    version: int
    in_force_from: datetime
    agreement: Agreement
    change: AgreementChange = "amended"
    reason: str | None = None
    published_at: datetime | None = None

    @property
    def known_from(self) -> datetime:
        """When it was known that it holds."""
        return self.published_at or self.in_force_from


class AgreementPublished(Record, frozen=True):
    """Data of `agreement.published`: every version so far, the oldest first.

    All versions travel together, since the topic is compacted and a rebuild needs the earlier ones.
    """

    agreement_id: str
    municipality: str
    versions: tuple[AgreementVersion, ...]

    @property
    def latest(self) -> AgreementVersion:
        """The version in force."""
        return self.versions[-1]
