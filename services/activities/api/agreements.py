"""Agreements: publish, amend, read and list the promises that parties have signed."""

from typing import Any, Final

from flask import Response
from marshmallow import fields
from werkzeug.routing import Map, UnicodeConverter

from services.activities.api.agreement_answers import (
    AgreementAnswer,
    AgreementPageAnswer,
    AgreementVersionAnswer,
    agreement_item,
    version_answer,
)
from services.activities.api.bodies import refusals
from services.activities.api.examples import AGREEMENT_ANSWER_EXAMPLE, VERSION_EXAMPLE
from services.activities.api.lists import MunicipalityFilter, reached
from services.activities.api.publishing import (
    BODY,
    answer,
    bring_into_force,
    find_published,
    must_be_of,
    said_agreement,
)
from services.activities.api.service import service
from services.activities.domain.agreement import RESERVED
from services.activities.domain.forms import LONGEST_REASON
from services.activities.domain.refusal import Reason, Refused
from services.activities.domain.versions import version_of
from services.activities.store.agreements import SIGNED_BY
from shared.events.agreement import Agreement
from shared.http import etag, jsons
from shared.http.auth import needs
from shared.http.blueprint import Blueprint
from shared.http.etag import seen_already, set_etag
from shared.http.paging import example_of, turn_of
from shared.http.problem import not_found
from shared.http.schema import Base, Day, FreeText

blp = Blueprint(
    "agreements",
    __name__,
    url_prefix="/activities/v1",
    description="Agreements: what parties have signed, at each version. Medborgarlöften, i varje version.",
)


class AgreementId(UnicodeConverter):
    """What stands for an agreement in an address, but for the words that are addresses of their own."""

    def __init__(self, of: Map) -> None:
        super().__init__(of)
        self.regex = rf"(?!(?:{'|'.join(RESERVED)})\Z){self.regex}"


blp.record(lambda setup: setup.app.url_map.converters.update(agreement=AgreementId))


_IF_NONE_MATCH: Final = {
    "in": "header",
    "name": "If-None-Match",
    "required": False,
    "description": "`*`: publish it only if there is none with its id yet.",
    "schema": {"type": "string", "enum": ["*"]},
    "example": "*",
}


class PublishArgs(Base):
    """Why a published agreement is changed, and from when on."""

    reason = FreeText(
        max_length=LONGEST_REASON,
        lines=False,
        metadata={"description": "Why; required when a published agreement is changed.", "example": "Nytt mål."},
    )
    in_force_from = Day(
        data_key="inForceFrom",
        metadata={
            "description": "The day from whose start an amendment holds: at the latest today, and no earlier than the "
            "version before it. Left out: from now on.",
            "example": "2021-06-01",
        },
    )


class AgreementFilter(MunicipalityFilter):
    """Which agreements are listed."""

    party = fields.String(
        metadata={"description": "Party that signs it, or signed an earlier version.", "example": "nykvarn-kommun"}
    )


@blp.route("/agreements/<agreement:agreementId>", methods=["PUT"])
@needs("agreements:write")
@blp.arguments(PublishArgs, location="query")
@blp.response(
    200,
    AgreementAnswer,
    description="Amended: a new version; or the same again: nothing has changed.",
    example=AGREEMENT_ANSWER_EXAMPLE,
    headers=etag.HEADERS,
)
@blp.alt_response(
    201,
    schema=AgreementAnswer,
    description="Published: the first version.",
    example=AGREEMENT_ANSWER_EXAMPLE,
    headers=etag.HEADERS,
    success=True,
)
@refusals(400, 409, 412, 413, 415, 422, 428, 503)
@blp.doc(requestBody=BODY, parameters=[etag.OF_PUT, _IF_NONE_MATCH])
def put_agreement(args: dict[str, Any], agreementId: str) -> Response:  # noqa: N803  (the path's own name)
    """Publish an agreement, or amend it.

    JSON or YAML, the same names in both. The same content again changes nothing; another content is a new version, and
    needs a `reason` and `If-Match`. `period.end`, `closedOn` and `replacedBy` have operations of their own, and stay as
    they are; so does `period.start` once it has come. All versions together may hold 4 MiB. Activities are then counted
    anew, within a minute. Publicera eller ändra ett medborgarlöfte.
    """
    agreement = said_agreement(Agreement)
    must_be_of(agreement)
    if agreement.id != agreementId:
        raise Refused("The agreement's id is another.", [Reason("id", "must be the id in the address")])
    published, created = bring_into_force(agreement, args.get("reason"), args.get("in_force_from"), guarded=True)
    return answer(published, created=created)


@blp.route("/agreements", methods=["GET"])
@needs("agreements:read")
@blp.arguments(AgreementFilter, location="query")
@blp.response(
    200,
    AgreementPageAnswer,
    description="A page of agreements, by id.",
    example=example_of(
        {
            "id": "nykvarn-2021-2022",
            "municipality": "0140",
            "municipalityName": "Nykvarn",
            "title": "Medborgarlöften i Nykvarn 2021-2022",
            "start": "2021-01-01",
            "end": "2022-12-31",
            "version": 1,
        }
    ),
)
@refusals(422, 503)
def list_agreements(args: dict[str, Any]) -> AgreementPageAnswer:
    """List agreements.

    Only those of the municipalities that the token reaches. Lista medborgarlöften.
    """
    turn, since = turn_of(args), args.get("changed_since")
    signed = {SIGNED_BY: args["party"]} if "party" in args else {}
    rows = service().store.agreements.page({**reached(args), **signed}, turn.wanted, since=since)
    until = turn.changed_until if since else None
    return AgreementPageAnswer(**turn.answer(rows.each(agreement_item)), changed_until=until)


@blp.route("/agreements/<agreement:agreementId>", methods=["GET"])
@needs("agreements:read")
@blp.response(
    200,
    AgreementAnswer,
    description="The agreement at its latest version.",
    example=AGREEMENT_ANSWER_EXAMPLE,
    headers=etag.HEADERS,
)
@refusals(404, 503)
def get_agreement(agreementId: str) -> Response:  # noqa: N803
    """Read an agreement.

    The latest version, whole, and from when and why there were others. Läs ett medborgarlöfte.
    """
    published = find_published(agreementId)
    version = published.latest.version
    return set_etag(Response(status=304), version) if seen_already(version) else answer(published)


@blp.route("/agreements/<agreementId>/versions/<int:version>", methods=["GET"])
@needs("agreements:read")
@blp.response(
    200,
    AgreementVersionAnswer,
    description="The agreement as it stood at that version.",
    example=VERSION_EXAMPLE,
    headers=etag.HEADERS,
)
@refusals(404, 503)
def get_agreement_version(agreementId: str, version: int) -> Response:  # noqa: N803
    """Read an agreement as it stood at a version.

    Whole, with what made it so: published, amended, extended, ended or replaced. Läs en tidigare version.
    """
    published = find_published(agreementId)
    found = version_of(published, version)
    if found is None:
        latest = published.latest.version
        raise not_found(f"There is no version {version} of {agreementId}.", remedy=f"The versions are 1 to {latest}.")
    if seen_already(version):
        return set_etag(Response(status=304), version)
    return set_etag(jsons.answer(version_answer(published, found)), version)
