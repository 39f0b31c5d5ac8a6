"""Amendments: what was changed in the promises themselves during a stretch, promise by promise."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Literal

from services.reports.evaluation.stretch import Stretch
from shared.clock import local_day
from shared.events.agreement import AgreementChange, AgreementVersion, Promise

What = Literal["added", "removed", "reworded", "measured_otherwise"]


@dataclass(frozen=True, slots=True)
class Altered:
    """A promise that an amendment touched, as it read afterwards; a removed one as it last read."""

    promise: Promise
    what: What


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
            altered=tuple(_altered(earlier, later)),
        )
        for earlier, later in pairwise(versions)
    )
    return tuple(change for change in changes if stretch.holds(change.day) and change.day <= stretch.seen_on)


def _altered(earlier: AgreementVersion, later: AgreementVersion) -> Iterator[Altered]:
    before = {promise.id: promise for promise in earlier.agreement.promises}
    after = {promise.id: promise for promise in later.agreement.promises}
    for promise in sorted({**before, **after}.values(), key=lambda one: one.number):
        what = _what(before.get(promise.id), after.get(promise.id))
        if what:
            yield Altered(promise, what)


def _what(before: Promise | None, after: Promise | None) -> What | None:
    if before is None:
        return "added"
    if after is None:
        return "removed"
    if before.text != after.text:
        return "reworded"
    return "measured_otherwise" if before.commitments != after.commitments else None
