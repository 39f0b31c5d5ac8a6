"""What is in force in a municipality: the latest versions of its agreements, what they name, and what others did."""

from collections.abc import Iterable
from datetime import date
from functools import cached_property

from shared.clock import local_day
from shared.events.agreement import Agreement, AgreementPublished, Party


class Known:
    """What some agreements name: parties, groups and their members, promises."""

    def __init__(self, agreements: Iterable[Agreement]) -> None:
        self.agreements: tuple[Agreement, ...] = tuple(agreements)

    @cached_property
    def parties(self) -> dict[str, Party]:
        """Every party of any of the agreements, by id; the last agreement's word on it counts."""
        return {party.id: party for agreement in self.agreements for party in agreement.parties}

    @cached_property
    def groups(self) -> frozenset[str]:
        """The ids of the standing groups."""
        return frozenset(group.id for agreement in self.agreements for group in agreement.groups)

    @cached_property
    def members(self) -> dict[str, frozenset[str]]:
        """The names of each standing group's members, by the group's id."""
        found: dict[str, frozenset[str]] = {}
        for group in (group for agreement in self.agreements for group in agreement.groups):
            names = frozenset(member.name for member in group.members)
            found[group.id] = found.get(group.id, frozenset()) | names
        return found

    @cached_property
    def agreement_of_promise(self) -> dict[str, Agreement]:
        """Promise id -> the agreement that it stands in."""
        return {promise.id: agreement for agreement in self.agreements for promise in agreement.promises}


class InForce(Known):
    """The agreements of one municipality, whatever their periods: each at its latest version. At least one.

    ``published`` holds their earlier versions too. ``stamp`` says which versions these are: what was matched under
    another stamp may count otherwise now.
    """

    def __init__(self, published: Iterable[AgreementPublished], stamp: str = "") -> None:
        self.stamp = stamp
        self.published = tuple(sorted(published, key=_order))
        super().__init__(each.latest.agreement for each in self.published)
        self.municipality = self.agreements[-1].municipality
        self._since: dict[tuple[int, ...], Known] = {}

    @cached_property
    def police(self) -> tuple[str, ...]:
        """The ids of the parties that are police."""
        return tuple(sorted(party.id for party in self.parties.values() if party.kind == "police"))

    @cached_property
    def demonstration(self) -> bool:
        """Whether all of it is invented."""
        return all(agreement.demonstration for agreement in self.agreements)

    def since(self, day: date) -> Known:
        """What any version names that was in force on that day in Stockholm or later.

        An amendment does not undo what was so before it: who has left a group since was there.
        """
        lengths = tuple(_versions_since(each, day) for each in self.published)
        if lengths not in self._since:
            versions = zip(self.published, lengths, strict=True)
            self._since[lengths] = Known(one.agreement for each, last in versions for one in each.versions[-last:])
        return self._since[lengths]


def _versions_since(published: AgreementPublished, day: date) -> int:
    """How many of the last versions were in force on that day or later; the latest always is."""
    return 1 + sum(local_day(version.in_force_from) >= day for version in published.versions[1:])


def _order(published: AgreementPublished) -> tuple[object, str]:
    return published.latest.agreement.period.start, published.agreement_id
