"""Grounds: what decisions on what was told rest on: what is in force by municipality, and the walks that are named.

A walk that is told of in the same batch is as good as one that is known, wherever in the batch it stands.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter

from services.activities.domain.changes import Walks, begin, named_walks
from services.activities.domain.in_force import InForce
from services.activities.domain.merging import Sent, agreed, drafted, merge
from services.activities.domain.refusal import Forbidden, OutOfReach, Reason, Refused
from services.activities.domain.report import Report, SentReport
from services.activities.domain.visible import may_see
from services.activities.store import Store
from services.activities.told import Reporter, Told


@dataclass(frozen=True, slots=True)
class Grounds:
    """What is in force by municipality; and by id the walks that are named, and the records that name them."""

    in_force: Mapping[str, InForce]
    walks: Walks

    def walks_for(self, reporter: Reporter, now: datetime) -> Walks:
        """Those that the reporter may know of."""
        return {each: walk for each, walk in self.walks.items() if may_see(walk, reporter.party, now)}

    def in_force_for(self, told: Told) -> InForce:
        """What is in force where something was told of.

        Raises:
            OutOfReach: the token does not reach it.
            Refused: no agreement is published there.
        """
        municipality = told.said.municipality
        if not _reaches(told):
            raise OutOfReach(f"The token does not reach municipality {municipality}.")
        found = self.in_force.get(municipality)
        if found is None:
            unknown = f"no agreement of municipality {municipality} is published here"
            raise Refused("The municipality is not known here.", [Reason("municipality", unknown)])
        return found


def grounds_of(store: Store, told: Sequence[Told], now: datetime) -> Grounds:
    """The grounds of all that was told, in one round trip; in two when walks are named."""
    in_force = store.agreements.in_force(each.said.municipality for each in told if _reaches(each))
    named = {each.id: named_walks(each.said) for each in told if isinstance(each.said, Report)}
    walks = {walk for found in named.values() for walk in found}
    revised = {each.id for each in told if each.merges and named.get(each.id)}
    known = store.activities.of(walks | revised)
    return _with_told(Grounds(in_force, known), [each for each in told if each.id in walks - known.keys()], now)


def party_of(told: Told) -> str:
    """The party that told it.

    Raises:
        Forbidden: the token speaks for none.
    """
    if told.reporter.party is None:
        raise Forbidden("The token speaks for no party, and only parties report.")
    return told.reporter.party


def _with_told(grounds: Grounds, told: Iterable[Told], now: datetime) -> Grounds:
    """With the walks that are told of in the batch itself; the earlier first, since later ones may name them."""
    walks, found = dict(grounds.walks), dict[str, Sent]()
    started = [(start, each) for each in told if (start := _start(each))]
    for _, each in sorted(started, key=itemgetter(0)):
        try:
            merged = merge(found.get(each.id), _sent(each, Grounds(grounds.in_force, walks), now))
        except Refused:
            continue
        if merged is not None:
            found[each.id], walks[each.id] = merged.now, merged.now.activity
    return Grounds(grounds.in_force, walks)


def _start(told: Told) -> datetime | None:
    said = told.said
    span = (said.actual or said.planned) if isinstance(said, Report) else None
    return span.start if span else None


def _sent(told: Told, grounds: Grounds, now: datetime) -> Sent:
    if not isinstance(told.said, Report):
        raise TypeError(f"{type(told.said).__name__} tells of no activity")
    in_force, walks = grounds.in_force_for(told), grounds.walks_for(told.reporter, now)
    if told.merges and isinstance(told.said, SentReport):
        return agreed(drafted(told.said, told.id, party_of(told), in_force, now), in_force, walks, now)
    return Sent(begin(told.said, told.id, party_of(told), in_force, now, walks=walks).record, 1)


def _reaches(told: Told) -> bool:
    reached = told.reporter.municipalities
    return reached is None or told.said.municipality in reached
