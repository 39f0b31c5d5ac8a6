"""Comparing: by kind of promise, by municipality and year, and promises that ask for the very same.

Nothing is ranked but the last, and that only where each has enough windows to go by: what differs in what it asks for,
or has too little behind it, stands in alphabetical order, and `reasons` says why.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from services.reports.comparison.outcomes import LeftOut, Outcome
from shared.events.agreement import Commitment, Covering, Municipality, Target

ENOUGH = 4  # windows that each must have before promises that ask for the same are put in order
Reason = LeftOut | Literal["demonstration", "alone"]
_ALPHABET_END = str.maketrans("åäö", "{|}")  # the three that follow z


@dataclass(slots=True)
class Tally:
    """How many promises, each in each of its years, were kept, in part, or not; and their windows."""

    kept: int = 0
    partly_kept: int = 0
    not_kept: int = 0
    met: int = 0
    asked: int = 0
    late: int = 0
    unmeasured: int = 0
    places: set[str] = field(default_factory=set)

    @property
    def judged(self) -> int:
        """How many could be judged."""
        return self.kept + self.partly_kept + self.not_kept

    def add(self, one: Outcome) -> None:
        """Count an outcome."""
        self.places.add(one.municipality.code)
        self.unmeasured += one.left_out == "no_measure"
        if one.result:
            setattr(self, one.result, getattr(self, one.result) + 1)
            self.met, self.asked, self.late = self.met + one.met, self.asked + one.asked, self.late + one.late


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality, year by year."""

    municipality: Municipality
    years: Mapping[int, Tally]


@dataclass(frozen=True, slots=True)
class Alike:
    """Promises that ask for the same, one municipality a row; ``ordered``: the best kept first, else by name."""

    commitment: Commitment
    rows: tuple[tuple[Municipality, Tally], ...]
    ordered: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that is compared.

    Attributes:
        outcomes: what it is made of.
        demonstration: it is made of invented events, since there is nothing else.
        reasons: how many outcomes are left out of what, and why.
    """

    outcomes: tuple[Outcome, ...]
    demonstration: bool
    kinds: Mapping[str, Tally]
    years: tuple[int, ...]
    places: tuple[Place, ...]
    alike: tuple[Alike, ...]
    reasons: Mapping[Reason, int]


def compare(outcomes: Sequence[Outcome]) -> Comparison:
    """Compare what can be; demonstrations only where there is nothing in earnest."""
    earnest = [one for one in outcomes if not one.demonstration]
    shown = earnest or list(outcomes)
    groups = _groups(shown)
    alike = tuple(_alike(found) for found in groups if len(_names(found)) > 1)
    reasons: Counter[Reason] = Counter(one.left_out for one in shown if one.left_out)
    reasons["demonstration"] = len(outcomes) - len(earnest) if earnest else 0
    reasons["alone"] = sum(1 for found in groups if len(_names(found)) == 1)
    return Comparison(
        outcomes=tuple(shown),
        demonstration=not earnest and bool(shown),
        kinds=_by_kind(shown),
        years=tuple(sorted({one.year for one in shown})),
        places=_by_place(shown),
        alike=tuple(sorted(alike, key=lambda one: (one.commitment.counts.kinds, one.commitment.id))),
        reasons={reason: count for reason, count in reasons.items() if count},
    )


def by_name(name: str) -> str:
    """The key of Swedish alphabetical order."""
    return name.casefold().translate(_ALPHABET_END)


def _by_kind(outcomes: Iterable[Outcome]) -> dict[str, Tally]:
    found: dict[str, Tally] = {}
    for one in outcomes:
        found.setdefault(one.kind, Tally()).add(one)
    return found


def _by_place(outcomes: Sequence[Outcome]) -> tuple[Place, ...]:
    found: dict[str, tuple[Municipality, dict[int, Tally]]] = {}
    for one in outcomes:
        _, years = found.setdefault(one.municipality.code, (one.municipality, {}))
        years.setdefault(one.year, Tally()).add(one)
    places = (Place(municipality, years) for municipality, years in found.values())
    return tuple(sorted(places, key=lambda place: by_name(place.municipality.name)))


def _groups(outcomes: Iterable[Outcome]) -> list[list[Outcome]]:
    found: dict[tuple[object, ...], list[Outcome]] = {}
    for one in outcomes:
        if one.alike and one.alike.target and one.result:
            found.setdefault(_asks(one.alike, one.alike.target), []).append(one)
    return list(found.values())


def _asks(commitment: Commitment, target: Target) -> tuple[object, ...]:
    """What makes two promises ask for the same: what counts, how much and how often.

    Not whose they are: places, parties and groups are each municipality's own, and only how many are named tells.
    """
    counts, covering = commitment.counts, target.covering or Covering()
    own = (counts.places, counts.parties, counts.groups, covering.places, covering.parties)
    asks = (target.at_least, target.each, target.every, target.unit, target.result, target.average)
    listed = (counts.kinds, counts.tags, counts.audiences, counts.weekdays, covering.audiences)
    named = tuple(len(set(each)) for each in own)
    return (*(tuple(sorted(each)) for each in listed), counts.from_, counts.until, asks, named)


def _names(outcomes: Iterable[Outcome]) -> set[str]:
    return {one.municipality.code for one in outcomes}


def _alike(outcomes: Sequence[Outcome]) -> Alike:
    found: dict[str, tuple[Municipality, Tally]] = {}
    for one in outcomes:
        found.setdefault(one.municipality.code, (one.municipality, Tally()))[1].add(one)
    rows = sorted(found.values(), key=lambda row: by_name(row[0].name))
    ordered = all(tally.asked >= ENOUGH for _, tally in rows)
    if ordered:
        rows.sort(key=lambda row: -row[1].met / row[1].asked)
    commitment = next(one.alike for one in outcomes if one.alike)
    return Alike(commitment, tuple(rows), ordered)
