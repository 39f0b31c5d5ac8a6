"""A house to which promise documents are sent, and documents for it."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import docx
from fpdf import FPDF
from werkzeug.test import TestResponse

from deploy.local import Stack
from tests.integration.activities_house import Caller, House

SEED = Path("deploy/seed/nykvarn-2021-2022.txt")
DRAFTS = "/agreement-drafts"
TEXT, PDF = "text/plain", "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@contextmanager
def blank_house_on(stack: Stack, folder: Path) -> Iterator[House]:
    """A house in which nothing is published yet."""
    made = House(stack, folder)
    yield made
    made.database.client.drop_database(made.database.name)
    made.database.client.close()


def sent(caller: Caller, data: bytes | None = None, kind: str = TEXT, query: str = "", **options: Any) -> TestResponse:
    body = SEED.read_bytes() if data is None else data
    return caller.post(f"{DRAFTS}{query}", data=body, content_type=kind, **options)


def evidence(draft: TestResponse) -> dict[str, dict[str, Any]]:
    return {each["property"]: each for each in draft.get_json()["reading"]["evidence"]}


def pdf_of(text: str, pages: int = 1) -> bytes:
    made = FPDF()
    made.set_font("Helvetica", size=10)
    for _ in range(pages):
        made.add_page()
        made.multi_cell(0, 5, text.replace("”", '"').replace("–", "-"))
    return bytes(made.output())


def docx_of(text: str) -> bytes:
    made, kept = docx.Document(), io.BytesIO()
    for line in text.split("\n"):
        made.add_paragraph(line)
    made.save(kept)
    return kept.getvalue()


ANONYMOUS = """\
Medborgarlöften

Vi lovar att det ska bli tryggare för alla som bor här:

- Trygghetsvandringar genomförs vid två tillfällen, en per termin.
"""
