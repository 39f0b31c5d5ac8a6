"""What a measure, and each step of its life, must agree with: parties, promises, walks and days that are there."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from services.activities.domain.in_force import InForce
from services.activities.domain.proposal import MeasureCorrection, Transfer
from services.activities.domain.refusal import Reason
from services.activities.domain.spans import FIRST_YEAR, LAST_YEAR
from services.activities.domain.walk import why_not
from shared.clock import local_day
from shared.events.activity import Activity
from shared.events.measure import Measure
from shared.events.observation import Observation
from shared.places import plain

# The states that a party gave a public reason for, and what can be corrected of a measure that is at an end.
HAVE_REASONS: Final = frozenset({"declined", "transferred", "withdrawn"})
_OUTER: Final = dict(zip(MeasureCorrection.__struct_fields__, MeasureCorrection.__struct_encode_fields__, strict=True))
_TEXTS: Final = frozenset({"reason", "public_reason", "title", "description", "area", "place"})


@dataclass(frozen=True, slots=True)
class Ground:
    """What a measure rests on, as far as it is there: the walk, and by their ids the observations."""

    walk: Activity | None = None
    observations: Mapping[str, Observation] = field(default_factory=dict)


def wrong(measure: Measure, named: frozenset[str], ground: Ground, in_force: InForce) -> Iterator[Reason]:
    """What the fields that were named do not agree with."""
    code = in_force.municipality.code
    if "responsible" in named and measure.responsible not in in_force.parties:
        yield Reason("responsible", f"is no party of an agreement of municipality {code}")
    if "promises" in named:
        for place, promise in enumerate(measure.promises):
            if promise not in in_force.agreement_of_promise:
                yield Reason(f"promises[{place}]", f"no agreement of municipality {code} has such a promise")
    if "due_on" in named:
        yield from wrong_day(measure)
    if {"walk", "observations"} & named:
        yield from _wrong_ground(measure, ground)


def wrong_correction(measure: Measure, named: Iterable[str], party: str) -> Iterator[Reason]:
    """What cannot be corrected where the measure stands, or not by that party."""
    if "public_reason" in named and measure.state not in HAVE_REASONS:
        yield Reason("publicReason", f"there is none of a measure that is {measure.state}")
    for name in named:
        if party != measure.reported_by and name not in ("reason", "public_reason"):
            yield Reason(_OUTER[name], f"is corrected by {measure.reported_by}, which proposed it")
        elif not measure.is_open and name not in _TEXTS:
            yield Reason(_OUTER[name], "is corrected only while the measure is open; now its texts are")


def wrong_day(measure: Measure) -> Iterator[Reason]:
    """What is wrong with the day on which it is due."""
    if measure.due_on is not None and not FIRST_YEAR <= measure.due_on.year <= LAST_YEAR:
        yield Reason("dueOn", f"must lie in the years {FIRST_YEAR}-{LAST_YEAR}")


def _wrong_ground(measure: Measure, ground: Ground) -> Iterator[Reason]:
    walk = ground.walk
    if measure.walk is not None and (walk is None or walk.municipality != measure.municipality):
        yield Reason("walk", f"is no walk of municipality {measure.municipality}")
    elif walk is not None and (reason := why_not(walk, measure.reported_at)):
        yield Reason("walk", reason)
    if measure.observations and measure.walk is None:
        yield Reason("walk", "is required when there are `observations`")
    for place, each in enumerate(measure.observations):
        found = ground.observations.get(each)
        if found is None or found.walk != measure.walk:
            yield Reason(f"observations[{place}]", "is no observation of that walk")
        elif found.state == "withdrawn":
            yield Reason(f"observations[{place}]", "is withdrawn")


def wrong_walk(measure: Measure, walk: Activity | None, raised_at: Activity | None, now: datetime) -> Iterator[str]:
    """What is wrong with the walk that found the measure carried out."""
    if walk is None or walk.municipality != measure.municipality:
        yield f"is no walk of municipality {measure.municipality}"
        return
    start = walk.span.start
    if reason := why_not(walk, now):
        yield reason
    if walk.state == "planned":
        yield "has not taken place, as far as is told: complete it first"
    if walk.id == measure.walk:
        yield "raised the measure itself; a later walk verifies it"
    elif raised_at is not None and start <= raised_at.span.start:
        yield "began no later than the walk that raised the measure"
    if measure.completed_on is not None and local_day(start) < measure.completed_on:
        yield f"began before the measure was completed, {measure.completed_on}"


def wrong_recipient(measure: Measure, told: Transfer, in_force: InForce) -> Iterator[Reason]:
    """What is wrong with whom it is handed over to."""
    if (told.party is None) == (told.name is None):
        yield Reason("party", "either `party`, an id, or `name`, of somebody else, says to whom")
    elif told.party is not None and told.party not in in_force.parties:
        yield Reason("party", f"is no party of an agreement of municipality {measure.municipality}")
    elif told.party == measure.responsible:
        yield Reason("party", "is responsible for it already")
    for party in in_force.parties.values():
        if told.name is not None and plain(party.name) == plain(told.name):
            yield Reason("name", f"is the name of {party.id}: say so as `party`")
