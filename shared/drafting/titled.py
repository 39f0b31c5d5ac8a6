"""What promises and commitments are called, and what nobody has said of a target: each with what it rests on."""

from typing import Final

import msgspec

from shared.drafting import naming
from shared.drafting.drafted import Context
from shared.drafting.evidence import Read, Span
from shared.drafting.notes import Notes
from shared.drafting.outline import Promised
from shared.drafting.paragraphs import Paragraph
from shared.drafting.proposed import Proposed
from shared.events.agreement import Target

_TITLE_WORDS: Final = 6
_ALWAYS: Final = {"atLeast", "each"}  # every target has these; others only when they are said

_FIELDS: Final = {field.encode_name: field for field in msgspec.structs.fields(Target)}


def titled(
    path: str, body: Paragraph, each: Promised, proposals: list[Proposed], context: Context, notes: Notes
) -> str:
    """A promise's short name: the document's own, the group's, the words that named the activity, or its first words.

    What it rests on is noted at ``path``.
    """
    found = _title(body, each, proposals, context)
    notes.read(path, found.value, found.span, found.rule, found.confidence)
    return found.value


def _title(body: Paragraph, each: Promised, proposals: list[Proposed], context: Context) -> Read[str]:
    if each.label and not naming.whole("label", each.label.folded.text.rstrip(":")):
        return Read(each.label.text.rstrip(".: "), each.label.span, "title.own", 0.9)
    for proposal in proposals:
        for place, group_id in enumerate(proposal.counts.groups):
            called = next((group.name for group in context.groups if group.id == group_id), None)
            if called:
                return Read(called, proposal.evidence[f"counts.groups[{place}]"].span, "title.group", 0.7)
        for read in (proposal.evidence.get("counts.kinds[0]"), proposal.evidence.get("counts.tags[0]")):
            if read and read.value != "other" and read.span.end <= body.span.end:
                words = Paragraph(body.source[read.span.start - body.start : read.span.end - body.start], 0).text
                return Read(_begun(words), read.span, "title.activity", 0.6)
    words = " ".join(body.text.split()[:_TITLE_WORDS]).rstrip(".,:;")
    return Read(_begun(words), body.span, "title.first-words", 0.5)


def _begun(words: str) -> str:
    return words[:1].upper() + words[1:]


def unsaid(proposal: Proposed) -> dict[str, Read[object]]:
    """Evidence of what was made of a commitment's words as a whole: its title, and what a target is when none says.

    A number without "a year" or "a term" is of the whole period.
    """
    made: dict[str, Read[object]] = {"title": Read(proposal.title, proposal.span, "title.made", 0.6)}
    if proposal.target is None:
        return made
    number = proposal.evidence.get("target.atLeast")
    for name, value in msgspec.to_builtins(proposal.target).items():
        path = f"target.{name}"
        if path not in proposal.evidence and (name in _ALWAYS or _differs(proposal, name)):
            made[path] = Read(value, _rests_on(proposal, name, number), f"target.{_dashed(name)}-unsaid", 0.6)
    return made


def _differs(proposal: Proposed, name: str) -> bool:
    """Whether something stands in a target that does not go without saying."""
    field = _FIELDS[name]
    return bool(getattr(proposal.target, field.name) != field.default)


def _rests_on(proposal: Proposed, name: str, number: Read[object] | None) -> Span:
    other = proposal.evidence.get("target.each") if name == "atLeast" else None
    found = number or other or proposal.evidence.get("target.milestone") or proposal.evidence.get("target.by")
    return found.span if found else proposal.span


def _dashed(name: str) -> str:
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name)
