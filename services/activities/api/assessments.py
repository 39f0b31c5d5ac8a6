"""Assessments: each responsible party's own verdict on a promise for a period; a later one replaces the earlier."""

from typing import Any, Final

import msgspec
from flask import Response
from marshmallow import fields

from services.activities.api.bodies import reads, refusals
from services.activities.api.lists import listed
from services.activities.api.periods import PeriodFilter
from services.activities.api.resource import CREATED, change, changing, find, must_have_reported, party, show
from services.activities.api.service import service
from services.activities.api.signing import sign_as
from services.activities.domain.assessment import SaidAssessment, withdraw
from services.activities.domain.forms import Closing
from services.activities.store.periods import query_of
from services.activities.store.records import Kept
from shared.events import catalogue
from shared.events.assessment import Assessment
from shared.events.examples import EXAMPLES
from shared.http import etag, idempotency, jsons
from shared.http.auth import needs
from shared.http.blueprint import Blueprint
from shared.http.paging import ChangesPage, example_of
from shared.http.problem import not_found

blp = Blueprint(
    "assessments",
    __name__,
    url_prefix="/activities/v1/assessments",
    description="Assessments: the parties' own verdicts on promises. Parternas egna uppföljningar av löften.",
)

ASSESSMENT_EXAMPLE: Final[dict[str, Any]] = msgspec.to_builtins(EXAMPLES[catalogue.ASSESSMENT_SIGNED])
_SAID: Final = {
    name: ASSESSMENT_EXAMPLE[name]
    for name in ("promise", "period", "delivery", "effect", "narrative", "signedBy", "signedOn")
}
_WITHDRAWAL: Final = {"reason": "Fel år angavs."}
_IF_MATCH: Final = {
    **etag.PARAMETER,
    "required": False,
    "description": "The ETag of the revision that the new one is to replace; left out for the first.",
}


class AssessmentPageAnswer(ChangesPage, frozen=True, kw_only=True):
    """A page of assessments."""

    items: list[Assessment]


class AssessmentFilter(PeriodFilter):
    """Which assessments are listed."""

    promise = fields.String(metadata={"description": "Promise id.", "example": "nykvarn-2021-2022-trygghetsvandringar"})
    party = fields.String(metadata={"description": "Party that signed.", "example": "polisen-sodertalje"})


@blp.route("", methods=["POST"])
@needs("assessments:write")
@reads(SaidAssessment, example=_SAID)
@blp.response(
    200,
    Assessment,
    description="Signed anew, at its next revision; or the same again: nothing has changed.",
    example={**ASSESSMENT_EXAMPLE, "revision": 2},
    headers=CREATED,
)
@blp.alt_response(
    201,
    schema=Assessment,
    description="Signed for the first time.",
    example=ASSESSMENT_EXAMPLE,
    headers=CREATED,
    success=True,
)
@refusals(400, 412, 413, 415, 422, 428, 503)
@blp.doc(parameters=[idempotency.PARAMETER, _IF_MATCH])
def sign_assessment(said: SaidAssessment) -> Response:
    """Sign an assessment of a promise for a period.

    As the caller's party, which must answer for the promise; the period lies within the agreement's and has begun. The
    same promise and period again is the next revision, and replaces the earlier, which stays readable: `If-Match` names
    the one that is replaced (428, 412), and only the very same again needs none. No person is named: `signedBy` is a
    role. Signera en uppföljning av ett löfte.
    """
    return sign_as(party(), said)


@blp.route("", methods=["GET"])
@needs("activities:read")
@blp.arguments(AssessmentFilter, location="query")
@blp.response(
    200,
    AssessmentPageAnswer,
    description="A page of assessments, the latest period first.",
    example=example_of(ASSESSMENT_EXAMPLE),
)
@refusals(422, 503)
def list_assessments(args: dict[str, Any]) -> dict[str, Any]:
    """List assessments.

    Each at its latest revision, those that are withdrawn too; only of the municipalities that the token reaches. Lista
    uppföljningar.
    """
    return listed(service().store.assessments, args, query_of(args))


@blp.route("/<assessmentId>", methods=["GET"])
@needs("activities:read")
@blp.response(
    200,
    Assessment,
    description="The assessment at its latest revision.",
    example=ASSESSMENT_EXAMPLE,
    headers=etag.HEADERS,
)
@refusals(404, 503)
def get_assessment(assessmentId: str) -> Response:  # noqa: N803  (the path's own name)
    """Read an assessment.

    Its ETag is what a withdrawal is based on. Läs en uppföljning.
    """
    return show(_find(assessmentId))


@blp.route("/<assessmentId>/revisions/<int:revision>", methods=["GET"])
@needs("activities:read")
@blp.response(
    200,
    Assessment,
    description="The assessment as it was signed then.",
    example=ASSESSMENT_EXAMPLE,
    headers=etag.HEADERS,
)
@refusals(404, 503)
def get_assessment_revision(assessmentId: str, revision: int) -> Response:  # noqa: N803
    """Read an assessment as it was at a revision.

    What was replaced or withdrawn stays readable. Läs en tidigare uppföljning.
    """
    kept = _find(assessmentId)
    found = kept.revision(revision)
    if found is None:
        latest = kept.record.revision
        raise not_found(f"There is no revision {revision} of it.", remedy=f"The revisions are 1 to {latest}.")
    return etag.set_etag(jsons.answer(found), revision)


@blp.route("/<assessmentId>/withdrawal", methods=["POST"])
@changing(
    blp,
    "assessments:write",
    Closing,
    Assessment,
    said=_WITHDRAWAL,
    shown={**ASSESSMENT_EXAMPLE, **_WITHDRAWAL, "revision": 2, "state": "withdrawn"},
)
def withdraw_assessment(said: Closing, assessmentId: str) -> Response:  # noqa: N803
    """Withdraw an assessment.

    The party then has none for the period, until it signs another; the reason is public. Dra tillbaka en uppföljning.
    """
    kept = _find(assessmentId)
    must_have_reported(kept)
    return change(service().store.assessments, kept, lambda signed, _, now: withdraw(signed, said.reason, now))


def _find(assessment_id: str) -> Kept[Assessment]:
    return find(service().store.assessments, assessment_id, "assessment")
