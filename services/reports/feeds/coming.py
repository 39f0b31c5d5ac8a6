"""What a calendar tells of: activities that may be shown, and days on which something is due."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.reports.domain.judge import until
from services.reports.domain.promise import promise_of
from services.reports.domain.tally import current, publishable
from services.reports.query import Query
from services.reports.store import ReportsStore
from shared.clock import local_day
from shared.events.activity import Activity
from shared.events.agreement import AgreementPublished, AgreementVersion, Promise
from shared.events.measure import Measure
from shared.events.status import WindowStatus

BACK = timedelta(days=60)  # so long what has been stays in a calendar
AHEAD = timedelta(days=731)
SHORTEST = 27  # days: what is due oftener than each month would bury all else


@dataclass(frozen=True, slots=True)
class Due:
    """A window that is not met, and whose last day is to come; ``told_at`` is when what it says last changed."""

    version: AgreementVersion
    promise: Promise
    commitment: str
    window: WindowStatus
    told_at: datetime


@dataclass(frozen=True, slots=True)
class Coming:
    """All of a calendar, each in an order of its own that stays."""

    activities: tuple[Activity, ...]
    dues: tuple[Due, ...]
    measures: tuple[Measure, ...]

    def of(self, party: str) -> "Coming":
        """What a party answers for, reports or takes part in."""
        return Coming(
            tuple(one for one in self.activities if party in _parties(one)),
            tuple(due for due in self.dues if party in due.promise.responsible),
            tuple(one for one in self.measures if one.responsible == party),
        )


class Ahead:
    """Reads what lies ahead in a municipality; ``now`` is the present."""

    def __init__(self, store: ReportsStore, query: Query, now: datetime) -> None:
        self._store = store
        self._query = query
        self._now = now

    def coming(self, municipality: str) -> Coming:
        """What there is to tell of a municipality."""
        agreements = self._store.agreements.all(municipality)
        activities = sorted(self._activities(agreements), key=lambda one: (one.span.start, one.id))
        dues = sorted(self._dues(municipality), key=lambda due: (due.window.end, due.commitment))
        measures = sorted(self._measures(municipality), key=lambda one: (one.due_on, one.id))
        return Coming(tuple(activities), tuple(dues), tuple(measures))

    def _activities(self, agreements: Iterable[AgreementPublished]) -> Iterator[Activity]:
        """Those of about now and later that count, or prepare or follow up such a walk."""
        since = local_day(self._now - BACK)
        commitments = {
            commitment.id
            for each in agreements
            if any(version.agreement.in_effect.end >= since for version in each.versions)  # nothing counts after
            for promise in each.latest.agreement.promises
            for commitment in promise.commitments
        }
        counting = self._store.facts.since(commitments, since)
        facts = counting | self._store.facts.beside(counting)
        for revisions in publishable(facts, self._now).values():
            latest = current(revisions, self._now)
            if latest and latest.state != "withdrawn" and since <= local_day(latest.span.start):
                yield latest

    def _dues(self, municipality: str) -> Iterator[Due]:
        today = local_day(self._now)
        for board in self._store.boards.every(municipality):
            published = self._store.agreements.get(board.agreement, board.version)
            if published is None:
                continue
            version, status = self._query.status(published, board)
            promise, last = promise_of(version, status.promise), version.agreement.in_effect.end
            for commitment in status.commitments:
                for window in commitment.windows:
                    lasts = (window.end - window.start).days
                    awaited = window.state in ("open", "upcoming") and window.start <= last
                    if awaited and lasts >= SHORTEST and window.end <= today + AHEAD:
                        told_at = max(version.known_from, commitment.last_reported_at or version.known_from)
                        yield Due(version, promise, commitment.commitment, until(window, last), told_at)

    def _measures(self, municipality: str) -> Iterator[Measure]:
        hidden, since = self._store.hidden(self._now), local_day(self._now - BACK)
        for measure in self._store.measures.every(municipality):
            told = measure.is_undone or measure.state == "declined"
            if told and measure.due_on and measure.due_on >= since and measure.walk not in hidden:
                yield measure


def _parties(activity: Activity) -> set[str]:
    return {activity.reported_by} | {one.party for one in activity.participants if one.party}
