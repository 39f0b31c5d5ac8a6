"""From what callers say to what is kept: times in UTC, promises as what they narrow, a title in any case."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from services.activities.domain.forms import (
    SaidAttendance,
    SaidParticipant,
    SaidPlace,
    SaidSource,
    SaidSpan,
    SaidWalkStep,
)
from shared.clock import to_milliseconds
from shared.events.activity import KIND_NAMES, Attendance, Kind, Participant, Place, Source, Span, WalkStep


def internal(fields: dict[str, Any], kind: Kind) -> dict[str, Any]:
    """Fields of a report, completion or correction as fields of an `Activity`.

    Args:
        fields: by their names in code, only those that were given.
        kind: of the activity, for its title when the title is taken away or was never given.
    """
    kept = {
        name: _KEPT[name](value) if name in _KEPT and value is not None else value for name, value in fields.items()
    }
    if "promises" in kept:
        kept["narrowed_to"] = tuple(dict.fromkeys(kept.pop("promises")))
    if "title" in kept and kept["title"] is None:
        kept["title"] = usual_title(kind)
    return kept


def usual_title(kind: Kind) -> str:
    """What an activity of this kind is called when its reporter gives it no title."""
    return KIND_NAMES[kind][0].capitalize()


def _span(told: SaidSpan) -> Span:
    return Span(start=told.start.astimezone(UTC), end=told.end.astimezone(UTC))


def _place(told: SaidPlace) -> Place:
    return Place(name=told.name, point=told.point)


def _participants(told: tuple[SaidParticipant, ...]) -> tuple[Participant, ...]:
    return tuple(Participant(name=each.name, party=each.party) for each in told)


def _attendance(told: tuple[SaidAttendance, ...]) -> tuple[Attendance, ...]:
    return tuple(Attendance(member=each.member, present=each.present) for each in told)


def _walk_step(told: SaidWalkStep) -> WalkStep:
    return WalkStep(walk=told.walk, step=told.step)


def _instant(told: datetime) -> datetime:
    return to_milliseconds(told.astimezone(UTC))


def _source(told: SaidSource) -> Source:
    return Source(system=told.system, id=told.id)


_KEPT: Final[dict[str, Callable[[Any], Any]]] = {
    "planned": _span,
    "actual": _span,
    "place": _place,
    "participants": _participants,
    "attendance": _attendance,
    "publishable_from": _instant,
    "walk_step": _walk_step,
    "source": _source,
}
