"""The Swedish forms of what is counted: activity kinds, units and results, with their genders."""

from dataclasses import dataclass
from typing import Literal

from shared.events.activity import KIND_NAMES, Kind, result_names
from shared.events.agreement import Each, Unit
from shared.events.assessment import Verdict as Delivery
from shared.events.measure import MeasureState
from shared.events.status import Effect

Gender = Literal["en", "ett"]


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun, perhaps with its adjective: "riktad insats", "riktade insatser", "den riktade insatsen".

    ``verb`` is how its being done is told, in the past: "genomfördes", "hölls".
    """

    one: str
    several: str
    gender: Gender
    the_one: str
    the_several: str
    verb: str = "genomfördes"

    def of(self, count: float) -> str:
        """The form that goes with a count."""
        return self.one if count == 1 else self.several


_FORMS: dict[Kind, tuple[Gender, str, str, str]] = {  # gender, definite forms, and how it is told that it was done
    Kind.WALK: ("en", "trygghetsvandringen", "trygghetsvandringarna", "genomfördes"),
    Kind.MEETING: ("ett", "mötet", "mötena", "hölls"),
    Kind.OUTREACH: ("en", "den relationsskapande insatsen", "de relationsskapande insatserna", "genomfördes"),
    Kind.OPERATION: ("en", "den riktade insatsen", "de riktade insatserna", "genomfördes"),
    Kind.PATROL: ("en", "patrulleringen", "patrulleringarna", "gjordes"),
    Kind.TRAFFIC_CONTROL: ("en", "trafikkontrollen", "trafikkontrollerna", "gjordes"),
    Kind.INSPECTION: ("en", "tillsynen", "tillsynerna", "gjordes"),
    Kind.NIGHT_WALK: ("en", "nattvandringen", "nattvandringarna", "genomfördes"),
    Kind.DIALOGUE: ("en", "medborgardialogen", "medborgardialogerna", "hölls"),
    Kind.INFORMATION: ("en", "informationsinsatsen", "informationsinsatserna", "genomfördes"),
    Kind.NEIGHBOURHOOD_WATCH: ("en", "insatsen för grannsamverkan", "insatserna för grannsamverkan", "genomfördes"),
    Kind.PHYSICAL_MEASURE: ("en", "den fysiska åtgärden", "de fysiska åtgärderna", "genomfördes"),
    Kind.YOUTH_ACTIVITY: ("en", "ungdomsaktiviteten", "ungdomsaktiviteterna", "genomfördes"),
    Kind.MILESTONE: ("en", "milstolpen", "milstolparna", "nåddes"),
    Kind.OTHER: ("en", "aktiviteten", "aktiviteterna", "genomfördes"),
}
KINDS: dict[Kind, Noun] = {
    kind: Noun(*KIND_NAMES[kind], gender, the_one, the_several, verb)
    for kind, (gender, the_one, the_several, verb) in _FORMS.items()
}
ACTIVITY = KINDS[Kind.OTHER]

UNITS: dict[Unit, Noun] = {  # but "result", which names its own
    "activities": ACTIVITY,
    "quantity": ACTIVITY,
    "days": Noun("dag", "dagar", "en", "dagen", "dagarna"),
    "weeks": Noun("vecka", "veckor", "en", "veckan", "veckorna"),
    "hours": Noun("timme", "timmar", "en", "timmen", "timmarna"),
}

SPANS: dict[Each, Noun] = {
    "period": Noun("period", "perioder", "en", "perioden", "perioderna"),
    "year": Noun("år", "år", "ett", "året", "åren"),
    "term": Noun("termin", "terminer", "en", "terminen", "terminerna"),
    "quarter": Noun("kvartal", "kvartal", "ett", "kvartalet", "kvartalen"),
    "month": Noun("månad", "månader", "en", "månaden", "månaderna"),
    "week": Noun("vecka", "veckor", "en", "veckan", "veckorna"),
    "day": Noun("dag", "dagar", "en", "dagen", "dagarna"),
}

MEASURE = Noun("åtgärd", "åtgärder", "en", "åtgärden", "åtgärderna")

MEASURE_STATES: dict[MeasureState, tuple[str, str]] = {  # of one and of several, in the order in which they are told
    "verified": ("utförd och bekräftad vid en senare vandring", "utförda och bekräftade vid en senare vandring"),
    "completed": ("utförd", "utförda"),
    "in_progress": ("på gång", "på gång"),
    "accepted": ("beslutad", "beslutade"),
    "proposed": ("föreslagen", "föreslagna"),
    "transferred": ("överlämnad", "överlämnade"),
    "declined": ("avslagen", "avslagna"),
    "withdrawn": ("återtagen", "återtagna"),
}

DELIVERIES: dict[Delivery, str] = {
    "fulfilled": "genomfört",
    "partly_fulfilled": "delvis genomfört",
    "not_fulfilled": "ej genomfört",
    "ongoing": "pågår",
}
EFFECTS: dict[Effect, str] = {
    "not_assessed": "inte bedömt",
    "improved": "förbättrat läge",
    "unchanged": "oförändrat läge",
    "worse": "försämrat läge",
    "not_possible": "går inte att bedöma",
}

_NEUTER_RESULTS = frozenset(
    {"vehicles-checked", "seized", "seizures", "conversations", "visits"}
)  # fordon, beslag, samtal, besök


def result(name: str) -> Noun:
    """A named result; one that is not known is counted as it is written."""
    one, several = result_names(name)
    return Noun(one, several, "ett" if name in _NEUTER_RESULTS else "en", one, several)
