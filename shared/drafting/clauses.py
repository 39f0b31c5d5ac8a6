"""A promise's words in sentences and their parts, and which words of a part are masked or only say why."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from shared.drafting import rules
from shared.drafting.evidence import Span
from shared.drafting.folding import Folded
from shared.drafting.rules import Match

_END: Final = re.compile(r"\n+|(?<=[.!?:])[ \n]+")
_SHORT: Final = re.compile(
    r"(?:\b(?:kl|ca|t|ex|bl|a|m|fl|nr|st|v|kap|max|min|tim|osv|resp|ev|jfr|o|s|k|d|inkl|exkl|tel|tillf|åk|ggr)\.)$"
)


@dataclass(frozen=True)
class Clause:
    """Part of a sentence.

    Attributes:
        text: its folded words.
        start: where they begin in the folded text.
        sentence: which sentence it is part of, from 0.
    """

    folded: Folded
    start: int
    end: int
    sentence: int

    @cached_property
    def text(self) -> str:
        """Its folded words."""
        return self.folded.text[self.start : self.end]

    @cached_property
    def cased(self) -> str:
        """The same with capitals."""
        return self.folded.cased[self.start : self.end]

    @cached_property
    def unmasked(self) -> str:
        """Its words, as long as they are, where what is masked can be no number."""
        text = self.text
        for mask in rules.every("mask", self.text):
            text = text[: mask.start] + "¤" * (mask.end - mask.start) + text[mask.end :]
        return text

    @cached_property
    def reasons(self) -> tuple[tuple[int, int], ...]:
        """The stretches that only say why, or what is so besides: no activity in them is promised."""
        return self._stretches(("purpose", "beside"))

    @cached_property
    def purposes(self) -> tuple[tuple[int, int], ...]:
        """Those that only say why: no term of the promise stands in them."""
        return self._stretches(("purpose",))

    def _stretches(self, headings: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
        found = []
        for match in (match for heading in headings for match in rules.every(heading, self.text)):
            verbs = (verb.start for verb in rules.every("main-verb", self.text) if verb.start >= match.end)
            verb = min(verbs, default=None)
            leading = not self.text[: match.start].strip(" -")
            found.append((match.start, verb if leading and verb is not None else self._end(match)))
        return tuple(found)

    def _end(self, match: Match) -> int:
        ends = (end.start for end in rules.every("purpose-end", self.text) if end.start > match.start)
        return min(ends, default=len(self.text))

    def only_why(self, match: Match) -> bool:
        """Whether it stands where the clause only says why."""
        return any(start <= match.start < end for start, end in self.reasons)

    def span(self, start: int, end: int) -> Span:
        """The original's characters for some of its own."""
        return self.folded.span(self.start + start, self.start + end)


def clauses(folded: Folded) -> list[Clause]:
    """All clauses, in order."""
    found = []
    for number, (start, end) in enumerate(_sentences(folded)):
        found += [Clause(folded, a, b, number) for a, b in _parts(folded, start, end)]
    return found


def _sentences(folded: Folded) -> Iterator[tuple[int, int]]:
    start = 0
    for gap in _END.finditer(folded.text):
        if not _ends(folded, gap):
            continue
        if folded.text[start : gap.start()].strip():
            yield start, gap.start()
        start = gap.end()
    if folded.text[start:].strip():
        yield start, len(folded.text)


def _ends(folded: Folded, gap: re.Match[str]) -> bool:
    """Whether a sentence ends here; after a colon it goes on, also over bullets."""
    before = folded.text[: gap.start()]
    if before.endswith(":"):
        return False
    if "\n" in gap.group() or gap.end() >= len(folded.cased):
        return True
    return not folded.cased[gap.end()].islower() and not _SHORT.search(before)


def _parts(folded: Folded, start: int, end: int) -> Iterator[tuple[int, int]]:
    text = folded.text[start:end]
    at = 0
    for match in sorted(rules.every("part", text), key=lambda match: match.start):
        if match.start > at and text[at : match.start].strip():
            yield start + at, start + match.start
            at = match.end
    if text[at:].strip():
        yield start + at, end
