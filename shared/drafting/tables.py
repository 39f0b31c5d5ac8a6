"""Tables of promises: which column is which."""

from dataclasses import dataclass
from typing import Final

from shared.drafting import naming
from shared.drafting.paragraphs import Paragraph

EMPTY: Final = "–"
"""What stands in a cell that holds nothing, so that the others of its row stay in their columns."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The meaning of each column, in their order; "" for one that is not read."""

    meanings: tuple[str, ...]

    def of(self, row: Paragraph) -> dict[str, Paragraph]:
        """A row's cells by what they mean; nothing when the row has fewer cells than the table columns."""
        if len(row.cells) < len(self.meanings) and not (len(row.cells) == 2 == len(set(self.meanings) - {""})):
            return {}
        found: dict[str, Paragraph] = {}
        for meaning, cell in zip(self.meanings, row.cells, strict=False):
            if meaning and cell.text.strip("-– "):
                both = meaning == "often" and meaning in found
                found[meaning] = _through(row, found[meaning], cell) if both else cell
        return found


def _through(row: Paragraph, first: Paragraph, last: Paragraph) -> Paragraph:
    """From one cell to another: what stands under "När" and under "Mått" is of one promise."""
    return Paragraph(row.source[first.start - row.start : last.span.end - row.start], first.start)


def columns(row: Paragraph) -> Columns | None:
    """The columns of a table, if this is its first row."""
    meanings = tuple(_meaning(cell.folded.text.rstrip(":?")) for cell in row.cells)
    return Columns(meanings) if "promise" in meanings and "responsible" in meanings else None


def filled(text: str) -> str:
    """A text whose rows with tabs have a cell below each head of their table, also where nothing stands."""
    lines, width = text.split("\n"), 0
    for place, line in enumerate(lines):
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) == 1:
            below = lines[place + 1] if place + 1 < len(lines) else ""
            width = width if cells[0] and "\t" in below else 0
        elif columns(Paragraph(line, 0, cells=tuple(Paragraph(cell, 0) for cell in cells))):
            width = len(cells) if all(cells) else 0
        elif len(cells) <= width:
            lines[place] = "\t".join(cell or EMPTY for cell in (*cells, *[""] * (width - len(cells))))
    return "\n".join(lines)


def party_columns(row: Paragraph) -> list[Paragraph | None]:
    """Whose promises each column holds, if this is the first row of a table with a column for each of several."""
    whose = [cell if _is_of_party(cell.folded.text.rstrip(":?")) else None for cell in row.cells]
    return whose if sum(each is not None for each in whose) > 1 else []


def _is_of_party(head: str) -> bool:
    label, section = naming.whole("label", head), naming.whole("section", head)
    of_one = section is not None and section[0].gives == "promises" and bool(section[1].groupdict().get("who"))
    return of_one or (label is not None and label[0].gives == "by" and " " in head)


def _meaning(head: str) -> str:
    found = naming.whole("label", head)
    if found and found[0].gives in ("responsible", "often", "done", "area", "goals"):
        return "often" if found[0].gives == "done" else found[0].gives
    column = naming.whole("column", head)
    return column[0].gives if column else ""
