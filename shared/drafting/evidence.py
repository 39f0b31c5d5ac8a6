"""Evidence: what a proposed value rests on, and what could not be read."""

from dataclasses import dataclass, replace
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From one character of the document's text to another; ``end`` is the first one after it."""

    start: int
    end: int

    def moved(self, by: int) -> "Span":
        """The same characters in a text that has ``by`` more before them."""
        return Span(self.start + by, self.end + by)

    def overlaps(self, other: "Span") -> bool:
        """Whether they have a character in common."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Read(Generic[T]):
    """A value that was read.

    Attributes:
        span: the words that it rests on, in the document's text.
        rule: id of the rule that read it, as in `rules.yml`.
        confidence: 0-1; the rule's own, a judgement and no probability. Below 0.7 a person should look twice.
    """

    value: T
    span: Span
    rule: str
    confidence: float

    def moved(self, by: int) -> "Read[T]":
        """The same in a text that has ``by`` more characters before it."""
        return replace(self, span=self.span.moved(by))


@dataclass(frozen=True, slots=True)
class Finding:
    """What was left open, or read with a reservation.

    Attributes:
        path: the value it concerns, as in ``promises[0].commitments[0].target``.
        rule: id of the rule that found it.
        detail: for a person, in English; it quotes the document in Swedish.
        span: the words that it rests on, when there are any.
    """

    path: str
    rule: str
    detail: str
    span: Span | None = None
