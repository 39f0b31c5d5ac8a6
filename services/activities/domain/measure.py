"""The life of a measure: which step leads from which states to which, and who takes it. `LIFE` is all of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

import msgspec

from services.activities.domain.change import Change
from services.activities.domain.changes import must_be_party
from services.activities.domain.in_force import InForce
from services.activities.domain.refusal import Conflict, Forbidden
from shared.events import catalogue
from shared.events.measure import Measure, MeasureState

Operation = Literal[
    "acceptance",
    "start",
    "completion",
    "verification",
    "reopening",
    "declination",
    "transfer",
    "correction",
    "withdrawal",
]
Actor = Literal["proposer", "responsible", "any party"]


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a measure's life.

    Attributes:
        of: the states that it can be taken from. Of what was transferred, only while another party is to answer.
        to: the state that it leads to; None: the same as before.
        event: the type that tells of it.
        actor: who takes it: the party that proposed the measure, the one that answers for it now, or any party of
            the municipality's agreements, since whoever walks there can see whether a lamp is lit.
    """

    of: tuple[MeasureState, ...]
    to: MeasureState | None
    event: str
    actor: Actor


LIFE: Final[Mapping[Operation, Step]] = {
    "acceptance": Step(("proposed", "transferred"), "accepted", catalogue.MEASURE_ACCEPTED, "responsible"),
    "start": Step(("accepted",), "in_progress", catalogue.MEASURE_STARTED, "responsible"),
    "completion": Step(("accepted", "in_progress"), "completed", catalogue.MEASURE_COMPLETED, "responsible"),
    "verification": Step(("completed",), "verified", catalogue.MEASURE_VERIFIED, "any party"),
    "reopening": Step(("completed",), "in_progress", catalogue.MEASURE_REOPENED, "any party"),
    "declination": Step(
        ("proposed", "accepted", "in_progress", "transferred"), "declined", catalogue.MEASURE_DECLINED, "responsible"
    ),
    "transfer": Step(
        ("proposed", "accepted", "in_progress"), "transferred", catalogue.MEASURE_TRANSFERRED, "responsible"
    ),
    "correction": Step(
        ("proposed", "accepted", "in_progress", "completed", "transferred"),
        None,
        catalogue.MEASURE_CORRECTED,
        "proposer",
    ),
    "withdrawal": Step(("proposed",), "withdrawn", catalogue.MEASURE_WITHDRAWN, "proposer"),
}


def allowed(measure: Measure) -> tuple[Operation, ...]:
    """The steps that can be taken from where the measure stands, by whoever takes them."""
    return tuple(name for name, step in LIFE.items() if measure.is_open and measure.state in step.of)


def must_be_actor(measure: Measure, operation: Operation, party: str, in_force: InForce) -> None:
    """Go on only if it is this party's step.

    Raises:
        Forbidden: it is another's.
    """
    actor = LIFE[operation].actor
    if actor == "any party":
        must_be_party(party, in_force)
    elif actor == "proposer" and party != measure.reported_by:
        raise Forbidden(f"It was proposed by {measure.reported_by}; only the party that proposed it does this.")
    elif actor == "responsible" and party != measure.responsible:
        raise Forbidden(f"{measure.responsible} is responsible for it; only the responsible party does this.")


def step(
    measure: Measure,
    operation: Operation,
    now: datetime,
    **changes: Any,  # noqa: ANN401  (fields of a measure)
) -> Change[Measure]:
    """The measure after a step, with what else the step changes. A reason that is not given anew is taken away.

    Raises:
        Conflict: it is no step from where the measure stands; with those that are.
    """
    taken = LIFE[operation]
    possible = allowed(measure)
    if operation not in possible:
        can = f"possible: {', '.join(possible)}" if possible else "that is its end"
        raise Conflict(f"The measure is {measure.state}, from which {operation} is no step; {can}.", possible)
    fields = {"reason": None, "state": taken.to or measure.state} | changes
    after = msgspec.structs.replace(measure, revision=measure.revision + 1, reported_at=now, **fields)
    return Change(after, taken.event)
