"""Which municipality a document is of. A neighbour's name, or a word that is also a name, is no reason to guess."""

import re
from functools import cache
from importlib import resources
from typing import Final

import yaml

from shared.drafting.evidence import Read, Span
from shared.drafting.notes import Notes
from shared.drafting.slugs import slug
from shared.events.agreement import Municipality

_HEAD: Final = 600  # characters of a document that name what it is
_AFTER_TITLE: Final = r"(?:[Mm]edborgar|[Tt]rygghets)l[öo]fte\w*|(?:MEDBORGAR|TRYGGHETS)LÖFTE\w*"


@cache
def table() -> dict[str, str]:
    """The names of Sweden's municipalities by their codes."""
    text = resources.files("shared.drafting").joinpath("municipalities.yml").read_text("utf-8")
    codes: dict[str, str] = yaml.safe_load(text)
    return codes


@cache
def _names() -> tuple[dict[str, str], str]:
    codes = {name: code for code, name in table().items()}
    codes |= {name.upper(): code for name, code in codes.items()}
    either = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in sorted(codes, key=len, reverse=True))
    return codes, rf"(?P<name>{either})"


@cache
def _alike() -> frozenset[str]:
    """Short names that more than one municipality would have."""
    made = [slug(name) for name in table().values()]
    return frozenset(each for each in made if made.count(each) > 1)


def short_name(municipality: Municipality) -> str:
    """What ids of a municipality's things begin with; with its code where another would have the same (Habo, Håbo)."""
    made = slug(municipality.name)
    return f"{made}-{municipality.code}" if made in _alike() else made


def is_of_another(words: str, of: Municipality | None) -> bool:
    """Whether folded words name a municipality that is not this one, as "kils kommun" does in Karlstad's document."""
    hits = _called_folded().finditer(words) if of else ()
    return any(of is not None and of.code not in _names_folded()[hit["name"]] for hit in hits)


@cache
def _names_folded() -> dict[str, set[str]]:
    """Codes by names in small letters."""
    folded: dict[str, set[str]] = {}
    for code, name in table().items():
        folded.setdefault(name.lower(), set()).add(code)
    return folded


@cache
def _called_folded() -> re.Pattern[str]:
    either = "|".join(re.escape(name) for name in sorted(_names_folded(), key=len, reverse=True))
    return re.compile(rf"\b(?P<name>{either})s? (?:kommun(?:en)?|stad)\b")


def several_called(text: str) -> dict[str, Span]:
    """The municipalities that the head of a document calls so, as in "Tjörns kommun, Orusts kommun", by their codes."""
    return _all(rf"\b{_names()[1]}[sS]?\s+(?:[Kk]ommun|KOMMUN|[Ss]tad|STAD)\b", text[:_HEAD])


def read_municipality(text: str, notes: Notes) -> Municipality | None:
    """The municipality that a document is of; None, with a finding, when it names none or several as its own."""
    names = _names()[1]
    before = rf"\b(?:[Rr]egion|[Kk]ommun(?:en)?:?)\s+{_named(names, 'other')}\b"
    called = rf"\b{names}[sS]?\s+(?:[Kk]ommun|KOMMUN|[Ss]tad|STAD)\b|{before}"
    titled = rf"(?:{_AFTER_TITLE})(?:[ \t]+(?:\d{{4}}\S*|i|för|FÖR|I|-|–))*[ \t]+{names}\b(?!\s+lokalpolis)"
    own = rf"{names}[sS]?\s+(?:[Kk]ommun|KOMMUN|[Ss]tad|STAD)"
    signed = rf"(?:^|\t| {{3,}}|\|)[ \t]*(?:För|FÖR)[ \t]+{own}\b[ \t]*(?=$|\t| {{3,}}|\||,)"
    alone = rf"^[ \t]*{own}[ \t]*(?:(?:och|samt|&|tillsammans med|i samverkan med)[ \t]+(?i:lokal)?(?i:polis)|\+|$)"
    alone += rf"|\A[^\n]{{0,120}}, {_named(own, 'last')}[ \t]*$"
    alone += rf"|^[ \t]*(?:\d[.)]|[-*•])?[ \t]*{_named(own, 'other')},? \(?(?:org\.?|nedan|fortsättningsvis|här kallad)"
    for pattern, rule, confidence, head in (
        (titled, "municipality.title", 0.95, True),
        (signed, "municipality.signed", 0.95, False),
        (alone, "municipality.line", 0.95, True),
        (called, "municipality.called", 0.95, True),
        (called, "municipality.called", 0.9, False),
        (rf"\bi\s+{names}\b", "municipality.in", 0.6, False),
        (rf"\A\W*{names}\b", "municipality.first", 0.6, True),
    ):
        found = _all(pattern, text[:_HEAD] if head else text)
        if len(found) == 1:
            (code,) = found
            municipality = Municipality(code=code, name=table()[code])
            notes.evidence["municipality"] = Read(municipality, found[code], rule, confidence)
            return municipality
        if found:
            several = ", ".join(f"{table()[code]} ({code})" for code in found)
            notes.leave("municipality", rule, f"the document names several municipalities: {several}")
            return None
    notes.leave("municipality", "municipality.called", "the document names no municipality")
    return None


def _named(names: str, group: str) -> str:
    """The same pattern with a group of another name: one that is found twice in a pattern needs two."""
    return names.replace("?P<name>", f"?P<{group}>", 1)


def _all(pattern: str, text: str) -> dict[str, Span]:
    """The municipalities that are found, by code, each where it is first."""
    codes = _names()[0]
    found: dict[str, Span] = {}
    for hit in re.finditer(pattern, text, re.MULTILINE):
        name = " ".join(next(filter(None, hit.groupdict().values())).split())
        found.setdefault(codes[name], Span(*hit.span()))
    return found
