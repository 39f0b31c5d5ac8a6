"""The measured figures of reading, as docs/reading.md has them: python -m tests.unit.drafting.figures [--write]."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path

from fpdf import FPDF

from shared.drafting.structure import read_document
from shared.drafting.text import extract
from tests.unit.drafting.fields import Figures, figures, names
from tests.unit.drafting.readings import HELD_OUT, SENTENCES, TRAPS, score, sentences

PAGE = Path("docs/reading.md")
BEGIN, END = "<!-- figures: written by python -m tests.unit.drafting.figures --write -->", "<!-- end of figures -->"
TABLES = {"made with the rules": SENTENCES, "held out": HELD_OUT, "traps": TRAPS}


def part() -> str:
    """The page's part with the figures."""
    return "\n".join([BEGIN, "", *_documents([figures(name) for name in names()]), "", *_sentences(), "", END])


def written() -> str:
    """That part as it stands in the page."""
    text = PAGE.read_text("utf-8")
    return text[text.index(BEGIN) : text.index(END) + len(END)]


def _documents(every: list[Figures]) -> Iterator[str]:
    yield "| document | right | wrong | left open | found |"
    yield "|---|---:|---:|---:|---:|"
    for each in every:
        yield f"| `{each.document}` | {each.right} | {len(each.wrong)} | {len(each.left)} | {each.found:.0%} |"
    right, wrong, left = (
        sum(numbers) for numbers in zip(*((each.right, len(each.wrong), len(each.left)) for each in every), strict=True)
    )
    yield f"| all {len(every)} | {right} | {wrong} | {left} | {right / (right + left):.0%} |"


def _sentences() -> Iterator[str]:
    yield "| table of sentences | sentences | to be left open | precision | recall |"
    yield "|---|---:|---:|---:|---:|"
    for name, path in TABLES.items():
        rows = sentences(path)
        found = score(rows)
        opened = sum(row.open for row in rows)
        yield f"| {name} | {len(rows)} | {opened} | {found.precision:.1%} | {found.recall:.1%} |"


def forty_pages() -> bytes:
    """A PDF of forty pages full of promises."""
    made = FPDF()
    made.set_font("helvetica", size=11)
    for page in range(40):
        made.add_page()
        made.multi_cell(0, 6, "Medborgarlöften i Skara 2024-2025\n\nVåra löften\n" if page == 0 else "Våra löften\n")
        for number in range(10):
            made.multi_cell(0, 6, f"{number + 1}. Polisen fotpatrullerar minst {number + 2} gånger per månad.\n")
    return bytes(made.output())


def seconds() -> float:
    """How long the processor works to read those forty pages: other work on the machine is not counted."""
    data = forty_pages()
    begun = time.process_time()
    read_document(extract(data))
    return time.process_time() - begun


def main() -> None:
    """Prints the figures, or writes them into the page."""
    if "--write" in sys.argv:
        PAGE.write_text(PAGE.read_text("utf-8").replace(written(), part()), "utf-8")
        return
    print(part())
    print(f"\n40 pages of PDF were read in {seconds():.1f} s.")
    for each in map(figures, names()):
        for what, found in (("wrong", each.wrong), ("left open", each.left)):
            for field, value in found:
                print(f"{each.document}: {what}: {field}: {value}")


if __name__ == "__main__":
    main()
