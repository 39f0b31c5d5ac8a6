"""Tables of promises: which column is which."""

from dataclasses import dataclass

from shared.drafting import naming
from shared.drafting.paragraphs import Paragraph


@dataclass(frozen=True, slots=True)
class Columns:
    """The meaning of each column, in their order; "" for one that is not read."""

    meanings: tuple[str, ...]

    def of(self, row: Paragraph) -> dict[str, Paragraph]:
        """A row's cells by what they mean; nothing when the row has fewer cells than the table columns."""
        if len(row.cells) < len(self.meanings) and not (len(row.cells) == 2 == len(set(self.meanings) - {""})):
            return {}
        return {meaning: cell for meaning, cell in zip(self.meanings, row.cells, strict=False) if meaning}


def columns(row: Paragraph) -> Columns | None:
    """The columns of a table, if this is its first row."""
    meanings = tuple(_meaning(cell.folded.text.rstrip(":")) for cell in row.cells)
    return Columns(meanings) if "promise" in meanings and "responsible" in meanings else None


def _meaning(head: str) -> str:
    found = naming.whole("label", head)
    if found and found[0].gives in ("responsible", "often", "area"):
        return found[0].gives
    column = naming.whole("column", head)
    return column[0].gives if column else ""
