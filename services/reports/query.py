"""Questions to reports: how a promise goes now, or went at any moment, as then known. Read only."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import msgspec

from services.reports.domain.assessments import Assessments, Histories, assessments_of
from services.reports.domain.explained import Explanation
from services.reports.domain.explanation import explanation
from services.reports.domain.fold import days_held, holds, published_from, status_of, version_in_force
from services.reports.domain.history import StateChange, history
from services.reports.domain.parties import names_known
from services.reports.domain.promise import assess_commitments, promise_of
from services.reports.domain.tally import Revisions, publishable, worded
from services.reports.follow_up import follow_up, page_of
from services.reports.promise_page import Moment, promise_page, removed_promises
from services.reports.store import Board, ReportsStore
from services.reports.web.page import (
    AgreementPage,
    AgreementSummary,
    MunicipalityPage,
    OnRecord,
    PromisePage,
    PromiseSummary,
    RemovedPromise,
    Standing,
    Told,
)
from shared.clock import Clock, local_day, start_of_day
from shared.events.agreement import AgreementPublished, AgreementVersion, Municipality, Promise
from shared.events.catalogue import AGREEMENT_PUBLISHED
from shared.events.status import PromiseStatus
from shared.store.mongo import Document
from shared.store.pages import Rows, Wanted

_INSTANT = timedelta(microseconds=1)


class Query:
    """Answers for the API and the public page; implements `services.reports.web.page.Pages`."""

    def __init__(self, store: ReportsStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    # for the API

    def promise(self, promise_id: str) -> tuple[AgreementPublished, Board | None] | None:
        """A promise's agreement and its status as stored, or None when no version of any holds such a promise.

        A promise that an amendment took away has no status of now, and stands on record for the days before.
        """
        board = self._store.boards.without_days(promise_id)
        if board is None:
            removed_from = self._store.agreements.that_held(promise_id)
            return (removed_from, None) if removed_from else None
        published = self._store.agreements.get(board.agreement, board.version)
        return (published, board) if published else None

    def status(self, published: AgreementPublished, stored: Board) -> tuple[AgreementVersion, PromiseStatus]:
        """How a promise goes now, and under which version: as stored, unless time alone has changed it since."""
        now = self._clock.now()
        if stored.status is not None and (stored.status.valid_until is None or now < stored.status.valid_until):
            return published.versions[stored.status.agreement_version - 1], stored.status
        board = next(iter(self._store.boards.of([stored.promise])), stored)
        if board.version != stored.version:  # amended since it was stored
            published = self._store.agreements.get(board.agreement, board.version) or published
        version = published.versions[board.version - 1]
        return version, assess_commitments(promise_of(version, board.promise), version, board.days, now)

    def status_at(self, published: AgreementPublished, promise_id: str, moment: Moment) -> PromiseStatus | None:
        """How a promise stood at a moment, as then known.

        None when the version then in force does not hold it, or none had been published.
        """
        version = version_in_force(published.versions, moment.as_of, moment.known_at)
        if moment.known_at < published_from(published.versions) or not holds(version, promise_id):
            return None
        promise = promise_of(version, promise_id)
        facts = self._all_facts(published, promise_id)
        return status_of(version, promise, facts, moment.as_of, moment.known_at)

    def explanation(self, published: AgreementPublished, promise_id: str, moment: Moment) -> Explanation | None:
        """Why a promise stood as it did; None as for `status_at`."""
        version = version_in_force(published.versions, moment.as_of, moment.known_at)
        if moment.known_at < published_from(published.versions) or not holds(version, promise_id):
            return None
        facts = self._all_facts(published, promise_id)
        considered = {**self._of_its_kinds(version, promise_id), **facts}
        return explanation(version, promise_id, considered, moment.as_of, moment.known_at, versions=published.versions)

    def history(
        self, published: AgreementPublished, promise_id: str, until: datetime, known_at: datetime | None
    ) -> list[StateChange]:
        """Every change of a promise's state up to a moment; see `domain.history`. None before it was published."""
        if known_at and known_at < published_from(published.versions):
            return []
        found = history(published.versions, promise_id, self._all_facts(published, promise_id), until, known_at)
        types = self._store.facts.types({each.cause.activity for each in found if each.cause.activity})
        return [_with_type(each, types) for each in found]

    def assessments(self, published: AgreementPublished, promise: Promise, moment: Moment) -> Assessments:
        """What the parties that answer for a promise had signed by a moment, as then known."""
        histories = self._store.assessments.histories(published.municipality)
        return assessments_of(promise, published.versions, histories, moment.as_of, moment.known_at)

    def promises(self, query: Document, wanted: Wanted, since: datetime | None = None) -> Rows[PromiseStatus]:
        """A page of the statuses that a query finds, as stored, each with the parties' verdict.

        Args:
            query: on the scoreboards.
            wanted: which page.
            since: only those assessed anew since this moment, by the machine's clock, in that order.
        """
        found = self._store.boards.page(query, wanted, since)
        codes = {status.municipality for status in found.rows}
        told = {code: self._store.assessments.histories(code) for code in codes}
        now = self._clock.now()
        return found.each(lambda status: self._judged(status, told[status.municipality], now))

    def _judged(self, status: PromiseStatus, histories: Histories, now: datetime) -> PromiseStatus:
        published = self._store.agreements.get(status.agreement, status.agreement_version)
        if published is None:
            return status
        version = published.versions[status.agreement_version - 1]
        promise = promise_of(version, status.promise)
        return msgspec.structs.replace(
            status, effect=assessments_of(promise, published.versions, histories, now, now).effect
        )

    # for the public page

    def municipalities(self) -> Sequence[MunicipalityPage]:
        """See `Pages`."""
        return self._overview(None)

    def municipality(self, code: str) -> MunicipalityPage | None:
        """See `Pages`."""
        return next(iter(self._overview(code)), None)

    def agreement(self, agreement_id: str, as_of: date | None, known_at: date | None = None) -> AgreementPage | None:
        """See `Pages`."""
        published = self._store.agreements.get(agreement_id)
        if published is None:
            return None
        moment = self._moment(as_of, known_at)
        version = version_in_force(published.versions, moment.as_of, moment.known_at)
        pages = tuple(
            promise_page(published.versions, version, promise, self._all_facts(published, promise.id), moment)
            for promise in version.agreement.promises
        )
        gone = removed_promises(published.versions, version, lambda one: self._all_facts(published, one), moment)
        return self._with_follow_up(published, version, pages, moment, gone)

    def told(self, agreement_id: str, promise_id: str, as_of: date | None, known_at: date | None = None) -> Told | None:
        """See `Pages`."""
        published = self._store.agreements.get(agreement_id)
        if published is None:
            return None
        moment = self._moment(as_of, known_at)
        version = version_in_force(published.versions, moment.as_of, moment.known_at)
        promise = next((one for one in version.agreement.promises if one.id == promise_id), None)
        if promise is None:
            return None
        facts = self._all_facts(published, promise_id)
        considered = {**self._of_its_kinds(version, promise_id), **facts}
        page = promise_page(published.versions, version, promise, facts, moment)
        return Told(
            self._with_follow_up(published, version, (page,), moment),
            explanation(version, promise_id, considered, moment.as_of, moment.known_at, moment.assessed_at),
            [each for each in history(published.versions, promise_id, facts, moment.assessed_at) if _was(each, moment)],
            days_held(published.versions, promise_id),
        )

    def _with_follow_up(
        self,
        published: AgreementPublished,
        version: AgreementVersion,
        pages: tuple[PromisePage, ...],
        moment: Moment,
        gone: tuple[RemovedPromise, ...] = (),
    ) -> AgreementPage:
        names = names_known(self._store.agreements.all(published.municipality), version)
        page = AgreementPage(version, pages, published.versions[: version.version], removed=gone, names=names)
        beside = follow_up(self._store, page_of(published, page, moment.as_of, moment.known_at))
        return replace(page, follow_up=beside)

    def _moment(self, as_of: date | None, known_at: date | None) -> Moment:
        """A day, as known when another ended or now; None, or a day that has not ended: now."""
        now = self._clock.now()
        known = min(_end_of(known_at), now) if known_at else now
        if as_of is None or _end_of(as_of) > now:
            return Moment(as_of=now, known_at=known)
        return Moment(as_of=_end_of(as_of) - _INSTANT, known_at=known, day_over=_end_of(as_of))

    def on_record(self, promise_id: str) -> OnRecord | None:
        """See `Pages`."""
        published = self._store.agreements.that_held(promise_id)
        if published is None:
            return None
        last = next(version for version in reversed(published.versions) if holds(version, promise_id))
        return OnRecord(
            published.latest.agreement, promise_of(last, promise_id), days_held(published.versions, promise_id)
        )

    def standing(self, promise_id: str) -> Standing | None:
        """See `Pages`."""
        published, board = self.promise(promise_id) or (None, None)
        if published is None or board is None:
            return None
        version, status = self.status(published, board)
        return Standing(version.agreement, promise_of(version, promise_id), status)

    def _all_facts(self, published: AgreementPublished, promise_id: str) -> Mapping[str, Revisions]:
        """What ever counted toward a promise under any version, of what may be shown now."""
        commitments = {
            commitment.id
            for version in published.versions
            for promise in version.agreement.promises
            if promise.id == promise_id
            for commitment in promise.commitments
        }
        return worded(publishable(self._store.facts.toward(commitments), self._clock.now()))

    def _of_its_kinds(self, version: AgreementVersion, promise_id: str) -> dict[str, Revisions]:
        """What is of a kind that a promise counts, on the agreement's days, of what may be shown now."""
        agreement, promise = version.agreement, promise_of(version, promise_id)
        kinds = {kind for commitment in promise.commitments for kind in commitment.counts.kinds}
        found = self._store.facts.of_kinds(agreement.municipality.code, sorted(kinds), agreement.in_effect)
        return worded(publishable(found, self._clock.now()))

    def _overview(self, code: str | None) -> list[MunicipalityPage]:
        query: Document = {"municipality": code} if code else {}
        states = {status.promise: status for status in self._store.boards.statuses(query)}
        found: dict[str, tuple[Municipality, list[AgreementSummary]]] = {}
        for published in self._store.agreements.all(code):
            agreement = published.latest.agreement
            held = found.setdefault(agreement.municipality.code, (agreement.municipality, []))
            held[1].append(_summary(published, states))
        return [MunicipalityPage(municipality, tuple(held)) for municipality, held in found.values()]


def _end_of(day: date) -> datetime:
    return start_of_day(day + timedelta(days=1))


def _was(change: StateChange, moment: Moment) -> bool:
    """Whether a change belongs to the moment: at the end of a day only what its end brought about does."""
    return change.at <= moment.as_of or (change.cause.kind == "clock" and change.cause.activity is None)


def _with_type(change: StateChange, types: Mapping[str, str]) -> StateChange:
    """The change with the type of the event that caused it."""
    cause = change.cause
    name = AGREEMENT_PUBLISHED if cause.event and cause.activity is None else types.get(cause.event or "")
    return msgspec.structs.replace(change, cause=msgspec.structs.replace(cause, type=name))


def _summary(published: AgreementPublished, statuses: dict[str, PromiseStatus]) -> AgreementSummary:
    agreement = published.latest.agreement
    promises = tuple(
        PromiseSummary(promise.id, promise.number, promise.title, status.state, status.last_reported_at)
        for promise in agreement.promises
        if (status := statuses.get(promise.id))
    )
    return AgreementSummary(
        agreement.id,
        agreement.title,
        agreement.period,
        promises,
        agreement.demonstration,
        agreement.in_effect,
        local_day(published_from(published.versions)),
    )
