"""Rhythms, seasons and deadlines that stand above promises: in their heading, or in the line that leads to them.

"Polisen ska månadsvis genomföra:" is said of each item below it. One rhythm or one deadline is read with each promise
as if it stood in it; under anything else, and where a target does not rest on it then, the target is left to a person.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from shared.drafting import marks, naming, rules
from shared.drafting.clauses import Clause, clauses
from shared.drafting.covered import accounted
from shared.drafting.evidence import Finding
from shared.drafting.numbers import NUMBER
from shared.drafting.paragraphs import Paragraph
from shared.drafting.proposed import Proposed
from shared.drafting.rules import Match
from shared.drafting.titles import title
from shared.events.agreement import Group, Period

_WHEN: Final = ("bears.year", "bears.month", "bears.stretch", "bears.season", "bears.day")

_NUMBER: Final = re.compile(NUMBER)
_DEADLINE: Final = ("senast", "före", "innan")  # a season is none: the same may be promised for another below


@dataclass(frozen=True, slots=True)
class Frame:
    """Words of when that stand above a promise; ``sure`` when they are one rhythm or one deadline and no more."""

    words: Paragraph
    sure: bool


def frames(paragraphs: Sequence[Paragraph], bodies: Sequence[Paragraph], period: Period | None) -> list[Frame | None]:
    """For each promise the words of when above it; the line that leads to it goes before its heading."""
    found: dict[int, Frame | None] = {}
    above: Frame | None = None
    led: Frame | None = None
    for paragraph in paragraphs:
        own = [body.start for body in bodies if paragraph.start <= body.start < paragraph.span.end]
        if own:
            found |= dict.fromkeys(own, led or above)
        elif paragraph.text.endswith(":"):
            led = _when(paragraph, period)
        elif _is_heading(paragraph):
            above, led = _when(paragraph, period) or (above if _is_party(paragraph) else None), None
    return [_unless_said(found.get(body.start), body) for body in bodies]


def framed(proposals: Sequence[Proposed], frame: Frame, groups: Sequence[Group]) -> list[Proposed]:
    """The proposals, where a target that does not rest on the words above its promise is left open."""
    return [each if each.target is None or _rests_on(each, frame) else _left(each, frame, groups) for each in proposals]


def _rests_on(proposal: Proposed, frame: Frame) -> bool:
    return any(
        path.startswith("target.") and read.span.overlaps(frame.words.span) for path, read in proposal.evidence.items()
    )


def _left(proposal: Proposed, frame: Frame, groups: Sequence[Group]) -> Proposed:
    detail = f"{frame.words.text!r} stands above it: what it is there for is not certain"
    return replace(
        proposal,
        title=title(proposal.counts, None, groups),
        target=None,
        evidence={path: read for path, read in proposal.evidence.items() if not path.startswith("target.")},
        findings=(*proposal.findings, Finding("target", "frame", detail, frame.words.span)),
    )


def _unless_said(frame: Frame | None, body: Paragraph) -> Frame | None:
    """None when the promise says the same itself."""
    return None if frame is None or frame.words.folded.text in body.folded.text else frame


def _is_heading(paragraph: Paragraph) -> bool:
    """Whether it has a heading's form; a date alone is one here."""
    text = paragraph.folded.text
    if paragraph.is_item or paragraph.cells or marks.is_furniture(paragraph):
        return False
    if len(text) > marks.LONGEST_HEADING or text.endswith((".", ",", ";", "?")):
        return False
    labelled = marks.label(paragraph)
    aside = ": " in text and not (labelled and labelled[0].gives in ("promise", "area"))
    return not (aside or naming.first("verb", text) or naming.first("contact", text))


def _is_party(heading: Paragraph) -> bool:
    """Whether it only names a party, so that the heading above it still holds."""
    return bool(naming.first("who", heading.folded.text)) and not marks.is_title(heading)


def _when(paragraph: Paragraph, period: Period | None) -> Frame | None:
    """The words of when in a heading, or in the last sentence of a lead-in."""
    if marks.is_title(paragraph) and period is not None:
        return None  # what it says is the agreement's own period
    clause = next(reversed(clauses(paragraph.folded)), None)
    found = _said(clause, period) if clause else []
    if clause is None or not found:
        return None
    start, end = min(each.start for each in found), max(each.end for each in found)
    whole = [each for each in found if (each.start, each.end) == (start, end)]
    counted = bool(_NUMBER.search(clause.unmasked))  # "två gånger per år": of each below, or of all together
    sure = any((_is_rhythm(each) and not counted) or each.words.startswith(_DEADLINE) for each in whole)
    return Frame(paragraph.at(clause.start + start, clause.start + end), sure)


def _is_rhythm(match: Match) -> bool:
    """Whether it says how often: "varje vecka", or "per vecka" of the numbers below; "under året" does not."""
    reads = match.rule.reads
    return reads.alone or (reads.each not in (None, "period") and not reads.within)


def _said(clause: Clause, period: Period | None) -> list[Match]:
    known = list(accounted(clause, period))
    bears = [match for match in rules.every("bears", clause.text) if match.rule.id in _WHEN]
    found = [*rules.longest("each", clause.text), *rules.longest("by", clause.text), *bears]
    spans = [(match, clause.span(match.start, match.end)) for match in found]
    return [match for match, span in spans if not any(o.start <= span.start and span.end <= o.end for o in known)]
