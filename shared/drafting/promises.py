"""The promises: verbatim, numbered, with who is responsible and what their wording proposes."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from shared.drafting import naming
from shared.drafting.drafted import Context
from shared.drafting.evidence import Span
from shared.drafting.framing import framed
from shared.drafting.ground import sentences
from shared.drafting.marks import without_number
from shared.drafting.municipalities import is_of_another
from shared.drafting.notes import Notes
from shared.drafting.outline import Area, Promised
from shared.drafting.paragraphs import Paragraph
from shared.drafting.party_words import Parties, parted
from shared.drafting.proposed import Proposed
from shared.drafting.slugs import Ids, slug
from shared.drafting.titled import titled, unsaid
from shared.drafting.wording import read_commitments
from shared.events.agreement import Commitment, FocusArea, Municipality, Party, PartyKind, Promise

_ALSO: Final = re.compile(r"(?:,? (?:och|samt|medan|men)|;|,) (?:att )?(?=(?:polisen|kommunen|staden) )")


def read_areas(areas: list[Area], base: str, notes: Notes) -> list[FocusArea]:
    """Focus areas, in the document's order."""
    read: list[FocusArea] = []
    ids = Ids()
    for number, area in enumerate(areas):
        title = without_number(area.heading.text).rstrip(".: ")
        notes.read(f"focusAreas[{number}].title", title, area.heading.span, "heading", 0.8)
        lagesbild = "\n".join(part.text for part in area.situation)
        if area.situation:
            notes.read(f"focusAreas[{number}].lagesbild", lagesbild, area.situation[0].span, "section.situation", 0.85)
        else:
            detail = f"no lägesbild stands under {title!r}"
            notes.leave(f"focusAreas[{number}].lagesbild", "section.situation", detail, area.heading.span)
        read.append(FocusArea(id=ids.free(f"{base}-{slug(title, 30)}"), title=title, lagesbild=lagesbild))
    return read


def answered(promised: list[Promised]) -> None:
    """Part from the promises' words those at their end that say who is responsible."""
    for each in promised:
        each.body, inline = _without_label(each.body)
        each.responsible = each.responsible or inline


def read_promises(
    promised: list[Promised], base: str, areas: dict[int, str], parties: Parties, context: Context
) -> list[Promise]:
    """The promises. ``areas`` are focus areas' ids by the identity of their outline."""
    notes = parties.notes
    promises: list[Promise] = []
    ids, numbered = Ids(), _numbered(promised)
    for number, each in enumerate(promised):
        path = f"promises[{number}]"
        body = each.body
        _note_text(path, body, each.sure, notes)
        proposals = _proposals(body, each, context)
        title = titled(f"{path}.title", body, each, proposals, context, notes)
        promise_id = ids.free(f"{base}-{slug(title, 30)}")
        area = _area(path, each, areas, notes)
        promises.append(
            Promise(
                id=promise_id,
                number=each.number if numbered and each.number else number + 1,
                title=title,
                text=body.text,
                responsible=tuple(party.id for party in _responsible(path, body, each, parties)),
                focus_areas=(area,) if area else (),
                commitments=tuple(_commitments(path, promise_id, proposals, notes)),
            )
        )
    return promises


def _note_text(path: str, body: Paragraph, sure: bool, notes: Notes) -> None:
    if sure:
        notes.read(f"{path}.text", body.text, body.span, "promise.marked", 0.9)
        return
    notes.read(f"{path}.text", body.text, body.span, "promise.verb", 0.6)
    notes.leave(f"{path}.text", "promise.verb", "nothing but its words marks this paragraph as a promise", body.span)


def _area(path: str, each: Promised, areas: dict[int, str], notes: Notes) -> str | None:
    """The focus area that a promise stands under; None when the heading names more than that one."""
    area = areas.get(id(each.area))
    if area is None or each.area is None:
        return None
    heading = (each.area.aliases or [each.area.heading])[-1]
    if len(heading.text) > len(each.area.heading.text) + 4:
        detail = "the heading above it names more than one focus area"
        notes.leave(f"{path}.focusAreas", "heading", detail, heading.span)
        return None
    notes.read(f"{path}.focusAreas[0]", area, heading.span, "heading", 0.7)
    return area


def _numbered(promised: list[Promised]) -> bool:
    """Whether the document's own numbers name each promise once."""
    numbers = [each.number for each in promised]
    return None not in numbers and len(set(numbers)) == len(numbers)


def _without_label(body: Paragraph) -> tuple[Paragraph, Paragraph | None]:
    """A promise's words, and those at their end that say who is responsible: after "Ansvarig", or in parentheses."""
    hit = naming.first("inline", body.folded.text)
    found = hit[1] if hit else None
    if not found or found.start() == 0 or not all(map(_is_party, parted(found["who"]))):
        return body, None
    before = body.folded.text[: found.start()].rstrip()
    return body.at(0, len(before)), body.at(*found.span("who"))


def _is_party(words: str) -> bool:
    return bool(naming.first("who", words) or naming.first("organisation", words))


