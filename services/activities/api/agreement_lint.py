"""The lint of agreements: what of one cannot be measured, met or followed up, before anything is kept."""

from services.activities.agreement_file import read_agreement
from services.activities.api.bodies import refusals
from services.activities.api.examples import LINT_EXAMPLE
from services.activities.api.publishing import BODY, said_content
from services.activities.domain.findings import Finding, findings
from services.activities.domain.refusal import Reason, Refused
from shared.drafting.linting.unfinished import filled
from shared.events.agreement import Agreement
from shared.events.record import Record
from shared.http.auth import caller, needs
from shared.http.blueprint import Blueprint

blp = Blueprint(
    "agreement-lint",
    __name__,
    url_prefix="/activities/v1",
    description="What of an agreement cannot be measured, met or followed up. Granskning av medborgarlöften.",
)


class LintAnswer(Record, frozen=True):
    """What is found: ``blocking`` of the findings stop a publication, the others are advice.

    ``agreement`` is the id that was sent, if any.
    """

    agreement: str | None
    blocking: int
    findings: tuple[Finding, ...]


@blp.route("/agreements/lint", methods=["POST"])
@needs("agreements:read")
@blp.response(200, LintAnswer, description="What is found; an empty list: nothing.", example=LINT_EXAMPLE)
@refusals(400, 413, 415, 422, 503)
@blp.doc(requestBody=BODY)
def lint_agreement() -> LintAnswer:
    """Lint an agreement.

    Any, finished or not, as JSON or YAML; nothing is stored. Each finding names its rule, why that matters and who says
    so, and where it can a target to begin from: SMART in the sense of the handbook of Brå, the police and SKR. Advice
    stops nothing; what has `blocks` would be refused when the agreement is published. At most 200 findings are
    answered. Granska ett medborgarlöfte.
    """
    content = said_content()
    if not isinstance(content, dict):
        raise Refused("An agreement is an object.", [Reason("body", "must be an object")])
    whole, missing = filled(content)
    agreement = read_agreement(whole, Agreement)
    if "municipality" not in missing:
        caller().must_reach(agreement.municipality.code)
    found = findings(agreement, missing)
    said = None if "id" in missing else agreement.id
    return LintAnswer(agreement=said, blocking=sum(each.blocks for each in found), findings=found)
