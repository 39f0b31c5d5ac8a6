"""Titles of commitments, made from what was read."""

from collections.abc import Sequence
from typing import Final

from shared.events.activity import KIND_NAMES, Kind
from shared.events.agreement import Counts, Each, Group, Target

_EACH: Final[dict[Each, tuple[str, str]]] = {  # one, and every nth
    "year": ("per år", "år"),
    "term": ("per termin", "termin"),
    "quarter": ("per kvartal", "kvartal"),
    "month": ("per månad", "månad"),
    "week": ("per vecka", "vecka"),
    "day": ("per dag", "dag"),
}
_EVERY: Final[dict[Each, str]] = {
    "year": "varje år",
    "term": "varje termin",
    "quarter": "varje kvartal",
    "month": "varje månad",
    "week": "varje vecka",
    "day": "varje dag",
}
_NEUTER: Final = frozenset({Kind.MEETING})  # "ett möte", "en vandring"
_UNITS: Final = {"days": ("dag", "dagar"), "weeks": ("vecka", "veckor"), "hours": ("timme", "timmar")}


def title(counts: Counts, target: Target | None, groups: Sequence[Group] = ()) -> str:
    """A short name in Swedish, such as "En trygghetsvandring per termin" or "Patrulleringar: minst 30 dagar per år".

    Args:
        groups: the agreement's; one that counts is named.
    """
    what = _what(counts)
    if target is None:
        return what
    if _is_plain(target):
        group = next((each.name for each in groups if each.id in counts.groups), None)
        if group and counts.kinds == (Kind.MEETING,):
            return f"{group} träffas {_EVERY[target.each]}"
        if len(counts.kinds) == 1 and not (counts.weekdays or counts.places):
            return f"{_one(Kind(counts.kinds[0]))} {_EACH[target.each][0]}"
    if target.milestone and target.at_least == 1:
        return f"{what}, senast {target.by}" if target.by else what
    unit = f" {_UNITS[target.unit][target.at_least != 1]}" if target.unit in _UNITS else ""
    lead = "i snitt" if target.average else "minst"
    return f"{what}: {lead} {target.at_least:g}{unit}{_often(target)}".strip()


def _is_plain(target: Target) -> bool:
    """Whether it asks for one activity in each year, term or the like."""
    once = target.at_least == 1 and target.unit in ("activities", "quantity") and target.every == 1
    return once and target.each != "period" and not target.average


def _one(kind: Kind) -> str:
    return f"{'Ett' if kind in _NEUTER else 'En'} {KIND_NAMES[kind][0]}"


def _what(counts: Counts) -> str:
    kinds = [KIND_NAMES[Kind(kind)][1] for kind in counts.kinds]
    if not kinds:
        return "Åtagande"
    return _capital(kinds[0] if len(kinds) == 1 else f"{', '.join(kinds[:-1])} och {kinds[-1]}")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _often(target: Target) -> str:
    if target.by:
        return f", senast {target.by}"
    if target.each == "period":
        return " under perioden"
    one, nth = _EACH[target.each]
    return f" {one}" if target.every == 1 else f" var {target.every}:e {nth}"
