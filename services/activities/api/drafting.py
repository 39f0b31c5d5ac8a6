"""What becomes of a draft, whichever door it comes in by: the interface and the review page do the same."""

import msgspec

from services.activities.api.publishing import bring_into_force, must_be_of
from services.activities.api.resource import find
from services.activities.api.service import service
from services.activities.domain import agreement_draft as drafts
from services.activities.domain.agreement_draft import AgreementDraft, Decisions, Publication
from services.activities.domain.change import Change
from services.activities.domain.unfinished import UnfinishedAgreement
from services.activities.store.records import Kept
from shared.events.agreement import Agreement, AgreementPublished, AgreementVersion
from shared.http.auth import caller
from shared.http.etag import changed_meanwhile
from shared.http.idempotency import answered_before
from shared.store.requests import Request


def writer() -> str:
    """Who writes: the caller's party, or the client when the token names none."""
    return caller().party or caller().client


def found(draft_id: str) -> Kept[AgreementDraft]:
    """A draft that the caller may know of.

    Raises:
        Problem: 404.
    """
    return find(service().store.agreement_drafts, draft_id, "agreement draft")


def found_to_write(draft_id: str) -> Kept[AgreementDraft]:
    """A draft that the caller may write: whoever began it, and the parties of the agreement.

    Raises:
        Problem: 403, 404.
    """
    kept = found(draft_id)
    _must_write(kept, kept.record.agreement)
    return kept


def rewrite(kept: Kept[AgreementDraft], agreement: UnfinishedAgreement) -> AgreementDraft:
    """The draft with another content, as kept.

    Raises:
        Problem: 403; 412 when somebody else was first.
        Refused: it is published.
    """
    _must_write(kept, agreement)
    change = drafts.rewrite(kept.record, agreement, writer(), service().now(), version_of(agreement))
    return _put(kept, change, None)


def decide(kept: Kept[AgreementDraft], said: Decisions, asked: Request | None = None) -> AgreementDraft:
    """The draft with what the caller has decided about what was read, as kept.

    Raises:
        Problem: 412 when somebody else was first.
        Refused: it is published, or there is nothing to decide.
    """
    return _put(kept, drafts.decided(kept.record, said, writer(), service().now()), asked)


def review(kept: Kept[AgreementDraft], agreement: UnfinishedAgreement, said: Decisions) -> AgreementDraft:
    """The draft with decisions and another content at once, as kept; as it is when nothing of it is new.

    Raises:
        Problem: 403; 412 when somebody else was first.
        Refused: it is published.
    """
    record, now = kept.record, service().now()
    if said.accepted or said.dismissed:
        record = drafts.decided(record, said, writer(), now).record
    if agreement != record.agreement:
        _must_write(kept, agreement)
        record = drafts.rewrite(record, agreement, writer(), now, version_of(agreement)).record
    if record is kept.record:
        return record
    return _put(kept, Change(msgspec.structs.replace(record, revision=kept.record.revision + 1)), None)


def publish(
    kept: Kept[AgreementDraft], said: Publication, asked: Request | None = None
) -> tuple[AgreementPublished, bool]:
    """Bring a draft into force; every version of its agreement, and whether this was the first.

    Raises:
        Problem: 403, 409; 412 when somebody else published it at this very moment.
        Refused: it is not ready.
    """
    agreement = drafts.must_be_ready(kept.record, _latest(kept.record.agreement))
    must_be_of(agreement)
    published, created = bring_into_force(agreement, said.reason, said.in_force_from, guarded=False)
    # Somebody who rewrites it at this very moment keeps a draft of an amendment. Should we stop here, the same request
    # finds the agreement as it is and comes this far again.
    became = drafts.became(kept.record, published.latest, service().now())
    if not service().store.agreement_drafts.replace(kept, became, None, asked):
        now = service().store.agreement_drafts.get(kept.record.id)
        if now and now.record.became and not answered_before(now.requests, asked):
            raise changed_meanwhile()
    return published, created


def version_of(agreement: UnfinishedAgreement) -> int | None:
    """The version in force of the agreement with that id, if there is one."""
    latest = _latest(agreement)
    return latest.version if latest else None


def _must_write(kept: Kept[AgreementDraft], agreement: UnfinishedAgreement) -> None:
    """Whoever had a document read may write the draft, also while it calls their party otherwise."""
    if kept.record.reading is None or kept.record.reported_by != writer():
        must_be_of(agreement)


def _latest(agreement: Agreement | UnfinishedAgreement) -> AgreementVersion | None:
    published = service().store.agreements.get(agreement.id)
    return published.latest if published else None


def _put(kept: Kept[AgreementDraft], change: Change[AgreementDraft], asked: Request | None) -> AgreementDraft:
    if service().store.agreement_drafts.replace(kept, change, None, asked):
        return change.record
    now = found(kept.record.id)
    if answered_before(now.requests, asked):
        return now.record  # the same request, in the same moment
    raise changed_meanwhile()
