"""Documents whose words stand beside each other, as PDF and Word have them: columns, tables, labels in headings."""

import docx
from fpdf import FPDF

from tests.unit.drafting.made import saved

_LEFT = (
    "Polisen lovar",
    "",
    "- att genomföra minst tre fart-",
    "  kontroller i månaden på väg 23",
    "- att fotpatrullera i Osby centrum",
    "  två kvällar i veckan",
    "- att besöka skolorna en gång",
    "  per termin",
)
_RIGHT = (
    "Kommunen lovar",
    "",
    "- att genomföra 4 trygghets-",
    "  vandringar per år",
    "- att klippa buskage i Ekebo-",
    "  parken före midsommar",
    "- att hålla två föräldramöten",
    "  varje hösttermin",
)
_ROWS = (
    ("Nr", "Löfte", "Ansvarig", "Tid"),
    ("1", "Fyra trygghetsvandringar genomförs, en på Brännan, två i centrum och en i Bondsjöhöjden",
     "Samhällsförvaltningen", "April-oktober"),
    ("2", "Polisen genomför 100 alkoholutandningsprov per månad", "Polisen", "Hela året"),
    ("3", "Fältassistenter arbetar 2 av 3 helger", "Socialförvaltningen", "Jan-dec"),
    ("4", "Ny belysning på Nybrogatan 8 och Simhallen", "Samhällsförvaltningen", "Senast 30/9"),
    ("5", "Minst 5 000 flygblad om bedrägerier delas ut till alla över 65 år", "Kommunen", "Kv 2"),
)  # fmt: skip
_AREAS = (
    ("Område", "Vi lovar", "Ansvarig part", "Följs upp"),
    ("Trafik", "Polisen genomför trafikkontroller varannan vecka utanför en skola.", "Polisen", "Kvartalsvis"),
    ("Trafik", "Kommunen sätter ut 10 farthinder längs Göteborgsvägen senast 31 maj 2024.", "Kommunen", "2 ggr/år"),
    ("Centrum", "Vi finns på Stenungs Torg 12 lördagar per år.", "Polisen och kommunen", "Årligen"),
    ("", "Kommunen byter belysningen vid stationen.", "Kommunen", ""),
)
_CARDS = (
    ("Vi patrullerar till fots i centrum tre eftermiddagar och två kvällar i veckan",
     "62 procent av de svarande vill se fler poliser", "Polisen", "Antal timmar, minst 300"),
    ("Vi ordnar tolv lovaktiviteter för unga under året",
     "Unga har inget att göra på loven", "Kommunen", "Antal besök, 50 per aktivitet"),
    ("Vi går två trygghetsvandringar per termin, med minst tio deltagare",
     "Sex platser pekas ut som mörka", "Kommunen och polisen", "Antal åtgärdade brister"),
)  # fmt: skip


def osby() -> bytes:
    """A PDF whose columns are written line by line, the left half and then the right."""
    made = _made("Medborgarlöfte Osby 2025")
    words = "Osby kommun och Polisen i lokalpolisområde Hässleholm avger följande löften för perioden 1 april 2025 "
    made.multi_cell(0, 5, words + "till 31 mars 2026.", new_x="LMARGIN", new_y="NEXT")
    made.ln(4)
    for left, right in zip(_LEFT, _RIGHT, strict=True):
        top = made.get_y()
        for across, line in ((10, left), (110, right)):
            made.set_xy(across, top)
            made.cell(90, 6, line)
        made.set_xy(10, top + 6)
    return bytes(made.output())


def harnosand() -> bytes:
    """A PDF with a table, numbers in the middle of their rows, that goes on over the page."""
    made = _made("Handlingsplan med medborgarlöften – Härnösands kommun och Polisen 2024".replace("–", "-"))
    made.ln(200)
    with made.table(col_widths=(10, 90, 50, 35)) as table:
        for cells in _ROWS:
            row = table.row()
            for cell in cells:
                row.cell(cell)
    return bytes(made.output())


def stenungsund() -> bytes:
    """A Word document with nothing but a table, whose head says "Vi lovar"."""
    made = docx.Document()
    made.add_heading("Trygg i Stenungsund – medborgarlöften 2023–2024", 1)
    made.add_paragraph("Stenungsunds kommun och lokalpolisområde Södra Fyrbodal")
    table = made.add_table(rows=0, cols=4)
    for cells in _AREAS:
        for cell, words in zip(table.add_row().cells, cells, strict=True):
            cell.text = words
    return saved(made)


def mjolby() -> bytes:
    """A Word document with a heading for each promise, its items and who answers for all of them."""
    made = docx.Document()
    made.add_heading("Medborgarlöfte för Mjölby kommun", 0)
    made.add_paragraph("Giltighetstid: januari 2025 – december 2026")
    made.add_paragraph("Mellan Mjölby kommun och Polisregion Öst, lokalpolisområde Motala")
    made.add_heading("Löfte 1. Tryggt kring Lundbybadet", 1)
    made.add_paragraph("Insats: Ordningsvakter 4 pass/vecka juni-augusti")
    made.add_paragraph("Ansvar: Kultur- och fritid")
    made.add_heading("Löfte 2. Dialog", 1)
    for words in ("Fika med en polis 1 ggr/mån på biblioteket, ej juli", "Trygghetscafé i Mantorp en gång/år"):
        made.add_paragraph(words, style="List Bullet")
    made.add_paragraph("Ansvar: kommun och polis")
    made.add_heading("Löfte 3. Mot narkotika", 1)
    made.add_paragraph("Narkotikasök med hund sker vid två tillfällen per läsår på Dackeskolan.")
    made.add_paragraph("Ansvar: Polisen")
    return saved(made)


def perstorp() -> bytes:
    """A Word document with a small table for each promise, and words of its own at the edges of its pages."""
    made = docx.Document()
    made.sections[0].header.paragraphs[0].text = "Perstorps kommun | Polisen"
    made.sections[0].footer.paragraphs[0].text = "Antagen av kommunstyrelsen 2027-11-30 § 188"
    made.add_heading("Medborgarlöften i Perstorp 2028", 0)
    for number, cells in enumerate(_CARDS, start=1):
        made.add_paragraph(f"Kort {number}")
        table = made.add_table(rows=0, cols=2)
        for label, words in zip(("Löfte", "Varför", "Ansvarig", "Så mäter vi"), cells, strict=True):
            row = table.add_row().cells
            row[0].text, row[1].text = label, words
    return saved(made)


def _made(title: str) -> FPDF:
    made = FPDF()
    made.set_font("helvetica", size=16)
    made.add_page()
    made.cell(0, 12, title, new_x="LMARGIN", new_y="NEXT")
    made.set_font("helvetica", size=10)
    return made


MADE = {
    "osby.pdf": osby,
    "harnosand.pdf": harnosand,
    "stenungsund.docx": stenungsund,
    "mjolby.docx": mjolby,
    "perstorp.docx": perstorp,
}
