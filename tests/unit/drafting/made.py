"""Documents that are no plain text, made as word processors and layout programs make them: Word tables, PDF columns."""

import io
from collections.abc import Callable

import docx
from fpdf import FPDF

WIDTH = 85  # millimetres of a column


def hassleholm() -> bytes:
    """A Word document whose promises stand in a table, one focus area over several rows."""
    made = docx.Document()
    made.add_heading("Medborgarlöften 2024-2025", 0)
    made.add_paragraph("Hässleholms kommun och Polisen, lokalpolisområde Hässleholm")
    made.add_heading("Bakgrund", 1)
    made.add_paragraph("Löftena bygger på trygghetsmätningen 2023, som 1 100 invånare svarade på.")
    made.add_heading("Våra löften", 1)
    rows = [
        ("Fokusområde", "Åtgärd", "Ansvarig", "Tidplan"),
        ("Trygghet i centrum", "Trygghetsvandringar i Hässleholm och Tyringe", "Kommunen", "2 gånger per år"),
        ("Trygghet i centrum", "Fotpatrullering vid stationen", "Polisen", "3 gånger per vecka"),
        ("Trafik", "Hastighetskontroller på Stobygatan 14-60", "Polisen", "minst 4 per månad"),
        ("Trafik", "Trafiksäkerhetsplan tas fram", "Kommunen", "Klart senast 30 juni 2024"),
        ("Unga", "Lovaktiviteter för ungdomar 13-16 år", "Kommunen", "Varje år"),
        ("Unga", "Information på föräldramöten", "Kommun och polis", "Löpande"),
    ]
    table = made.add_table(rows=0, cols=4)
    for row in rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    table.cell(1, 0).merge(table.cell(2, 0)).text = "Trygghet i centrum"
    made.add_paragraph("Hässleholm 2024-01-18")
    made.add_paragraph("Kommunchef")
    made.add_paragraph("Lokalpolisområdeschef")
    return saved(made)


def boras() -> bytes:
    """A PDF with a line above and a page number below each page, parted words, and a promise over two pages."""
    made = _Paged("Borås Stad och Polisen | Medborgarlöfte 2025")
    made.add_page()
    for line in _BORAS.split("\n"):
        if line == "---":
            made.add_page()
        else:
            made.cell(0, 6, line, new_x="LMARGIN", new_y="NEXT")
    return bytes(made.output())


def ostersund() -> bytes:
    """A PDF in two columns, the second beside the first, as a leaflet has them."""
    made = FPDF()
    made.set_font("helvetica", size=10)
    made.add_page()
    made.set_font("helvetica", "B", size=16)
    made.cell(0, 10, "Medborgarlöften Östersund 2023", new_x="LMARGIN", new_y="NEXT")
    made.set_font("helvetica", size=10)
    top = made.get_y()
    for number, column in enumerate(_OSTERSUND):
        made.set_xy(10 + number * (WIDTH + 15), top)
        for line in column.strip().split("\n"):
            made.set_x(10 + number * (WIDTH + 15))
            made.cell(WIDTH, 5, line, new_x="LEFT", new_y="NEXT")
    return bytes(made.output())


class _Paged(FPDF):
    """Pages that all begin with the same words and end with their number."""

    def __init__(self, top: str) -> None:
        super().__init__()
        self.top = top
        self.set_font("helvetica", size=11)

    def header(self) -> None:
        self.cell(0, 8, self.top, new_x="LMARGIN", new_y="NEXT")
        self.ln(6)

    def footer(self) -> None:
        self.set_y(-15)
        self.cell(0, 8, f"Sida {self.page_no()} av 3", align="C")


def saved(made: docx.document.Document) -> bytes:
    """A Word document as a file."""
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


_BORAS = """\
Medborgarlöfte för Borås 2025

Lägesbild
Under 2024 ökade oron för inbrott i kommunens ytterområden, och i city upp-
lever många att det är otryggt efter klockan 21 på lördagar. Antalet anmälda
våldsbrott i offentlig miljö var 412.

Löften

1. Polisen genomför under året minst 24 riktade insatser mot vapen och narko-
tika i city.
Ansvarig: Polisen

2. Borås Stad och polisen genomför två trygghetsvandringar per termin, en i
city och en på Norrby.
Ansvarig: Borås Stad
---
3. Väktare i stadens tjänst ronderar i Stadsparken varje kväll från den 1 maj till
den 30 september.
Ansvarig: Borås Stad

4. Polisen informerar om grannsamverkan på minst tio möten med villaägare
och bostadsrätts-
---
föreningar.
Ansvarig: Polisen

5. Före den 1 oktober 2025 ska belysningen längs Viskan vara utbytt.
Ansvarig: Borås Stad

Uppföljning
Löftet följs upp i december 2025. Läs mer på www.boras.se.

Borås den 14 januari 2025
Kommunstyrelsens ordförande
Lokalpolisområdeschef, lokalpolisområde Borås
"""

_OSTERSUND = (
    """\
Östersunds kommun och Polisen,
lokalpolisområde Östersund, lovar
tillsammans.

Lägesbild
Ungdomar samlas i Badhusparken på
fredagar. Många cyklar stjäls vid
stationen, 310 stycken under 2022.

Dialog
Vi har haft tre dialogmöten och läst
650 enkätsvar.
""",
    """\
Löften
- Polisen finns i Badhusparken varje
fredag mellan kl. 20 och 24.
Ansvarig: polisen
- Kommunen anordnar tre cykel-
märkningar under året.
Ansvarig: kommunen
- Vi möts i trygghetsrådet en gång i
kvartalet.
Ansvarig: kommun och polis

Östersund 2023-02-01
Kommundirektör
Lokalpolisområdeschef
""",
)

MADE: dict[str, Callable[[], bytes]] = {
    "hassleholm.docx": hassleholm,
    "boras.pdf": boras,
    "ostersund.pdf": ostersund,
}
