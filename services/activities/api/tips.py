"""Tips: open to everybody. The text is sealed for the police before anything else is done with it."""

from typing import Any, Final
from urllib.parse import unquote_to_bytes

from flask import request

from services.activities.api.answers import TipAnswer
from services.activities.api.bodies import body_of, json_body, refusals
from services.activities.api.service import problem_of, service
from services.activities.domain.refusal import Reason, Refused
from services.activities.domain.tip import TipReport
from services.activities.intake import Reporter, Told, new_id
from services.activities.reading import read
from shared.http import idempotency
from shared.http.blueprint import Blueprint
from shared.http.bodies import raw_body
from shared.http.limits import limiter
from shared.http.problem import MEANINGS, Problem
from shared.http.structs import schema_of
from shared.http.trace import current

FORM: Final = "application/x-www-form-urlencoded"
LIMITS: Final = "20/minute;200/day"
_ANYBODY: Final = Reporter(party=None, municipalities=None)

blp = Blueprint(
    "tips",
    __name__,
    url_prefix="/activities/v1",
    description="Tips to the police, sealed for their eyes only. Tips till polisen, förseglade.",
)

_EXAMPLE: Final[dict[str, Any]] = {
    "municipality": "0140",
    "category": "narcotics",
    "area": "Nykvarns centrum",
    "observedAt": "2021-04-15T21:30:00+02:00",
    "text": "Det brukar samlas bilar bakom affärerna sent på fredagar.",
}


@blp.route("/tips", methods=["POST"])
@limiter.limit(LIMITS)
@blp.response(
    202,
    TipAnswer,
    description="Received and sealed.",
    example={"tipId": "0f8e6a52-3f4b-4a53-9d39-5e6c8c9a3c55"},
)
@refusals(400, 413, 415, 422, 429, 503)
@blp.doc(requestBody=body_of(schema_of(TipReport), {"application/json": _EXAMPLE, FORM: _EXAMPLE}))
def leave_tip() -> TipAnswer:
    """Leave a tip to the police.

    As JSON or as a form; no token is needed. The text is encrypted for the police at once: no one else can read it, and
    it is deleted after 90 days. `category` is a short word; `area` and `observedAt`, about when it was seen within the
    last year, may be left out. Lämna ett tips till polisen.
    """
    said = read(_form() if request.mimetype == FORM else json_body(), TipReport, sealed="text")
    told = Told(id=_id(), said=said, reporter=_ANYBODY, traceparent=current())
    (outcome,) = service().intake.take([told], service().now())
    if outcome.refusal is not None:
        raise problem_of(outcome.refusal)
    return TipAnswer(tip_id=told.id)


def _id() -> str:
    """The same for the same key and body. The body is part of it, since nobody's key is nobody's own here; and so
    there is no need to keep a hash of the text, which could be used to guess it.
    """
    key = idempotency.key_from_request()
    body = repr(sorted(request.form.items())).encode() if request.mimetype == FORM else raw_body()
    return idempotency.derived_id("tips", f"{key}\n{idempotency.body_hash(body)}") if key else new_id()


def _form() -> dict[str, str]:
    """The form's fields; those left empty are left out.

    Raises:
        Problem: 400 when it is not UTF-8; Werkzeug would mend it in silence, and the police read something else.
        Refused: a field stands twice.
    """
    body = raw_body()
    try:
        unquote_to_bytes(body).decode()
    except UnicodeDecodeError:
        raise Problem(
            400, MEANINGS[400].title, "The form is not UTF-8.", remedy="Percent-encode it from UTF-8."
        ) from None
    if any(len(values) > 1 for values in request.form.listvalues()):
        twice = [Reason(name, "stands twice") for name, values in request.form.lists() if len(values) > 1]
        raise Refused("The form is not as it should be.", twice)
    return {name: value for name, value in request.form.items() if value}
