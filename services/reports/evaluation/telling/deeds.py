"""What was done toward a promise, counted and put in order, before any language tells it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import fsum

import msgspec

from shared.clock import local_day
from shared.events.activity import Activity, Kind
from shared.events.agreement import Target

TOLD_ONE_BY_ONE = 4
MOST_NAMED = 6
_KINDS = {kind: place for place, kind in enumerate(Kind)}


@dataclass(frozen=True, slots=True)
class Entry:
    """One of few deeds: how many things it reports, on which day, and where."""

    amount: float
    day: date
    place: str | None


@dataclass(frozen=True, slots=True)
class Names:
    """What standing groups and parties are called, by their ids."""

    groups: Mapping[str, str]
    parties: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Deeds:
    """What some activities amount to.

    Attributes:
        amounts: how much of each kind, the most first.
        entries: each deed, the earliest first.
        group: the standing group whose meetings they all are.
        alone: the party that reported them all, where nobody is said to have taken part beside it.
        everyone: who took part each time; ``some``: who did not, by how many times, the most first.
        places: with how many times, the most first.
        audiences: ids of whom they addressed.
        results: named outcomes with their sums.
    """

    amounts: tuple[tuple[Kind, float], ...]
    entries: tuple[Entry, ...]
    group: str | None
    alone: str | None
    everyone: tuple[str, ...]
    some: tuple[tuple[int, tuple[str, ...]], ...]
    places: tuple[tuple[str, int], ...]
    audiences: tuple[str, ...]
    results: tuple[tuple[str, float], ...]

    @property
    def total(self) -> float:
        """How many things in all."""
        return fsum(amount for _, amount in self.amounts)

    @property
    def milestone(self) -> bool:
        """Whether it is something that is reached once and for all."""
        return [kind for kind, _ in self.amounts] == [Kind.MILESTONE]

    @property
    def one_place(self) -> str | None:
        """The place of them all, if it is one."""
        named = {entry.place for entry in self.entries}
        return next(iter(named)) if len(named) == 1 else None


def deeds_of(done: Sequence[Activity], names: Names, target: Target | None = None) -> Deeds:
    """What activities, the earliest first, amount to; each is one where the target counts activities."""
    if target and target.unit == "activities":
        done = [msgspec.structs.replace(one, quantity=1) for one in done]
    took_part = Counter(name for one in done for name in dict.fromkeys(_took_part(one, names.parties)))
    everyone = tuple(name for name, count in took_part.items() if count == len(done))
    reporters = {names.parties.get(one.reported_by, one.reported_by) for one in done}
    places = Counter(one.place.name for one in done if one.place)
    return Deeds(
        amounts=_amounts(done),
        entries=tuple(
            Entry(one.quantity, local_day(one.span.start), one.place.name if one.place else None) for one in done
        ),
        group=_group(done, names.groups),
        alone=next(iter(reporters)) if len(reporters) == 1 and reporters == set(took_part) else None,
        everyone=everyone,
        some=tuple(_by_times(took_part, len(done))),
        places=tuple(places.most_common()),
        audiences=tuple(dict.fromkeys(audience for one in done for audience in one.audiences)),
        results=_results(done),
    )


def _amounts(done: Iterable[Activity]) -> tuple[tuple[Kind, float], ...]:
    amounts: dict[Kind, list[float]] = {}
    for one in done:
        amounts.setdefault(one.kind, []).append(one.quantity)
    summed = [(kind, fsum(each)) for kind, each in amounts.items()]
    return tuple(sorted(summed, key=lambda pair: (-pair[1], _KINDS[pair[0]])))


def _took_part(activity: Activity, names: Mapping[str, str]) -> Iterator[str]:
    """Organisations by the names that they have here; of a group, its members that came.

    Whoever reports that something was done took part in it, as the tallies have it.
    """
    if activity.attendance:
        here = (one.member for one in activity.attendance if one.present)
        yield from (member[:1].upper() + member[1:] for member in here)
        return
    yield names.get(activity.reported_by, activity.reported_by)
    for one in activity.participants:
        yield names.get(one.party or "", one.name)


def _by_times(took_part: Counter[str], of: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Who took part at some of so many times, by how many."""
    for times in sorted({count for count in took_part.values() if count < of}, reverse=True):
        yield times, tuple(name for name, count in took_part.items() if count == times)


def _group(done: Iterable[Activity], named: Mapping[str, str]) -> str | None:
    groups = {one.group for one in done}
    return named.get(next(iter(groups)) or "") if len(groups) == 1 else None


def _results(done: Iterable[Activity]) -> tuple[tuple[str, float], ...]:
    sums: dict[str, list[float]] = {}
    for one in done:
        for name, value in one.results.items():
            sums.setdefault(name, []).append(value)
    return tuple((name, fsum(sums[name])) for name in sorted(sums))
