"""What walks, observations and measures are answered with, and the examples that document it."""

from datetime import datetime
from typing import Any, Final

import msgspec

from shared.clock import local_day
from shared.events import catalogue
from shared.events.activity import Activity
from shared.events.examples import EXAMPLES
from shared.events.measure import Measure
from shared.events.observation import Observation
from shared.events.record import Record
from shared.http.paging import ChangesPage
from shared.store.mongo import Document


class ObservationPageAnswer(ChangesPage, frozen=True, kw_only=True):
    """A page of observations."""

    items: list[Observation]


class MeasureAnswer(Measure, frozen=True, kw_only=True):
    """A measure, and whether it should have been done by now."""

    overdue: bool


class MeasurePageAnswer(ChangesPage, frozen=True, kw_only=True):
    """A page of measures."""

    items: list[MeasureAnswer]


class WalkAnswer(Record, frozen=True):
    """The sheet of a walk.

    Attributes:
        walk: the activity.
        preparation: the meetings that prepare it.
        follow_up: the meetings that follow it up.
        observations: noted on it and not withdrawn.
        measures: raised at it and not withdrawn, the earliest due first.
        open_measures: what it starts with, of earlier walks, the earliest due first.
        verified: measures that it found carried out.
    """

    walk: Activity
    preparation: list[Activity]
    follow_up: list[Activity]
    observations: list[Observation]
    measures: list[MeasureAnswer]
    open_measures: list[MeasureAnswer]
    verified: list[MeasureAnswer]


def with_overdue(outer: Measure | Document, now: datetime | None = None) -> Document:
    """A measure as it is answered.

    Args:
        outer: the record, or its outer form.
        now: as of when it is overdue or not; None: as of this revision.
    """
    document: Document = msgspec.to_builtins(outer) if isinstance(outer, Measure) else outer
    measure = outer if isinstance(outer, Measure) else msgspec.convert(outer, Measure)
    return {**document, "overdue": measure.is_overdue(local_day(now or measure.reported_at))}


OBSERVATION_EXAMPLE: Final[dict[str, Any]] = msgspec.to_builtins(EXAMPLES[catalogue.OBSERVATION_NOTED])
MEASURE_EXAMPLE: Final[dict[str, Any]] = {
    **msgspec.to_builtins(EXAMPLES[catalogue.MEASURE_PROPOSED]),
    "overdue": False,
}
SAID_OBSERVATION_EXAMPLE: Final[dict[str, Any]] = {
    name: OBSERVATION_EXAMPLE[name] for name in ("feeling", "category", "place", "text")
}
PROPOSAL_EXAMPLE: Final[dict[str, Any]] = {
    name: MEASURE_EXAMPLE[name]
    for name in ("municipality", "title", "responsible", "dueOn", "priority", "walk", "observations", "promises")
}
