"""Tips: open to everybody. The text is sealed for the police before anything else is done with it."""

from typing import Final

from flask import request

from services.activities.api.answers import TIP_EXAMPLE, TipAnswer
from services.activities.api.bodies import body_of, json_body, refusals
from services.activities.api.leaving import FORM, count, form_fields, leave
from services.activities.domain.tip import TipReport
from services.activities.reading import read
from shared.http import idempotency
from shared.http.blueprint import Blueprint
from shared.http.structs import schema_of

blp = Blueprint(
    "tips",
    __name__,
    url_prefix="/activities/v1",
    description="Tips to the police, sealed for their eyes only. Tips till polisen, förseglade.",
)


_KEY: Final = idempotency.PARAMETER | {
    "description": (
        "Makes the same tip sent again one tip, for 24 hours; with another text it is another tip: nothing is kept "
        "that a text could be compared by."
    )
}


@blp.route("/tips", methods=["POST"])
@blp.response(
    202,
    TipAnswer,
    description="Received and sealed.",
    example={"tipId": "0f8e6a52-3f4b-4a53-9d39-5e6c8c9a3c55"},
)
@refusals(400, 413, 415, 422, 429, 503)
@blp.doc(
    requestBody=body_of(schema_of(TipReport), {"application/json": TIP_EXAMPLE, FORM: TIP_EXAMPLE}), parameters=[_KEY]
)
def leave_tip() -> TipAnswer:
    """Leave a tip to the police.

    As JSON or as a form; no token is needed. The text is encrypted for the police at once: no one else can read it, and
    it is deleted after 90 days. `category` is one of those listed, and is told in the
    open; `area` and `observedAt`, about when it was seen within the
    last year, may be left out. From one address (of IPv6 its /64) 20 tips a minute and 200 a day are taken, with those
    of the residents' page (429). Residents have a page of their own, `/tips/{municipality}`. Lämna ett tips till
    polisen.
    """
    count()
    body = {name: value for name, value in form_fields().items() if value} if _is_form() else json_body()
    said = read(body, TipReport, sealed="text")
    return TipAnswer(tip_id=leave(said, idempotency.key_from_request()))


def _is_form() -> bool:
    return request.mimetype == FORM
