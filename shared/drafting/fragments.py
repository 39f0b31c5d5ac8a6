"""Promises that are split over a line and the list items below it: how often, when or where, once for each."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from shared.drafting import naming, rules
from shared.drafting.marks import label, section
from shared.drafting.paragraphs import Paragraph

_LONGEST: Final = 90  # characters of an item that only adds to what stands above it
_BULLET: Final = re.compile(r"[^\w(]")


def whole(paragraphs: Sequence[Paragraph], text: str) -> Iterator[Paragraph]:
    """The paragraphs, those that only go together put together."""
    at = 0
    while at < len(paragraphs):
        until = at + 1
        if _leads(paragraphs[at]):
            while until < len(paragraphs) and _adds(paragraphs[until]):
                until += 1
        yield _together(paragraphs[at:until], text) if until > at + 1 else paragraphs[at]
        at = until


def _leads(paragraph: Paragraph) -> bool:
    """Whether it names an activity and neither ends as a sentence does nor opens a section."""
    if paragraph.cells or paragraph.text.endswith((".", "!", "?")) or _is_bullet(paragraph):
        return False
    labelled = label(paragraph)
    if labelled and labelled[0].gives not in ("promise", "what", "by"):
        return False
    return bool(rules.longest("kind", paragraph.folded.text)) and (bool(labelled) or not section(paragraph))


def _adds(paragraph: Paragraph) -> bool:
    """Whether it is a list item that says no more than how often, when or where."""
    folded = paragraph.folded.text
    fragment = _is_bullet(paragraph) and len(folded) <= _LONGEST and not paragraph.text[0].isupper()
    if not fragment or label(paragraph) or naming.first("verb", folded):
        return False
    return bool(rules.longest("each", folded) or rules.longest("by", folded) or re.match(r"i |under |\d", folded)) and (
        not rules.longest("kind", folded)
    )


def _is_bullet(paragraph: Paragraph) -> bool:
    return bool(_BULLET.match(paragraph.marker))


def _together(parts: Sequence[Paragraph], text: str) -> Paragraph:
    first, last = parts[0], parts[-1]
    return Paragraph(text[first.start : last.span.end], first.start, first.marker)
