"""Documents that were written before they were ever read, as layout programs and word processors make them."""

from pathlib import Path

import docx
from fpdf import FPDF

from tests.unit.drafting.made import saved

SOURCES = Path(__file__).with_name("sources")
WIDTH = 88  # millimetres of a column


def flen() -> bytes:
    """A leaflet of one page in two columns, numbered over both, whose lines break in the middle of words."""
    made = FPDF()
    made.set_font("helvetica", size=18)
    made.add_page()
    made.cell(0, 12, "Medborgarlöfte 2024", new_x="LMARGIN", new_y="NEXT")
    made.set_font("helvetica", size=12)
    made.cell(0, 8, "Flens kommun och Polisen, lokalpolisområde Nyköping", new_x="LMARGIN", new_y="NEXT")
    made.ln(4)
    made.set_font("helvetica", size=10)
    top = made.get_y()
    for across, column in ((12, "flen-left"), (110, "flen-right")):
        made.set_xy(across, top)
        for line in _lines(column):
            made.set_x(across)
            made.cell(WIDTH, 5, line, new_x="LEFT", new_y="NEXT")
    return bytes(made.output())


def trosa() -> bytes:
    """An agreement of numbered sections, its promises behind labels, with a registry's line above each page."""
    made = _Registered()
    made.add_page()
    for line in _lines("trosa"):
        if line == "---":
            made.add_page()
        elif line:
            made.set_font("helvetica", "B" if line.startswith("# ") else "", 14 if line.startswith("# ") else 11)
            made.multi_cell(0, 6, line.removeprefix("# "), new_x="LMARGIN", new_y="NEXT")
        else:
            made.ln(5)
    return bytes(made.output())


class _Registered(FPDF):
    def header(self) -> None:
        self.set_font("helvetica", size=8)
        line = "TROSA KOMMUN  Dnr KS 2022/117  Antagen 2022-06-08 § 64"
        self.cell(0, 8, line, new_x="LMARGIN", new_y="NEXT")
        self.ln(4)

    def footer(self) -> None:
        self.set_y(-15)
        self.set_font("helvetica", size=8)
        self.cell(0, 8, f"{self.page_no()}(3)", align="R")


def oskarshamn() -> bytes:
    """A Word document: a heading for each area and for what is told of it, its promises bullets or numbered."""
    made = docx.Document()
    made.add_heading("Överenskommelse och medborgarlöften 2024–2026", 0)
    for line in _lines("oskarshamn"):
        mark, _, words = line.partition(" ")
        if mark in ("#", "##"):
            made.add_heading(words, len(mark))
        else:
            made.add_paragraph(words, style={"*": "List Bullet", "1.": "List Number"}.get(mark))
    return saved(made)


def tierp() -> bytes:
    """A Word document whose table has questions for its heads and the areas as rows of one cell."""
    made = docx.Document()
    made.add_heading("Medborgarlöften i Tierps kommun", 0)
    made.add_paragraph("Åtgärdsplan för perioden juli 2024–december 2025")
    made.add_paragraph("Parter: Tierps kommun, Polisen (lokalpolisområde Norduppland) samt Tierpsbyggen")
    made.add_heading("Så har vi tagit fram löftena", 1)
    heard = "Vi har träffat invånare på fem medborgarkaféer och gått igenom 1 040 svar"
    made.add_paragraph(f"{heard} i polisens trygghetsundersökning.")
    made.add_heading("Åtgärder", 1)
    table = made.add_table(rows=0, cols=4)
    for row in (line.split("\t") for line in _lines("tierp")):
        cells = table.add_row().cells
        if len(row) == 1:
            cells[0].merge(cells[3]).text = row[0]
        else:
            for cell, words in zip(cells, row, strict=True):
                cell.text = words
    made.add_paragraph("Kontakt: Tierps kommuns säkerhetssamordnare, 0293-21 80 00.")
    made.add_paragraph("Tierp den 24 juni 2024")
    made.add_paragraph("Kommunstyrelsens ordförande    Lokalpolisområdeschef    VD Tierpsbyggen")
    return saved(made)


def _lines(name: str) -> list[str]:
    return SOURCES.joinpath(f"{name}.txt").read_text("utf-8").splitlines()


UNREAD = {"flen.pdf": flen, "trosa.pdf": trosa, "oskarshamn.docx": oskarshamn, "tierp.docx": tierp}
