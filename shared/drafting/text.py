"""A document's own text: plain text, PDF or DOCX, told apart by their content. Nothing leaves the machine."""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final, Literal

from shared.drafting.beside import one_below_another
from shared.drafting.language import require_swedish
from shared.drafting.tables import EMPTY, filled
from shared.drafting.unreadable import Unreadable

MAX_BYTES: Final = 10 * 1024 * 1024
"""No promise document is larger; the API refuses earlier, by the same number."""

MAX_CHARACTERS: Final = 1_000_000
"""Some 300 pages: more is no promise document, and would only take time."""

Kind = Literal["text", "pdf", "docx"]

_TEXT_ENDS: Final = {"", ".txt", ".text", ".md", ".markdown"}
_TEXT_TYPES: Final = {"text/plain", "text/markdown", "application/octet-stream"}
_MAGIC: Final[dict[bytes, str]] = {
    b"\xd0\xcf\x11\xe0": "an older Word document (.doc)",
    b"{\\rtf": "RTF",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"II*\x00": "an image",
    b"MM\x00*": "an image",
    b"BM": "an image",
    b"RIFF": "an image",
}
RECOGNISE: Final = "Run it through text recognition (OCR) first, or give the document as text."
"""What to do with a picture of a page."""

_CONVERT: Final = "Save it as PDF, DOCX or plain text and try again."
_LETTERS_SHARE: Final = 0.5
_RULE: Final = re.compile(
    r"^[ \t]*(?:[-=~*#] ?){4,}[ \t]*$|^[ \t]*\|?(?:[ \t]*(?::-+:?|-+:|-{3,})[ \t]*\|?)+[ \t]*$", re.M
)
_OUTER: Final = re.compile(r"^[ \t]*\|[ \t]*|[ \t]*\|[ \t]*$", re.M)
_FRONT: Final = re.compile(r"\A\s*---\n(?:[\w-]+:.*\n|[ \t]+.*\n)+---\n")
"""What a page of Markdown says of itself, for programs."""

_NOTHING: Final = re.compile(r"\|[ \t]*(?=\|)")
_HEADING: Final = re.compile(r"^#{1,6} +(?=\S)", re.M)
_EMPHASIS: Final = re.compile(r"(\*\*|__|(?<![\w*])\*(?=\S)|(?<![\w_])_(?=\S))(\S(?:[^*_\n]*\S)?)\1")


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it is read; all spans are places in ``text``.

    Attributes:
        pages: where each page begins in ``text``; one page where the format knows of none.
        tracked: whether changes were tracked in it; they are read as accepted.
    """

    text: str
    kind: Kind
    pages: tuple[int, ...] = (0,)
    tracked: bool = False


def extract(data: bytes, name: str = "") -> Document:
    """The text of a file.

    Args:
        data: the whole file.
        name: its file name or media type; only what the content does not tell is taken from it.

    Raises:
        Unreadable: too large, empty, garbage, scanned, encrypted, damaged, not Swedish, or of another type.
    """
    require_size(len(data))
    if not data.strip(b"\x00 \t\r\n"):
        raise Unreadable("empty", "The file is empty.", "Choose the file that holds the promises.")
    document = _document(data, name)
    _require_words(document)
    require_swedish(document.text)
    return document


def require_size(size: int) -> None:
    """Lets pass what has at most that many bytes.

    Raises:
        Unreadable: too large.
    """
    if size > MAX_BYTES:
        told = f"{size / 1024 / 1024:.0f} MiB, and at most {MAX_BYTES // 1024 // 1024} MiB is read"
        raise Unreadable("too-large", f"The file is {told}.", "Leave out its pictures, or save it as text.")


def _document(data: bytes, name: str) -> Document:
    # Imported where they are needed: together they take longer than all the rest of a reading.
    if data[:1024].lstrip().startswith(b"%PDF-"):
        from shared.drafting.pdf_text import pdf_text

        text, pages = pdf_text(data)
        return Document(text, "pdf", pages)
    if data.startswith(b"PK"):
        from shared.drafting.docx_text import docx_text

        text, tracked = docx_text(data)
        return Document(text, "docx", tracked=tracked)
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            remedy = RECOGNISE if what == "an image" else _CONVERT
            raise Unreadable("unsupported", f"The file is {what}, which is not read here.", remedy)
    _require_plain(data, name)
    return Document(one_below_another(_unmarked(decode(data))), "text")


def _unmarked(text: str) -> str:
    """Text without the marks of Markdown, and without lines that only draw a rule."""
    text = _RULE.sub("", _FRONT.sub("", text))
    text = _OUTER.sub("", _NOTHING.sub(f"| {EMPTY} ", text)) if "|" in text else text
    text = filled(text) if "\t" in text else text
    return _EMPHASIS.sub(r"\2", _HEADING.sub("", text)) if _HEADING.search(text) else text


def _require_plain(data: bytes, name: str) -> None:
    said = name.split(";")[0].strip().lower()
    named = PurePath(said).suffix
    if "/" in said and not named and said not in _TEXT_TYPES and not _wants(said):
        raise Unreadable("unsupported", f"Files of type {said} are not read here.", _CONVERT)
    if re.match(rb"\s*<(?:!doctype|html|\?xml)", data[:200].lower()) or named in {".odt", ".html", ".htm", ".xlsx"}:
        raise Unreadable("unsupported", "The file is markup or of a type that is not read here.", _CONVERT)
    if named in {".pdf", ".docx"} or _wants(said):
        raise Unreadable("damaged", "The file is not what its name says.", "Save the document anew and try again.")


def _wants(media_type: str) -> bool:
    return media_type in {
        "application/pdf",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    }


def decode(data: bytes) -> str:
    """Plain text from bytes: UTF-8, UTF-16 with a mark, or Windows-1252 when it is clearly that.

    Raises:
        Unreadable: none of them.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(data, "utf-16")
    try:
        return _even(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        text = _decoded(data, "cp1252")
    odd = sum(1 for char in text if ord(char) > 127)
    swedish = sum(1 for char in text if char in "åäöÅÄÖéÉ–”“’•§´½·°…­")
    if swedish < odd * 0.8:
        raise _garbage()
    return text


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return _even(data.decode(encoding))
    except UnicodeDecodeError as error:
        raise _garbage() from error


def _even(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def _require_words(document: Document) -> None:
    text = document.text
    letters = sum(1 for char in text if char.isalpha())
    seen = sum(1 for char in text if not char.isspace())
    if document.kind == "pdf" and letters < 40 * min(len(document.pages), 3):
        detail = "The PDF holds pictures of pages and next to no text: it was scanned."
        raise Unreadable("no-text", detail, RECOGNISE)
    if seen == 0:
        raise Unreadable("empty", "The file holds no text.", "Choose the file that holds the promises.")
    control = sum(1 for char in text if unicodedata.category(char) in ("Cc", "Co", "Cn") and char not in "\n\t\f")
    if letters < seen * _LETTERS_SHARE or control > len(text) * 0.01 or "\ufffd" * 3 in text:
        raise _garbage()
    if len(text) > MAX_CHARACTERS:
        raise Unreadable("too-large", "The document holds far more text than promises do.", "Give its own part alone.")


def _garbage() -> Unreadable:
    detail = "What the file holds is no text that can be read."
    return Unreadable("garbage", detail, "Save the document as PDF, DOCX or plain text (UTF-8) and try again.")
