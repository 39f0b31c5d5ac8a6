"""Whether promises of one agreement contradict one another, or are made twice."""

from collections.abc import Iterator
from typing import NamedTuple

from shared.drafting.linting.found import Found, found
from shared.drafting.linting.words import asked
from shared.events.agreement import Agreement, Commitment, Target


class _Placed(NamedTuple):
    promise: int
    path: str
    commitment: Commitment


def against(agreement: Agreement) -> Iterator[Found]:
    """Commitments of different promises that count the same activities, and promises of the same words."""
    placed = [
        _Placed(place, f"promises[{place}].commitments[{inner}]", commitment)
        for place, promise in enumerate(agreement.promises)
        for inner, commitment in enumerate(promise.commitments)
        if commitment.counts.kinds or commitment.counts.groups
    ]
    firsts: dict[str, _Placed] = {}
    for each in placed:
        first = firsts.setdefault(repr(each.commitment.counts), each)
        if first.promise != each.promise:
            yield from _alike(agreement, first, each)
    said: dict[str, int] = {}
    for place, promise in enumerate(agreement.promises):
        words = " ".join(promise.text.lower().split()).strip(" .")
        if words and (before := said.setdefault(words, promise.number)) != promise.number:
            yield found("specific.same-words", f"promises[{place}].text", number=str(before))


def _alike(agreement: Agreement, first: _Placed, second: _Placed) -> Iterator[Found]:
    one, other = first.commitment.target, second.commitment.target
    if one is None or other is None:
        return
    number = str(agreement.promises[first.promise].number)
    if _measure(one) == _measure(other):
        yield found("measurable.counted-twice", f"{second.path}.counts", number=number)
    else:
        yield found(
            "measurable.contradicting", f"{second.path}.target", one, number=number, one=asked(one), other=asked(other)
        )


def _measure(target: Target) -> tuple[object, ...]:
    return float(target.at_least), target.each, target.every, target.unit, target.by, target.average, target.covering
