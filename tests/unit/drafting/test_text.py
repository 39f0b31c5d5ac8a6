"""Documents of every kind give their text, or a clear answer why not."""

import io
import time
import zipfile

import docx
import pytest
from fpdf import FPDF

from shared.drafting.text import extract
from shared.drafting.unreadable import Unreadable

SWEDISH = (
    "Medborgarlöften i Skara 2018\n\n"
    "Polisen och kommunen lovar att göra Skara tryggare för alla som bor i kommunen.\n\n"
    "- Två trygghetsvandringar genomförs i utvalda bostadsområden, det är viktigt att många kommer med.\n"
    "Ansvarig: kommun och polis\n"
)
ENGLISH = "The police and the municipality will walk through the centre of the town to see what is not safe. " * 5


def pdf(text: str, pages: int = 1) -> FPDF:
    made = FPDF()
    made.set_font("helvetica", size=11)
    for _ in range(pages):
        made.add_page()
        made.multi_cell(0, 6, text)
    return made


def refused(data: bytes, name: str = "") -> str:
    with pytest.raises(Unreadable) as caught:
        extract(data, name)
    assert caught.value.detail
    assert caught.value.remedy
    return caught.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_plain_text_is_read_in_the_encodings_that_are_used(encoding: str) -> None:
    assert extract(SWEDISH.replace("\n", "\r\n").encode(encoding), "löften.txt").text == SWEDISH


def test_a_pdf_gives_its_words_with_their_letters_and_its_paragraphs() -> None:
    document = extract(bytes(pdf(SWEDISH).output()), "application/pdf")

    assert document.kind == "pdf"
    assert "Medborgarlöften i Skara 2018\n\nPolisen och kommunen" in document.text
    assert "trygghetsvandringar" in document.text


def test_columns_of_a_pdf_come_one_after_the_other() -> None:
    made = FPDF()
    made.set_font("helvetica", size=11)
    made.add_page()
    with made.text_columns(ncols=2, gutter=10) as columns:
        for number in range(1, 80):
            columns.write(f"Rad {number} i texten är skriven så att det går att se ordningen. ")

    text = " ".join(extract(bytes(made.output())).text.split())

    places = [text.index(f"Rad {number} i") for number in range(1, 80)]
    assert places == sorted(places)


def test_page_numbers_and_repeated_headers_are_no_text() -> None:
    made = FPDF()
    made.set_font("helvetica", size=11)
    for page in range(1, 6):
        made.add_page()
        made.multi_cell(0, 8, "Skara kommun, diarienummer 12", new_x="LMARGIN", new_y="NEXT")
        made.multi_cell(0, 6, f"Stycke {page}. " + SWEDISH, new_x="LMARGIN", new_y="NEXT")
        made.multi_cell(0, 8, f"Sida {page} av 5")

    document = extract(bytes(made.output()))

    assert len(document.pages) == 5
    assert "Sida" not in document.text
    assert "diarienummer" not in document.text
    assert document.text[document.pages[2] :].lstrip().startswith("Stycke 3")


def test_forty_pages_are_read_in_time() -> None:
    data = bytes(pdf(SWEDISH * 8, pages=40).output())
    began = time.monotonic()

    document = extract(data)

    assert len(document.pages) >= 40
    assert time.monotonic() - began < 5


def test_a_word_document_gives_paragraphs_list_items_and_tables() -> None:
    made = docx.Document()
    made.add_heading("Medborgarlöften i Skara 2018")
    made.add_paragraph("Polisen och kommunen lovar att det ska bli tryggare för alla som bor i Skara.")
    made.add_paragraph("Två trygghetsvandringar genomförs.", style="List Bullet")
    table = made.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ["Löfte", "Ansvarig", "Fyra krogtillsyner under året", "Polisen"], strict=True):
        cell.text = text
    kept = io.BytesIO()
    made.save(kept)

    document = extract(kept.getvalue(), "löften.docx")

    assert document.kind == "docx"
    assert "\n- Två trygghetsvandringar genomförs.\n" in document.text
    assert "Löfte\tAnsvarig\nFyra krogtillsyner under året\tPolisen" in document.text


