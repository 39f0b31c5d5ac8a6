"""The parties: the municipality, the police, and organisations that promises name. And which of them words mean."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from shared.drafting import naming
from shared.drafting.evidence import Span
from shared.drafting.folding import Folded, fold
from shared.drafting.notes import Notes
from shared.drafting.paragraphs import Paragraph
from shared.drafting.slugs import free, slug
from shared.events.agreement import Municipality, Party, PartyKind

_AND: Final = re.compile(r"\s*(?:[,;/&+()\n]|\boch\b|\bsamt\b|\btillsammans med\b|\bi samverkan med\b)\s*")
_SIDE: Final = "(?:Norra|Södra|Östra|Västra|Mellersta|Nedre|Övre|Inre|Yttre|Stora|Lilla|Upplands)"
_WITHIN: Final = "(?:Norr|Söder|Öst|Väst|City|Centrum|Mitt|Nord|Syd)"
_NAME: Final = rf"((?!\w*chef\b)(?:{_SIDE} [A-ZÅÄÖ][\w-]+|[A-ZÅÄÖ][\w-]+(?: {_WITHIN}\b)?))"
_AREA: Final = re.compile(rf"\b{_NAME} lokalpolisområde\b|\b[Ll]okalpolisområde(?:t)? {_NAME}|\bLPO {_NAME}")
_POLICE: Final = re.compile(r"\bpolis(?:en)?\b")


@dataclass(slots=True)
class Parties:
    """Those that were found, and what their ids begin with."""

    base: str
    notes: Notes
    known: list[Party] = field(default_factory=list)

    def of_kind(self, kind: PartyKind) -> Party | None:
        """The first of a kind."""
        return next((party for party in self.known if party.kind == kind), None)

    def add(self, name: str, kind: PartyKind, span: Span, rule: str, confidence: float, wanted: str = "") -> Party:
        """A party, or the one of that name that is known."""
        same = next((party for party in self.known if party.name.lower() == name.lower()), None)
        if same:
            return same
        ids = {party.id for party in self.known}
        party = Party(id=free(wanted or f"{self.base}-{slug(name)}", ids), name=name, kind=kind)
        self.notes.read(f"parties[{len(self.known)}]", party, span, rule, confidence)
        self.known.append(party)
        return party

    def meant(self, words: str) -> tuple[list[Party], list[str]]:
        """The parties that words such as "kommun och polis" mean, and what of them is not known."""
        found: list[Party] = []
        unknown: list[str] = []
        for part in parted(fold(words).text):
            parties = self._one(part)
            found += [party for party in parties if party not in found]
            unknown += [] if parties else [part]
        return found, unknown

    def _one(self, part: str) -> list[Party]:
        named = [party for party in self.known if party.kind not in ("municipality", "police")]
        if same := next((party for party in named if fold(party.name).text in part), None):
            return [same]
        found = naming.first("who", part)
        kinds: tuple[PartyKind, ...] = ("municipality", "police")
        gives = found[0].gives if found else ""
        return [party for kind in kinds if gives in (kind, "both") and (party := self.of_kind(kind))]


def parted(words: str) -> list[str]:
    """Folded words such as "kommun och polis" one by one."""
    return list(filter(None, (each.strip(" .:-") for each in _AND.split(words))))


def find_parties(text: str, of: Municipality | None, bodies: Iterable[Paragraph], notes: Notes) -> Parties:
    """The parties that a document names; organisations only from the promises' own words."""
    folded = fold(text)
    parties = Parties(slug(of.name) if of else "kommun", notes)
    _municipality(folded, of, parties)
    _police(folded, of, parties)
    for body in bodies:
        for row, found in naming.every("organisation", body.folded.text):
            if row.gives == "region" and _is_region(parties):
                continue
            part = body.at(found.start(), found.end())
            name = part.text[:1].upper() + part.text[1:]
            kind: PartyKind = row.gives  # type: ignore[assignment]  # the table's test holds it to the kinds
            parties.add(name, kind, part.span, row.id, row.confidence)
    return parties


def _municipality(folded: Folded, of: Municipality | None, parties: Parties) -> None:
    name = rf"(?:{re.escape(of.name)}s?|{re.escape(of.name[:-1])})" if of else r"(?!Våra?\b)[A-ZÅÄÖ][\w-]+"
    found = re.search(rf"\b{name} (?:[Kk]ommun|KOMMUN|[Ss]tad|STAD)\b|\bRegion {name}\b", folded.cased)
    if found:
        span = folded.span(*found.span())
        parties.add(found.group(), "municipality", span, "party.municipality", 0.95, f"{parties.base}-kommun")
    elif of and (plain := re.search(r"\bkommun(?:en)?\b", folded.text)):
        name = f"{of.name} kommun" if of.name[-1] in "aeiouyåäösxz" else f"{of.name}s kommun"
        span = folded.span(*plain.span())
        parties.add(name, "municipality", span, "party.municipality", 0.7, f"{parties.base}-kommun")


def _is_region(parties: Parties) -> bool:
    """Whether the municipality is a region as well, as Gotland is."""
    municipality = parties.of_kind("municipality")
    return municipality is not None and municipality.name.startswith("Region ")


def _police(folded: Folded, of: Municipality | None, parties: Parties) -> None:
    area = _AREA.search(folded.cased)
    if area:
        where = next(filter(None, area.groups()))
        span = folded.span(*area.span())
        name = f"Polisen, {area.group()}"
        parties.add(name, "police", span, "party.police-area", 0.95, f"polisen-{slug(where)}")
    elif found := _POLICE.search(folded.text):
        span = folded.span(*found.span())
        parties.add("Polisen", "police", span, "party.police", 0.8, f"polisen-{parties.base}")
        parties.notes.leave("parties", "party.police-area", "no lokalpolisområde is named", span)
