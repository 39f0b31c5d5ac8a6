"""Drafts of agreements: written, read, rewritten and thrown away, until one is published and stays as it is."""

from typing import Any

from flask import Response

from services.activities.api.agreement_answers import AgreementAnswer, DraftPageAnswer
from services.activities.api.asked import answered_before, asked_now
from services.activities.api.bodies import body_of, json_body, refusals
from services.activities.api.examples import AGREEMENT_ANSWER_EXAMPLE, DRAFT_EXAMPLE, DRAFT_ITEM_EXAMPLE
from services.activities.api.lists import MunicipalityArgs, listed
from services.activities.api.publishing import (
    BODY,
    answer,
    bring_into_force,
    find_published,
    must_be_of,
    said_agreement,
)
from services.activities.api.resource import CREATED, changed_meanwhile, create, find, show
from services.activities.api.service import service
from services.activities.domain import agreement_draft as drafts
from services.activities.domain.agreement_draft import AgreementDraft, Publication
from services.activities.domain.versions import as_at
from services.activities.reading import read
from services.activities.store.records import Kept
from shared.events.agreement import Agreement, AgreementVersion
from shared.http import etag, idempotency, jsons
from shared.http.auth import caller, needs
from shared.http.blueprint import Blueprint
from shared.http.bodies import raw_body
from shared.http.paging import example_of
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
@blp.response(
    201,
    AgreementDraft,
    description="The draft as kept, with what is found in it.",
    example=DRAFT_EXAMPLE,
    headers=CREATED,
)
@refusals(400, 413, 415, 422, 503)
@blp.doc(requestBody=BODY, parameters=[idempotency.PARAMETER])
def draft_agreement() -> Response:
    """Keep a draft of an agreement.

    JSON or YAML, as an agreement is published by; it may be unfinished. `findings` says what could be better, as the
    lint does; only those that have `blocks` stop its publication, and nothing else.
    Spara ett utkast till medborgarlöfte.
    """
    agreement, writer = said_agreement(), caller().party or caller().client
    return create(
        service().store.agreement_drafts,
        "agreement-drafts",
        lambda draft_id, now: drafts.begin(agreement, draft_id, writer, now, _version(agreement)),
    )


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

    Only those of the municipalities that the token reaches. Lista utkast.
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
    return show(_found(draftId))


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
@blp.doc(requestBody=BODY, parameters=[etag.PARAMETER])
def put_agreement_draft(draftId: str) -> Response:  # noqa: N803
    """Rewrite a draft of an agreement.

    The whole of it, as JSON or YAML. Once it is published it stays as it is. Ändra ett utkast.
    """
    agreement, kept = said_agreement(), _found_to_write(draftId)
    etag.require_match(kept.record.revision)
    made = drafts.rewrite(kept.record, agreement, service().now(), _version(agreement))
    if not service().store.agreement_drafts.replace(kept, made, None):
        raise changed_meanwhile()
    return etag.set_etag(jsons.answer(made.record), made.record.revision)


@blp.route("/agreement-drafts/<draftId>", methods=["DELETE"])
@needs("agreements:write")
@blp.response(204, description="It is gone.")
@refusals(404, 409, 412, 428, 503)
@blp.doc(parameters=[etag.PARAMETER])
def delete_agreement_draft(draftId: str) -> Response:  # noqa: N803
    """Throw a draft of an agreement away.

    What is published stays, and so does its draft. Ta bort ett utkast.
    """
    kept = _found_to_write(draftId)
    etag.require_match(kept.record.revision)
    drafts.must_allow(kept.record, "deletion")
    if not service().store.agreement_drafts.delete(kept):
        raise changed_meanwhile()
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

    What does not hold together is refused, and so is a draft that was written on another version than the latest.
    When an agreement with its id is published already it is amended, which needs a `reason` and holds from today or
    from the day that `inForceFrom` names; otherwise the body may be left out. Publicera ett utkast.
    """
    kept = _found_to_write(draftId)
    said, asked = read(json_body(), Publication) if raw_body() else Publication(), asked_now()
    if kept.record.became and answered_before(kept, asked):
        published = as_at(find_published(kept.record.agreement.id), kept.record.became.version)
        return answer(published, created=kept.record.based_on is None)
    etag.require_match(kept.record.revision)
    drafts.must_be_ready(kept.record, _latest(kept.record.agreement))
    published, created = bring_into_force(kept.record.agreement, said.reason, said.in_force_from, guarded=False)
    # Somebody who rewrites it at this very moment keeps a draft of an amendment. Should we stop here, the same request
    # finds the agreement as it is and comes this far again.
    became = drafts.became(kept.record, published.latest, service().now())
    service().store.agreement_drafts.replace(kept, became, None, asked)
    return answer(published, created=created)


def _found(draft_id: str) -> Kept[AgreementDraft]:
    return find(service().store.agreement_drafts, draft_id, "agreement draft")


def _latest(agreement: Agreement) -> AgreementVersion | None:
    """The version in force of the agreement with that id."""
    published = service().store.agreements.get(agreement.id)
    return published.latest if published else None


def _version(agreement: Agreement) -> int | None:
    latest = _latest(agreement)
    return latest.version if latest else None


def _found_to_write(draft_id: str) -> Kept[AgreementDraft]:
    kept = _found(draft_id)
    must_be_of(kept.record.agreement)
    return kept


def _item(draft: Document) -> Document:
    agreement = draft["agreement"]
    found = draft["findings"]
    counted = {"findings": len(found), "blocking": sum(each.get("blocks", True) for each in found)}
    return {**draft, "agreement": agreement["id"], "title": agreement["title"], **counted}
