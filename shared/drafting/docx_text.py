"""The text of a DOCX: paragraphs, list items and tables in their order, with what was proposed in it accepted."""

import io
import zipfile
from collections.abc import Iterator
from typing import Final

import docx
from docx.document import Document as Docx
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from shared.drafting.tables import EMPTY
from shared.drafting.tracked import accept
from shared.drafting.unreadable import Unreadable

_MAX_PART: Final = 20 * 1024 * 1024  # bytes of text markup, unpacked; 100 pages are about 1 MiB
_MAX_UNPACKED: Final = 100 * 1024 * 1024
_MAX_PARTS: Final = 2000
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_AGAIN: Final = "Save the document anew as DOCX, or as PDF or plain text, and try again."


def docx_text(data: bytes) -> tuple[str, bool]:
    """Its text, and whether changes were tracked in it that nobody has accepted or rejected.

    A blank line stands between paragraphs, "- " before list items, tabs between the cells of a row.

    Raises:
        Unreadable: this is no DOCX, or one that unpacks to far more than a document does.
    """
    _require_sane(data)
    try:
        document = docx.Document(io.BytesIO(data))
        tracked = accept(document.element.body)
        return "\n".join(_lines(document)).strip("\n") + "\n", tracked
    except Exception as error:  # what python-docx and lxml raise of a broken file is of many types
        raise Unreadable("damaged", "The DOCX could not be opened.", _AGAIN) from error


def _require_sane(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Unreadable("damaged", "The file begins as a DOCX does, but cannot be opened.", _AGAIN) from error
    if not any(part.filename == "word/document.xml" for part in parts):
        raise Unreadable("unsupported", "The file is an archive, and no Word document.", _AGAIN)
    markup = [part.file_size for part in parts if part.filename.endswith((".xml", ".rels"))]
    if len(parts) > _MAX_PARTS or sum(markup) > _MAX_PART or sum(part.file_size for part in parts) > _MAX_UNPACKED:
        raise Unreadable("too-large", "The DOCX unpacks to far more than a document holds.", _AGAIN)
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable("encrypted", "The document is protected by a password.", "Take the password away.")


def _lines(document: Docx) -> Iterator[str]:
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield from _rows(block)
            yield ""
            continue
        if text := block.text.strip():
            yield f"{_mark(block)}{text}"
            yield ""
        for words in _beside(block):
            yield from (words, "")


def _beside(paragraph: Paragraph) -> Iterator[str]:
    """The paragraphs of text boxes that hang on one; each stands twice, for programs that draw it otherwise."""
    for box in paragraph._p.iter(qn("w:txbxContent")):
        if next(box.iterancestors(_FALLBACK), None) is None:
            within = (Paragraph(each, paragraph).text.strip() for each in box.iter(qn("w:p")))
            yield from filter(None, within)


def _mark(paragraph: Paragraph) -> str:
    style = (paragraph.style.name or "").lower() if paragraph.style else ""
    properties = paragraph._p.pPr
    listed = properties is not None and properties.numPr is not None
    return "- " if (listed or style.startswith(("list bullet", "list number"))) and "heading" not in style else ""


def _rows(table: Table) -> Iterator[str]:
    for row in table.rows:
        cells: list[str] = []
        seen: set[int] = set()
        for cell in row.cells:  # a merged cell comes once for each column that it spans
            if id(cell._tc) not in seen:
                seen.add(id(cell._tc))
                cells.append(" ".join(cell.text.split()))
        if any(cells):
            yield "\t".join(cell or EMPTY for cell in cells) if len(cells) > 1 else cells[0]
