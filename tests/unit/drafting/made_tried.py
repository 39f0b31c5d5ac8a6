"""More documents that were written before they were ever read: a leaflet with columns, a Word file with a text box."""

from pathlib import Path

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from fpdf import FPDF

from tests.unit.drafting.made import saved

SOURCES = Path(__file__).with_name("sources")
WIDTH = 80  # millimetres of a column


class _Leaflet(FPDF):
    def header(self) -> None:
        self.set_font("helvetica", "B", 9)
        self.cell(0, 8, "Karlskoga kommun | Polisen", new_x="LMARGIN", new_y="NEXT")

    def footer(self) -> None:
        self.set_y(-12)
        self.set_font("helvetica", size=8)
        self.cell(0, 8, f"Sida {self.page_no()} av 2", align="C")


def karlskoga() -> bytes:
    """A leaflet with a cover, and a page in two columns between a header and a footer."""
    made = _Leaflet()
    made.add_page()
    made.set_font("helvetica", "B", 22)
    made.ln(60)
    made.cell(0, 14, "Medborgarlöften för Karlskoga", new_x="LMARGIN", new_y="NEXT")
    made.cell(0, 14, "2024-2025", new_x="LMARGIN", new_y="NEXT")
    made.add_page()
    made.set_font("helvetica", size=11)
    top = made.get_y() + 5
    for across, column in ((12, "karlskoga-left"), (112, "karlskoga-right")):
        made.set_xy(across, top)
        for line in (SOURCES / f"{column}.txt").read_text("utf-8").split("\n"):
            made.set_x(across)
            made.set_font("helvetica", "B" if line.startswith("LÖFTE") else "", 11)
            made.cell(WIDTH, 5, line, new_x="LEFT", new_y="NEXT")
    return bytes(made.output())


def huddinge() -> bytes:
    """A Word document with a table for each place that one row heads, and a box of text beside the first paragraph."""
    made = docx.Document()
    made.sections[0].header.paragraphs[0].text = "Huddinge kommun, Diarienummer KS-2024/1550"
    made.add_heading("Lokala medborgarlöften Huddinge 2025–2026", 0)
    beside = made.add_paragraph("Huddinge kommun, Polisen, lokalpolisområde Huddinge, och Huge Bostäder.")
    _box(beside, "Så tog vi fram löftena: 3 100 svar på trygghetsmätningen och sex dialogmöten.")
    for rows in _HUDDINGE:
        table = made.add_table(rows=0, cols=2)
        for row in rows:
            cells = table.add_row().cells
            for cell, words in zip(cells, row, strict=False):
                cell.text = words
            if len(row) == 1:
                cells[0].merge(cells[1])
        made.add_paragraph()
    made.add_paragraph("Huddinge den 11 december 2024")
    made.add_paragraph("Kommundirektör\t\tLokalpolisområdeschef")
    return saved(made)


def _box(paragraph: docx.text.paragraph.Paragraph, words: str) -> None:
    """A text box as Word writes it: once as a drawing, and once more for those that cannot draw it."""
    inner = f"<w:txbxContent><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:txbxContent>"
    space = (
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
        'xmlns:v="urn:schemas-microsoft-com:vml"'
    )
    paragraph._p.append(
        parse_xml(
            f"<w:r {nsdecls('w')} {space}><mc:AlternateContent>"
            f'<mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx>{inner}</wps:txbx></wps:wsp>'
            "</w:drawing></mc:Choice>"
            f"<mc:Fallback><w:pict><v:shape><v:textbox>{inner}</v:textbox></v:shape></w:pict></mc:Fallback>"
            "</mc:AlternateContent></w:r>"
        )
    )


_HUDDINGE = (
    (
        ("Vårby gård",),
        ("Lägesbild", "Öppen narkotikahandel och oro för skjutningar."),
        ("Löfte 1", "Polisen ska ha minst 60 trygghetspass i Vårby gård per månad."),
        ("Löfte 2", "Huge Bostäder ska installera kameror i 18 garage före utgången av 2025."),
        ("Löfte 3", "Kommunen ska hålla öppet på fritidsgården i Vårby alla kvällar under sommarlovet."),
    ),
    (
        ("Flemingsberg",),
        ("Lägesbild", "Många cykelstölder och otrygghet vid stationen."),
        ("Löfte 4", "Cykelmärkning erbjuds vid fyra tillfällen, två på våren och två på hösten."),
        ("Ansvariga", "Kommunen och polisen"),
        ("Löfte 5", "Trygghetsvandring med studenter på Södertörns högskola en gång per år."),
        ("Ansvarig", "Kommunen"),
    ),
)

TRIED = {"karlskoga.pdf": karlskoga, "huddinge.docx": huddinge}
