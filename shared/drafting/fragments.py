"""What is split otherwise than its words are: a promise over list items, or a paragraph that holds several labels."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from shared.drafting import naming, rules
from shared.drafting.marks import label, section
from shared.drafting.paragraphs import Paragraph

_LONGEST: Final = 90  # characters of an item that only adds to what stands above it
_BULLET: Final = re.compile(r"[^\w(]")
_LABEL: Final = re.compile(r"(?<=[.!?;)])\s+(?=(?P<label>[A-ZÅÄÖ][a-zåäö]+(?:,? [a-zåäö\d-]+){0,8}): ?\S)")
_POINT: Final = re.compile(r"(?<=\s)(?P<mark>\(?(?P<number>\d{1,2}|[a-h])\))\s+(?=\w)")
_LEAD: Final = re.compile(r"(?::|\batt)\s*$")
_STOP: Final = re.compile(r"(?<=[.!?])\s+(?=[A-ZÅÄÖ])")
_TAIL: Final = re.compile(r"[\s,;]*(?:\b(?:och|samt))?[\s,;]*$")
_APART: Final = ("responsible", "responsible-of", "often", "done", "rest")


def by_label(paragraphs: Iterable[Paragraph]) -> Iterator[Paragraph]:
    """The paragraphs, those parted that go on with labels: "Sex tillsyner per år. Ansvar: polisen. Klart: i maj.".

    Who is responsible is left at the end of the promise's own words, where it is known to be of that promise.
    """
    for paragraph in paragraphs:
        at = 0
        for gap in () if paragraph.cells else _LABEL.finditer(paragraph.source):
            found = naming.whole("label", gap["label"].lower())
            first = at == 0 and found is not None and found[0].gives == "responsible"
            if found and found[0].gives in _APART and not first and not naming.first("told", gap["label"].lower()):
                yield _part(paragraph, at, gap.start())
                at = gap.end()
        yield _part(paragraph, at, len(paragraph.source)) if at else paragraph


def enumerated(paragraphs: Iterable[Paragraph]) -> Iterator[Paragraph]:
    """The paragraphs, those parted that hold a list in a sentence: "Vi lovar att (1) ..., (2) ... och (3) ...".

    The sentence that leads to the list becomes a paragraph, and so does what is told after it.
    """
    for paragraph in paragraphs:
        hits = [] if paragraph.cells else _in_order(_POINT.finditer(paragraph.source))
        if len(hits) < 2 or not _LEAD.search(paragraph.source[: hits[0].start()]):
            yield paragraph
            continue
        told = list(_STOP.finditer(paragraph.source, 0, hits[0].start()))
        leads = told[-1].end() if told else 0
        if leads:
            yield Paragraph(paragraph.source[:leads].rstrip(), paragraph.start, paragraph.marker)
        yield Paragraph(paragraph.source[leads : hits[0].start()].rstrip(), paragraph.start + leads)
        last = _STOP.search(paragraph.source, hits[-1].end())
        ends = last.end() if last else len(paragraph.source)
        for hit, until in zip(hits, [*(each.start() for each in hits[1:]), ends], strict=True):
            words = _TAIL.sub("", paragraph.source[hit.end() : until])
            yield Paragraph(words, paragraph.start + hit.end(), hit["mark"])
        if paragraph.source[ends:].strip():
            yield Paragraph(paragraph.source[ends:], paragraph.start + ends)


def _in_order(points: Iterator[re.Match[str]]) -> list[re.Match[str]]:
    """The points of a list from its first on."""
    found: list[re.Match[str]] = []
    for point in points:
        if point["number"] in (str(len(found) + 1), "abcdefgh"[len(found) % 8]):
            found.append(point)
    return found


def _part(paragraph: Paragraph, start: int, end: int) -> Paragraph:
    marker = "" if start else paragraph.marker
    return Paragraph(paragraph.source[start:end], paragraph.start + start, marker)


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
