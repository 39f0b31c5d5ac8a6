"""Evaluations of agreements without a store: the demonstration's, and those of published promises."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import msgspec
import yaml

from services.activities.domain.matching import counts
from services.reports.evaluation.account import EvaluationAccount, PromiseAccount
from services.reports.evaluation.accounting import account_of
from services.reports.evaluation.evaluate import Evaluation, evaluate
from services.reports.evaluation.material import Material
from services.reports.evaluation.stretch import stretch_of
from services.reports.web.language import Language
from shared.clock import STOCKHOLM, start_of_day
from shared.events.activity import Activity, Count, Participant, Place, Span
from shared.events.agreement import Agreement, AgreementPublished, AgreementVersion
from tests.browser.materials import SampleMaterials
from tests.browser.samples import SamplePages

PUBLISHED = Path(__file__).parents[2] / "integration" / "published"
NYKVARN = "nykvarn-2021-2022"
LONG_AFTER = datetime(2030, 1, 1, tzinfo=UTC)


def nykvarn() -> Material:
    """The demonstration."""
    material = SampleMaterials(SamplePages()).material(NYKVARN)
    assert material is not None
    return material


def published(name: str) -> Material:
    """Published promises with their published follow-up."""
    story = yaml.safe_load((PUBLISHED / f"{name}.yml").read_text(encoding="utf-8"))
    agreement = msgspec.convert(story["agreement"], Agreement)
    return made_of(agreement, _activities(agreement, story["done"]))


def made_of(
    agreement: Agreement, activities: Iterable[Activity], *, counting: Agreement | None = None, **more: Any
) -> Material:
    """Material of an agreement's first version.

    Args:
        agreement: signed for its whole period.
        activities: each counts toward what it matches.
        counting: toward whose commitments all of them count, whatever they match.
        more: what else is known.
    """
    version = AgreementVersion(version=1, in_force_from=start_of_day(agreement.period.start), agreement=agreement)
    known = AgreementPublished(agreement.id, agreement.municipality.code, (version,))
    all_of_it = _toward(counting) if counting else None
    facts = {
        one.id: {1: msgspec.structs.replace(one, counts=all_of_it or counts(one, [agreement]))} for one in activities
    }
    return Material(known, facts, facts, **more)


def _toward(agreement: Agreement) -> tuple[Count, ...]:
    return tuple(
        Count(agreement.id, promise.id, commitment.id, promise.title, promise.responsible)
        for promise in agreement.promises
        for commitment in promise.commitments
    )


def done(kind: str, day: date, by: str, place: str | None = None, also: Iterable[str] = (), **more: Any) -> Activity:
    """Something that was done on a day, reported the day after."""
    start = datetime.combine(day, more.pop("at", time(10)), STOCKHOLM).astimezone(UTC)
    known = {
        "id": f"{kind}-{day}-{by}-{place}",
        "revision": 1,
        "municipality": "1495",
        "municipalityName": "Skara",
        "kind": kind,
        "state": "completed",
        "title": kind,
        "reportedBy": by,
        "reportedAt": (start + timedelta(days=1)).isoformat(),
    }
    activity = msgspec.convert(known, Activity)
    return msgspec.structs.replace(
        activity,
        actual=Span(start, start + timedelta(hours=2)),
        place=Place(place) if place else None,
        participants=tuple(Participant(name) for name in also),
        **more,
    )


def evaluation(material: Material, year: int | None, now: datetime = LONG_AFTER) -> Evaluation:
    """The evaluation of a year, or of the whole period."""
    return evaluate(material, stretch_of(material.published.versions, year, now, now))


def told(
    material: Material, year: int | None, now: datetime = LONG_AFTER, language: Language = "sv"
) -> EvaluationAccount:
    """The same in words."""
    return account_of(evaluation(material, year, now), language)


def promise(account: EvaluationAccount, number: int) -> PromiseAccount:
    """A promise by its number."""
    return next(one for one in account.promises if one.number == number)


def story(one: PromiseAccount) -> list[str]:
    """Its sentences, each with the words it quotes."""
    return [
        f"{sentence.text} ”{sentence.quote}”" if sentence.quote else sentence.text
        for passage in one.passages
        for sentence in passage.sentences
    ]


def _activities(agreement: Agreement, deeds: Iterable[dict[str, Any]]) -> Iterator[Activity]:
    for deed in deeds:
        for day in deed["days"]:
            more = {name: deed[name] for name in ("quantity",) if name in deed}
            more |= {name: tuple(deed[name]) for name in ("tags", "audiences") if name in deed}
            yield done(deed["kind"], day, deed["by"], deed.get("place"), **more)
