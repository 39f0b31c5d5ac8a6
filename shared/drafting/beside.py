"""Words that stand beside each other on a page: columns are put one after the other, tables become rows with tabs.

A gutter is a stretch that is empty on several lines, one below the other, with words on both sides.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from shared.drafting import naming
from shared.drafting.folding import fold
from shared.drafting.paragraphs import Paragraph
from shared.drafting.tables import EMPTY, columns

_GAP: Final = re.compile(r"(?<=\S) {3,}(?=\S)")
_LEAST_LINES: Final = 2  # with words on both sides of a gutter
_NARROWEST: Final = 2  # characters
_MOST_EMPTY: Final = 2  # lines, within what stands beside each other
_FILLED: Final = 0.75  # of a column's width: a line at least as long is broken at its edge
_SPACED: Final = re.compile(r" {2,}")
Cells = list[str]
Meanings = tuple[str, ...]


def one_below_another(text: str, heads: list[Meanings] | None = None) -> str:
    """A text whose columns stand one below another, and whose tables have a row on each line; else as it was.

    Args:
        text: with the words at their places on the lines.
        heads: what the columns of tables before it mean, for one that goes on without its head; this adds its own.
    """
    if not _GAP.search(text):
        return text
    heads = [] if heads is None else heads
    lines = [line.rstrip() for line in text.split("\n")]
    made: list[str] = []
    at = 0
    while at < len(lines):
        block = _block(lines, at) if _GAP.search(lines[at]) else None
        if block is None:
            made.append(lines[at])
            at += 1
        else:
            made += ["", *block.lines(heads), ""]
            at = block.end
    return "\n".join(made)


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines with words beside each other, each as its cells."""

    rows: list[Cells]
    end: int

    def lines(self, heads: list[Meanings]) -> Iterator[str]:
        """Its lines anew: of a table row by row, else column by column."""
        first = next(cells for cells in self.rows if any(cells))
        if head := columns(_row(first)):
            heads.append(head.meanings)
        if (heads and len(heads[-1]) == len(first) > 2) or head:
            yield from ("\t".join(cell or EMPTY for cell in cells) for cells in _table(self.rows, heads[-1]))
        elif len(first) == 2 and _labelled(self.rows):
            yield from ("\t".join(cells) for cells in _joined(self.rows, [bool(cells[0]) for cells in self.rows]))
        else:
            for column in zip(*self.rows, strict=True):
                yield from (*column, "")


def _block(lines: list[str], start: int) -> _Block | None:
    """The block that begins at a line; None when the words beside each other stand there by chance."""
    gutters = [hit.span() for hit in _GAP.finditer(lines[start])]
    apart, kept, both = _SPACED.split(lines[start].strip()), [lines[start]], 1
    tabular = columns(_row(apart)) is not None
    end, longer = start + 1, start
    for at in range(start + 1, len(lines)):
        line = lines[at]
        if not line.strip():
            if at - end >= _MOST_EMPTY:
                break
            continue
        if tabular and len(own := _SPACED.split(line.strip())) == len(apart):
            line = "\t".join(own)
        elif (narrowed := _narrowed(gutters, line)) is None:
            break
        else:
            if at == end or at < longer:
                goes_on = True
            else:
                longer = at if tabular else _of_left(lines, at, gutters[0][0])
                goes_on = longer > at
            right = not line[: gutters[0][0]].strip()
            beside = any(line[:left].strip() and line[left:].strip() for left, _ in gutters)
            if not (beside or right or goes_on):
                break
            gutters, both = narrowed, both + beside
        kept += [""] * (at - end) + [line]
        end = at + 1
    if both + sum("\t" in line for line in kept) < _LEAST_LINES:
        return None
    cuts = [0, *((left + right) // 2 for left, right in gutters)]
    return _Block([line.split("\t") if "\t" in line else _cells(line, cuts) for line in kept], end)


def _of_left(lines: list[str], at: int, width: int) -> int:
    """Until where lines after an empty one still are of the left column: they fill it and are broken at its edge."""
    until = at
    while until < len(lines) and 0 < len(lines[until].rstrip()) <= width:
        until += 1
    filled = until - at > 1 and max(map(len, lines[at:until])) >= width * _FILLED
    below = until + 1 < len(lines) and not lines[until].strip() and lines[until + 1].strip()
    if not filled and until - at == 1 and below:  # a heading of what follows
        return until if _of_left(lines, until + 1, width) > until + 1 else at
    return until if filled else at


def _narrowed(gutters: list[tuple[int, int]], line: str) -> list[tuple[int, int]] | None:
    """What a line leaves of the gutters; None when its words run across one."""
    made = []
    for left, right in gutters:
        runs = list(re.finditer(r" +", line.ljust(right + 1)[left:right]))
        widest = max(runs, key=lambda run: (run.end() - run.start(), run.start()), default=None)
        if widest is None or widest.end() - widest.start() < _NARROWEST:
            return None
        made.append((left + widest.start(), left + widest.end()))
    return made


def _cells(line: str, cuts: list[int]) -> Cells:
    ends = [*cuts[1:], len(line)]
    return [" ".join(line[cut:end].split()) for cut, end in zip(cuts, ends, strict=True)]


def _row(cells: Iterable[str]) -> Paragraph:
    made = tuple(Paragraph(cell, 0) for cell in cells)
    return Paragraph("\t".join(cell.source for cell in made), 0, cells=made)


def _labelled(rows: list[Cells]) -> bool:
    """Whether the left column says what stands in the right one."""
    said = [cells[0] for cells in rows if cells[0]]
    labels = sum(bool(naming.whole("label", fold(words).text.rstrip(" :?"))) for words in said)
    return labels * 2 > len(said)


def _table(rows: list[Cells], meanings: Meanings) -> Iterator[Cells]:
    """The rows of a table. One over several lines begins where its number stands, or another cell beside the promise.

    Lines between empty ones are one row when no more than one of them has a number, or words in the other columns;
    where the first of them says who is responsible, the others that say nothing of that go on.
    """
    promise, number = meanings.index("promise"), meanings.index("number") if "number" in meanings else None
    responsible = meanings.index("responsible")

    def begins(cells: Cells, first: Cells) -> bool:
        if number is not None:
            return bool(cells[number])
        if first[responsible] and first[promise] and not cells[responsible]:
            return False
        others = any(cell for place, cell in enumerate(cells) if place != promise)
        return others and bool(cells[promise]) and not cells[promise][0].islower()

    for part in _parts(rows):
        a_row = [begins(cells, part[0]) for cells in part]
        yield from [_merged(part)] if sum(a_row) <= 1 else _joined(part, a_row)


def _parts(rows: list[Cells]) -> Iterator[list[Cells]]:
    part: list[Cells] = []
    for cells in [*rows, []]:
        if any(cells):
            part.append(cells)
        elif part:
            yield part
            part = []


def _joined(rows: list[Cells], begins: list[bool]) -> Iterator[Cells]:
    part: list[Cells] = []
    for cells, begun in zip(rows, begins, strict=True):
        if begun and part:
            yield _merged(part)
            part = []
        part += [cells] if any(cells) else []
    yield _merged(part)


def _merged(rows: list[Cells]) -> Cells:
    """One row of several lines; words parted at a line's end are whole again."""
    made = ["\n".join(filter(None, column)) for column in zip(*rows, strict=True)]
    return [re.sub(r"\s+", " ", re.sub(r"(?<=[a-zåäö])-\n(?=[a-zåäö])", "", cell)) for cell in made]
