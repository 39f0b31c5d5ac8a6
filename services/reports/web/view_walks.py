"""The walks as the page shows them: the three steps of each, its places, and what became of each place."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from services.reports.web.language import say
from services.reports.web.page import AgreementPage, FollowUp
from services.reports.web.view_measures import MeasureView, StateCount, measure_view, state_counts
from shared.clock import local_day
from shared.events.activity import Activity, Kind, WalkStep
from shared.events.measure import Measure
from shared.events.observation import OBSERVATION_CATEGORY_NAMES, Observation, ObservationCategory

FIRST_WALKS = 1  # so many walks stand open, the newest; the rest are folded
STEP_NAMES: dict[Literal["preparation", "walk", "follow-up"], str] = {
    "preparation": "Förberedande möte",
    "walk": "Vandringen",
    "follow-up": "Uppföljande möte",
}


@dataclass(frozen=True, slots=True)
class StepView:
    """One of a walk's three steps, with what was held first; without activities, nothing is reported of it."""

    name: str
    activities: tuple[Activity, ...]

    @property
    def is_done(self) -> bool:
        """Whether any of it has taken place."""
        return any(activity.state == "completed" for activity in self.activities)


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A place with the measures that answer it; ``elsewhere`` are those that stand at a place before it."""

    observation: Observation
    measures: tuple[MeasureView, ...]
    elsewhere: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class CategoryView:
    """The places of one category."""

    name: str
    places: tuple[PlaceView, ...]


@dataclass(frozen=True, slots=True)
class WalkView:
    """A walk and its places.

    ``other`` are its measures that answer no place of it, ``to_check`` how many open ones a planned walk begins with.
    ``then``: it counted toward an earlier wording of the promises alone.
    """

    walk: Activity
    steps: tuple[StepView, ...]
    unsafe: tuple[CategoryView, ...]
    safe: tuple[CategoryView, ...]
    other: tuple[MeasureView, ...]
    unsafe_count: int
    safe_count: int
    to_check: int
    then: bool

    @property
    def is_done(self) -> bool:
        """Whether it has taken place."""
        return self.walk.state == "completed"


@dataclass(frozen=True, slots=True)
class WalksView:
    """The section: the newest walks first, measures that came from no walk, and how all measures stand."""

    first: tuple[WalkView, ...]
    rest: tuple[WalkView, ...]
    loose: tuple[MeasureView, ...]
    counts: tuple[StateCount, ...]
    measures: int
    done: int


def walks_view(page: AgreementPage, today: date) -> WalksView | None:
    """The walks of an agreement; None when there is nothing to tell."""
    walks, follow_up, then = _walks(page), page.follow_up, {activity.id for activity in page.then}
    if not walks and not follow_up.measures:
        return None
    shown = [measure_view(measure, walks, today) for measure in sorted(follow_up.measures, key=_urgent)]
    newest_first = sorted(walks.values(), key=lambda walk: (walk.span.start, walk.id), reverse=True)
    views = [_walk(walk, follow_up, shown, then=walk.id in then) for walk in newest_first]
    return WalksView(
        first=tuple(views[:FIRST_WALKS]),
        rest=tuple(views[FIRST_WALKS:]),
        loose=tuple(view for view in shown if view.measure.walk not in walks),
        counts=state_counts(shown),
        measures=len(shown),
        done=sum(view.is_done for view in shown),
    )


def walks_of(page: AgreementPage) -> Iterable[Activity]:
    """The walks of an agreement, held and planned."""
    return _walks(page).values()


def _walks(page: AgreementPage) -> dict[str, Activity]:
    counted = (activity for one in page.promises for activity in (*one.done, *one.planned))
    return {activity.id: activity for activity in (*page.then, *counted) if activity.kind is Kind.WALK}


def _walk(walk: Activity, follow_up: FollowUp, measures: Sequence[MeasureView], *, then: bool) -> WalkView:
    ours = [view for view in measures if view.measure.walk == walk.id]
    noted = [seen for seen in follow_up.observations if seen.walk == walk.id]
    places = {seen.id for seen in noted}
    unsafe = [seen for seen in noted if seen.feeling == "unsafe"]
    safe = [seen for seen in noted if seen.feeling == "safe"]
    return WalkView(
        walk=walk,
        steps=_steps(walk, follow_up.meetings),
        unsafe=_categories(unsafe, ours),
        safe=_categories(safe, ours),
        other=tuple(view for view in ours if places.isdisjoint(view.measure.observations)),
        unsafe_count=len(unsafe),
        safe_count=len(safe),
        to_check=follow_up.to_check.get(walk.id, 0),
        then=then,
    )


def _steps(walk: Activity, meetings: Iterable[Activity]) -> tuple[StepView, ...]:
    in_order = sorted(meetings, key=lambda meeting: (meeting.state != "completed", meeting.span.start, meeting.id))
    by_step = {
        step: (walk,)
        if step == "walk"
        else tuple(one for one in in_order if one.walk_step == WalkStep(walk=walk.id, step=step))
        for step in STEP_NAMES
    }
    return tuple(StepView(say(STEP_NAMES[step]), by_step[step]) for step in STEP_NAMES)


def _categories(noted: Iterable[Observation], measures: Sequence[MeasureView]) -> tuple[CategoryView, ...]:
    """By category, the most noted first; each measure in full at its first place."""
    places = sorted(noted, key=lambda seen: (seen.place.name, seen.id))
    counted = Counter(seen.category for seen in places)
    order = sorted(counted, key=lambda category: (-counted[category], list(ObservationCategory).index(category)))
    in_order = [seen for category in order for seen in places if seen.category == category]
    views = _places(in_order, measures)
    return tuple(_category(category, views) for category in order)


def _places(noted: Iterable[Observation], measures: Sequence[MeasureView]) -> list[PlaceView]:
    told: set[str] = set()
    views = []
    for seen in noted:
        answers = [view for view in measures if seen.id in view.measure.observations]
        here = tuple(view for view in answers if view.measure.id not in told)
        elsewhere = tuple(view.measure for view in answers if view.measure.id in told)
        told |= {view.measure.id for view in here}
        views.append(PlaceView(seen, here, elsewhere))
    return views


def _category(category: ObservationCategory, places: Iterable[PlaceView]) -> CategoryView:
    ours = tuple(place for place in places if place.observation.category == category)
    return CategoryView(say(OBSERVATION_CATEGORY_NAMES[category]), ours)


def _urgent(measure: Measure) -> tuple[int, date, str]:
    order: Mapping[str, int] = {"high": 0, "normal": 1, "low": 2}
    return order[measure.priority], measure.due_on or local_day(measure.proposed_at), measure.id
