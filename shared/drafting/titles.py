"""Titles of commitments, made from what was read."""

from typing import Final

from shared.events.activity import KIND_NAMES, Kind
from shared.events.agreement import Counts, Each, Target

_EACH: Final[dict[Each, tuple[str, str]]] = {  # one, and every nth
    "year": ("per år", "år"),
    "term": ("per termin", "termin"),
    "quarter": ("per kvartal", "kvartal"),
    "month": ("per månad", "månad"),
    "week": ("per vecka", "vecka"),
    "day": ("per dag", "dag"),
}
_UNITS: Final = {"days": ("dag", "dagar"), "weeks": ("vecka", "veckor"), "hours": ("timme", "timmar")}


def title(counts: Counts, target: Target | None) -> str:
    """A short name in Swedish, such as "Trygghetsvandring: minst 1 per termin"."""
    what = _what(counts)
    if target is None:
        return what
    if target.milestone and target.at_least == 1:
        return f"{what}, senast {target.by}" if target.by else what
    unit = f" {_UNITS[target.unit][target.at_least != 1]}" if target.unit in _UNITS else ""
    lead = "i snitt" if target.average else "minst"
    return f"{what}: {lead} {target.at_least:g}{unit}{_often(target)}".strip()


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
