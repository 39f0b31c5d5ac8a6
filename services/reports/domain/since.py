"""Since when a commitment is promised: what an amendment added asks for nothing before it came into force."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from types import MappingProxyType

from shared.clock import local_day
from shared.events.agreement import AgreementVersion

Held = dict[str, set[str]]
"""Ids of the promises of a version, each with those of its commitments; a promise without any goes as one itself."""

_NOTHING: Mapping[str, date] = MappingProxyType({})


class DatedVersion(AgreementVersion, frozen=True, kw_only=True):
    """A version with what amendments added to those before it: by commitment, or promise, the first day of it."""

    added: dict[str, date]


def dated(versions: Iterable[AgreementVersion]) -> tuple[AgreementVersion, ...]:
    """The versions of an agreement, the oldest first, each with what amendments had added by then.

    What was taken away and comes back is added when it does. A commitment that comes where another of its promise goes
    takes its place, as when it is given another id.
    """
    found: list[AgreementVersion] = []
    added: dict[str, date] = {}
    before: Held | None = None
    for version in sorted(versions, key=lambda version: version.version):
        held = _held(version)
        if before is not None:
            added = _added(added, before, held, local_day(version.in_force_from))
        fields = {name: getattr(version, name) for name in AgreementVersion.__struct_fields__}
        found.append(DatedVersion(**fields, added=added) if added else version)
        before = held
    return tuple(found)


def since(version: AgreementVersion, commitment: str) -> date | None:
    """The day on which an amendment added a commitment; None: it is promised since the period's start."""
    added = version.added if isinstance(version, DatedVersion) else _NOTHING
    day = added.get(commitment)
    return day if day and day > version.agreement.period.start else None


def _held(version: AgreementVersion) -> Held:
    return {promise.id: {each.id for each in promise.commitments} for promise in version.agreement.promises}


def _added(added: Mapping[str, date], before: Held, held: Held, day: date) -> dict[str, date]:
    known = before.keys() | set().union(*before.values())
    found: dict[str, date] = {}
    for promise, commitments in held.items():
        gone = before.get(promise, set()) - commitments
        for name in {promise} | commitments:
            came = added.get(name) if name in known else _in_place_of(gone, added, day)
            if came is not None:
                found[name] = came
    return found


def _in_place_of(gone: Collection[str], added: Mapping[str, date], day: date) -> date | None:
    """Since when that is promised which takes the place of others; of nothing: since it came."""
    days = [added[each] for each in gone if each in added]
    return None if len(days) < len(gone) else min(days, default=day)
