"""Lägesbild and dialogue: what may be told of what the promises are grounded in, and what becomes of it."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, Final, TypeVar

import msgspec

from services.activities.domain.change import Change
from services.activities.domain.changes import must_be_party
from services.activities.domain.forms import said
from services.activities.domain.heard import (
    EntryCorrection,
    EntryReport,
    InputCorrection,
    InputReport,
    SaidDialogueOrigin,
    SaidFigure,
    SaidSituationSource,
)
from services.activities.domain.in_force import InForce
from services.activities.domain.period import kept, wrong_period
from services.activities.domain.refusal import Conflict, Reason, refuse
from shared.clock import local_day
from shared.events import catalogue
from shared.events.situation import DialogueInput, DialogueOrigin, Figure, SituationEntry, SituationSource

G = TypeVar("G", SituationEntry, DialogueInput)

_WORDS: Final = {SituationEntry: "entry", DialogueInput: "dialogue input"}
_CORRECTED: Final = {
    SituationEntry: catalogue.SITUATION_CORRECTED,
    DialogueInput: catalogue.DIALOGUE_INPUT_CORRECTED,
}
_WITHDRAWN: Final = {
    SituationEntry: catalogue.SITUATION_WITHDRAWN,
    DialogueInput: catalogue.DIALOGUE_INPUT_WITHDRAWN,
}


def note(told: EntryReport, entry_id: str, reporter: str, in_force: InForce, now: datetime) -> Change[SituationEntry]:
    """A new entry of the lägesbild.

    Raises:
        Forbidden: the reporter is no party of an agreement there.
        Refused: its period lies in the future, or what it bears on is not in force.
    """
    fields = _begun(told, entry_id, reporter, in_force, now)
    return Change(_checked(SituationEntry(state="noted", **fields), None, in_force), catalogue.SITUATION_NOTED)


def receive(told: InputReport, input_id: str, reporter: str, in_force: InForce, now: datetime) -> Change[DialogueInput]:
    """What residents said, newly told.

    Raises:
        Forbidden, Refused: as for `note`.
    """
    fields = _begun(told, input_id, reporter, in_force, now)
    return Change(
        _checked(DialogueInput(state="received", **fields), None, in_force), catalogue.DIALOGUE_INPUT_RECEIVED
    )


def correct(before: G, told: EntryCorrection | InputCorrection, in_force: InForce, now: datetime) -> Change[G]:
    """What was told was not so. What it named before may stay, even when it is no longer in force.

    Raises:
        Conflict: it is withdrawn.
        Refused: as for `note`.
    """
    _must_be_live(before, "correction")
    after = _next(before, now, **_internal(said(told)))
    return Change(_checked(after, before, in_force), _CORRECTED[type(before)])


def withdraw(before: G, reason: str, now: datetime) -> Change[G]:
    """It was told by mistake: what was said is told no more.

    Raises:
        Conflict: it is withdrawn already.
    """
    _must_be_live(before, "withdrawal")
    return Change(_next(before, now, state="withdrawn", reason=reason, **_emptied(before)), _WITHDRAWN[type(before)])


def _emptied(before: SituationEntry | DialogueInput) -> dict[str, Any]:
    """Its words, taken away."""
    words = {"figures": ()} if isinstance(before, SituationEntry) else {"topic": ""}
    return {"summary": "", "source": msgspec.structs.replace(before.source, name=""), **words}


def _begun(
    told: EntryReport | InputReport, record_id: str, reporter: str, in_force: InForce, now: datetime
) -> dict[str, Any]:
    """The fields of its first revision, but for its state."""
    must_be_party(reporter, in_force)
    return {
        **_internal(said(told)),
        "id": record_id,
        "revision": 1,
        "municipality_name": in_force.municipality.name,
        "reported_by": reporter,
        "reported_at": now,
        "demonstration": told.demonstration or in_force.demonstration,
    }


def _next(before: G, now: datetime, **changes: Any) -> G:  # noqa: ANN401  (fields of either)
    return msgspec.structs.replace(before, revision=before.revision + 1, reported_at=now, **changes)


def _must_be_live(record: SituationEntry | DialogueInput, operation: str) -> None:
    if record.state == "withdrawn":
        word = _WORDS[type(record)]
        raise Conflict(f"The {word} is withdrawn, which allows no {operation}; nothing more can be done to it.")


def _checked(record: G, before: G | None, in_force: InForce) -> G:
    refuse([*_wrong_days(record), *_unknown(record, before, in_force), *_blank(record)])
    return record


def _wrong_days(record: SituationEntry | DialogueInput) -> Iterator[Reason]:
    """What is wrong with the days that it speaks of, as of when it is told."""
    yield from wrong_period(record.period)
    today = local_day(record.reported_at)
    if record.period.end > today:
        yield Reason("period.end", f"lies in the future; tell what is known so far, up to {today}")


def _unknown(
    record: SituationEntry | DialogueInput, before: SituationEntry | DialogueInput | None, in_force: InForce
) -> Iterator[Reason]:
    """What it bears on, and did not before, that no agreement has."""
    code = in_force.municipality.code
    for place, promise in enumerate(record.promises):
        if promise not in in_force.agreement_of_promise and promise not in (before.promises if before else ()):
            yield Reason(f"promises[{place}]", f"no agreement of municipality {code} has such a promise")
    areas = {area.id for agreement in in_force.agreements for area in agreement.focus_areas}
    for place, area in enumerate(record.focus_areas):
        if area not in areas and area not in (before.focus_areas if before else ()):
            yield Reason(f"focusAreas[{place}]", f"no agreement of municipality {code} has such a focus area")


def _blank(record: SituationEntry | DialogueInput) -> Iterator[Reason]:
    if isinstance(record, SituationEntry) and not record.summary.strip():
        yield Reason("summary", "must not be blank")


def _internal(fields: dict[str, Any]) -> dict[str, Any]:
    """Fields of what was said as fields of what is kept: each id once."""
    return {name: _KEPT[name](value) if name in _KEPT else value for name, value in fields.items()}


def _source(told: SaidSituationSource | SaidDialogueOrigin) -> SituationSource | DialogueOrigin:
    if isinstance(told, SaidSituationSource):
        return SituationSource(kind=told.kind, name=told.name)
    return DialogueOrigin(kind=told.kind, name=told.name)


def _figures(told: tuple[SaidFigure, ...]) -> tuple[Figure, ...]:
    return tuple(Figure(name=each.name, value=each.value, unit=each.unit) for each in told)


def _once(ids: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))


_KEPT: Final[dict[str, Callable[[Any], Any]]] = {
    "source": _source,
    "period": kept,
    "figures": _figures,
    "focus_areas": _once,
    "promises": _once,
}
