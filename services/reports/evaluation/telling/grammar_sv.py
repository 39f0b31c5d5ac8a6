"""Swedish: numbers in words, lists, days, and the preposition that goes with a place."""

import re
from collections.abc import Iterable
from datetime import date, datetime

from babel.dates import format_date
from babel.numbers import format_decimal

from services.reports.evaluation.telling.forms_sv import Gender, Noun
from shared.clock import STOCKHOLM
from shared.events.agreement import Period

_WORDS = (
    *("noll", "en", "två", "tre", "fyra", "fem", "sex"),
    *("sju", "åtta", "nio", "tio", "elva", "tolv"),
)
_ORDINALS = ("första", "andra", "tredje", "fjärde", "femte", "sjätte")

# How a place's own word says how one is there; the first that fits decides, and "vid" goes with all others.
_PLACES: tuple[tuple[str, str], ...] = (
    (r"(centrum|city|park(en)?|området|stråket|tunneln|stad|staden|kvarteret|stadsdelen|hamnen|byn|kommun)", "i"),
    (r"(gatan|vägen|gränd|gränden|torget|torg|planen|plan|gården|sidan|stranden|bron|biblioteket)", "på"),
    (r"(gymnasiet|skolan|fabriken)", "på"),
)
_HEAD = re.compile(r"\s(av|vid|bakom|mellan|mot|i|på|till|från|utanför|kring|runt|längs|genom|under|bortom)\s")
_SAYS_WHERE = re.compile(r"^(vid|bakom|mellan|i|på|utanför|kring|runt|längs|genom|hela)\s", re.IGNORECASE)


def number(value: float, gender: Gender = "en") -> str:
    """A number in words up to twelve, agreeing with what it counts; in digits above, and where it is no integer."""
    if value == 1:
        return gender
    if value == int(value) and 0 <= value <= 12:
        return _WORDS[int(value)]
    return format_decimal(value, "#,##0.##", locale="sv")


def none_of(gender: Gender) -> str:
    """ "ingen", "inget"."""
    return "ingen" if gender == "en" else "inget"


def amount(value: float, gender: Gender) -> str:
    """A number, or that there was none."""
    return number(value, gender) if value else none_of(gender)


def counted(value: float, noun: Noun) -> str:
    """ "en trygghetsvandring", "två trygghetsvandringar", "inget möte"."""
    return f"{amount(value, noun.gender)} {noun.of(value) if value else noun.one}"


def times(value: float) -> str:
    """ "en gång", "två gånger"."""
    return f"{number(value)} {'gång' if value == 1 else 'gånger'}"


def agreeing(stem: str, noun: Noun, count: float) -> str:
    """A participle that agrees: "planerad", "planerat", "planerade" of the stem "planera"."""
    return f"{stem}de" if count != 1 else f"{stem}d" if noun.gender == "en" else f"{stem}t"


def ordinal(place: int) -> str:
    """ "första" of 1."""
    return _ORDINALS[place - 1] if place <= len(_ORDINALS) else f"{place}:e"


def joined(parts: Iterable[str], last: str = "och") -> str:
    """ "kommun, polis och skola"."""
    *first, end = list(parts) or [""]
    return f"{', '.join(first)} {last} {end}" if first else end


def upper_first(text: str) -> str:
    """With a capital at its start, the rest as it is."""
    return text[:1].upper() + text[1:]


def day(value: date | datetime, *, year: bool = True) -> str:
    """ "den 3 maj 2021", or "den 3 maj" where the year is known."""
    if isinstance(value, datetime):
        value = value.astimezone(STOCKHOLM).date()
    return f"den {format_date(value, 'd MMMM y' if year else 'd MMMM', locale='sv')}"


def at(place: str) -> str:
    """ "i Nykvarns centrum", "på Valhallagatan", "vid Nykvarns station"."""
    if _SAYS_WHERE.match(place):
        return place[:1].lower() + place[1:]
    words = _HEAD.split(place)[0].casefold().split()
    head = words[-1] if words else ""
    for pattern, preposition in _PLACES:
        if re.search(rf"{pattern}$", head):
            return f"{preposition} {place}"
    return f"vid {place}"


def period_in_words(period: Period) -> str:
    """The period by its years when it is whole years, else by its days."""
    start, end = period.start, period.end
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return f"{start.year}" if start.year == end.year else f"{start.year}–{end.year}"
    return f"{day(start).removeprefix('den ')} – {day(end).removeprefix('den ')}"
