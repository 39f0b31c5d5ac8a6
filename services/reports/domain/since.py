"""Since when a commitment is promised: what an amendment added asks for nothing before it came into force."""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType

from shared.clock import local_day
from shared.events.agreement import AgreementVersion

_NOTHING: Mapping[str, date] = MappingProxyType({})


class DatedVersion(AgreementVersion, frozen=True, kw_only=True):
    """A version with what amendments added to those before it: by commitment, or promise, the first day of it."""

    added: dict[str, date]


def dated(versions: Iterable[AgreementVersion]) -> tuple[AgreementVersion, ...]:
    """The versions of an agreement, the oldest first, each with what amendments had added by then.

    What was taken away and comes back is added when it does.
    """
    found: list[AgreementVersion] = []
    added: dict[str, date] = {}
    before: set[str] | None = None
    for version in sorted(versions, key=lambda version: version.version):
        held = _held(version)
        came = held - before if before is not None else set()
        added = {name: day for name, day in added.items() if name in held}
        added |= dict.fromkeys(sorted(came), local_day(version.in_force_from))
        fields = {name: getattr(version, name) for name in AgreementVersion.__struct_fields__}
        found.append(DatedVersion(**fields, added=added) if added else version)
        before = held
    return tuple(found)


def since(version: AgreementVersion, commitment: str) -> date | None:
    """The day on which an amendment added a commitment; None: it is promised since the period's start."""
    added = version.added if isinstance(version, DatedVersion) else _NOTHING
    day = added.get(commitment)
    return day if day and day > version.agreement.period.start else None


def _held(version: AgreementVersion) -> set[str]:
    """Ids of the version's promises and commitments: a promise without any goes as one itself."""
    promises = version.agreement.promises
    return {promise.id for promise in promises} | {each.id for promise in promises for each in promise.commitments}
