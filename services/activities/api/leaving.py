"""Leaving a tip, by whichever door: the API and the residents' form count toward one limit and end in one place."""

import hashlib
import hmac
from typing import Final
from urllib.parse import unquote_to_bytes

from flask import request

from services.activities.api.service import service
from services.activities.domain.refusal import Reason, Refused
from services.activities.domain.tip import TipReport
from services.activities.told import Reporter, Told, new_id
from shared.http import idempotency
from shared.http.bodies import raw_body
from shared.http.limits import limiter
from shared.http.problem import MEANINGS, Problem
from shared.http.trace import current
from shared.store.requests import is_forgotten

FORM: Final = "application/x-www-form-urlencoded"
A_MINUTE: Final = 20  # from one address, by all doors together
A_DAY: Final = 200
_ANYBODY: Final = Reporter(party=None, municipalities=None)


@limiter.shared_limit(f"{A_MINUTE}/minute;{A_DAY}/day", scope="tips")
def count() -> None:
    """Count the request toward what the caller may send.

    Raises:
        RateLimitExceeded: it is too much.
    """


def leave(said: TipReport, key: str | None) -> str:
    """Seal a tip and keep it; its id.

    The same key and body make the same tip. The body is part of it, since nobody's key is nobody's own here; and so
    there is no need to keep a hash of the text, which could be used to guess it. The id is told in the open: it is
    keyed with a secret, so that no guess of key and text can be held against it.

    Raises:
        Refused: it cannot be received.
    """
    tip_id = idempotency.derived_id("tips", _keyed(key)) if key else new_id()
    while _was_left_before(said, tip_id):
        tip_id = idempotency.next_use(tip_id)
    return tip_id


def _keyed(key: str) -> str:
    said = b"\n".join([key.encode(), _body()])
    return hmac.new(service().store.secret.get(), said, hashlib.sha256).hexdigest()


def _was_left_before(said: TipReport, tip_id: str) -> bool:
    """Seal the tip and keep it; whether one with that id is there whose key is forgotten by now."""
    now = service().now()
    told = Told(id=tip_id, said=said, reporter=_ANYBODY, traceparent=current())
    (outcome,) = service().intake.take([told], now)
    if outcome.refusal is not None:
        raise outcome.refusal
    before = service().store.tips.get(tip_id) if outcome.result == "duplicate" else None
    return before is not None and is_forgotten(before["receivedAt"], now)


def form_fields() -> dict[str, str]:
    """The fields of a form, those left empty too.

    Raises:
        Problem: 400 when it is not UTF-8; Werkzeug would mend it in silence, and the police read something else.
        Refused: a field stands twice.
    """
    try:
        unquote_to_bytes(raw_body()).decode()
    except UnicodeDecodeError:
        raise Problem(
            400, MEANINGS[400].title, "The form is not UTF-8.", remedy="Percent-encode it from UTF-8."
        ) from None
    if any(len(values) > 1 for values in request.form.listvalues()):
        twice = [Reason(name, "stands twice") for name, values in request.form.lists() if len(values) > 1]
        raise Refused("The form is not as it should be.", twice)
    return dict(request.form.items())


def _body() -> bytes:
    """What was sent; of a form what it says, however it is encoded."""
    return repr(sorted(request.form.items())).encode() if request.mimetype == FORM else raw_body()
