"""Agreements in the making: a draft may be unfinished, is not in force, and becomes a version of an agreement once."""

from datetime import date, datetime
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from services.activities.domain.change import Change
from services.activities.domain.evidence import Reading, decide, undecided
from services.activities.domain.evidence_kept import keep
from services.activities.domain.findings import MOST_FINDINGS, Finding, findings_so_far
from services.activities.domain.forms import LINE, LONGEST_LINE, Said, Why
from services.activities.domain.refusal import Conflict, Reason, Refused, refuse
from services.activities.domain.unfinished import UnfinishedAgreement, check_unfinished, finished
from shared.events.agreement import Agreement, AgreementVersion
from shared.events.record import Record, Revised

State = Literal["draft", "published"]
Operation = Literal["change", "decision", "deletion", "publication"]

ALLOWED: Final[dict[State, tuple[Operation, ...]]] = {
    "draft": ("change", "decision", "deletion", "publication"),
    "published": (),
}

_MOST_DECISIONS: Final = 1_000


class Became(Record, frozen=True):
    """The version of an agreement that a draft became."""

    agreement: str
    version: int


class AgreementDraft(Revised, frozen=True, kw_only=True):
    """A draft of an agreement. What is known of the draft stands beside the agreement, never in it.

    ``reported_by`` is the party that wrote it, or the client when its token names none. ``based_on`` is the version
    of the agreement that was in force when this was written: another one since, and it would be undone unseen.
    ``reading`` is there when it was read from a document: what each value rests on, and what people decided about it.
    """

    agreement: UnfinishedAgreement
    findings: tuple[Finding, ...] = ()
    reading: Reading | None = None
    based_on: int | None = None
    became: Became | None = None


class Publication(Said, frozen=True):
    """That a draft is published; the reason is needed when it amends an agreement that is published already.

    ``in_force_from``: the day from which the amendment holds, at the latest today; None: from now on.
    """

    reason: Why | None = None
    in_force_from: date | None = None


Property = Annotated[str, Meta(pattern=LINE, max_length=LONGEST_LINE)]
Properties = Annotated[tuple[Property, ...], Meta(max_length=_MOST_DECISIONS)]


class Decisions(Said, frozen=True):
    """What a person has looked at: values that are right, and findings of the reading that may stay as they are.

    Each is named by a property, as in ``promises[0].responsible``, and means all that lies beneath it too.
    """

    accepted: Properties = ()
    dismissed: Properties = ()


def begin(
    agreement: UnfinishedAgreement,
    draft_id: str,
    writer: str,
    now: datetime,
    based_on: int | None = None,
    reading: Reading | None = None,
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
        findings=findings_so_far(agreement),
        reading=reading,
        based_on=based_on,
    )
    return Change(draft)


def rewrite(
    draft: AgreementDraft, agreement: UnfinishedAgreement, writer: str, now: datetime, based_on: int | None = None
) -> Change[AgreementDraft]:
    """The draft with another content; what was read keeps its evidence, and what was changed says by whom.

    Raises:
        Conflict: it is published.
    """
    must_allow(draft, "change")
    reading = keep(draft.reading, draft.agreement, agreement, writer, now) if draft.reading else None
    changed = msgspec.structs.replace(
        draft,
        revision=draft.revision + 1,
        municipality=agreement.municipality.code,
        municipality_name=agreement.municipality.name,
        reported_at=now,
        demonstration=agreement.demonstration,
        agreement=agreement,
        findings=findings_so_far(agreement),
        reading=reading,
        based_on=based_on,
    )
    return Change(changed)


def decided(draft: AgreementDraft, said: Decisions, writer: str, now: datetime) -> Change[AgreementDraft]:
    """The draft with what somebody has decided about what was read.

    Raises:
        Conflict: it is published.
        Refused: it was not read from a document, or nothing was read or left open at a property.
    """
    must_allow(draft, "decision")
    if draft.reading is None:
        raise Refused("There is nothing to decide.", [Reason("body", "this draft was not read from a document")])
    reading = decide(draft.reading, said.accepted, said.dismissed, writer, now)
    return Change(msgspec.structs.replace(draft, revision=draft.revision + 1, reported_at=now, reading=reading))


def must_be_ready(draft: AgreementDraft, latest: AgreementVersion | None = None) -> Agreement:
    """Only what holds together and what people have looked at is published, over the version that it was written on.

    Args:
        draft: to be published.
        latest: of the agreement with its id, if there is one.

    Returns:
        The agreement that it is.

    Raises:
        Conflict: it is published already, or the agreement was amended since it was written.
        Refused: with its findings, or with what nobody has accepted, changed or dismissed yet.
    """
    must_allow(draft, "publication")
    agreement = finished(draft.agreement)
    if latest is not None and latest.version != draft.based_on and latest.agreement != agreement:
        detail = f"{draft.agreement.id} is at version {latest.version}, which this draft was not written on."
        raise Conflict(f"{detail} Take its changes in and save the draft again.", ("change", "deletion"))
    wrong = check_unfinished(draft.agreement)
    if wrong or agreement is None:
        raise Refused("The draft does not hold together yet.", wrong)
    refuse(left_undecided(draft)[:MOST_FINDINGS], "Nothing is published unseen, and this is still to be looked at.")
    return agreement


def left_undecided(draft: AgreementDraft) -> list[Reason]:
    """What of a document's reading nobody has accepted, changed or dismissed yet."""
    return list(undecided(draft.reading)) if draft.reading else []


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
