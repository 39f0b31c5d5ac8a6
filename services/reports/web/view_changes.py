"""How an agreement came to be as it is: its versions as a timeline, and whether it was closed before its time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.reports.evaluation.accounting import TONGUES
from services.reports.evaluation.amendments import Altered, altered
from services.reports.evaluation.views import marked
from services.reports.web import words
from services.reports.web.language import say, spoken
from shared.clock import local_day
from shared.events.agreement import AgreementChange, AgreementVersion

CHANGE_NAMES: dict[AgreementChange, str] = {
    "published": "Löftena publicerades",
    "amended": "Löftena ändrades",
    "extended": "Löftena förlängdes",
    "ended": "Beslut om att löftena avslutas i förtid, efter {day}",
    "replaced": "Beslut om att löftena ersätts efter {day}",
}


@dataclass(frozen=True, slots=True)
class AlteredView:
    """What a version did to a promise, and from which day on: "Löfte 1 (Patrullering) mäts på ett annat sätt".

    ``read`` is its text before, where that was another.
    """

    promise: str
    day: date
    words: str
    read: str


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A version: what was done on which day, why, and what it did to which promises."""

    name: str
    day: date
    reason: str | None
    version: int
    altered: tuple[AlteredView, ...] = ()


@dataclass(frozen=True, slots=True)
class ClosedView:
    """That the promises were closed early or replaced: the last day, the agreement that took over, and why."""

    last_day: date | None
    replaced_by: str | None
    reason: str | None


def changes(versions: Sequence[AgreementVersion]) -> tuple[ChangeView, ...]:
    """All versions but a single one, the latest first."""
    if len(versions) < 2:
        return ()
    told = [_change(version, before) for version, before in zip(versions, (None, *versions), strict=False)]
    return tuple(reversed(told))


def altered_views(versions: Sequence[AgreementVersion], promise: str) -> tuple[AlteredView, ...]:
    """What amendments did to a promise, the latest first."""
    return tuple(one for change in changes(versions) for one in change.altered if one.promise == promise)


def closed(version: AgreementVersion, versions: Sequence[AgreementVersion]) -> ClosedView | None:
    """Whether the version shown is closed or replaced."""
    agreement = version.agreement
    if agreement.closed_on is None and agreement.replaced_by is None:
        return None
    ends = [each for each in (*versions, version) if each.change in ("ended", "replaced")]
    return ClosedView(agreement.closed_on, agreement.replaced_by, ends[-1].reason if ends else version.reason)


def _change(version: AgreementVersion, before: AgreementVersion | None) -> ChangeView:
    # An event of an older form says "amended" of each version; the first one cannot have been.
    change = "published" if version.version == 1 else version.change
    name = say(CHANGE_NAMES[change], day=words.day(version.agreement.in_effect.end))
    day = local_day(version.in_force_from)
    touched = altered(before, version) if before else ()
    views = tuple(AlteredView(one.promise.id, day, _words(one), one.read) for one in touched)
    return ChangeView(name, day, version.reason, version.version, views)


def _words(one: Altered) -> str:
    said = words.upper_first(TONGUES[spoken()].altered(one))
    return said if spoken() == "sv" else marked(said)
