"""Text as it is read: small letters, one kind of dash and of space, words put together again, each with its place.

Documents break lines in the middle of sentences and words; what is read must not depend on where.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from shared.drafting.evidence import Span

BULLETS: Final = "•*·‣⁃∙◦▪▫■□▸▹►▻▶▷●○◆◇◼◻❖✓✔✗✘✦✧★☆☑☒⬥⬧⮚➔➙➛➜➝➞➟➠➡➢➣➤➥→⇒»\u2705\uf0b7\uf0a7\uf0d8\uf0fc\uf076"
"""Signs before the items of a list, besides dashes; the last are those of Word's symbol fonts."""

_BREAKS = re.compile(
    rf"""
    # a word over two lines, but not the first half of "kvälls- och nattetid"
    (?P<parted>(?<=[a-zåäöé])[\u00ad\u2010-]\ *\r?\n\s*(?=(?!(?:och|eller|samt|respektive)\b)[a-zåäöé]))
    # any dash; between digits even over two lines
    | (?P<dash>[\u2010-\u2015\u2212-]\s*\n\s*(?=\d)|[\u2010-\u2015\u2212])
    # what is not seen
    | (?P<nothing>[\u00ad\u200b\ufeff])
    # a new paragraph or bullet
    | (?P<part>\s*\n\s*\n\s*(?:[-\u2013{BULLETS}]\s+)?
        |\s*\n\s*(?:[-\u2013{BULLETS}]|\d{{1,2}}[.):])\s+)
    | (?P<space>\s+)
    """,
    re.VERBOSE,
)
_INSTEAD = {"parted": "", "dash": "-", "nothing": "", "part": "\n", "space": " "}


@dataclass(frozen=True, slots=True)
class Folded:
    """Text to search in.

    Attributes:
        text: small letters; bullets and paragraphs are parted by newlines.
        cased: the same with its capitals.
        places: where each character stands in the original.
    """

    text: str
    cased: str
    places: tuple[tuple[int, int], ...]

    def span(self, start: int, end: int) -> Span:
        """The original's characters for some of these; at least one is asked for."""
        return Span(self.places[start][0], self.places[end - 1][1])


def fold(text: str) -> Folded:
    """A text as it is read."""
    pieces = list(_pieces(text))
    cased = "".join(char for char, _, _ in pieces)
    small = "".join(_small(char) for char in cased)
    return Folded(small, cased, tuple((start, end) for _, start, end in pieces))


def _small(char: str) -> str:
    lower = char.lower()
    return lower if len(lower) == 1 else char


def _pieces(text: str) -> Iterator[tuple[str, int, int]]:
    at = 0
    for found in _BREAKS.finditer(text):
        yield from _letters(text, at, found.start())
        if instead := _INSTEAD[found.lastgroup or "space"]:
            yield instead, found.start(), found.end()
        at = found.end()
    yield from _letters(text, at, len(text))


def _letters(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Letters one by one; an accent that stands for itself (as in many PDFs) goes with its letter."""
    at = start
    while at < end:
        after = at + 1
        while after < end and unicodedata.combining(text[after]):
            after += 1
        composed = unicodedata.normalize("NFC", text[at:after])
        yield composed[0], at, after
        at = after
