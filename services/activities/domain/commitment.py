"""Whether a commitment makes sense: a filter that something can pass, and a target that can be met."""

import math
import re
from collections.abc import Iterable, Iterator

from services.activities.domain.forms import LONGEST_WORD, SLUG, SLUG_IN_WORDS
from services.activities.domain.refusal import Reason
from shared.events.activity import Kind
from shared.events.agreement import Agreement, Commitment, Counts, Target

_SLUG = re.compile(SLUG)


def check_commitment(commitment: Commitment, agreement: Agreement, path: str) -> Iterator[Reason]:
    """What is wrong with it, each with its place under ``path``."""
    yield from _counts(commitment.counts, agreement, f"{path}.counts")
    if commitment.target is not None:
        yield from _target(commitment.target, agreement, f"{path}.target")


def _counts(counts: Counts, agreement: Agreement, path: str) -> Iterator[Reason]:
    yield from _among(counts.kinds, Kind, f"{path}.kinds", "kind of activity")
    yield from _among(counts.parties, _parties(agreement), f"{path}.parties", "party of this agreement")
    groups = [group.id for group in agreement.groups]
    yield from _among(counts.groups, groups, f"{path}.groups", "group of this agreement")
    for name in ("from_", "until"):
        clock = getattr(counts, name)
        if clock is not None and clock.tzinfo is not None:
            yield Reason(f"{path}.{name.strip('_')}", "is a clock time in Stockholm: leave the offset out")


def _target(target: Target, agreement: Agreement, path: str) -> Iterator[Reason]:
    if not (math.isfinite(target.at_least) and target.at_least > 0):
        yield Reason(f"{path}.atLeast", "must be more than 0")
    if not 1 <= target.every <= 1_000:
        yield Reason(f"{path}.every", "must be 1 to 1000")
    elif target.every > 1 and target.each == "period":
        yield Reason(f"{path}.every", "goes with a year, term, quarter, month, week or day; there is only one period")
    yield from _unit(target, path)
    yield from _milestone(target, agreement, path)
    yield from _covering(target, agreement, path)


def _unit(target: Target, path: str) -> Iterator[Reason]:
    if target.unit == "result" and not target.result:
        yield Reason(f"{path}.result", "must name the result that the unit `result` counts")
    if target.result and not (_SLUG.match(target.result) and len(target.result) <= LONGEST_WORD):
        yield Reason(f"{path}.result", f"must be a name as reports have it: {SLUG_IN_WORDS}, at most {LONGEST_WORD}")
    if target.unit != "result" and target.result is not None:
        yield Reason(f"{path}.unit", "must be `result` when a result is named")
    if target.unit == "days" and target.each == "day" and target.every == 1 and target.at_least > 1:
        yield Reason(f"{path}.atLeast", "no day has more than one day")
    if target.unit == "weeks" and target.each in ("day", "week") and target.every == 1 and target.at_least > 1:
        yield Reason(f"{path}.atLeast", f"no {target.each} has more than one week")


def _milestone(target: Target, agreement: Agreement, path: str) -> Iterator[Reason]:
    period = agreement.period
    if target.milestone and target.each != "period":
        yield Reason(f"{path}.each", "a milestone is reached once, in the period")
    if target.by is None:
        return
    if not target.milestone:
        yield Reason(f"{path}.by", "goes with a milestone")
    if not period.start <= target.by <= period.end:
        yield Reason(f"{path}.by", f"is outside the period, {period.start} to {period.end}")


def _covering(target: Target, agreement: Agreement, path: str) -> Iterator[Reason]:
    covering = target.covering
    if covering is None:
        return
    if not (covering.audiences or covering.parties or covering.places):
        yield Reason(f"{path}.covering", "must name what is to be covered")
    yield from _among(covering.parties, _parties(agreement), f"{path}.covering.parties", "party of this agreement")


def _parties(agreement: Agreement) -> list[str]:
    return [party.id for party in agreement.parties]


def _among(found: Iterable[str], known: Iterable[str], path: str, what: str) -> Iterator[Reason]:
    names = set(known)
    for unknown in dict.fromkeys(each for each in found if each not in names):
        yield Reason(path, f"{unknown[:60]} is no {what}")
