"""The parties: the municipality, the police, and organisations that sign, answer for a promise or take part in it.

A school, a youth centre or a shop that is only named is a place or an audience, and no party.
"""

import re
from collections.abc import Iterator
from typing import Final

from shared.drafting import naming
from shared.drafting.folding import Folded, fold
from shared.drafting.ground import sentences
from shared.drafting.municipalities import several_called, table
from shared.drafting.notes import Notes
from shared.drafting.outline import Outline
from shared.drafting.paragraphs import Paragraph
from shared.drafting.party_words import Parties, alone, pieces
from shared.drafting.slugs import slug
from shared.events.agreement import Municipality, PartyKind

_SIDE: Final = "(?:Norra|Södra|Östra|Västra|Mellersta|Nedre|Övre|Inre|Yttre|Stora|Lilla|Upplands)"
_WITHIN: Final = "(?:Norr|Söder|Öst|Väst|City|Centrum|Mitt|Nord|Syd)"
_NO_NAME: Final = r"(?!\w*[Cc]hef\b|[Pp]olis|[Kk]ommun|[Mm]edborgar|[Oo]ch\b)"
_NAME: Final = rf"({_NO_NAME}(?:{_SIDE} [A-ZÅÄÖ][\w-]+|[A-ZÅÄÖ][\w-]+(?: {_WITHIN}\b)?))"
_AREA: Final = re.compile(rf"\b[Ll]okalpolisområde(?:t)? {_NAME}|\b{_NAME} lokalpolisområde\b|\bLPO {_NAME}")
_POLICE: Final = re.compile(r"\bpolis(?:en)?\b")
_PARTNER: Final = re.compile(r"\b(?:tillsammans|samverkan|samarbetet?)(?: \w+){0,2} med\b[^.;:]{0,60}$")
_NAMED: Final = re.compile(
    r"[A-ZÅÄÖ]{2,6}|[A-ZÅÄÖ][\w-]*(?:trafik|bostäder|provningen|verket|myndigheten|bolaget|föreningen|kyrkan|kåren)"
    r"|(?:[A-ZÅÄÖ][\w-]+ ){1,3}(?:AB|IF|IK|SK|BK)"
)
_FURTHER: Final = re.compile(r"[A-ZÅÄÖ][\w-]{2,}")


def find_parties(text: str, of: Municipality | None, parts: Outline, notes: Notes) -> Parties:
    """The parties that a document names."""
    folded = fold(text)
    parties = Parties(of, notes)
    _municipality(folded, of, text, parties)
    _police(folded, parties)
    for listed in parts.parties:
        for piece in pieces(listed):
            _listed(piece, parties)
    for promised in parts.promises:
        for answering in filter(None, (promised.responsible, promised.shared, promised.whose)):
            _answering(answering, parties)
    for promised in parts.promises:
        for row, part in _taking_part(promised.body):
            if row.gives != "region" or not _is_region(parties):
                _add(row, part, parties)
    return parties


def _taking_part(body: Paragraph) -> Iterator[tuple[naming.Naming, Paragraph]]:
    """Organisations that do what a promise says, help with it, or are members of a group; schools do not just help."""
    members = [hit.span("members") for _, hit in naming.every("group", body.folded.text)]
    firsts = [each.start for each in sentences(body)]
    for row, found in naming.every("organisation", body.folded.text):
        part = body.at(found.start(), found.end())
        is_member = any(start <= found.start() < end for start, end in members)
        helps = bool(_PARTNER.search(body.folded.text[: found.start()])) and row.gives != "school"
        own = naming.first("who", part.folded.text)  # a part of the municipality does it as the municipality
        does = part.start in firsts and row.gives != "school" and not (own and own[0].gives == "municipality")
        if is_member or helps or does:
            yield row, part


def _add(row: naming.Naming, part: Paragraph, parties: Parties) -> None:
    kind: PartyKind = row.gives  # type: ignore[assignment]  # the table's test holds it to the kinds
    parties.add(part.text[:1].upper() + part.text[1:], kind, part.span, row.id, row.confidence)


def _answering(answering: Paragraph, parties: Parties) -> None:
    """Organisations among those who answer for a promise, by what they are or by their names; never a person's name."""
    for place, piece in enumerate(pieces(answering)):
        own = piece.at(0, len(alone(piece.folded.text)))
        if not naming.first("who", own.folded.text):
            _organisation(own, parties, further=place > 0)


def _organisation(piece: Paragraph, parties: Parties, further: bool) -> bool:
    if found := naming.first("organisation", piece.folded.text):
        _add(found[0], piece.at(*found[1].span()), parties)
    elif _NAMED.fullmatch(piece.folded.cased) or (further and _FURTHER.fullmatch(piece.folded.cased)):
        parties.add(piece.text, "other", piece.span, "party.responsible", 0.6)
    else:
        return False
    return True


def _listed(piece: Paragraph, parties: Parties) -> None:
    """A party that the document lists as one."""
    if naming.first("who", piece.folded.text) or _organisation(piece, parties, further=True):
        return
    parties.add(piece.text, "other", piece.span, "party.listed", 0.8)


def _municipality(folded: Folded, of: Municipality | None, text: str, parties: Parties) -> None:
    if of is None:
        for code, span in several_called(text).items():
            name = " ".join(text[span.start : span.end].split())
            parties.add(name, "municipality", span, "party.municipality", 0.8, slug(table()[code]) + "-kommun")
        return
    own = re.escape(of.name)
    name = rf"(?:{own}s?|{re.escape(of.name[:-1])}|{own.upper()}S?)"
    found = re.search(rf"\b{name} (?:[Kk]ommun|KOMMUN|[Ss]tad|STAD)\b|\bRegion {name}\b", folded.cased)
    if found:
        span = folded.span(*found.span())
        called = _called(of, found.group())
        parties.add(called, "municipality", span, "party.municipality", 0.95, f"{parties.base}-kommun")
        return
    genitive = f"{of.name} kommun" if of.name[-1] in "aeiouyåäösxz" else f"{of.name}s kommun"
    plain = re.search(r"\bkommun(?:en)?\b", folded.text)
    read = parties.notes.evidence.get("municipality")
    if plain or read:
        rests_on = folded.span(*plain.span()) if plain else read.span if read else folded.span(0, 1)
        parties.add(genitive, "municipality", rests_on, "party.municipality", 0.7, f"{parties.base}-kommun")


def _called(of: Municipality, words: str) -> str:
    """A municipality as it is called; in capitals it is written as names are."""
    if not words.isupper():
        return words
    first, _, last = words.partition(" ") if " " not in of.name else words.rpartition(" ")
    return f"{of.name}{first[len(of.name) :].lower()} {last.lower()}"


def _is_region(parties: Parties) -> bool:
    """Whether the municipality is a region as well, as Gotland is."""
    municipality = parties.of_kind("municipality")
    return municipality is not None and municipality.name.startswith("Region ")


def _police(folded: Folded, parties: Parties) -> None:
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
