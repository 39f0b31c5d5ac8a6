"""The columns of open data as `docs/open-data.md` tells them; run as a module, it writes them there."""

from pathlib import Path

from services.reports.open_data.columns import HOLDS, Table
from services.reports.open_data.tables import TABLES

PAGE = Path(__file__).parents[2] / "docs" / "open-data.md"
BEGIN, END = "<!-- columns -->\n", "<!-- /columns -->\n"


def told() -> str:
    """What the page says of the columns."""
    text = PAGE.read_text(encoding="utf-8")
    return text[text.index(BEGIN) + len(BEGIN) : text.index(END)]


def columns() -> str:
    """What it should say."""
    return "\n".join(_section(table) for table in TABLES.values())


def _section(table: Table[object]) -> str:
    rows = [f"| `{each.name}` | {HOLDS[each.holds][1]} | {each.means.en} |\n" for each in table.columns]
    head = f"### {table.name}\n\n{table.row.en}\n\n| column | holds | meaning |\n|---|---|---|\n"
    return head + "".join(rows)


if __name__ == "__main__":
    before, after = PAGE.read_text(encoding="utf-8").split(BEGIN)[0], PAGE.read_text(encoding="utf-8").split(END)[1]
    PAGE.write_text(before + BEGIN + columns() + END + after, encoding="utf-8")
