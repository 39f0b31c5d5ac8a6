"""The lint of agreements: what of one cannot be measured, met or followed up, before anything is kept."""

from typing import Final

from services.activities.agreement_file import read_agreement
from services.activities.api.bodies import body_of, refusals
from services.activities.api.examples import LINT_EXAMPLE
from services.activities.api.publishing import EXAMPLES, said_content
from services.activities.domain.findings import Finding, findings
from services.activities.domain.refusal import Reason, Refused
from shared.drafting.linting.unfinished import REQUIRED, filled
from shared.events.agreement import Agreement, Promise
from shared.events.record import Record
from shared.http.auth import caller, needs
from shared.http.blueprint import Blueprint
from shared.http.structs import loosened

blp = Blueprint(
    "agreement-lint",
    __name__,
    url_prefix="/activities/v1",
    description="What of an agreement cannot be measured, met or followed up. Granskning av medborgarlöften.",
)


_UNFINISHED: Final = loosened(
    Agreement,
    "AgreementToLint",
    REQUIRED,
    promises={"type": "array", "items": loosened(Promise, "PromiseToLint")},
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
@blp.doc(requestBody=body_of(_UNFINISHED, EXAMPLES))
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
