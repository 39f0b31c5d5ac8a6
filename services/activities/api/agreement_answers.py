"""What the API answers about agreements and their drafts."""

from datetime import date, datetime
from typing import Any

from services.activities.domain.agreement_draft import Became
from shared.events.agreement import Agreement, AgreementChange, AgreementPublished, AgreementVersion
from shared.events.record import Record
from shared.http.paging import ChangesPage, Page


class VersionAnswer(Record, frozen=True):
    """That there is such a version, from when on, what made it so, and why."""

    version: int
    in_force_from: datetime
    change: AgreementChange
    reason: str | None = None


class AgreementAnswer(Record, frozen=True):
    """An agreement at its latest version, and that there were earlier ones."""

    id: str
    municipality: str
    version: int
    in_force_from: datetime
    agreement: Agreement
    versions: list[VersionAnswer]


class AgreementVersionAnswer(VersionAnswer, frozen=True, kw_only=True):
    """An agreement as it stood at one of its versions."""

    id: str
    municipality: str
    agreement: Agreement


class AgreementItem(Record, frozen=True):
    """An agreement as a list shows it."""

    id: str
    municipality: str
    municipality_name: str
    title: str
    start: date
    end: date
    version: int
    closed_on: date | None = None
    replaced_by: str | None = None
    demonstration: bool = False


class AgreementPageAnswer(ChangesPage, frozen=True, kw_only=True):
    """A page of agreements."""

    items: list[AgreementItem]


class DraftItem(Record, frozen=True):
    """A draft of an agreement as a list shows it: how many ``findings`` there are, and how many are ``blocking``."""

    id: str
    revision: int
    municipality: str
    municipality_name: str
    reported_by: str
    reported_at: datetime
    agreement: str
    title: str
    findings: int
    blocking: int
    became: Became | None = None
    demonstration: bool = False


class DraftPageAnswer(Page, frozen=True, kw_only=True):
    """A page of drafts of agreements."""

    items: list[DraftItem]


def agreement_answer(published: AgreementPublished) -> AgreementAnswer:
    """All versions as the latest and a list."""
    latest = published.latest
    return AgreementAnswer(
        id=published.agreement_id,
        municipality=published.municipality,
        version=latest.version,
        in_force_from=latest.in_force_from,
        agreement=latest.agreement,
        versions=[VersionAnswer(**_said_of(each)) for each in published.versions],
    )


def version_answer(published: AgreementPublished, version: AgreementVersion) -> AgreementVersionAnswer:
    """One version, whole."""
    return AgreementVersionAnswer(
        id=published.agreement_id,
        municipality=published.municipality,
        agreement=version.agreement,
        **_said_of(version),
    )


def _said_of(version: AgreementVersion) -> dict[str, Any]:
    return {name: getattr(version, name) for name in VersionAnswer.__struct_fields__}


def agreement_item(published: AgreementPublished) -> AgreementItem:
    """The latest version in short."""
    agreement = published.latest.agreement
    return AgreementItem(
        id=agreement.id,
        municipality=agreement.municipality.code,
        municipality_name=agreement.municipality.name,
        title=agreement.title,
        start=agreement.period.start,
        end=agreement.period.end,
        version=published.latest.version,
        closed_on=agreement.closed_on,
        replaced_by=agreement.replaced_by,
        demonstration=agreement.demonstration,
    )
