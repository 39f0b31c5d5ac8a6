"""What came of a promise's walks: the places that were noted, and the measures, new and from earlier walks."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from services.reports.domain.tally import current
from services.reports.domain.then import measure_on, observation_on
from services.reports.evaluation.material import Material
from services.reports.evaluation.stretch import Stretch
from shared.clock import local_day
from shared.events.activity import Activity, Kind
from shared.events.agreement import Promise
from shared.events.measure import Measure
from shared.events.observation import Observation

R = TypeVar("R", Measure, Observation)


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What came of a promise's walks, as it stood when the stretch was over.

    Attributes:
        walks: those of the stretch.
        seen: places noted on them.
        measures: raised from them, or else on the stretch's days for the promise.
        earlier: raised before the stretch and still open when it began.
    """

    walks: tuple[Activity, ...] = ()
    seen: tuple[Observation, ...] = ()
    measures: tuple[Measure, ...] = ()
    earlier: tuple[Measure, ...] = ()


def aftermath(material: Material, promise: Promise, told: Iterable[Activity], stretch: Stretch) -> Aftermath:
    """What came of the walks that count toward a promise, as it stood when the stretch was over.

    Args:
        material: holds the measures and observations of the whole municipality.
        promise: whose walks, or which measures name.
        told: the activities that count toward it, by the stretch's moment.
        stretch: which days.
    """
    walks = {one.id: one for one in told if one.kind is Kind.WALK and one.state == "completed"}
    days = _days(material, stretch) | {walk: local_day(one.span.start) for walk, one in walks.items()}
    ours = {walk for walk in walks if stretch.holds(days[walk])}
    measures = [
        (history, measure)
        for history, measure in _measures(material, days, stretch)
        if measure.walk in walks or (promise.id in measure.promises and (not measure.walk or measure.walk in days))
    ]
    return Aftermath(
        walks=tuple(sorted((walks[walk] for walk in ours), key=lambda one: (one.span.start, one.id))),
        seen=tuple(one for one in _seen(material, days, stretch) if one.walk in ours),
        measures=tuple(one for _, one in measures if stretch.holds(_raised(one, days))),
        earlier=tuple(
            one
            for history, one in measures
            if _raised(one, days) < stretch.period.start and _was_open(history, days, stretch)
        ),
    )


def _days(material: Material, stretch: Stretch) -> dict[str, date]:
    """The days of the walks that are known, of those that measures name."""
    known = ((walk, current(revisions, stretch.known_at)) for walk, revisions in material.walks.items())
    return {walk: local_day(one.span.start) for walk, one in known if one and one.state != "withdrawn"}


def _measures(
    material: Material, days: Mapping[str, date], stretch: Stretch
) -> Iterator[tuple[Mapping[int, Measure], Measure]]:
    for history in material.measures:
        known = _known(history, stretch)
        if known and (measure := measure_on(stretch.seen_on, known, days)):
            yield known, measure


def _seen(material: Material, days: Mapping[str, date], stretch: Stretch) -> Iterator[Observation]:
    for history in material.observations:
        known = _known(history, stretch)
        if known and (seen := observation_on(stretch.seen_on, known, days)):
            yield seen


def _known(history: Mapping[int, R], stretch: Stretch) -> dict[int, R]:
    return {number: one for number, one in history.items() if one.reported_at <= stretch.known_at}


def _raised(measure: Measure, days: Mapping[str, date]) -> date:
    return days.get(measure.walk or "", local_day(measure.proposed_at))


def _was_open(history: Mapping[int, Measure], days: Mapping[str, date], stretch: Stretch) -> bool:
    then = measure_on(stretch.period.start, history, days)
    return then is None or then.is_open
