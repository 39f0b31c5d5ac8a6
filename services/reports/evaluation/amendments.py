"""Amendments: what was changed in the promises themselves during a stretch, promise by promise."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Literal

from services.reports.evaluation.stretch import Stretch
from shared.clock import local_day
from shared.events.agreement import AgreementChange, AgreementVersion, Commitment, Promise

What = Literal["added", "removed", "reworded", "measured_otherwise"]


@dataclass(frozen=True, slots=True)
class Altered:
    """A promise that an amendment touched, as it read afterwards; a removed one as it last read.

    ``before`` and ``after`` are the commitments that it made before alone, and since alone; ``read`` its text before,
    where that was another.
    """

    promise: Promise
    what: What
    before: tuple[Commitment, ...] = ()
    after: tuple[Commitment, ...] = ()
    read: str = ""


@dataclass(frozen=True, slots=True)
class Amendment:
    """A change of the agreement: when it came into force, what kind it was, why, and which promises it touched.

    ``last`` is the last day on which the agreement holds since.
    """

    day: date
    last: date
    change: AgreementChange
    reason: str | None
    altered: tuple[Altered, ...]


def amendments(versions: Sequence[AgreementVersion], stretch: Stretch) -> tuple[Amendment, ...]:
    """The changes that came into force on the stretch's days, the earliest first."""
    changes = (
        Amendment(
            day=local_day(later.in_force_from),
            last=later.agreement.in_effect.end,
            change=later.change,
            reason=later.reason,
            altered=tuple(altered(earlier, later)),
        )
        for earlier, later in pairwise(versions)
    )
    return tuple(change for change in changes if stretch.holds(change.day) and change.day <= stretch.seen_on)


def altered(earlier: AgreementVersion, later: AgreementVersion) -> Iterator[Altered]:
    """What a version changed in the promises of the one before it, in the document's order."""
    before = {promise.id: promise for promise in earlier.agreement.promises}
    after = {promise.id: promise for promise in later.agreement.promises}
    for promise in sorted({**before, **after}.values(), key=lambda one: one.number):
        was, is_ = before.get(promise.id), after.get(promise.id)
        what = _what(was, is_)
        if what:
            read = was.text if was and what == "reworded" else ""
            yield Altered(promise, what, _alone(was, is_), _alone(is_, was), read)


def _alone(one: Promise | None, other: Promise | None) -> tuple[Commitment, ...]:
    """What a promise of both versions asks for in the one and not in the other."""
    if one is None or other is None:
        return ()
    asked = [(each.counts, each.target) for each in other.commitments]
    return tuple(each for each in one.commitments if (each.counts, each.target) not in asked)


def _what(before: Promise | None, after: Promise | None) -> What | None:
    if before is None:
        return "added"
    if after is None:
        return "removed"
    if before.text != after.text:
        return "reworded"
    return "measured_otherwise" if before.commitments != after.commitments else None
