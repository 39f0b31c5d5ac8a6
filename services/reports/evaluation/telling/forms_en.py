"""The English forms of what is counted: activity kinds, units and results."""

from dataclasses import dataclass

from shared.events.activity import Kind
from shared.events.agreement import Each, Unit
from shared.events.assessment import Verdict as Delivery
from shared.events.measure import MeasureState
from shared.events.status import Effect


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun in one and several, and how its being done is told: "carried out", "held"."""

    one: str
    several: str
    done: str = "carried out"

    def of(self, count: float) -> str:
        """The form that goes with a count."""
        return self.one if count == 1 else self.several


KINDS: dict[Kind, Noun] = {
    Kind.WALK: Noun("safety walk", "safety walks"),
    Kind.MEETING: Noun("meeting", "meetings", "held"),
    Kind.OUTREACH: Noun("relationship-building activity", "relationship-building activities"),
    Kind.OPERATION: Noun("targeted operation", "targeted operations"),
    Kind.PATROL: Noun("patrol", "patrols"),
    Kind.TRAFFIC_CONTROL: Noun("traffic control", "traffic controls"),
    Kind.INSPECTION: Noun("inspection", "inspections"),
    Kind.NIGHT_WALK: Noun("night walk", "night walks"),
    Kind.DIALOGUE: Noun("dialogue with residents", "dialogues with residents", "held"),
    Kind.INFORMATION: Noun("information activity", "information activities"),
    Kind.NEIGHBOURHOOD_WATCH: Noun("neighbourhood watch activity", "neighbourhood watch activities"),
    Kind.PHYSICAL_MEASURE: Noun("physical measure", "physical measures"),
    Kind.YOUTH_ACTIVITY: Noun("youth activity", "youth activities"),
    Kind.MILESTONE: Noun("milestone", "milestones", "reached"),
    Kind.OTHER: Noun("activity", "activities"),
}
ACTIVITY = KINDS[Kind.OTHER]

UNITS: dict[Unit, Noun] = {  # but "result", which names its own
    "activities": ACTIVITY,
    "quantity": ACTIVITY,
    "days": Noun("day", "days"),
    "weeks": Noun("week", "weeks"),
    "hours": Noun("hour", "hours"),
}

SPANS: dict[Each, Noun] = {
    "period": Noun("period", "periods"),
    "year": Noun("year", "years"),
    "term": Noun("school term", "school terms"),
    "quarter": Noun("quarter", "quarters"),
    "month": Noun("month", "months"),
    "week": Noun("week", "weeks"),
    "day": Noun("day", "days"),
}

MEASURE = Noun("measure", "measures")

MEASURE_STATES: dict[MeasureState, str] = {  # in the order in which they are told
    "verified": "done and confirmed on a later walk",
    "completed": "done",
    "in_progress": "under way",
    "accepted": "decided",
    "proposed": "proposed",
    "transferred": "handed over",
    "declined": "declined",
    "withdrawn": "withdrawn",
}

DELIVERIES: dict[Delivery, str] = {
    "fulfilled": "carried out",
    "partly_fulfilled": "carried out in part",
    "not_fulfilled": "not carried out",
    "ongoing": "under way",
}
EFFECTS: dict[Effect, str] = {
    "not_assessed": "not assessed",
    "improved": "things are better",
    "unchanged": "things are unchanged",
    "worse": "things are worse",
    "not_possible": "cannot be judged",
}
AUDIENCES: dict[str, str] = {
    "business": "businesses",
    "association": "associations",
    "resident": "residents",
    "youth": "young people",
    "parent": "parents",
    "school": "schools",
    "senior": "older people",
}

_RESULTS: dict[str, tuple[str, str]] = {
    "participants": ("participant", "participants"),
    "visitors": ("visitor", "visitors"),
    "residents-met": ("resident spoken with", "residents spoken with"),
    "controls": ("control", "controls"),
    "vehicles-checked": ("vehicle checked", "vehicles checked"),
    "drivers-checked": ("driver checked", "drivers checked"),
    "drivers-reported": ("driver reported", "drivers reported"),
    "persons-checked": ("person checked", "persons checked"),
    "persons-reported": ("person reported", "persons reported"),
    "premises-inspected": ("premises inspected", "premises inspected"),
    "fines": ("fine", "fines"),
    "reports": ("report", "reports"),
    "seized": ("seizure", "seizures"),
    "seizures": ("seizure", "seizures"),
    "conversations": ("conversation", "conversations"),
    "visits": ("visit", "visits"),
    "hours": ("hour", "hours"),
}


def result(name: str) -> Noun:
    """A named result; one that is not known is counted as it is written."""
    return Noun(*_RESULTS.get(name, (name.replace("-", " "), name.replace("-", " "))))
