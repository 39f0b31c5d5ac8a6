"""Measuring: what a run of day tallies amounts to, in a target's own unit."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from math import fsum

from services.reports.domain.tally import DayTally
from services.reports.domain.words import AUDIENCES
from shared.events.agreement import Covering, Target, Unit
from shared.places import plain

MAX_EVIDENCE = 100
_TOLERANCE = 1e-9  # sums of decimal fractions: ten times 0.1 is one

Held = Sequence[tuple[date, DayTally]]
"""Days with their tallies, the earliest first."""

_UNITS: dict[Unit, Callable[[Held, Target], float]] = {
    "activities": lambda held, _: sum(day.activities for _, day in held),
    "quantity": lambda held, _: fsum(day.quantity for _, day in held),
    "days": lambda held, _: sum(1 for _, day in held if day.activities),
    "weeks": lambda held, _: len({date.isocalendar()[:2] for date, day in held if day.activities}),
    "hours": lambda held, _: sum(day.minutes for _, day in held) / 60,
    "result": lambda held, target: fsum(day.results.get(target.result or "", 0) for _, day in held),
}


def amount(held: Held, target: Target) -> float:
    """How much was done: facts, their quantities, distinct days or ISO weeks, hours, or a named result."""
    return _UNITS[target.unit](held, target) if held else 0


def enough(done: float, required: float) -> bool:
    """Whether what was done reaches what is required."""
    return done + _TOLERANCE >= required


def lacking(held: Held, covering: Covering | None, names: Mapping[str, str]) -> tuple[str, ...]:
    """What a covering target still lacks, in words: audiences, then parties (by `names`), then places."""
    if covering is None:
        return ()
    audiences = {audience for _, day in held for audience in day.audiences}
    parties = {party for _, day in held for party in day.parties}
    places = {plain(place) for _, day in held for place in day.places}
    return (
        *(AUDIENCES.get(asked, asked) for asked in covering.audiences if asked not in audiences),
        *(names.get(asked, asked) for asked in covering.parties if asked not in parties),
        *(asked for asked in covering.places if plain(asked) not in places),
    )


def evidence(held: Held) -> tuple[str, ...]:
    """Ids of the activities behind it, the newest first, at most 100 of them."""
    ids: list[str] = []
    for _, day in reversed(held):
        ids.extend(day.ids)
        if len(ids) >= MAX_EVIDENCE:
            break
    return tuple(ids[:MAX_EVIDENCE])
