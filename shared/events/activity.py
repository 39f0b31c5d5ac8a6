"""The activity: something planned or done, as it travels between our own services."""

from datetime import datetime
from enum import StrEnum
from typing import Literal

import msgspec

from shared.events.record import Record, Revised

ActivityState = Literal["planned", "completed", "cancelled", "withdrawn"]


class Kind(StrEnum):
    """Activity kinds: the catalogue. Swedish names in KIND_NAMES."""

    WALK = "walk"
    MEETING = "meeting"
    OUTREACH = "outreach"
    OPERATION = "operation"
    PATROL = "patrol"
    TRAFFIC_CONTROL = "traffic-control"
    INSPECTION = "inspection"
    NIGHT_WALK = "night-walk"
    DIALOGUE = "dialogue"
    INFORMATION = "information"
    NEIGHBOURHOOD_WATCH = "neighbourhood-watch"
    PHYSICAL_MEASURE = "physical-measure"
    YOUTH_ACTIVITY = "youth-activity"
    MILESTONE = "milestone"
    OTHER = "other"


KIND_NAMES: dict[Kind, tuple[str, str]] = {  # Swedish, one and several
    Kind.WALK: ("trygghetsvandring", "trygghetsvandringar"),
    Kind.MEETING: ("möte", "möten"),
    Kind.OUTREACH: ("relationsskapande insats", "relationsskapande insatser"),
    Kind.OPERATION: ("riktad insats", "riktade insatser"),
    Kind.PATROL: ("patrullering", "patrulleringar"),
    Kind.TRAFFIC_CONTROL: ("trafikkontroll", "trafikkontroller"),
    Kind.INSPECTION: ("tillsyn", "tillsyner"),
    Kind.NIGHT_WALK: ("nattvandring", "nattvandringar"),
    Kind.DIALOGUE: ("medborgardialog", "medborgardialoger"),
    Kind.INFORMATION: ("informationsinsats", "informationsinsatser"),
    Kind.NEIGHBOURHOOD_WATCH: ("insats för grannsamverkan", "insatser för grannsamverkan"),
    Kind.PHYSICAL_MEASURE: ("fysisk åtgärd", "fysiska åtgärder"),
    Kind.YOUTH_ACTIVITY: ("ungdomsaktivitet", "ungdomsaktiviteter"),
    Kind.MILESTONE: ("milstolpe", "milstolpar"),
    Kind.OTHER: ("aktivitet", "aktiviteter"),
}

_RESULT_NAMES: dict[str, tuple[str, str]] = {  # the usual named results in Swedish, one and several
    "participants": ("deltagare", "deltagare"),
    "visitors": ("besökare", "besökare"),
    "residents-met": ("invånare som vi har talat med", "invånare som vi har talat med"),
    "controls": ("kontroll", "kontroller"),
    "vehicles-checked": ("kontrollerat fordon", "kontrollerade fordon"),
    "drivers-checked": ("kontrollerad förare", "kontrollerade förare"),
    "drivers-reported": ("rapporterad förare", "rapporterade förare"),
    "persons-checked": ("kontrollerad person", "kontrollerade personer"),
    "persons-reported": ("rapporterad person", "rapporterade personer"),
    "premises-inspected": ("besökt lokal", "besökta lokaler"),
    "fines": ("ordningsbot", "ordningsböter"),
    "reports": ("anmälan", "anmälningar"),
    "seized": ("beslag", "beslag"),
    "seizures": ("beslag", "beslag"),
    "conversations": ("samtal", "samtal"),
    "visits": ("besök", "besök"),
    "hours": ("timme", "timmar"),
}


def result_names(name: str) -> tuple[str, str]:
    """A named result in Swedish, one and several; one that is not known reads as it is written, without hyphens."""
    plain = name.replace("-", " ")
    return _RESULT_NAMES.get(name, (plain, plain))


# What the completed activity's event says was done: `walk.completed`, `meeting.held`.
DONE: dict[Kind, str] = {
    Kind.WALK: "walk.completed",
    Kind.MEETING: "meeting.held",
    Kind.OUTREACH: "outreach.completed",
    Kind.OPERATION: "operation.completed",
    Kind.PATROL: "patrol.completed",
    Kind.TRAFFIC_CONTROL: "traffic-control.completed",
    Kind.INSPECTION: "inspection.completed",
    Kind.NIGHT_WALK: "night-walk.completed",
    Kind.DIALOGUE: "dialogue.held",
    Kind.INFORMATION: "information.given",
    Kind.NEIGHBOURHOOD_WATCH: "neighbourhood-watch.supported",
    Kind.PHYSICAL_MEASURE: "physical-measure.completed",
    Kind.YOUTH_ACTIVITY: "youth-activity.held",
    Kind.MILESTONE: "milestone.reached",
    Kind.OTHER: "activity.completed",
}


class Span(Record, frozen=True):
    """From when to when, UTC."""

    start: datetime
    end: datetime


class Place(Record, frozen=True):
    """Where: a public name, and a point as (longitude, latitude) in WGS 84 when it is known."""

    name: str
    point: tuple[float, float] | None = None


class Participant(Record, frozen=True):
    """An organisation that took part: a party of the agreement (by id) or another, by name. Never a person."""

    name: str
    party: str | None = None


class Count(Record, frozen=True):
    """A commitment that an activity counts toward, with what readers of the event need to know of it."""

    agreement: str
    promise: str
    commitment: str
    promise_title: str
    responsible: tuple[str, ...]


class Source(Record, frozen=True):
    """The system an activity was reported from, and that system's own id for it."""

    system: str
    id: str


class EarlierCounts(Record, frozen=True):
    """What an activity counts toward under an earlier version of an agreement, where that differs from the latest."""

    agreement: str
    version: int
    commitments: tuple[str, ...]


class Attendance(Record, frozen=True):
    """Whether a member of the standing group, by its name there, was at the meeting."""

    member: str
    present: bool


class WalkStep(Record, frozen=True):
    """That a meeting prepares a walk, or follows it up; ``walk`` is the id of the walk."""

    walk: str
    step: Literal["preparation", "follow-up"]


class Activity(Revised, frozen=True, kw_only=True):
    """Data of every event on `loftet.activities`: the whole activity at its revision.

    ``quantity`` is how many such things the one fact reports ("12 traffic controls"); ``results`` are named
    outcomes ("drivers-reported": 31). Before ``publishable_from`` nobody but the party that reported it may be shown
    it. ``series`` is shared by those that were planned in one request. ``counts`` is what it counts toward under the
    latest versions of the agreements, ``earlier`` what it counted toward under others.
    """

    kind: Kind
    state: ActivityState
    title: str
    planned: Span | None = None
    actual: Span | None = None
    place: Place | None = None
    group: str | None = None
    attendance: tuple[Attendance, ...] = ()
    participants: tuple[Participant, ...] = ()
    audiences: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    quantity: float = 1
    results: dict[str, float] = msgspec.field(default_factory=dict)
    outcome: str = ""
    publishable_from: datetime | None = None
    series: str | None = None
    walk_step: WalkStep | None = None
    previous_walk: str | None = None
    source: Source | None = None
    narrowed_to: tuple[str, ...] = ()
    counts: tuple[Count, ...] = ()
    earlier: tuple[EarlierCounts, ...] = ()

    @property
    def span(self) -> Span:
        """When it takes or took place: the actual time once it is known, else the planned."""
        span = self.actual or self.planned
        if span is None:
            raise ValueError(f"activity {self.id} has neither a planned nor an actual time")
        return span
