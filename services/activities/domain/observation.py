"""Observations: what may be said of a safe or unsafe place, and what becomes of it."""

from datetime import datetime
from typing import Any, Final, Literal

import msgspec
from msgspec import UNSET, UnsetType

from services.activities.domain.change import Change
from services.activities.domain.changes import must_be_party
from services.activities.domain.forms import Said, SaidPlace, Text, Why, said
from services.activities.domain.in_force import InForce
from services.activities.domain.places import coarse
from services.activities.domain.refusal import Conflict
from services.activities.domain.walk import must_be_open
from shared.events import catalogue
from shared.events.activity import Activity, Place
from shared.events.observation import Observation, ObservationCategory

MOST: Final = 200  # in one request

Feeling = Literal["safe", "unsafe"]


class SaidObservation(Said, frozen=True):
    """A place as it felt, and why."""

    feeling: Feeling
    category: ObservationCategory
    place: SaidPlace
    text: Text = ""
    demonstration: bool = False


class ObservationCorrection(Said, frozen=True):
    """What was noted wrongly, as it should be, and why. What is left out stays."""

    reason: Why
    feeling: Feeling | UnsetType = UNSET
    category: ObservationCategory | UnsetType = UNSET
    place: SaidPlace | UnsetType = UNSET
    text: Text | UnsetType = UNSET
    demonstration: bool | UnsetType = UNSET


def note(
    told: SaidObservation, observation_id: str, walk: Activity, reporter: str, in_force: InForce, now: datetime
) -> Change[Observation]:
    """A new observation on a walk.

    Raises:
        Forbidden: the reporter is no party of an agreement there.
        Conflict: nothing can be noted on the walk.
    """
    must_be_party(reporter, in_force)
    must_be_open(walk, now)
    fields = _internal(said(told))
    fields["demonstration"] = told.demonstration or walk.demonstration or in_force.demonstration
    noted = Observation(
        id=observation_id,
        revision=1,
        municipality=walk.municipality,
        municipality_name=in_force.municipality.name,
        reported_by=reporter,
        reported_at=now,
        walk=walk.id,
        state="noted",
        **fields,
    )
    return Change(noted, catalogue.OBSERVATION_NOTED)


def correct(observation: Observation, correction: ObservationCorrection, now: datetime) -> Change[Observation]:
    """What was noted was not so.

    Raises:
        Conflict: it is withdrawn.
    """
    return Change(_next(observation, now, **_internal(said(correction))), catalogue.OBSERVATION_CORRECTED)


def withdraw(observation: Observation, reason: str, now: datetime) -> Change[Observation]:
    """A place was noted by mistake: what was said of it is told no more.

    Raises:
        Conflict: it is withdrawn already.
    """
    gone = _next(observation, now, state="withdrawn", reason=reason, text="", place=Place(name=""))
    return Change(gone, catalogue.OBSERVATION_WITHDRAWN)


def _next(observation: Observation, now: datetime, **changes: Any) -> Observation:  # noqa: ANN401  (its fields)
    if observation.state == "withdrawn":
        raise Conflict("The observation is withdrawn; that is its end.")
    return msgspec.structs.replace(observation, revision=observation.revision + 1, reported_at=now, **changes)


def _internal(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: coarse(value) if name == "place" else value for name, value in fields.items()}
