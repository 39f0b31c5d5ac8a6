"""From a document to a draft agreement."""

import re
from typing import Any, Final, cast

import msgspec

from shared.drafting.draft import Draft
from shared.drafting.drafted import Context
from shared.drafting.evidence import Span
from shared.drafting.fragments import by_label, enumerated, whole
from shared.drafting.framing import frames
from shared.drafting.ground import read_dialogue, read_goals, read_groups
from shared.drafting.municipalities import read_municipality, short_name
from shared.drafting.notes import Notes
from shared.drafting.outline import Outline
from shared.drafting.paragraphs import paragraphs
from shared.drafting.parties import find_parties
from shared.drafting.periods import read_period
from shared.drafting.promises import answered, read_areas, read_promises
from shared.drafting.sections import outline
from shared.drafting.signing import read_signatories
from shared.drafting.text import Document
from shared.events.agreement import Municipality, Period

_LINK: Final = re.compile(r"https?://[^\s<>()\"]+[^\s<>()\".,;]|\bwww\.[\w-]+(?:\.[\w-]+)+(?:/[\w./-]*\w/?)?")


def read_document(document: Document, given: Municipality | None = None) -> Draft:
    """What a document says, as a draft agreement. Nothing is guessed: what is not certain is left open.

    Args:
        document: as it was extracted.
        given: the municipality that it is of, when the document does not tell.
    """
    text, notes = document.text, Notes()
    if document.tracked:
        notes.leave("promises", "docx.tracked", "the document holds tracked changes: it was read with all accepted")
    municipality, period = read_municipality(text, notes), read_period(text, notes)
    pieces = list(enumerated(by_label(whole(paragraphs(text), text))))
    parts = outline(pieces, period.start.year if period else None)
    for heading in parts.past:
        notes.leave("promises", "section.past", "what stands below is told of earlier promises", heading.span)
    for unread in parts.unread:
        notes.leave("promises", "section.promises", "it stands among promises and was not read as one", unread.span)
    if municipality is None and given is not None:
        municipality, notes.findings = given, [each for each in notes.findings if each.path != "municipality"]
    base = _base(municipality, period)
    answered(parts.promises)
    bodies = [promised.body for promised in parts.promises]
    for promised, above in zip(parts.promises, frames(pieces, bodies, period), strict=True):
        promised.frame = above
    parties = find_parties(text, municipality, parts, notes)
    groups = read_groups(bodies, [*parts.introduction, *parts.rest], parties, notes)
    areas = read_areas(parts.areas, base, notes)
    name = municipality.name if municipality else None
    context = Context(period, name, parties.known, groups)
    ids = {id(outlined): area.id for outlined, area in zip(parts.areas, areas, strict=True)}
    promises = read_promises(parts.promises, base, ids, parties, context)
    if not promises:
        notes.leave("promises", "promise.marked", "no promise was found")
    agreement = {
        "id": base,
        "municipality": municipality,
        "title": _title(parts, notes),
        "period": period,
        "introduction": _introduction(parts, notes),
        "parties": parties.known,
        "signatories": read_signatories(parts.signed, parties, notes),
        "focusAreas": areas,
        "dialogue": read_dialogue(parts.dialogue, [*parts.introduction, *parts.situation, *parts.rest], notes),
        "goals": read_goals(parts.goals, notes),
        "groups": groups,
        "promises": promises,
        "links": _links(text, notes),
    }
    plain = msgspec.to_builtins({key: value for key, value in agreement.items() if value})
    return Draft(text, cast(dict[str, Any], _bare(plain)), notes.evidence, tuple(notes.findings))


def _base(municipality: Municipality | None, period: Period | None) -> str:
    """What ids begin with: ``nykvarn-2021-2022``."""
    years = [] if period is None else sorted({str(period.start.year), str(period.end.year)})
    return "-".join([short_name(municipality) if municipality else "utkast", *years])


def _title(parts: Outline, notes: Notes) -> str | None:
    if parts.title is None:
        notes.leave("title", "heading", "the document has no title that names medborgarlöften")
        return None
    notes.read("title", parts.title.text, parts.title.span, "heading", 0.9)
    return parts.title.text


def _introduction(parts: Outline, notes: Notes) -> str:
    if not parts.introduction:
        return ""
    words = "\n".join(paragraph.text for paragraph in parts.introduction)
    notes.read("introduction", words, parts.introduction[0].span, "section.introduction", 0.8)
    return words


def _links(text: str, notes: Notes) -> list[str]:
    links: list[str] = []
    for hit in _LINK.finditer(text):
        link = hit.group() if hit.group().startswith("http") else f"https://{hit.group()}"
        if link not in links:
            notes.read(f"links[{len(links)}]", link, Span(*hit.span()), "link", 0.9)
            links.append(link)
    return links


def _bare(value: object) -> object:
    """Without what is empty or goes without saying, as an editor would write it; what every agreement says stays."""
    if isinstance(value, dict):
        kept = {key: _bare(each) for key, each in value.items()}
        return {key: each for key, each in kept.items() if key in _ALWAYS or not _unsaid(key, each)}
    if isinstance(value, (list, tuple)):
        return [_bare(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


_ALWAYS: Final = {"target", "counts", "responsible", "lagesbild"}
_DEFAULTS: Final = {"every": 1, "unit": "activities"}


def _unsaid(key: str, value: object) -> bool:
    return value in (None, "", [], {}) or value is False or _DEFAULTS.get(key) == value
