"""Targets, windows and weekdays in words, English and Swedish."""

from typing import Final

from babel.dates import get_day_names

from shared.events.agreement import Each, Target, Weekday

WINDOW_NAMES: Final[dict[Each, tuple[str, str]]] = {
    "period": ("period", "period"),
    "year": ("year", "år"),
    "term": ("term", "termin"),
    "quarter": ("quarter", "kvartal"),
    "month": ("month", "månad"),
    "week": ("week", "vecka"),
    "day": ("day", "dag"),
}
CODES: Final[tuple[Weekday, ...]] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEKDAY_NAMES: Final[dict[Weekday, tuple[str, str]]] = {
    code: (get_day_names("wide", locale="en")[number], get_day_names("wide", locale="sv")[number])
    for number, code in enumerate(CODES)
}
UNIT_NAMES: Final[dict[str, tuple[str, str]]] = {
    "days": ("days", "dagar"),
    "weeks": ("weeks", "veckor"),
    "hours": ("hours", "timmar"),
}


def asked(target: Target) -> tuple[str, str]:
    """A target in English and Swedish: "1 per term", "1 per termin"."""
    number = f"{target.at_least:g}"
    unit = UNIT_NAMES.get(target.unit, ("", ""))
    often = _often(target)
    lead = ("on average ", "i snitt ") if target.average else ("", "")
    return (
        " ".join(f"{lead[0]}{number} {unit[0]} {often[0]}".split()),
        " ".join(f"{lead[1]}{number} {unit[1]} {often[1]}".split()),
    )


def _often(target: Target) -> tuple[str, str]:
    english, swedish = WINDOW_NAMES[target.each]
    if target.by is not None:
        return f"by {target.by}", f"senast {target.by}"
    if target.each == "period":
        return "in the period", "under perioden"
    if target.every == 1:
        return f"per {english}", f"per {swedish}"
    return f"every {target.every} {english}s", f"var {target.every}:e {swedish}"
