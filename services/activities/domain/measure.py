"""The life of a measure: which step leads from which states to which, and who takes it. `LIFE` is all of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, get_args

import msgspec

from services.activities.domain.change import Change
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
Actor = Literal["proposer", "responsible", "stand-in", "any party"]
Standing = MeasureState | Literal["given away"]


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a measure's life.

    Attributes:
        of: where it can be taken from. "given away" is what was transferred to somebody outside the agreements;
            "transferred", what another party is to answer.
        to: the state that it leads to; None: the same as before.
        actors: who takes it: the party that proposed the measure; the one that answers for it now; its stand-in once it
            has left the agreements, that is the proposer or the municipality; or any party of the municipality's
            agreements, since whoever walks there can see whether a lamp is lit.
    """

    of: tuple[Standing, ...]
    to: MeasureState | None
    actors: tuple[Actor, ...]


# People and systems err: what was ended is reopened, and what should never have been is withdrawn, wherever it stands.
LIFE: Final[Mapping[Operation, tuple[Step, ...]]] = {
    "acceptance": (Step(("proposed", "transferred"), "accepted", ("responsible",)),),
    "start": (Step(("accepted",), "in_progress", ("responsible",)),),
    "completion": (Step(("accepted", "in_progress"), "completed", ("responsible",)),),
    "verification": (Step(("completed",), "verified", ("any party",)),),
    "reopening": (
        Step(("completed", "verified"), "in_progress", ("any party",)),
        Step(("declined",), "proposed", ("responsible", "proposer")),
        Step(("given away",), "proposed", ("responsible", "stand-in")),
    ),
    "declination": (Step(("proposed", "accepted", "in_progress", "transferred"), "declined", ("responsible",)),),
    "transfer": (
        Step(("proposed", "accepted", "in_progress", "transferred"), "transferred", ("responsible", "stand-in")),
    ),
    "correction": (Step((*get_args(MeasureState), "given away"), None, ("proposer", "responsible")),),
    "withdrawal": (
        Step(
            ("proposed", "accepted", "in_progress", "completed", "verified", "declined", "transferred", "given away"),
            "withdrawn",
            ("proposer",),
        ),
    ),
}
TOLD_AS: Final[Mapping[Operation, str]] = {
    "acceptance": catalogue.MEASURE_ACCEPTED,
    "start": catalogue.MEASURE_STARTED,
    "completion": catalogue.MEASURE_COMPLETED,
    "verification": catalogue.MEASURE_VERIFIED,
    "reopening": catalogue.MEASURE_REOPENED,
    "declination": catalogue.MEASURE_DECLINED,
    "transfer": catalogue.MEASURE_TRANSFERRED,
    "correction": catalogue.MEASURE_CORRECTED,
    "withdrawal": catalogue.MEASURE_WITHDRAWN,
}


def standing(measure: Measure) -> Standing:
    """Where it stands in the table."""
    return "given away" if measure.state == "transferred" and measure.transferred_to is not None else measure.state


def allowed(measure: Measure) -> tuple[Operation, ...]:
    """The steps that can be taken from where the measure stands, by whoever takes them."""
    return tuple(operation for operation in LIFE if _from_here(measure, operation))


def must_be_actor(measure: Measure, operation: Operation, party: str, in_force: InForce) -> None:
    """Go on only if it is this party's step.

    Raises:
        Forbidden: it is another's.
    """
    steps = _from_here(measure, operation) or LIFE[operation]
    actors = dict.fromkeys(actor for each in steps for actor in each.actors)
    if not any(_is(actor, party, measure, in_force) for actor in actors):
        whose = " or ".join(_named(actor, measure, in_force) for actor in actors)
        raise Forbidden(f"{party} does not take this step; it is taken by {whose}.")


def _from_here(measure: Measure, operation: Operation) -> tuple[Step, ...]:
    return tuple(each for each in LIFE[operation] if standing(measure) in each.of)


def _is(actor: Actor, party: str, measure: Measure, in_force: InForce) -> bool:
    if actor == "proposer":
        return party == measure.reported_by
    if actor == "responsible":
        return party == measure.responsible
    there = in_force.parties.get(party)
    if actor == "any party":
        return there is not None
    has_left = measure.responsible not in in_force.parties
    return has_left and (party == measure.reported_by or (there is not None and there.kind == "municipality"))


def _named(actor: Actor, measure: Measure, in_force: InForce) -> str:
    return {
        "proposer": f"{measure.reported_by}, which proposed it",
        "responsible": f"{measure.responsible}, which is responsible",
        "stand-in": "the proposer or the municipality, once that has left the agreements",
        "any party": f"any party of an agreement of municipality {in_force.municipality.code}",
    }[actor]


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
    found = _from_here(measure, operation)
    if not found:
        possible = allowed(measure)
        can = ", ".join(possible)
        raise Conflict(
            f"The measure is {standing(measure)}, from which {operation} is no step; possible: {can}.", possible
        )
    (taken,) = found
    fields = {"reason": None, "corrected_because": None, "state": taken.to or measure.state} | changes
    after = msgspec.structs.replace(measure, revision=measure.revision + 1, reported_at=now, **fields)
    return Change(after, TOLD_AS[operation])