def _proposals(body: Paragraph, each: Promised, context: Context) -> list[Proposed]:
    """What the promise's words propose, with those beside or above it that say how often or by when."""
    if each.frame is None:
        return _with(body, each.often, context)
    beside = each.frame.words if each.frame.sure and each.often is None else each.often
    return framed(_with(body, beside, context), each.frame, context.groups)


def _with(body: Paragraph, beside: Paragraph | None, context: Context) -> list[Proposed]:
    if beside is None:
        return read_commitments(body.source, body.start, context)
    ends, further = len(body.source), beside.start - len(body.source) - 1

    def placed(span: Span) -> Span:
        if span.start > ends:
            return span.moved(further)
        return Span(span.start + body.start, min(span.end, ends) + body.start)

    return [_placed(proposal, placed) for proposal in read_commitments(f"{body.source} {_begun(beside)}", 0, context)]


def _begun(beside: Paragraph) -> str:
    """Words that stand beside a promise as they go on in it: the capital that they begin with is no name's."""
    words = beside.source
    return words[0].lower() + words[1:] if words[1:2].islower() else words


def _placed(proposal: Proposed, placed: Callable[[Span], Span]) -> Proposed:
    return replace(
        proposal,
        span=placed(proposal.span),
        evidence={path: replace(read, span=placed(read.span)) for path, read in proposal.evidence.items()},
        findings=tuple(replace(each, span=each.span and placed(each.span)) for each in proposal.findings),
    )


def _responsible(path: str, body: Paragraph, each: Promised, parties: Parties) -> list[Party]:
    notes, found = parties.notes, list[Party]()
    if each.responsible:
        found, unknown = parties.meant(each.responsible.text)
        _note(path, found, each.responsible.span, "label.responsible", 0.95, notes)
        for words in unknown:
            detail = f"{words!r} is no party that is known"
            notes.leave(f"{path}.responsible", "label.responsible", detail, each.responsible.span)
    elif answering := naming.first("answering", body.folded.text):
        row, hit = answering
        found, _ = parties.meant(hit["who"])
        _note(path, found, body.at(*hit.span()).span, row.id, row.confidence, notes)
    elif each.whose and not _is_of_one(body, theirs := parties.meant(each.whose.text)[0], parties.of):
        found = theirs
        _note(path, found, each.whose.span, "section.promises-of-one", 0.85, notes)
    elif doing := _doing(body, parties.of):
        kinds: tuple[PartyKind, ...] = ("municipality", "police")
        said = _kinds(doing)
        found = [party for kind in kinds if kind in said and (party := parties.of_kind(kind))]
        for number, party in enumerate(found):
            row, said_by = next(each for each in doing if party.kind in each[0].gives.split())
            notes.read(f"{path}.responsible[{number}]", party.id, said_by.span, row.id, row.confidence)
    if not found:
        why = "it is not said of which promise" if each.shared else "nobody is said to be responsible"
        span = each.shared.span if each.shared else body.span
        notes.leave(f"{path}.responsible", "label.responsible", why, span)
    return found


def _is_of_one(body: Paragraph, theirs: list[Party], of: Municipality | None) -> bool:
    """Whether a promise under the heading of several begins with one of them."""
    return len(theirs) > 1 and len(doers(body, of)) == 1


def doers(body: Paragraph, of: Municipality | None) -> set[str]:
    """The kinds of party that do what a promise of a municipality says, by how its sentences begin."""
    return _kinds(_doing(body, of))


def _kinds(doing: list[tuple[naming.Naming, Paragraph]]) -> set[str]:
    return {kind for row, _ in doing for kind in row.gives.split()}


def _doing(body: Paragraph, of: Municipality | None) -> list[tuple[naming.Naming, Paragraph]]:
    """Who does what is promised, as the sentences of a promise begin; another municipality is none of them."""
    found = ((each, naming.first("subject", each.folded.text)) for each in _clauses(body))
    return [(hit[0], each.at(*hit[1].span())) for each, hit in found if hit and not is_of_another(hit[1].group(), of)]


def _clauses(body: Paragraph) -> Iterator[Paragraph]:
    """Sentences, parted where another party begins: "att polisen ... och att kommunen ..."."""
    for sentence in sentences(body):
        at = 0
        for gap in [*_ALSO.finditer(sentence.folded.text), None]:
            end = gap.start() if gap else len(sentence.folded.text)
            if gap and not naming.first("verb", sentence.folded.text[at:end]):
                continue
            if end > at:
                yield sentence.at(at, end)
            at = gap.end() if gap else end


def _note(path: str, found: list[Party], span: Span, rule: str, confidence: float, notes: Notes) -> None:
    for number, party in enumerate(found):
        notes.read(f"{path}.responsible[{number}]", party.id, span, rule, confidence)


def _commitments(path: str, promise: str, proposals: list[Proposed], notes: Notes) -> list[Commitment]:
    made: list[Commitment] = []
    for number, proposal in enumerate(proposals):
        under = f"{path}.commitments[{number}]"
        notes.take(under, {**proposal.evidence, **unsaid(proposal)}, proposal.findings)
        made.append(
            Commitment(
                id=f"{promise}-{number + 1}", title=proposal.title, counts=proposal.counts, target=proposal.target
            )
        )
    return made
