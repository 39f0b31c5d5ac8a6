"""Drafts of agreements: written, read, rewritten and thrown away, until one is published and stays as it is."""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from flask import Response, request

from services.activities.api import agreement_documents as documents
from services.activities.api.agreement_answers import AgreementAnswer, DraftPageAnswer
from services.activities.api.agreement_documents import DocumentArgs
from services.activities.api.bodies import body_of, json_body, refusals
from services.activities.api.drafting import decide, found, found_to_write, publish, rewrite, version_of, writer
from services.activities.api.examples import AGREEMENT_ANSWER_EXAMPLE, DRAFT_EXAMPLE, DRAFT_ITEM_EXAMPLE
from services.activities.api.lists import MunicipalityArgs, listed
from services.activities.api.publishing import UNFINISHED, answer, find_published, must_be_of, said_agreement
from services.activities.api.resource import CREATED, changing, create, show
from services.activities.api.service import service
from services.activities.domain import agreement_draft as drafts
from services.activities.domain.agreement_draft import AgreementDraft, Publication
from services.activities.domain.change import Change
from services.activities.domain.refusal import Reason, refuse
from services.activities.domain.unfinished import UnfinishedAgreement
from services.activities.domain.versions import as_at
from services.activities.reading import read
from shared.http import etag, idempotency, jsons
from shared.http.auth import needs
from shared.http.blueprint import Blueprint
from shared.http.bodies import raw_body, takes_larger
from shared.http.idempotency import answered_before, asked_now
from shared.http.paging import example_of
from shared.http.problem import Problem
from shared.http.structs import schema_of
from shared.store.mongo import Document

blp = Blueprint(
    "agreement-drafts",
    __name__,
    url_prefix="/activities/v1",
    description="Agreements in the making: kept, but not in force. Utkast till medborgarlöften.",
)


@blp.route("/agreement-drafts", methods=["POST"])
@needs("agreements:write")
@blp.arguments(DocumentArgs, location="query")
@blp.response(
    201,
    AgreementDraft,
    description="The draft as kept, with what is found in it and what it rests on.",
    example=DRAFT_EXAMPLE,
    headers=CREATED,
)
@refusals(400, 413, 415, 422, 503)
@blp.doc(
    requestBody={**UNFINISHED, "content": {**UNFINISHED["content"], **documents.CONTENT}},
    parameters=[idempotency.PARAMETER],
)
@takes_larger(documents.LARGEST)
def draft_agreement(args: dict[str, Any]) -> Response:
    """Keep a draft of an agreement, or read one from its document.

    As JSON or YAML it is kept as it is; it may be unfinished. `findings` says what could be better, as the lint does;
    only those that have `blocks` stop its publication.

    The document that was signed is read here when it is sent as text, PDF or DOCX (in Swedish, at most 10 MiB; 413, 415
    and 422 say why one cannot be read). `reading` then holds its text and, for each value, the words that it rests on,
    the rule and its confidence; `reading.findings` is what was left open. Nothing is guessed, and nothing is published
    before people have accepted or changed each value and changed or dismissed each finding: here by
    `POST .../decisions` and `PUT`, or on the page `/review/{draftId}`. Spara ett utkast till medborgarlöfte, eller läs
    ett ur dokumentet.
    """
    kept, code = service().store.agreement_drafts, args.get("municipality")
    return create(kept, "agreement-drafts", lambda draft_id, now: _begun(draft_id, now, code))


@blp.route("/agreement-drafts", methods=["GET"])
@needs("agreements:read")
@blp.arguments(MunicipalityArgs, location="query")
@blp.response(
    200,
    DraftPageAnswer,
    description="A page of drafts, the latest begun first.",
    example=example_of(DRAFT_ITEM_EXAMPLE),
)
@refusals(422, 503)
def list_agreement_drafts(args: dict[str, Any]) -> dict[str, Any]:
    """List drafts of agreements.

    Only those of the municipalities that the token reaches. There is no `changedSince`: drafts are worked on here, and
    are deleted without a trace; what is published is followed as `/agreements`. Lista utkast.
    """
    page = listed(service().store.agreement_drafts, args, {})
    return {**page, "items": [_item(each) for each in page["items"]]}


@blp.route("/agreement-drafts/<draftId>", methods=["GET"])
@needs("agreements:read")
@blp.response(200, AgreementDraft, description="The draft.", example=DRAFT_EXAMPLE, headers=etag.HEADERS)
@refusals(404, 503)
def get_agreement_draft(draftId: str) -> Response:  # noqa: N803  (the path's own name)
    """Read a draft of an agreement.

    With what is found in it and, once it is published, with what it became. Läs ett utkast.
    """
    return show(found(draftId))


