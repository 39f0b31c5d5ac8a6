"""Swedish for what is counted: numbers, nouns in one and several, audiences, and the windows' own names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import floor

from shared.events.activity import KIND_NAMES, result_names
from shared.events.agreement import Commitment, Each, Target
from shared.spans import MONTH_NAMES

AUDIENCES: dict[str, str] = {
    "business": "näringsidkare",
    "association": "föreningsliv",
    "resident": "medborgare",
    "youth": "ungdomar",
    "parent": "föräldrar",
    "school": "skolor",
    "senior": "äldre",
}
AUDIENCES_IN_ENGLISH: dict[str, str] = {
    "näringsidkare": "businesses",
    "föreningsliv": "associations",
    "medborgare": "residents",
    "ungdomar": "young people",
    "föräldrar": "parents",
    "skolor": "schools",
    "äldre": "older people",
}
CALENDAR_IN_ENGLISH: dict[str, str] = {  # in the names of windows
    "hela perioden": "the whole period",
    "senast": "by",
    "våren": "spring",
    "hösten": "autumn",
    "kvartal": "quarter",
    "vecka": "week",
    "januari": "January",
    "februari": "February",
    "mars": "March",
    "april": "April",
    "maj": "May",
    "juni": "June",
    "juli": "July",
    "augusti": "August",
    "september": "September",
    "oktober": "October",
    "november": "November",
    "december": "December",
}
EACH_NAMES: dict[Each, tuple[str, str]] = {  # one and several
    "period": ("period", "perioder"),
    "year": ("år", "år"),
    "term": ("termin", "terminer"),
    "quarter": ("kvartal", "kvartal"),
    "month": ("månad", "månader"),
    "week": ("vecka", "veckor"),
    "day": ("dag", "dagar"),
}
_KINDS: dict[str, tuple[str, str]] = {kind.value: names for kind, names in KIND_NAMES.items()}
_ANY_KIND = ("aktivitet", "aktiviteter")
_NEUTER = {"möte"}


@dataclass(frozen=True, slots=True)
class Noun:
    """What is counted, in one and several; ``none`` is how its absence reads ("Inget möte")."""

    one: str
    several: str
    none: str | None = None

    def of(self, count: float) -> str:
        """The form that goes with a count."""
        return self.one if count == 1 else self.several


def noun(commitment: Commitment) -> Noun:
    """What a commitment counts: its one kind if it names one, else activities; by its unit."""
    one, several = _ANY_KIND
    if len(commitment.counts.kinds) == 1:
        one, several = _KINDS.get(commitment.counts.kinds[0], _ANY_KIND)
    none = f"{'Inget' if one in _NEUTER else 'Ingen'} "
    target = commitment.target or Target()
    match target.unit:
        case "days":
            return Noun(f"dag med {one}", f"dagar med {one}", f"Ingen dag med {one}")
        case "weeks":
            return Noun(f"vecka med {one}", f"veckor med {one}", f"Ingen vecka med {one}")
        case "hours":
            return Noun(f"timme med {one}", f"timmar med {one}")
        case "result":
            return Noun(*result_names(target.result or "resultat"))
        case _:
            return Noun(one, several, none + one)


def number(value: float) -> str:
    """An integer without decimals, else at most two, with a comma; never rounded up to what was not reached."""
    hundredths = floor(value * 100 + 1e-6)
    return f"{hundredths / 100:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def summary(done: float, required: float) -> str:
    """ "1 av 2"."""
    return f"{number(done)} av {number(required)}"


def spans_in_words(target: Target) -> str:
    """What the windows are called together: "månader", "perioder om 2 veckor"."""
    several = EACH_NAMES[target.each][1]
    return several if target.every <= 1 else f"perioder om {target.every} {several}"


def per_span(target: Target) -> str:
    """ "per dag", "per 2 veckor"."""
    one, several = EACH_NAMES[target.each]
    return f"per {one}" if target.every <= 1 else f"per {target.every} {several}"


def day_in_words(day: date) -> str:
    """ "den 31 mars 2022"."""
    return f"den {day.day} {MONTH_NAMES[day.month - 1]} {day.year}"


def joined(names: Sequence[str]) -> str:
    """ "kommun, polis och skola"."""
    *first, last = names
    return f"{', '.join(first)} och {last}" if first else last


def one_of(name: str) -> str:
    """A name as it stands in a list: "Polisen, Södertälje lokalpolisområde" would look like two."""
    first, comma, rest = name.partition(", ")
    return f"{first} ({rest})" if comma else name
