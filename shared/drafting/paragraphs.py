"""Paragraphs, list items and table rows of a text, each with its place. Lines broken by a page's width are one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from shared.drafting.evidence import Span
from shared.drafting.folding import BULLETS, Folded, fold

_MARKER: Final = re.compile(
    rf"\s*(?P<mark>[-–—+o]|(?:I{{1,3}}|IV|VI{{0,3}}|IX|X)\.|[{BULLETS}]|[Mm]om\.? ?\d{{1,2}}[.:]?"
    r"|§ ?\d{1,2}[.:]?(?!\d)|\d{1,2}[.):](?!\d)"
    r"|[1-9]\.[1-9]\d?\.?|\(?(?:\d{1,2}|[a-zA-Z])\)|☐)[ \t]+(?=\S)"
)
_BROKEN: Final = re.compile(r"(?<=[a-zåäöé])[\u00ad\u2010-]\s*\n\s*(?=(?!(?:och|eller|samt|respektive)\b)[a-zåäöé])")
_CELLS: Final = re.compile(r"\s*(?:\t+|\|)\s*")
_WIDE: Final = re.compile(r"\s{3,}|\s*(?:\t+|\|)\s*")
_HEAD: Final = re.compile(r"(?i)\s*\S.*(?:\s{3,}|\t|\|)\s*(?:ansvar\w*|utförare|vem)\b")
_LABEL: Final = re.compile(r"(?i)\s*[a-zåäö() ]{3,30}(?: \d{1,2}(?:(?:,| och|-) ?\d{1,2}){0,9})?\s*[:?]")
_HANGING: Final = re.compile(
    r"(?i)\b(?:och|eller|samt|till|i|på|av|för|med|mellan|kl\.?|klockan|den|det|de|en|ett|som|från|vid|om|under|minst|senast)$"
)
_FULL: Final = 0.8  # of the usual width: a line at least as long goes on in the next


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, list item, table row or cell.

    Attributes:
        source: its words as they stand in the document's text, beginning at ``start``, without its marker.
        marker: the bullet or number before it.
        cells: of a row of a table.
    """

    source: str
    start: int
    marker: str = ""
    cells: tuple["Paragraph", ...] = ()

    @property
    def is_item(self) -> bool:
        """Whether it is an item of a list without numbers."""
        return bool(self.marker) and not self.marker.lstrip("§ ")[0].isdigit()

    @property
    def span(self) -> Span:
        """Its place in the document."""
        return Span(self.start, self.start + len(self.source))

    @cached_property
    def text(self) -> str:
        """Its words on one line."""
        return unwrapped(self.source)

    @cached_property
    def folded(self) -> Folded:
        """As rules look at it."""
        return fold(self.source)

    def at(self, start: int, end: int) -> "Paragraph":
        """A part of it, by places in its folded text."""
        span = self.folded.span(start, end)
        return Paragraph(self.source[span.start : span.end], self.start + span.start)


def unwrapped(source: str) -> str:
    """Words on one line: those parted by a line's end are whole again."""
    return " ".join(_BROKEN.sub("", source).replace("\u00ad", "").split())


def paragraphs(text: str) -> list[Paragraph]:
    """The paragraphs of a text, in their order."""
    return [_made(text, start, end, row) for start, end, row in _ranges(text)]


def _made(text: str, start: int, end: int, row: bool) -> Paragraph:
    marked = _MARKER.match(text, start, end)
    if row:
        return Paragraph(text[start:end], start, cells=tuple(_cells(text, start, end)))
    begins = marked.end() if marked else start
    return Paragraph(text[begins:end], begins, marked["mark"] if marked else "")


def _cells(text: str, start: int, end: int) -> Iterator[Paragraph]:
    at = start
    for gap in [*_WIDE.finditer(text, start, end), None]:
        ends = gap.start() if gap else end
        marked = _MARKER.match(text, at, ends)
        begins = marked.end() if marked else at
        if text[begins:ends].strip():
            yield Paragraph(text[begins:ends], begins, marked["mark"] if marked else "")
        at = gap.end() if gap else end


def _ranges(text: str) -> Iterator[tuple[int, int, bool]]:
    """Where each begins and ends, without the space around it, and whether it is a row of a table."""
    width = _width(text)
    open_from: int | None = None
    before, in_table = "", False
    for line in re.finditer(r"[^\n]*\n?", text):
        words = line.group().rstrip()
        if not words.strip():
            if open_from is not None:
                yield _trimmed(text, open_from, line.start())
            open_from, before, in_table = None, "", False
            continue
        in_table = in_table or bool(_HEAD.match(words))
        if _CELLS.search(words.strip()) or (in_table and re.search(r"\S\s{3,}\S", words)):
            if open_from is not None:
                yield _trimmed(text, open_from, line.start())
            yield (*_trimmed(text, line.start(), line.end())[:2], True)
            open_from, before = None, ""
            continue
        if open_from is not None and _parts(before, words, width):
            yield _trimmed(text, open_from, line.start())
            open_from = None
        open_from, before = line.start() if open_from is None else open_from, words
    if open_from is not None:
        yield _trimmed(text, open_from, len(text))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int, bool]:
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), start + len(words.rstrip()), False


def _width(text: str) -> float:
    """How long a line is that runs to the page's edge; endless when lines end where sentences do."""
    lines = [line.rstrip() for line in text.split("\n") if line.strip()]
    width = sorted(map(len, lines))[int(len(lines) * 0.9)] if lines else 0
    long = [line for line in lines if len(line) >= width * _FULL]
    ended = sum(line.endswith((".", ":", "!", "?")) for line in long)
    return float("inf") if ended > len(long) * 0.6 else width


def _parts(before: str, words: str, width: float) -> bool:
    """Whether a line begins something new, given the line before it."""
    if _MARKER.match(words) or _LABEL.match(words):
        return True
    if _HANGING.search(before):
        return False
    goes_on = words.lstrip()[:1].islower() or before.endswith(("-", "\u00ad", ","))
    ended = before.endswith((".", ":", "!", "?"))
    if goes_on and not ended:
        return False
    return len(before) < width * _FULL
