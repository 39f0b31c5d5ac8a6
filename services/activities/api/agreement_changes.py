"""What becomes of an agreement: ended early, extended, replaced. Each is a new version, with its reason."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Response

from services.activities.api.agreement_answers import AgreementAnswer
from services.activities.api.examples import EXTENDED_EXAMPLE
from services.activities.api.publishing import answer, find_kept, must_be_of
from services.activities.api.resource import changing
from services.activities.api.service import service
from services.activities.domain.agreement_life import Ending, Extension, Replacement, end, extend, replace
from services.activities.domain.refusal import Overtaken
from services.activities.domain.versions import as_at
from shared.events.agreement import AgreementPublished
from shared.http.blueprint import Blueprint, Views
from shared.http.etag import changed_meanwhile, require_match
from shared.http.idempotency import answered_before, asked_now
from shared.http.trace import current

blp = Blueprint(
    "agreement-changes",
    __name__,
    url_prefix="/activities/v1/agreements/<agreementId>",
    description="What becomes of an agreement. Each change is a new version. Vad som händer med ett medborgarlöfte.",
)


def _changes(form: type[Any], example: dict[str, Any]) -> Views:
    return changing(blp, "agreements:write", form, AgreementAnswer, said=example, shown=EXTENDED_EXAMPLE)


@blp.route("/ending", methods=["POST"])
@_changes(Ending, {"lastDay": "2022-06-30", "reason": "Parterna arbetar vidare i en ny samverkansform."})
def end_agreement(said: Ending, agreementId: str) -> Response:  # noqa: N803  (the path's own name)
    """End an agreement before its period is over.

    `lastDay` is the last day on which it holds, within the period that was signed, which stays as it is. Another ending
    moves the day; the period's own last day takes the ending back. What is planned after it stays, and counts toward it
    no more. Avsluta ett medborgarlöfte i förtid.
    """
    return _change(agreementId, lambda published, now: end(published, said, now))


@blp.route("/extension", methods=["POST"])
@_changes(Extension, {"lastDay": "2023-12-31", "reason": "Nya skrivs i vår."})
def extend_agreement(said: Extension, agreementId: str) -> Response:  # noqa: N803
    """Extend an agreement.

    Its period ends on `lastDay`, which is later than before; an earlier ending is taken back by it. Förläng ett
    medborgarlöfte.
    """
    return _change(agreementId, lambda published, now: extend(published, said, now))


@blp.route("/replacement", methods=["POST"])
@_changes(Replacement, {"replacedBy": "nykvarn-2023-2024", "reason": "Nya medborgarlöften är undertecknade."})
def replace_agreement(said: Replacement, agreementId: str) -> Response:  # noqa: N803
    """Tell which agreement has taken this one's place.

    The other is published in the same municipality and begins later; this one holds until the day before, at the
    longest. It can be amended after that, but neither ended, extended nor replaced again. Ersätt ett medborgarlöfte.
    """
    other = service().store.agreements.get(said.replaced_by)
    return _change(agreementId, lambda published, now: replace(published, said, other, now))


def _change(agreement_id: str, decide: Callable[[AgreementPublished, datetime], AgreementPublished]) -> Response:
    """Decide the change of an agreement that the caller may change and has seen; once for each request with a key."""
    kept, asked, agreements = find_kept(agreement_id), asked_now(), service().store.agreements
    must_be_of(kept.published.latest.agreement)
    if before := answered_before(kept.requests, asked):
        return answer(as_at(kept.published, before.revision))
    require_match(kept.published.latest.version)
    now = service().now()
    made = decide(kept.published, now)
    try:
        agreements.put(made, now, current(), asked)
    except Overtaken:
        found = find_kept(agreement_id)
        if before := answered_before(found.requests, asked):
            return answer(as_at(found.published, before.revision))
        raise changed_meanwhile() from None
    return answer(made)