@blp.route("/agreement-drafts/<draftId>", methods=["PUT"])
@needs("agreements:write")
@blp.response(
    200,
    AgreementDraft,
    description="The draft as it is now.",
    example={**DRAFT_EXAMPLE, "revision": 2},
    headers=etag.HEADERS,
)
@refusals(400, 404, 409, 412, 413, 415, 422, 428, 503)
@blp.doc(requestBody=UNFINISHED, parameters=[etag.PARAMETER])
def put_agreement_draft(draftId: str) -> Response:  # noqa: N803
    """Rewrite a draft of an agreement.

    The whole of it, as JSON or YAML. The same again is answered with the draft as it is, also by an `If-Match` that was
    right the first time. What was read from a document keeps its evidence, and what is another value now
    says who changed it. Once it is published it stays as it is. Ändra ett utkast.
    """
    agreement, kept = said_agreement(UnfinishedAgreement), found_to_write(draftId)
    try:
        etag.require_match(kept.record.revision)
        made = rewrite(kept, agreement)
    except Problem as problem:
        made = found(draftId).record
        if problem.status != HTTPStatus.PRECONDITION_FAILED or made.agreement != agreement:
            raise
    return etag.set_etag(jsons.answer(made), made.revision)


@blp.route("/agreement-drafts/<draftId>/decisions", methods=["POST"])
@changing(
    blp,
    "agreements:write",
    drafts.Decisions,
    AgreementDraft,
    said={"accepted": ["promises[0]"]},
    shown={**DRAFT_EXAMPLE, "revision": 2},
)
def decide_on_agreement_draft(said: drafts.Decisions, draftId: str) -> Response:  # noqa: N803
    """Say what has been looked at of a draft that was read from a document.

    `accepted` are values that are right, `dismissed` findings that may stay as they are; a property stands for all that
    lies beneath it. Who decided, and when, is kept with each. What somebody changes by `PUT` is decided too. Repeated
    with its key it is answered with the draft as it is by then. Godkänn det som lästs ur dokumentet.
    """
    kept, asked = found_to_write(draftId), asked_now()
    if answered_before(kept.requests, asked):
        return show(kept)
    etag.require_match(kept.record.revision)
    made = decide(kept, said, asked)
    return etag.set_etag(jsons.answer(made), made.revision)


@blp.route("/agreement-drafts/<draftId>", methods=["DELETE"])
@needs("agreements:write")
@blp.response(204, description="It is gone.")
@refusals(404, 409, 412, 428, 503)
@blp.doc(parameters=[etag.PARAMETER])
def delete_agreement_draft(draftId: str) -> Response:  # noqa: N803
    """Throw a draft of an agreement away.

    What is published stays, and so does its draft. Ta bort ett utkast.
    """
    kept = found_to_write(draftId)
    etag.require_match(kept.record.revision)
    drafts.must_allow(kept.record, "deletion")
    if not service().store.agreement_drafts.delete(kept):
        raise etag.changed_meanwhile()
    return Response(status=204)


@blp.route("/agreement-drafts/<draftId>/publication", methods=["POST"])
@needs("agreements:write")
@blp.response(
    201,
    AgreementAnswer,
    description="Published: the first version of the agreement.",
    example=AGREEMENT_ANSWER_EXAMPLE,
    headers=CREATED,
)
@blp.alt_response(
    200,
    schema=AgreementAnswer,
    description="An agreement with its id was published already, and is amended.",
    example=AGREEMENT_ANSWER_EXAMPLE,
    headers=etag.HEADERS,
    success=True,
)
@refusals(400, 404, 409, 412, 413, 415, 422, 428, 503)
@blp.doc(
    requestBody={
        **body_of(schema_of(Publication), {"application/json": {"reason": "Ny skrivning av det andra löftet."}}),
        "required": False,
    },
    parameters=[etag.PARAMETER, idempotency.OF_CHANGE],
)
def publish_agreement_draft(draftId: str) -> Response:  # noqa: N803
    """Publish a draft of an agreement.

    What does not hold together is refused, and so is a draft that was written on another version than the latest, or
    one that was read from a document as long as somebody has not looked at each value and finding.
    When an agreement with its id is published already it is amended, which needs a `reason` and holds from today or
    from the day that `inForceFrom` names; otherwise the body may be left out. Publicera ett utkast.
    """
    kept = found_to_write(draftId)
    said, asked = read(json_body(), Publication) if raw_body() else Publication(), asked_now()
    if kept.record.became and answered_before(kept.requests, asked):
        published = as_at(find_published(kept.record.agreement.id), kept.record.became.version)
        return answer(published, created=kept.record.based_on is None)
    etag.require_match(kept.record.revision)
    published, _ = publish(kept, said, asked)
    return answer(published, created=kept.record.based_on is None)


def _begun(draft_id: str, now: datetime, code: str | None) -> Change[AgreementDraft]:
    """The draft that the request's body is, or says in its own words; the code is that of its municipality."""
    if documents.is_document():
        agreement, reading = documents.read_draft(raw_body(), request.mimetype, code)
    else:
        agreement, reading = _said(), None
        must_be_of(agreement)
        other = code not in (None, agreement.municipality.code)
        refuse([Reason("municipality", "is another than the agreement's")] if other else [])
    return drafts.begin(agreement, draft_id, writer(), now, version_of(agreement), reading)


def _said() -> UnfinishedAgreement:
    try:
        return said_agreement(UnfinishedAgreement)
    except Problem as problem:
        raise (documents.unknown_type() if problem.status == 415 else problem) from None


def _item(draft: Document) -> Document:
    agreement = draft["agreement"]
    found = draft["findings"]
    counted = {"findings": len(found), "blocking": sum(each.get("blocks", True) for each in found)}
    return {**draft, "agreement": agreement["id"], "title": agreement["title"], **counted}
