"""Agreements in the making: a draft may be unfinished, is not in force, and becomes a version of an agreement once."""

from datetime import date, datetime
from typing import Final, Literal

import msgspec

from services.activities.domain.agreement import check_agreement
from services.activities.domain.change import Change
from services.activities.domain.findings import Finding, findings
from services.activities.domain.forms import Said, Why
from services.activities.domain.refusal import Conflict, refuse
from shared.events.agreement import Agreement, AgreementVersion
from shared.events.record import Record, Revised

State = Literal["draft", "published"]
Operation = Literal["change", "deletion", "publication"]

ALLOWED: Final[dict[State, tuple[Operation, ...]]] = {
    "draft": ("change", "deletion", "publication"),
    "published": (),
}


class Became(Record, frozen=True):
    """The version of an agreement that a draft became."""

    agreement: str
    version: int


class AgreementDraft(Revised, frozen=True, kw_only=True):
    """A draft of an agreement. What is known of the draft stands beside the agreement, never in it.

    ``reported_by`` is the party that wrote it, or the client when its token names none. ``based_on`` is the version
    of the agreement that was in force when this was written: another one since, and it would be undone unseen.
    """

    agreement: Agreement
    findings: tuple[Finding, ...] = ()
    based_on: int | None = None
    became: Became | None = None


class Publication(Said, frozen=True):
    """That a draft is published; the reason is needed when it amends an agreement that is published already.

    ``in_force_from``: the day from which the amendment holds, at the latest today; None: from now on.
    """

    reason: Why | None = None
    in_force_from: date | None = None


def begin(
    agreement: Agreement, draft_id: str, writer: str, now: datetime, based_on: int | None = None
) -> Change[AgreementDraft]:
    """A new draft. It needs to be readable, not finished."""
    draft = AgreementDraft(
        id=draft_id,
        revision=1,
        municipality=agreement.municipality.code,
        municipality_name=agreement.municipality.name,
        reported_by=writer,
        reported_at=now,
        demonstration=agreement.demonstration,
        agreement=agreement,
        findings=findings(agreement),
        based_on=based_on,
    )
    return Change(draft)


def rewrite(
    draft: AgreementDraft, agreement: Agreement, now: datetime, based_on: int | None = None
) -> Change[AgreementDraft]:
    """The draft with another content.

    Raises:
        Conflict: it is published.
    """
    must_allow(draft, "change")
    changed = msgspec.structs.replace(
        draft,
        revision=draft.revision + 1,
        municipality=agreement.municipality.code,
        municipality_name=agreement.municipality.name,
        reported_at=now,
        demonstration=agreement.demonstration,
        agreement=agreement,
        findings=findings(agreement),
        based_on=based_on,
    )
    return Change(changed)


def must_be_ready(draft: AgreementDraft, latest: AgreementVersion | None = None) -> None:
    """Only what holds together is published, whatever the lint advises, and only over the version it was written on.

    Args:
        draft: to be published.
        latest: of the agreement with its id, if there is one.

    Raises:
        Conflict: it is published already, or the agreement was amended since it was written.
        Refused: with its findings.
    """
    must_allow(draft, "publication")
    if latest is not None and latest.version != draft.based_on and latest.agreement != draft.agreement:
        detail = f"{draft.agreement.id} is at version {latest.version}, which this draft was not written on."
        raise Conflict(f"{detail} Take its changes in and save the draft again.", ("change", "deletion"))
    refuse(check_agreement(draft.agreement), "The draft does not hold together yet.")


def became(draft: AgreementDraft, version: AgreementVersion, now: datetime) -> Change[AgreementDraft]:
    """The draft, once it is that version of its agreement."""
    result = Became(agreement=draft.agreement.id, version=version.version)
    return Change(msgspec.structs.replace(draft, revision=draft.revision + 1, reported_at=now, became=result))


def state_of(draft: AgreementDraft) -> State:
    """Whether it is published."""
    return "draft" if draft.became is None else "published"


def must_allow(draft: AgreementDraft, operation: Operation) -> None:
    """Go on only if the draft's state allows the operation.

    Raises:
        Conflict: it does not; what it became is named.
    """
    allowed = ALLOWED[state_of(draft)]
    if operation not in allowed and draft.became is not None:
        published = f"version {draft.became.version} of {draft.became.agreement}"
        raise Conflict(f"The draft became {published}. It stays as it is; another draft amends the agreement.", allowed)
