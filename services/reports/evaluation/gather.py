"""Gathers what evaluations and comparisons are made of, from what reports keeps."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from services.reports.domain.fold import status_of
from services.reports.domain.lapsed import removed
from services.reports.domain.since import since
from services.reports.domain.tally import publishable, worded
from services.reports.evaluation.material import Material, Standing
from services.reports.evaluation.stretch import stretch_of, version_of, years_of
from services.reports.store import ReportsStore
from shared.clock import Clock
from shared.events.agreement import AgreementVersion, Promise
from shared.events.status import PromiseStatus


class StoredMaterials:
    """`Materials`, from the store."""

    def __init__(self, store: ReportsStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def material(self, agreement_id: str) -> Material | None:
        """See `Materials`."""
        published = self._store.agreements.get(agreement_id)
        if published is None:
            return None
        now, code = self._clock.now(), published.municipality
        commitments = {
            commitment.id
            for version in published.versions
            for promise in version.agreement.promises
            for commitment in promise.commitments
        }
        hidden = self._store.hidden(now)
        measures = self._store.measures.histories(code)
        named = {walk for history in measures for one in history.values() for walk in (one.walk, one.verified_at)}
        return Material(
            published=published,
            facts=worded(publishable(self._store.facts.toward(sorted(commitments)), now)),
            walks=worded(publishable(self._store.facts.of(walk for walk in sorted(filter(None, named))), now)),
            assessments=self._store.assessments.histories(code),
            measures=[one for one in measures if one[max(one)].walk not in hidden],
            nearby=self._store.agreements.all(code),
            observations=[one for one in self._store.observations.histories(code) if one[max(one)].walk not in hidden],
        )

    def standings(self) -> Sequence[Standing]:
        """See `Materials`; as stored where nothing was amended: the clock assesses what time alone may have changed."""
        return list(self._standings())

    def _standings(self) -> Iterator[Standing]:
        statuses = {status.promise: status for status in self._store.boards.statuses({})}
        now = self._clock.now()
        for published in self._store.agreements.all():
            versions = published.versions
            for year in years_of(versions):
                stretch = stretch_of(versions, year, now, now)
                version = version_of(versions, stretch)
                for promise in version.agreement.promises:
                    as_now = _reads_so(promise, version, published.latest)
                    status = statuses.get(promise.id) if as_now else self._status(version, promise, now)
                    if status:
                        yield Standing(version, promise, status, year)
                for gone in removed(versions, version, stretch.period):
                    status = self._status(gone.version, gone.promise, now)
                    yield Standing(gone.version, gone.promise, status, year)

    def _status(self, version: AgreementVersion, promise: Promise, now: datetime) -> PromiseStatus:
        """How a promise goes by a version that is no longer in force."""
        facts = publishable(self._store.facts.toward([each.id for each in promise.commitments]), now)
        return status_of(version, promise, facts, now, now)


def _reads_so(promise: Promise, version: AgreementVersion, latest: AgreementVersion) -> bool:
    """Whether the latest version of an agreement has the very same promise, for the same days and since the same."""
    then, now = version.agreement, latest.agreement
    return version is latest or (
        promise in now.promises
        and (then.period, then.in_effect) == (now.period, now.in_effect)
        and all(since(version, each.id) == since(latest, each.id) for each in promise.commitments)
    )
