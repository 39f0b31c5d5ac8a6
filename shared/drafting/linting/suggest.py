"""Targets to begin from: what the words of a promise give, else what is commonly promised of such activities."""

from collections.abc import Sequence

import msgspec

from shared.drafting.linting.found import Linted
from shared.drafting.linting.table import table
from shared.drafting.proposed import Proposed
from shared.events.agreement import Counts, Target
from shared.windows import windows


def suggested(linted: Linted, counts: Counts | None = None) -> Target | None:
    """A target for a commitment that counts these; of the promise's own when none are given. None without a period."""
    if not linted.timed:
        return None
    read = [proposal.target for proposal in readings(linted, counts) if proposal.target]
    if read:
        return read[0]
    kinds = counts.kinds if counts and counts.kinds else [kind for each in linted.read for kind in each.counts.kinds]
    return _possible(linted, _usual(kinds))


def readings(linted: Linted, counts: Counts | None = None) -> list[Proposed]:
    """What the words propose for a commitment that counts these; all that they propose when none are given."""
    if counts is None or len(linted.read) < 2:
        return linted.read
    same = [each for each in linted.read if each.counts == counts]
    return same or [each for each in linted.read if set(each.counts.kinds) & set(counts.kinds)]


def _usual(kinds: Sequence[str]) -> Target:
    every = table().suggestions
    return next(each.target for each in every if not each.kinds or set(kinds) & set(each.kinds))


def _possible(linted: Linted, target: Target) -> Target:
    """The target, once in the period where it holds no such window; a milestone by the period's last day."""
    period = linted.agreement.period
    if target.milestone:
        return msgspec.structs.replace(target, by=period.end)
    asks = any(window.asks for window in windows(target, period))
    return target if asks else msgspec.structs.replace(target, each="period")
