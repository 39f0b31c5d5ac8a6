"""What the domain tells in Swedish (explanations, names of windows, notes), as the page says it.

A status carries its reasons as Swedish sentences of a closed form. The Swedish page writes their days out; the English
page says each sentence by this book, so that both tell the same status. A sentence that the book does not know stays in
Swedish and is marked as such. A property test holds the book against whatever the domain can say.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date

from babel.dates import format_date
from markupsafe import Markup, escape

from services.reports.domain.words import CALENDAR_IN_ENGLISH
from services.reports.web.language import locale, say, spoken
from services.reports.web.phrases import CLAUSES, COUNTED, ONE_UNIT, SENTENCES, UNITS

_ISO_DAY = re.compile(r"\b\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])\b")
_BEFORE_A_DAY = re.compile(r"\b(stänger|stängde|öppnar|börjar|började|senaste|efter) (?=\d{4}-)")
_WORD = re.compile(rf"(?i:{'|'.join(CALENDAR_IN_ENGLISH)})")


def days_written(text: str) -> str:
    """The text with its days as the page writes days."""
    return _ISO_DAY.sub(lambda found: _day(found.group()), text)


def label(text: str) -> str:
    """A window's name: "våren 2021", "vecka 14–15 2021", "senast 31 december 2021"."""
    if spoken() == "en":
        text = _WORD.sub(lambda found: CALENDAR_IN_ENGLISH[found.group().lower()], text)
    return days_written(text)


def clause(text: str) -> str:
    """A window's note or its "1 av 2"."""
    return _said(text, CLAUSES) or days_written(text)


def why(text: str) -> str | Markup:
    """An explanation, sentence by sentence; marked as Swedish when the book does not know it all."""
    if spoken() != "en":
        return days_written(_BEFORE_A_DAY.sub(r"\1 den ", text))
    said = _said(text, SENTENCES)
    return said if said is not None else Markup('<span lang="sv">{}</span>').format(escape(days_written(text)))


def _said(text: str, book: Mapping[re.Pattern[str], str]) -> str | None:
    """The whole text by a book; None when Swedish is spoken or the book lacks a part of it."""
    if spoken() != "en":
        return None
    told, at = [], 0
    while at < len(text):
        found, english = next(((f, e) for pattern, e in book.items() if (f := pattern.match(text, at))), (None, ""))
        if found is None:
            return None
        told.append(_filled(english, found))
        at = found.end()
    return " ".join(told).strip()


def _filled(english: str, found: re.Match[str]) -> str:
    """The English of a part, each of its places filled in the way that the place's name says."""
    said = english.format(**{name: _PLACES[name](value) if value else "" for name, value in found.groupdict().items()})
    return said[:1].upper() + said[1:] if found.group()[0].isupper() else said


def _day(iso: str) -> str:
    return format_date(date.fromisoformat(iso), "d MMMM y", locale=locale())


def _number(text: str) -> str:
    return text.replace(",", ".")


def _noun(text: str) -> str:
    """What is counted: "trygghetsvandringar", "dagar med patrullering"."""
    unit, _, rest = text.partition(" med ")
    if rest and unit in COUNTED:
        return f"{COUNTED[unit]} with {_with_article(say(rest))}"
    return say(text)


def _with_article(noun: str) -> str:
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"


def _listed(text: str, each: Callable[[str], str]) -> str:
    """Names in a sentence; "och 3 till" at their end says how many more there are."""
    *first, last = re.split(r", | och ", text)
    more = re.fullmatch(r"(\d+) till", last)
    told = f"{more[1]} more" if more else each(last)
    return f"{', '.join(map(each, first))} and {told}" if first else told


def _unit(text: str) -> str:
    """ "månader", "perioder om 2 veckor"."""
    return " ".join(UNITS.get(word, word) for word in text.replace(" om ", " of ").split(" "))


def _per(text: str) -> str:
    """ "dag", "2 veckor"."""
    return ONE_UNIT.get(text) or _unit(text)


_PLACES: dict[str, Callable[[str], str]] = {
    "n": _number,
    "done": _number,
    "required": lambda text: f" of {_number(text)} ",
    "day": _day,
    "long": lambda text: label(text.removeprefix("den ")),
    "before": lambda text: label(text.removeprefix("den ")),
    "label": label,
    "labels": lambda text: _listed(text, label),
    "unit": _unit,
    "per": _per,
    "note": clause,
    # what a sentence of a window may hold, each with what joins it to what stands before
    "none": lambda text: f"no {_noun(text.split(' ', 1)[1][:1].lower() + text.split(' ', 1)[1][1:])}",
    "noun": _noun,
    "for_label": lambda text: f" for {label(text)}",
    "by": lambda text: f" {label(text)}",
    "so_far": lambda _: " so far",
    "planned": lambda text: f", {text} planned",
    "but": lambda text: ", but " if text == "men" else ", and ",
    "names": lambda text: f"{_listed(text, say)} missing",
    "closed": lambda text: f": the window closed on {_day(text)}",
    "closes": lambda text: f": the window closes on {_day(text)}",
    "opens": lambda text: f": the window opens on {_day(text)}",
    "only_after": lambda text: f", but only after {_day(text)}",
}