def test_what_cannot_be_read_says_why_and_what_to_do() -> None:
    picture = FPDF()
    picture.add_page()
    picture.rect(10, 10, 100, 100, style="F")
    secret = pdf(SWEDISH)
    secret.set_encryption(owner_password="owner", user_password="user")

    assert refused(b"") == "empty"
    assert refused(b"\n \r\n", "a.txt") == "empty"
    assert refused(bytes(range(256)) * 40, "a.txt") == "garbage"
    assert refused(b"12;34;56;78\n" * 100, "a.txt") == "garbage"
    assert refused(bytes(picture.output()), "scan.pdf") == "no-text"
    assert refused(bytes(secret.output()), "secret.pdf") == "encrypted"
    assert refused(b"%PDF-1.7\nnothing of a document", "a.pdf") == "damaged"
    assert refused(b"no PDF at all, whatever it is called", "a.pdf") == "damaged"
    assert refused(ENGLISH.encode(), "a.txt") == "not-swedish"
    assert refused(bytes(pdf(ENGLISH).output()), "a.pdf") == "not-swedish"
    assert refused(b"\xd0\xcf\x11\xe0" + b"\0" * 100, "a.doc") == "unsupported"
    assert refused(b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "a.png") == "unsupported"
    assert refused(b"<!DOCTYPE html><p>Hej", "a.html") == "unsupported"


@pytest.mark.parametrize(
    "text",
    [
        "Innbyggerløfte 2025\nKommunen og politiet lover følgende.\n1. Politiet skal gjennomføre minst ti "
        "trafikkontroller per måned.\n2. Kommunen skal holde to trygghetsvandringer hvert år.\nAnsvarlig: politiet",
        "Borgerløfte 2025\nKommunen og politiet lover at gennemføre mindst ti kontroller om måneden i midtbyen. "
        "Kommunen holder to møder om året med beboerne.",
        "Tryghedsaftale\nPolitiet skal lave to kontroller hver uge. Kommunen holder fire møder hvert år i byen.",
        "Innbyggjarlovnad 2025. Politiet skal ha minst ti kontrollar kvar månad. Kommunen skal halde to møte kvart år.",
    ],
)
def test_neighbouring_languages_are_not_taken_for_swedish(text: str) -> None:
    with pytest.raises(Unreadable) as why:
        extract(text.encode(), "a.txt")

    assert why.value.code == "not-swedish"
    assert "Norwegian or Danish" in why.value.detail


def test_swedish_that_names_a_neighbours_town_is_swedish() -> None:
    text = "Medborgarlöfte 2025. Polisen och kommunen går två vandringar per år med Helsingør, Tromsø, Bodø och Ærø."

    assert extract(text.encode()).text == text


@pytest.mark.parametrize("magic", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"GIF89a", b"II*\x00"])
def test_a_picture_of_a_page_is_told_to_go_through_text_recognition(magic: bytes) -> None:
    with pytest.raises(Unreadable) as why:
        extract(magic + b"\0" * 100, "a.bin")

    assert "OCR" in why.value.remedy


def test_a_pdf_that_only_its_owner_may_change_is_read() -> None:
    locked = pdf(SWEDISH)
    locked.set_encryption(owner_password="owner", user_password="")

    assert "Medborgarlöften" in extract(bytes(locked.output())).text


def test_a_file_of_fifty_megabytes_is_refused_at_once() -> None:
    data = b"Vi lovar. " * 5_000_000
    began = time.monotonic()

    assert refused(data, "a.txt") == "too-large"
    assert time.monotonic() - began < 0.2


def test_archives_that_unpack_to_far_more_than_a_document_are_refused() -> None:
    bomb, other = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<a>" + b" " * 30_000_000)
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("hello.txt", "hej")

    assert len(bomb.getvalue()) < 100_000
    assert refused(bomb.getvalue(), "a.docx") == "too-large"
    assert refused(other.getvalue(), "a.docx") == "unsupported"
    assert refused(b"PK\x03\x04 and no more", "a.docx") == "damaged"


def test_a_pdf_of_endless_pages_is_refused() -> None:
    made = FPDF()
    for _ in range(201):
        made.add_page()

    assert refused(bytes(made.output()), "a.pdf") == "too-large"
