"""The text of a PDF, page by page, in the order in which it was written; paragraphs are parted where lines are.

A page where words stand beside each other is read by their places instead: columns one after the other, tables by rows.
"""

import io
import logging
import re
import time
from collections import Counter
from itertools import pairwise
from typing import Final

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError

from shared.drafting.beside import Meanings, one_below_another
from shared.drafting.unreadable import Unreadable

_MAX_PAGES: Final = 200
_MAX_SECONDS: Final = 20.0
_WIDER: Final = 1.3  # times the usual distance between lines: a new paragraph
_PAGE_NUMBER: Final = re.compile(r"(?:sida|sid\.?|s\.?)?\s*\d{1,3}\s*(?:\(\s*\d{1,3}\s*\)|(?:av|/)\s*\d{1,3})?", re.I)
_AGAIN: Final = "Save the document anew as PDF, or as DOCX or plain text, and try again."

logging.getLogger("pypdf").setLevel(logging.ERROR)  # it tells of every small fault of a file


def pdf_text(data: bytes) -> tuple[str, tuple[int, ...]]:
    """Its text, and where each page begins in it.

    Raises:
        Unreadable: it needs a password, is damaged, or is far longer than promises are.
    """
    deadline = time.monotonic() + _MAX_SECONDS
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("encrypted", "The PDF is protected by a password.", "Save it without a password.")
        if len(reader.pages) > _MAX_PAGES:
            raise _endless()
        heads: list[Meanings] = []
        pages = [_page(page, deadline, heads) for page in reader.pages]
    except Unreadable:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise Unreadable("damaged", "The PDF could not be opened.", _AGAIN) from error
    return _joined(_without_margins(pages))


def _endless() -> Unreadable:
    return Unreadable("too-large", f"The PDF has more than {_MAX_PAGES} pages, or never ends.", "Give its own part.")


def _page(page: PageObject, deadline: float, heads: list[Meanings]) -> list[str]:
    if time.monotonic() > deadline:
        raise _endless()
    placed = page.extract_text(extraction_mode="layout", layout_mode_space_vertically=True)
    if (below := one_below_another(placed, heads)) != placed:
        return [line if "\t" in line else " ".join(line.split()) for line in below.split("\n")]
    pieces: list[tuple[str, float]] = []

    def piece(text: str, cm: list[float], tm: list[float], *_: object) -> None:
        pieces.append((text, tm[4] * cm[1] + tm[5] * cm[3] + cm[5]))

    page.extract_text(visitor_text=piece)
    return _parted(_lines(pieces))


def _lines(pieces: list[tuple[str, float]]) -> list[tuple[str, float]]:
    """Lines with their height on the page."""
    lines: list[tuple[str, float | None]] = [("", None)]
    for text, height in pieces:
        for place, part in enumerate(text.split("\n")):
            if place:
                lines.append(("", None))
            so_far, known = lines[-1]
            lines[-1] = (so_far + part, height if known is None and part.strip() else known)
    return [(" ".join(text.split()), height) for text, height in lines if height is not None]


def _parted(lines: list[tuple[str, float]]) -> list[str]:
    """The lines, with an empty one where the distance is wider than usual."""
    steps = [above[1] - below[1] for above, below in pairwise(lines)]
    down = sorted(step for step in steps if step > 0)
    usual = down[len(down) // 4] if down else 0.0  # many paragraphs of one line must not hide the lines within others
    parted: list[str] = []
    for place, (text, _) in enumerate(lines):
        if place and usual and (steps[place - 1] > usual * _WIDER or steps[place - 1] < -usual):
            parted.append("")
        parted.append(text)
    return parted


def _without_margins(pages: list[list[str]]) -> list[list[str]]:
    """The pages without their numbers, and without the lines that most of them begin or end with."""
    edges = Counter(line for page in pages for line in {*page[:2], *page[-2:]} if line)
    often = max(3, len(pages) // 2 + 1)
    return [
        [
            line
            for place, line in enumerate(page)
            if not ((place < 2 or place >= len(page) - 2) and _margin(line, edges[line] >= often))
        ]
        for page in pages
    ]


def _margin(line: str, repeated: bool) -> bool:
    return bool(line) and (repeated or bool(_PAGE_NUMBER.fullmatch(line)))


def _joined(pages: list[list[str]]) -> tuple[str, tuple[int, ...]]:
    text, begins = "", []
    for page in pages:
        begins.append(len(text))
        text += "\n".join(page).strip("\n") + "\n"
    return text, tuple(begins)
