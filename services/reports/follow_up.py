"""What goes with an agreement beside the activities that count: meetings of its walks, places, measures, verdicts."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from services.reports.domain.tally import current, publishable
from services.reports.store import ReportsStore
from services.reports.web.page import FollowUp, PromisePage
from shared.clock import local_day
from shared.events.activity import Activity, Kind
from shared.events.agreement import Agreement
from shared.events.situation import DialogueInput, SituationEntry

_INSTANT = timedelta(microseconds=1)
_BEFORE = timedelta(days=366)  # what was heard in the year before is what promises are grounded in


def follow_up(
    store: ReportsStore, agreement: Agreement, pages: Sequence[PromisePage], as_of: datetime, now: datetime
) -> FollowUp:
    """What an agreement's page tells beside its promises, at a moment, as known now.

    Args:
        store: of reports.
        agreement: as it was in force at the moment.
        pages: its promises; their walks are its walks.
        as_of: the moment shown, the first instant of what lies ahead.
        now: the present; what may not be published by then is not told.
    """
    code, shown = agreement.municipality.code, local_day(as_of - _INSTANT)
    walks = {activity.id for page in pages for activity in (*page.done, *page.planned) if activity.kind is Kind.WALK}
    promises = {promise.id for promise in agreement.promises}
    return FollowUp(
        meetings=tuple(_meetings(store, walks, as_of, now)),
        observations=tuple(seen for seen in store.observations.of(code) if seen.walk in walks),
        measures=tuple(
            one
            for one in store.measures.of(code)
            if one.walk in walks or (one.walk is None and not promises.isdisjoint(one.promises))
        ),
        assessments=tuple(
            one for one in store.assessments.of(code) if one.agreement == agreement.id and one.signed_on <= shown
        ),
        situation=tuple(one for one in store.situation.of(code) if _bears_on(one, agreement, shown)),
        dialogue=tuple(one for one in store.dialogue.of(code) if _bears_on(one, agreement, shown)),
    )


def _meetings(store: ReportsStore, walks: Iterable[str], as_of: datetime, now: datetime) -> Iterator[Activity]:
    """Those held by the moment, and those then ahead."""
    for revisions in publishable(store.facts.beside(walks), now).values():
        latest = current(revisions, now)
        if latest is None or latest.walk_step is None or latest.state not in ("planned", "completed"):
            continue
        if latest.state == "planned" or latest.span.end < as_of:
            yield latest


def _bears_on(told: SituationEntry | DialogueInput, agreement: Agreement, shown: date) -> bool:
    """Whether it had been by a day, and is of the agreement: by what it names, else by its time."""
    if told.period.start > shown:
        return False
    if told.focus_areas or told.promises:
        ours = {area.id for area in agreement.focus_areas} | {promise.id for promise in agreement.promises}
        return not ours.isdisjoint((*told.focus_areas, *told.promises))
    in_effect = agreement.in_effect
    return told.period.end >= in_effect.start - _BEFORE and told.period.start <= in_effect.end
