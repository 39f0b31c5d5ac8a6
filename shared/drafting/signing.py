"""Who signed: posts with their place and day. Names of persons are never read."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from shared.drafting import naming
from shared.drafting.evidence import Span
from shared.drafting.municipalities import table
from shared.drafting.notes import Notes
from shared.drafting.paragraphs import Paragraph
from shared.drafting.party_words import Parties
from shared.drafting.rules import MONTHS
from shared.events.agreement import Party, PartyKind, Signatory

_ISO: Final = re.compile(r"(?<!\d)(20\d\d)-?([01]\d)-?([0-3]\d)(?!\d)")
_DAY: Final = re.compile(rf"(?:den )?(?<!\d)(\d{{1,2}}) ({'|'.join(MONTHS)}) (20\d\d)\b")
_SLASHED: Final = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})[ -](20\d\d)\b")
_PLACE: Final = re.compile(r"\b[Oo]rt(?: och datum|, datum)?[: ]+(?P<labelled>[A-ZÅÄÖ][\w-]+)")
_NO_PLACE: Final = (
    "Undertecknat",
    "Undertecknad",
    "Undertecknas",
    "Signerat",
    "Datum",
    "Daterat",
    "Antaget",
    "Beslutat",
)
_LONGEST: Final = 100


@dataclass(slots=True)
class _Signed:
    where: tuple[str, Span] | None = None
    when: tuple[date, Span] | None = None


@dataclass(slots=True)
class _Role:
    title: Paragraph
    rule: naming.Naming
    party: Party
    organisation: Paragraph | None = None
    signed: _Signed = field(default_factory=_Signed)


def read_signatories(signed: list[Paragraph], parties: Parties, notes: Notes) -> list[Signatory]:
    """Those who signed, by post, in the document's order."""
    roles: list[_Role] = []
    places: list[_Signed] = []
    for paragraph in signed:
        if len(paragraph.text) > _LONGEST:
            continue
        if not _roles(paragraph, parties, roles) and not _organisation(paragraph, roles):
            _places(paragraph, places)
    _pair(roles, places, notes)
    return [_signatory(number, role, notes) for number, role in enumerate(roles)]


def _roles(paragraph: Paragraph, parties: Parties, roles: list[_Role]) -> bool:
    found = list(naming.every("role", paragraph.folded.text))
    for row, hit in found:
        kind: PartyKind = "police" if row.gives == "police" else "municipality"
        if party := parties.of_kind(kind):
            roles.append(_Role(paragraph.at(hit.start(), hit.end()), row, party))
    return bool(found)


def _organisation(paragraph: Paragraph, roles: list[_Role]) -> bool:
    """The line after a post that names the organisation, as the party is called."""
    words = paragraph.folded.text
    if roles and roles[-1].organisation is None and words and words in roles[-1].party.name.lower():
        roles[-1].organisation = paragraph
        return True
    return False


def _places(paragraph: Paragraph, places: list[_Signed]) -> None:
    if found := _PLACE.search(paragraph.folded.cased):
        places.append(_Signed((found["labelled"], paragraph.at(*found.span("labelled")).span)))
    days = [hit for each in (_ISO, _DAY, _SLASHED) for hit in each.finditer(paragraph.folded.text)]
    for hit in sorted(days, key=lambda hit: hit.start()):
        if day := _day(hit):
            part = paragraph.at(hit.start(), hit.end())
            if not places or places[-1].when or not places[-1].where:
                places.append(_Signed(_place_before(paragraph, hit.start())))
            places[-1].when = (day, part.span)


def _place_before(paragraph: Paragraph, until: int) -> tuple[str, Span] | None:
    """The place before a day: a municipality's name, or the only word on the line; never two words, as persons have."""
    before = re.search(r"([A-ZÅÄÖ][\w-]+),? (?:den )?$", paragraph.folded.cased[:until])
    if not before:
        return None
    if before[1] in _NO_PLACE:
        return None
    alone = not paragraph.folded.cased[: before.start()].strip()
    if not alone and before[1] not in table().values():
        return None
    return before[1], paragraph.at(*before.span(1)).span


def _day(hit: re.Match[str]) -> date | None:
    first, second, third = hit.groups()
    try:
        if second.isdigit():
            year, day = (first, third) if len(first) == 4 else (third, first)
            return date(int(year), int(second), int(day))
        return date(int(third), MONTHS.index(second) + 1, int(first))
    except ValueError:
        return None


def _pair(roles: list[_Role], places: list[_Signed], notes: Notes) -> None:
    """Each post with its day: as many days as posts, or one day for all."""
    if len(places) == 1 or len(places) == len(roles):
        for number, role in enumerate(roles):
            role.signed = places[number if len(places) > 1 else 0]
    elif places:
        notes.leave("signatories", "signed.day", f"{len(places)} places or days for {len(roles)} who signed")
    if not roles:
        notes.leave("signatories", "role", "nobody who signed is named by a post that is known")


def _signatory(number: int, role: _Role, notes: Notes) -> Signatory:
    path, title = f"signatories[{number}]", role.title.text[:1].upper() + role.title.text[1:]
    notes.read(f"{path}.party", role.party.id, role.title.span, role.rule.id, role.rule.confidence)
    notes.read(f"{path}.role", title, role.title.span, role.rule.id, role.rule.confidence)
    where, when = role.signed.where, role.signed.when
    if where:
        notes.read(f"{path}.place", where[0], where[1], "signed.place", 0.8)
    if when:
        notes.read(f"{path}.signedOn", when[0], when[1], "signed.day", 0.9)
    return Signatory(
        party=role.party.id,
        role=f"{title}, {role.organisation.text}" if role.organisation else title,
        place=where[0] if where else None,
        signed_on=when[0] if when else None,
    )
