"""Gathers what evaluations and comparisons are made of, from what reports keeps."""

from collections.abc import Iterator, Sequence

from services.reports.domain.tally import publishable, worded
from services.reports.evaluation.material import Material, Standing
from services.reports.store import ReportsStore
from shared.clock import Clock


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
            observations=[one for one in self._store.observations.histories(code) if one[max(one)].walk not in hidden],
        )

    def standings(self) -> Sequence[Standing]:
        """See `Materials`; as stored: the clock assesses anew what time alone may have changed."""
        return list(self._standings())

    def _standings(self) -> Iterator[Standing]:
        statuses = {status.promise: status for status in self._store.boards.statuses({})}
        for published in self._store.agreements.all():
            for promise in published.latest.agreement.promises:
                if promise.id in statuses:
                    yield Standing(published.latest, promise, statuses[promise.id])
