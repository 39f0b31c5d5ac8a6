"""Promise documents as they were signed, sent to be read: whose they are, and why one cannot be read."""

from typing import Any, Final

from flask import request
from marshmallow import fields, validate

from services.activities.agreement_file import read_agreement
from services.activities.api.service import service
from services.activities.document_reader import Busy, ReadDocument
from services.activities.domain.evidence import Reading
from services.activities.domain.forms import MUNICIPALITY
from services.activities.domain.refusal import Reason, Refused
from services.activities.domain.unfinished import UnfinishedAgreement
from shared.drafting.municipalities import table
from shared.drafting.text import MAX_BYTES, RECOGNISE
from shared.drafting.unreadable import Code, Unreadable
from shared.events.agreement import Municipality
from shared.http.auth import caller
from shared.http.personal import holds_personal_number
from shared.http.problem import MEANINGS, Invalid, Problem, unavailable
from shared.http.schema import Base

TEXT: Final = "text/plain"
PDF: Final = "application/pdf"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LARGEST: Final = dict.fromkeys((TEXT, PDF, DOCX), MAX_BYTES)
EXAMPLE: Final = """\
Medborgarlöften i Nykvarn 2021-2022

Polisen och Nykvarns kommun lovar:

- Trygghetsvandringar genomförs vid två tillfällen, en per termin.
Ansvarig: kommun och polis
"""
CONTENT: Final[dict[str, dict[str, Any]]] = {
    kind: {"schema": {"type": "string", "format": "binary", "maxLength": MAX_BYTES}, "example": example}
    for kind, example in ((TEXT, EXAMPLE), (PDF, "%PDF-1.7 ..."), (DOCX, "PK..."))
}
_STATUSES: Final[dict[Code, int]] = {"too-large": 413, "unsupported": 415}
_BUSY_SECONDS: Final = 10


class DocumentArgs(Base):
    """What the address says of a document."""

    municipality = fields.String(
        validate=validate.Regexp(MUNICIPALITY, error="must be four digits, as in 0140"),
        metadata={
            "description": "Code of the municipality whose document it is, if the document does not say so itself.",
            "example": "0140",
        },
    )


def is_document() -> bool:
    """Whether the request's body is a document to be read, and not an agreement as JSON or YAML."""
    return request.mimetype in LARGEST


def unknown_type() -> Problem:
    """415: the body is neither an agreement nor a document that is read here."""
    kinds = "text/plain, application/pdf or DOCX"
    picture = f" A picture of a page is not read: {RECOGNISE[0].lower()}{RECOGNISE[1:]}"
    remedy = f"Send an agreement as application/json, or the document that was signed as {kinds}."
    remedy += picture if request.mimetype.startswith("image/") else ""
    return Problem(415, MEANINGS[415].title, "This content type is not taken here.", remedy=remedy)


def read_draft(data: bytes, name: str, code: str | None) -> tuple[UnfinishedAgreement, Reading]:
    """What a document says, and what that rests on.

    Args:
        data: the document.
        name: its file name or media type.
        code: of its municipality, as the caller says; the document may name no other.

    Raises:
        Problem: 403, 413, 415, 422, 503.
        Refused: the document is of another municipality or tells of none, or holds a personal identity number.
    """
    if code is not None:
        caller().must_reach(code)
    told = _read(data, name, _named(code) if code else None)
    municipality = told.agreement.get("municipality")
    if municipality is None:
        raise _whose("cannot be read from the document: name it here, as in ?municipality=0140")
    if code not in (None, municipality["code"]):
        raise _whose(f"is {municipality['name']} ({municipality['code']}) by the document itself")
    caller().must_reach(municipality["code"])
    if holds_personal_number(told.reading.text):
        unfit = "holds what looks like a personal identity number; leave out what tells who a person is"
        raise Refused("The document cannot be kept.", [Reason("document", unfit)])
    return read_agreement(told.agreement, UnfinishedAgreement), told.reading


def _read(data: bytes, name: str, municipality: Municipality | None) -> ReadDocument:
    try:
        return service().reader.read(data, name, municipality)
    except Unreadable as error:
        raise _problem(error) from None
    except Busy:
        raise unavailable("Other documents are being read just now.", retry_after=_BUSY_SECONDS) from None


def _problem(error: Unreadable) -> Problem:
    status = _STATUSES.get(error.code, 422)
    why = Invalid("document", f"{error.code}: {error.detail} {error.remedy}")
    return Problem(status, MEANINGS[status].title, error.detail, remedy=error.remedy, invalid=[why])


def _named(code: str) -> Municipality:
    """The municipality of a code that the caller reaches."""
    known = service().store.agreements.in_force([code]).get(code)
    name = known.municipality.name if known else table().get(code)
    if name is None:
        raise _whose("is no municipality that is known here")
    return Municipality(code=code, name=name)


def _whose(reason: str) -> Refused:
    return Refused("Whose document it is must be clear.", [Reason("municipality", reason)])
