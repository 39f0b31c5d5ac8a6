"""What goes with an agreement beside the activities that count: meetings of its walks, places, measures, verdicts."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from services.reports.domain.assessments import standing
from services.reports.domain.fold import facts_at
from services.reports.domain.tally import Revisions, current, publishable, worded
from services.reports.domain.then import Walked, heard_on, measure_on, observation_on
from services.reports.store import Records, ReportsStore, Shown
from services.reports.web.page import AgreementPage, FollowUp, PromisePage
from shared.clock import local_day
from shared.events.activity import Activity, Kind
from shared.events.agreement import Agreement, AgreementPublished, Period
from shared.events.measure import Measure
from shared.events.situation import DialogueInput, SituationEntry
from shared.walks import begins_with

R = TypeVar("R", bound=Shown)
H = TypeVar("H", SituationEntry, DialogueInput)

_INSTANT = timedelta(microseconds=1)
_BEFORE = timedelta(days=366)  # what was heard in the year before is what promises are grounded in


@dataclass(frozen=True, slots=True)
class Page:
    """What the page is of.

    Attributes:
        agreement: as it was in force at the moment.
        held: ids of the promises that any version of it held.
        promises: its promises; their walks are its walks.
        then: what was done and counted toward earlier versions of it alone.
        as_of: the moment shown, the first instant of what lies ahead.
        now: the present, or an earlier moment as it was known then; what may not be published by then is not told.
    """

    agreement: Agreement
    held: frozenset[str]
    promises: Sequence[PromisePage]
    then: Sequence[Activity]
    as_of: datetime
    now: datetime

    @property
    def day(self) -> date:
        """The day shown."""
        return local_day(self.as_of - _INSTANT)

    @property
    def walks(self) -> dict[str, Activity]:
        """The walks that are shown, by id."""
        told = (activity for page in self.promises for activity in (*page.done, *page.planned))
        return {activity.id: activity for activity in (*told, *self.then) if activity.kind is Kind.WALK}


def page_of(published: AgreementPublished, shown: AgreementPage, as_of: datetime, now: datetime) -> Page:
    """What the page of an agreement is of."""
    held = {promise.id for version in published.versions for promise in version.agreement.promises}
    return Page(shown.version.agreement, frozenset(held), shown.promises, shown.then, as_of, now)


def follow_up(store: ReportsStore, page: Page) -> FollowUp:
    """What an agreement's page tells beside its promises, at a moment, as known now."""
    code, walks = page.agreement.municipality.code, page.walks
    measures, named = _measures(store, page)
    latest = {walk: revisions[max(revisions)] for walk, revisions in named.items()}
    walked = {walk: local_day(activity.span.start) for walk, activity in walks.items()}
    histories = store.assessments.histories(code)
    verdicts = (standing(history, page.day, page.now) for history in histories)
    return FollowUp(
        meetings=tuple(_meetings(store, walks, page)),
        observations=tuple(
            seen
            for seen in _told(store.observations, page, lambda history: observation_on(page.day, history, walked))
            if seen.walk in walks
        ),
        measures=tuple(one for one in measures if _is_ours(one, page, walks, named)),
        assessments=tuple(one for one in verdicts if one and one.agreement == page.agreement.id),
        situation=_heard(store.situation, page),
        dialogue=_heard(store.dialogue, page),
        to_check={
            walk.id: len(begins_with(walk, measures, latest)) for walk in walks.values() if walk.state == "planned"
        },
    )


def _told(records: Records[R], page: Page, on: Callable[[Mapping[int, R]], R | None]) -> list[R]:
    """The records of a municipality as they stood when the day shown was over; today, as they stand."""
    code = page.agreement.municipality.code
    if page.as_of >= page.now:
        return records.of(code, page.now)
    known = (_known(history, page.now) for history in records.histories(code))
    return [one for history in known if history and (one := on(history))]


def _known(history: Mapping[int, R], now: datetime) -> dict[int, R]:
    """The revisions that had been reported by a moment."""
    return {number: record for number, record in history.items() if record.reported_at <= now}


def _measures(store: ReportsStore, page: Page) -> tuple[list[Measure], Mapping[str, Revisions]]:
    """The municipality's measures, but for those of walks that may not be shown yet; and the walks that they name."""
    known = store.measures.of(page.agreement.municipality.code)
    named = store.facts.of({walk for one in known for walk in (one.walk, one.verified_at) if walk})
    walked: Walked = {walk: local_day(revisions[max(revisions)].span.start) for walk, revisions in named.items()}
    told = _told(store.measures, page, lambda history: measure_on(page.day, history, walked))
    unknown = {walk for walk, revisions in named.items() if current(revisions, page.now) is None}
    hidden = store.hidden(page.now) | unknown
    return [one for one in told if one.walk not in hidden], named


def _is_ours(measure: Measure, page: Page, walks: Mapping[str, Activity], named: Mapping[str, Revisions]) -> bool:
    """Whether a measure is of the agreement: by its walk or its promises; if neither tells, by its time."""
    if measure.walk in walks or not page.held.isdisjoint(measure.promises):
        return True
    if measure.promises:
        return False
    if measure.walk is None:
        return _within(local_day(measure.proposed_at), page.agreement.in_effect)
    revisions = named.get(measure.walk, {})
    told = revisions.values()
    counted = {count.agreement for activity in told for count in activity.counts}
    counted |= {count.agreement for activity in told for count in activity.earlier if count.commitments}
    if counted or not revisions:
        return page.agreement.id in counted
    return _within(local_day(revisions[max(revisions)].span.start), page.agreement.in_effect)


def _within(day: date, period: Period) -> bool:
    return period.start <= day <= period.end


def _meetings(store: ReportsStore, walks: Iterable[str], page: Page) -> Iterator[Activity]:
    """Those held by the moment, and those then planned."""
    beside = worded(publishable(store.facts.beside(walks), page.now))
    return (one for one in facts_at(beside, page.as_of, page.now) if one.walk_step is not None)


def _heard(records: Records[H], page: Page) -> tuple[H, ...]:
    """What had been told by the day shown, of what bears on the agreement."""
    told = _told(records, page, lambda history: heard_on(page.day, history))
    return tuple(one for one in told if _bears_on(one, page.agreement, page.day))


def _bears_on(told: SituationEntry | DialogueInput, agreement: Agreement, shown: date) -> bool:
    """Whether it had been by a day, and is of the agreement: by what it names, else by its time."""
    if told.period.start > shown:
        return False
    if told.focus_areas or told.promises:
        ours = {area.id for area in agreement.focus_areas} | {promise.id for promise in agreement.promises}
        return not ours.isdisjoint((*told.focus_areas, *told.promises))
    in_effect = agreement.in_effect
    return told.period.end >= in_effect.start - _BEFORE and told.period.start <= in_effect.end
