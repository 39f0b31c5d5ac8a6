"""What a draft that was read from a document rests on, and what people have decided about it."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final, Literal, TypeVar

import msgspec

from services.activities.domain.refusal import Reason, refuse
from shared.events.record import Record

Verdict = Literal["accepted", "changed", "dismissed"]
Value = str | float | bool | dict[str, str]

CERTAIN: Final = 1.0


class Decision(Record, frozen=True):
    """What somebody decided: that a value is right, to change it, or that what was left open stays as it is.

    ``by`` is the party, or the client when its token names none.
    """

    verdict: Verdict
    by: str
    at: datetime


class TextSpan(Record, frozen=True):
    """From one character of the document's text to another; ``end`` is the first one after it."""

    start: int
    end: int


class Evidence(Record, frozen=True):
    """What a value of the draft rests on: the value as it was read, its words, the rule and its confidence (0-1)."""

    property: str
    value: Value
    span: TextSpan
    rule: str
    confidence: float
    decision: Decision | None = None


class LeftOpen(Record, frozen=True):
    """What the reading left open, or read with a reservation, and why."""

    property: str
    rule: str
    detail: str
    span: TextSpan | None = None
    decision: Decision | None = None


class Reading(Record, frozen=True):
    """What was read: the document's own text, in which all spans lie, where its pages begin, and what rests on it."""

    kind: Literal["text", "pdf", "docx"]
    text: str
    pages: tuple[int, ...] = (0,)
    evidence: tuple[Evidence, ...] = ()
    findings: tuple[LeftOpen, ...] = ()


Point = TypeVar("Point", Evidence, LeftOpen)


def lies_in(path: str, within: str) -> bool:
    """Whether a property is another or lies beneath it: ``promises[1].text`` lies in ``promises[1]``."""
    return path == within or (path.startswith(within) and path[len(within)] in ".[")


def is_undecided(point: Evidence | LeftOpen) -> bool:
    """Whether a person has to look at it before the draft is published."""
    certain = isinstance(point, Evidence) and point.confidence >= CERTAIN
    return point.decision is None and not certain


def undecided(reading: Reading) -> Iterator[Reason]:
    """What is left for a person to decide, each with its place."""
    for finding in filter(is_undecided, reading.findings):
        yield Reason(finding.property, f"was left open ({finding.detail}): change it, or dismiss the finding")
    for value in filter(is_undecided, reading.evidence):
        said = f"was read with a confidence of {value.confidence:g} (rule {value.rule})"
        yield Reason(value.property, f"{said}: accept or change it")


def decide(reading: Reading, accepted: Iterable[str], dismissed: Iterable[str], by: str, now: datetime) -> Reading:
    """The reading with values accepted and findings dismissed, at or beneath the properties named.

    What somebody decided before stays as they decided.

    Raises:
        Refused: nothing was read, or left open, at a property.
    """
    yes, no = tuple(accepted), tuple(dismissed)
    refuse(
        [
            *_unknown("accepted", yes, [each.property for each in reading.evidence], "no value was read"),
            *_unknown("dismissed", no, [each.property for each in reading.findings], "nothing was left open"),
        ]
    )
    evidence = _decided(reading.evidence, yes, Decision("accepted", by, now))
    return msgspec.structs.replace(
        reading, evidence=evidence, findings=_decided(reading.findings, no, Decision("dismissed", by, now))
    )


def _unknown(name: str, said: tuple[str, ...], known: list[str], why: str) -> Iterator[Reason]:
    for place, within in enumerate(said):
        if not any(lies_in(path, within) for path in known):
            yield Reason(f"{name}[{place}]", f"{why} at {within[:100]}")


def _decided(points: tuple[Point, ...], within: tuple[str, ...], decision: Decision) -> tuple[Point, ...]:
    def decided(point: Point) -> Point:
        meant = is_undecided(point) and any(lies_in(point.property, each) for each in within)
        return msgspec.structs.replace(point, decision=decision) if meant else point

    return tuple(decided(each) for each in points)
