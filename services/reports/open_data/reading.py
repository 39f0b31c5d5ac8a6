"""Reading: the rows of each table from the projection, some at a time, and only what may be shown now."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from services.reports.domain.assessments import Histories, assessments_of
from services.reports.domain.promise import promise_of
from services.reports.domain.tally import Revisions, publishable
from services.reports.domain.tip_counts import counted, months
from services.reports.open_data.tables.activities import ActivityRow
from services.reports.open_data.tables.statuses import StatusRow
from services.reports.open_data.tables.tips import TipRow
from services.reports.promise_page import Moment
from services.reports.query import Query
from services.reports.store import ReportsStore
from shared.events.agreement import AgreementVersion
from shared.events.assessment import Assessment
from shared.events.measure import Measure
from shared.events.observation import Observation
from shared.events.tip import TipCategory


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: a municipality by its code or all of them, as of now or (of statuses) of a moment."""

    municipality: str | None = None
    as_of: datetime | None = None
    known_at: datetime | None = None


class Switched(Exception):
    """What was read may end before its end: it belongs to a projection that is no longer live."""


class Reading:
    """Reads rows; ``now`` is the present, by which nothing is told that may not be shown yet."""

    def __init__(self, store: ReportsStore, query: Query, now: datetime) -> None:
        self._store = store
        self._query = query
        self._now = now

    def rows(self, table: str, asked: Asked) -> Iterator[Any]:
        """The rows of a table by its name, of the form that the table takes.

        Raises:
            Switched: another generation of the projection became live before the last row; begin anew.
        """
        readers: dict[str, Callable[[Asked], Iterator[Any]]] = {
            "agreements": self._agreements,
            "activities": self._activities,
            "statuses": self._statuses,
            "measures": self._measures,
            "observations": self._observations,
            "assessments": self._assessments,
            "tips": self._tips,
        }
        generation = self._store.live.number
        yield from readers[table](asked)
        if self._store.live.number != generation:
            raise Switched(f"{table} was being read when the projection was switched")

    def _agreements(self, asked: Asked) -> Iterator[AgreementVersion]:
        for published in sorted(self._store.agreements.all(asked.municipality), key=lambda each: each.agreement_id):
            yield from published.versions

    def _activities(self, asked: Asked) -> Iterator[ActivityRow]:
        hidden = self._store.hidden(self._now)
        for activity, revisions in self._store.facts.every(asked.municipality):
            if publishable({activity: revisions}, self._now):
                yield from _rows_of(revisions, self._now, hidden)

    def _statuses(self, asked: Asked) -> Iterator[StatusRow]:
        if asked.as_of is not None:
            yield from self._statuses_at(asked, Moment(asked.as_of, asked.known_at or self._now))
            return
        verdicts = _Verdicts(self._store)
        for board in self._store.boards.every(asked.municipality):
            published = self._store.agreements.get(board.agreement, board.version)
            if published is None:
                continue
            version, status = self._query.status(published, board)
            promise = promise_of(version, status.promise)
            histories = verdicts.of(status.municipality)
            effect = assessments_of(promise, published.versions, histories, self._now, self._now).effect
            yield StatusRow(promise, msgspec.structs.replace(status, effect=effect))

    def _statuses_at(self, asked: Asked, moment: Moment) -> Iterator[StatusRow]:
        """How each promise of a municipality stood: of the versions in force at the moment."""
        for published in self._store.agreements.all(asked.municipality):
            for promise_id in sorted({one.id for each in published.versions for one in each.agreement.promises}):
                status = self._query.status_at(published, promise_id, moment)
                if status is None:
                    continue
                version = published.versions[status.agreement_version - 1]
                promise = promise_of(version, promise_id)
                effect = self._query.assessments(published, promise, moment).effect
                yield StatusRow(promise, msgspec.structs.replace(status, effect=effect), moment.known_at)

    def _measures(self, asked: Asked) -> Iterator[Measure]:
        hidden = self._store.hidden(self._now)
        for one in self._store.measures.every(asked.municipality):
            if one.walk not in hidden:
                yield msgspec.structs.replace(one, verified_at=None) if one.verified_at in hidden else one

    def _observations(self, asked: Asked) -> Iterator[Observation]:
        codes = {each.municipality for each in self._store.agreements.all(asked.municipality)}
        hidden = self._store.hidden(self._now) | self._store.facts.withdrawn_walks(codes)
        return (one for one in self._store.observations.every(asked.municipality) if one.walk not in hidden)

    def _assessments(self, asked: Asked) -> Iterator[Assessment]:
        return self._store.assessments.every(asked.municipality)

    def _tips(self, asked: Asked) -> Iterator[TipRow]:
        """Of every municipality that has an agreement, tips or none: so nothing tells the one from the other."""
        told = months(self._now)
        latest = {each.municipality: each.latest.agreement for each in self._store.agreements.all(asked.municipality)}
        for code in sorted(latest):
            counts = self._store.tips.counts(code, told)
            for month in told:
                for one in counted(counts[month], tuple(TipCategory)):
                    yield TipRow(latest[code].municipality, month, one, latest[code].demonstration)


class _Verdicts:
    """The assessments of one municipality at a time."""

    def __init__(self, store: ReportsStore) -> None:
        self._store = store
        self._kept: tuple[str, Histories] = "", ()

    def of(self, municipality: str) -> Histories:
        """All revisions of them."""
        if self._kept[0] != municipality:
            self._kept = municipality, self._store.assessments.histories(municipality)
        return self._kept[1]


def _rows_of(revisions: Revisions, now: datetime, hidden: Collection[str]) -> Iterator[ActivityRow]:
    """The revisions, the earliest first, but for those that may not be shown themselves."""
    words = revisions[max(revisions)].state != "withdrawn"
    for number in sorted(revisions):
        told = revisions[number]
        if told.publishable_from is None or told.publishable_from <= now:
            yield ActivityRow(told, words, hidden)
