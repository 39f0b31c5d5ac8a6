"""What evaluations are tried on: the samples' facts and stories, as the store would hand them out."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import TypeVar

import msgspec

from services.reports.evaluation.material import Material, Standing
from shared.events.activity import Activity
from shared.events.agreement import Agreement, AgreementPublished
from shared.events.record import Revised
from shared.ops.seed.scene import Story
from tests.browser.followed import followed, histories_of
from tests.browser.samples import SamplePages, _status, _versions

R = TypeVar("R", bound=Revised)


class SampleMaterials:
    """`Materials` over the samples."""

    def __init__(self, pages: SamplePages) -> None:
        self._pages = pages

    def material(self, agreement_id: str) -> Material | None:
        agreement = self._pages._agreements.get(agreement_id)
        if agreement is None:
            return None
        facts = self._pages._facts[agreement_id]
        story = self._pages._stories.get(agreement_id)
        return material_of(agreement, facts, story)

    def standings(self) -> Sequence[Standing]:
        return list(self._standings())

    def _standings(self) -> Iterator[Standing]:
        for agreement in self._pages._agreements.values():
            version = _versions(agreement)[-1]
            for promise in version.agreement.promises:
                status = _status(version, promise, self._pages._facts[agreement.id], self._pages.now)
                yield Standing(version, promise, status)


def material_of(agreement: Agreement, facts: Sequence[Sequence[Activity]], story: Story | None) -> Material:
    """The material of an agreement, from each activity's revisions and what followed on them."""
    published = AgreementPublished(agreement.id, agreement.municipality.code, _versions(agreement))
    by_id = {fact[0].id: {one.revision: one for one in fact} for fact in facts}
    if story is None:
        return Material(published, by_id, by_id)
    walks = {fact[-1].id: fact[-1] for fact in facts if fact[-1].kind == "walk"}
    told = followed(agreement, story, (), walks, agreement.period.end)
    signed = [
        msgspec.structs.replace(one, reported_at=datetime.combine(one.signed_on, time(12), tzinfo=UTC))
        for one in told.assessments
    ]
    noted = [
        msgspec.structs.replace(one, reported_at=walks[one.walk].span.end + timedelta(days=1))
        for one in told.observations
    ]
    return Material(
        published,
        by_id,
        {walk: {walks[walk].revision: walks[walk]} for walk in walks},
        assessments=_histories(signed),
        measures=histories_of(agreement, story),
        observations=_histories(noted),
    )


def _histories(records: Sequence[R]) -> list[Mapping[int, R]]:
    return [{1: record} for record in records]
