"""The process that reads one document: `python -m services.activities.document_child`, an order and bytes on stdin.

Strangers' documents are read in a process of their own, which ends with them: it has little memory and time, writes no
file and knows no password of ours, so that a file made to fill or halt its reader harms no request but its own.
"""

import re
import sys
from dataclasses import replace
from typing import Final

import msgspec

from services.activities.domain.evidence import Evidence, LeftOpen, Reading, TextSpan
from shared.drafting import evidence as drafting
from shared.drafting.bounded import bind
from shared.drafting.draft import Draft
from shared.drafting.structure import read_document
from shared.drafting.text import Document, extract
from shared.drafting.unreadable import Unreadable
from shared.events.agreement import Municipality
from shared.events.record import Record

LARGEST_ANSWER: Final = 4 * 1024 * 1024  # a draft is stored with its first revision, in one document of at most 16 MiB

_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")


class Order(Record, frozen=True):
    """How a document is to be read: what it is called or said to be, and whose it is when it does not tell."""

    name: str
    municipality: Municipality | None = None


class Refusal(Record, frozen=True):
    """Why a document could not be read, as `Unreadable` says it."""

    code: str
    detail: str
    remedy: str


class Answer(Record, frozen=True):
    """What came of it: the agreement as plain values and what it rests on, or a refusal."""

    agreement: dict[str, object] | None = None
    reading: Reading | None = None
    refusal: Refusal | None = None


def main() -> None:
    """Read the order's line and the document after it from stdin, and write the answer to stdout."""
    bind()
    order = msgspec.json.decode(sys.stdin.buffer.readline(), type=Order)
    sys.stdout.buffer.write(answer(order, sys.stdin.buffer.read()))


def answer(order: Order, data: bytes) -> bytes:
    """The answer to an order, encoded."""
    try:
        encoded = msgspec.json.encode(_read(order, data))
    except Unreadable as error:
        return msgspec.json.encode(Answer(refusal=Refusal(error.code, error.detail, error.remedy)))
    except MemoryError:
        encoded = b""
    if encoded and len(encoded) <= LARGEST_ANSWER:
        return encoded
    too_large = Refusal("too-large", "The document unfolds into far more than promises do.", "Give its own part alone.")
    return msgspec.json.encode(Answer(refusal=too_large))


def _read(order: Order, data: bytes) -> Answer:
    document = extract(data, order.name)
    text = _UNSTORABLE.sub("\ufffd", document.text)
    draft = read_document(replace(document, text=text), order.municipality)
    return Answer(agreement=draft.agreement, reading=_reading(document, draft))


def _reading(document: Document, draft: Draft) -> Reading:
    evidence = tuple(
        Evidence(property=path, value=_plain(read.value), span=_span(read.span), rule=read.rule,
                 confidence=round(read.confidence, 3))
        for path, read in draft.evidence.items()
    )  # fmt: skip
    findings = tuple(
        LeftOpen(property=each.path, rule=each.rule, detail=each.detail, span=_span(each.span) if each.span else None)
        for each in draft.findings
    )
    return Reading(kind=document.kind, text=draft.text, pages=document.pages, evidence=evidence, findings=findings)


def _plain(value: object) -> str | float | bool | dict[str, str]:
    plain = msgspec.to_builtins(value)
    if isinstance(plain, dict):
        return {name: str(each) for name, each in plain.items() if each is not None}
    return plain if isinstance(plain, (str, float, int, bool)) else str(plain)


def _span(span: drafting.Span) -> TextSpan:
    return TextSpan(start=span.start, end=span.end)


if __name__ == "__main__":
    main()
