"""Reading documents that strangers send: each in a process of its own, two at a time, and none for long."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, cast

import msgspec
import structlog

from services.activities.document_child import Answer, Order
from services.activities.domain.evidence import Reading
from shared.drafting.bounded import SECONDS, read_by
from shared.drafting.unreadable import Code, Unreadable
from shared.events.agreement import Municipality

log = structlog.get_logger(__name__)

AT_ONCE: Final = 2
PATIENCE: Final = 10.0  # for a turn
_CHILD: Final = "services.activities.document_child"


class Busy(Exception):
    """As many documents as may be are being read, and none has been done in time."""


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """What was read: the agreement as plain values, as JSON has them, and what it rests on."""

    agreement: dict[str, Any]
    reading: Reading


class Reader:
    """Reads documents, each in a process that it starts."""

    def __init__(self, seconds: float = SECONDS, patience: float = PATIENCE) -> None:
        self._seconds = seconds
        self._patience = patience
        self._turns = threading.BoundedSemaphore(AT_ONCE)

    def read(self, data: bytes, name: str, municipality: Municipality | None) -> ReadDocument:
        """A document as a draft agreement.

        Args:
            data: the whole file, at most `MAX_BYTES` of `shared.drafting.text`.
            name: its media type; only what the content does not tell is taken from it.
            municipality: whose it is, when the document does not tell.

        Raises:
            Unreadable: it gives no text to read, or takes too long.
            Busy: others are being read.
        """
        order = msgspec.json.encode(Order(name=name, municipality=municipality))
        with self._turn():
            told = _decoded(self._run(order + b"\n" + data))
        if told.refusal is not None:
            raise Unreadable(cast(Code, told.refusal.code), told.refusal.detail, told.refusal.remedy)
        if told.agreement is None or told.reading is None:
            raise _damaged()
        return ReadDocument(told.agreement, told.reading)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._turns.acquire(timeout=self._patience):
            raise Busy
        try:
            yield
        finally:
            self._turns.release()

    def _run(self, said: bytes) -> bytes:
        """What the process answers."""
        done = read_by(_CHILD, said=said, seconds=self._seconds)
        if done.returncode > 0:
            log.error("the reader of a document failed", code=done.returncode)  # what it says may repeat the document
        return done.stdout


def _decoded(answer: bytes) -> Answer:
    try:
        return msgspec.json.decode(answer, type=Answer)
    except msgspec.DecodeError:
        raise _damaged() from None


def _damaged() -> Unreadable:
    return Unreadable("damaged", "The document could not be read.", "Save it anew as text, and try again.")
