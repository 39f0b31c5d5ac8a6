"""Agreements: publish, amend, read and list the promises that parties have signed."""

from typing import Any

from flask import Response, request
from marshmallow import fields, validate

from services.activities.agreement_file import Unreadable, parse_yaml, read_agreement
from services.activities.api.answers import (
    AgreementAnswer,
    AgreementPageAnswer,
    agreement_answer,
    agreement_item,
)
from services.activities.api.bodies import body_of, json_body, refusals
from services.activities.api.examples import AGREEMENT_ANSWER_EXAMPLE, AGREEMENT_EXAMPLE, AGREEMENT_YAML
from services.activities.api.service import service
from services.activities.domain.forms import LONGEST_REASON, MUNICIPALITY
from services.activities.domain.refusal import Reason, Refused
from services.activities.domain.versions import amend, publish
from shared.events.agreement import Agreement, AgreementPublished
from shared.http import jsons
from shared.http.auth import caller, needs
from shared.http.blueprint import Blueprint
from shared.http.bodies import raw_body
from shared.http.etag import require_match, seen_already, set_etag
from shared.http.paging import PageArgs, page_of, skip_of
from shared.http.problem import MEANINGS, Problem, not_found
from shared.http.schema import Base, FreeText
from shared.http.structs import schema_of
from shared.http.trace import current

blp = Blueprint(
    "agreements",
    __name__,
    url_prefix="/activities/v1",
    description="Agreements: what parties have signed, at each version. Medborgarlöften, i varje version.",
)

YAML = frozenset({"application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml"})
_ETAG = {"ETag": {"description": "The version.", "schema": {"type": "string"}}}


class PublishArgs(Base):
    """Why a published agreement is changed."""

    reason = FreeText(
        max_length=LONGEST_REASON,
        lines=False,
        metadata={"description": "Why; required when a published agreement is changed.", "example": "Nytt mål."},
    )


class AgreementFilter(PageArgs):
    """Which agreements are listed."""

    municipality = fields.String(
        validate=validate.Regexp(MUNICIPALITY, error="must be four digits, as in 0140"),
        metadata={"description": "Municipality code.", "example": "0140"},
    )


@blp.route("/agreements/<agreementId>", methods=["PUT"])
@needs("agreements:write")
@blp.arguments(PublishArgs, location="query")
@blp.response(
    200,
    AgreementAnswer,
    description="Amended: a new version; or the same again: nothing has changed.",
    example=AGREEMENT_ANSWER_EXAMPLE,
    headers=_ETAG,
)
@blp.alt_response(
    201,
    schema=AgreementAnswer,
    description="Published: the first version.",
    example=AGREEMENT_ANSWER_EXAMPLE,
    headers=_ETAG,
    success=True,
)
@refusals(400, 409, 412, 413, 415, 422, 503)
@blp.doc(
    requestBody=body_of(
        schema_of(Agreement), {"application/json": AGREEMENT_EXAMPLE, "application/yaml": AGREEMENT_YAML}
    )
)
def put_agreement(args: dict[str, Any], agreementId: str) -> Response:  # noqa: N803  (the path's own name)
    """Publish an agreement, or amend it.

    JSON or YAML, the same names in both. The same content again changes nothing; another content is a new version and
    needs a `reason`. Activities are then counted anew, within a minute. Publicera eller ändra ett medborgarlöfte.
    """
    agreement = read_agreement(_content())
    if agreement.id != agreementId:
        raise Refused("The agreement's id is another.", [Reason("id", "must be the id in the address")])
    caller().must_reach(agreement.municipality.code)
    before, now = service().store.agreements.get(agreementId), service().now()
    if before is None:
        latest = publish(agreement, now)
    else:
        _check_change(before)
        latest = amend(before, agreement, args.get("reason"), now)
    if latest is not before:
        service().store.agreements.put(latest, now, current())
    headers = {"Location": service().location(f"agreements/{agreementId}")}
    answer = jsons.answer(agreement_answer(latest), 200 if before else 201, headers)
    return set_etag(answer, latest.latest.version)


@blp.route("/agreements", methods=["GET"])
@needs("agreements:read")
@blp.arguments(AgreementFilter, location="query")
@blp.response(
    200,
    AgreementPageAnswer,
    description="A page of agreements, by id.",
    example={
        "items": [
            {
                "id": "nykvarn-2021-2022",
                "municipality": "0140",
                "municipalityName": "Nykvarn",
                "title": "Medborgarlöften i Nykvarn 2021-2022",
                "start": "2021-01-01",
                "end": "2022-12-31",
                "version": 1,
            }
        ],
        "page": 1,
        "limit": 20,
        "total": 1,
    },
)
@refusals(422, 503)
def list_agreements(args: dict[str, Any]) -> AgreementPageAnswer:
    """List agreements.

    Only those of the municipalities that the token reaches. Lista medborgarlöften.
    """
    if "municipality" in args:
        caller().must_reach(args["municipality"])
    reached = {args["municipality"]} if "municipality" in args else caller().municipalities
    found, total = service().store.agreements.page(reached, skip=skip_of(args), limit=args["limit"])
    return AgreementPageAnswer(**page_of([agreement_item(each) for each in found], total, args))


@blp.route("/agreements/<agreementId>", methods=["GET"])
@needs("agreements:read")
@blp.response(
    200,
    AgreementAnswer,
    description="The agreement at its latest version.",
    example=AGREEMENT_ANSWER_EXAMPLE,
    headers=_ETAG,
)
@refusals(404, 503)
def get_agreement(agreementId: str) -> Response:  # noqa: N803
    """Read an agreement.

    The latest version, whole, and from when and why there were others. Läs ett medborgarlöfte.
    """
    published = service().store.agreements.get(agreementId)
    if published is None:
        raise not_found(
            f"There is no agreement {agreementId[:100]}.", remedy="GET /activities/v1/agreements lists them."
        )
    caller().must_reach(published.municipality)
    version = published.latest.version
    if seen_already(version):
        return set_etag(Response(status=304), version)
    return set_etag(jsons.answer(agreement_answer(published)), version)


def _check_change(before: AgreementPublished) -> None:
    caller().must_reach(before.municipality)
    if "If-Match" in request.headers:
        require_match(before.latest.version)


def _content() -> Any:  # noqa: ANN401  (whatever the file holds)
    if request.mimetype not in YAML:
        return json_body()
    try:
        return parse_yaml(raw_body())
    except Unreadable as error:
        title = MEANINGS[400].title
        raise Problem(400, title, f"The body is no YAML that is read here: {error}.", remedy="Mend it.") from None
