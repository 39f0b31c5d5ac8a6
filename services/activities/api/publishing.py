"""What all views of agreements and their drafts share: reading one from a body, bringing it into force, answering."""

from datetime import date
from typing import Any, Final

from flask import Response, request

from services.activities.agreement_file import Form, read_agreement
from services.activities.api.agreement_answers import agreement_answer
from services.activities.api.bodies import body_of, json_body
from services.activities.api.examples import AGREEMENT_EXAMPLE, AGREEMENT_YAML
from services.activities.api.service import service
from services.activities.domain.refusal import Conflict, Overtaken, Reason, refuse
from services.activities.domain.unfinished import UnfinishedAgreement
from services.activities.domain.versions import amend, is_latest, publish
from services.activities.store.agreements import KeptAgreement
from shared.agreement_file import Unreadable, parse_yaml
from shared.events.agreement import Agreement, AgreementPublished
from shared.http import jsons
from shared.http.auth import caller
from shared.http.bodies import raw_body
from shared.http.etag import changed_meanwhile, require_match, set_etag
from shared.http.problem import MEANINGS, Problem, conflict, forbidden, not_found
from shared.http.structs import schema_of
from shared.http.trace import current

YAML: Final = frozenset({"application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml"})
EXAMPLES: Final = {"application/json": AGREEMENT_EXAMPLE, "application/yaml": AGREEMENT_YAML}
BODY: Final = body_of(schema_of(Agreement), EXAMPLES)
UNFINISHED: Final = body_of(schema_of(UnfinishedAgreement), EXAMPLES)


def said_agreement(form: type[Form]) -> Form:
    """The agreement in the request's body, JSON or YAML, in a municipality that the caller reaches.

    Raises:
        Problem: 400, 413 or 415 when the body cannot be read; 403.
        Refused: it is no agreement.
    """
    agreement = read_agreement(said_content(), form)
    caller().must_reach(agreement.municipality.code)
    return agreement


def find_published(agreement_id: str) -> AgreementPublished:
    """Every version of an agreement that the caller may know of.

    Raises:
        Problem: 404, whether it is another municipality's or nobody's.
    """
    return find_kept(agreement_id).published


def find_kept(agreement_id: str) -> KeptAgreement:
    """The same, with the requests that changed it."""
    kept = service().store.agreements.kept(agreement_id)
    if kept is None or not caller().reaches(kept.published.municipality):
        remedy = "GET /activities/v1/agreements lists those that the token reaches."
        raise not_found(f"There is no agreement {agreement_id[:100]}.", remedy=remedy)
    return kept


def must_be_of(agreement: Agreement | UnfinishedAgreement) -> None:
    """Only the parties of an agreement, and operators, write it; while it names none, whoever reaches it.

    Raises:
        Problem: 403.
    """
    if (
        caller().party is not None
        and agreement.parties
        and caller().party not in {each.id for each in agreement.parties}
    ):
        raise forbidden(
            f"The token speaks for {caller().party}, which is no party of the agreement.",
            remedy="Only its parties write it, and operators.",
        )


def bring_into_force(
    agreement: Agreement, reason: str | None, since: date | None = None, *, guarded: bool
) -> tuple[AgreementPublished, bool]:
    """Publish it, or amend the one that is published; the same again changes nothing.

    Args:
        agreement: in a municipality that the caller reaches.
        reason: why a published one is amended.
        since: the day from which an amendment holds; None: from now on.
        guarded: whether the request's `If-Match` is about the agreement, and needed to change it; and its
            `If-None-Match: *`, that there is none yet.

    Returns:
        Every version, and whether this was the first.

    Raises:
        Problem: 403, 409; 412 and 428 when it is guarded.
    """
    before, now = service().store.agreements.get(agreement.id), service().now()
    named = guarded and "If-Match" in request.headers
    if before is None:
        if named:
            raise Problem(412, MEANINGS[412].title, "There is no such agreement, so no ETag matches it.")
        latest = publish(agreement, now)
        refuse([Reason("inForceFrom", "is for amendments: what was signed holds from its first day")] if since else [])
    else:
        if not caller().reaches(before.municipality):
            raise conflict(f"The id {agreement.id} is taken.", remedy="Choose another; begin it with the municipality.")
        must_be_of(before.latest.agreement)
        if guarded and request.headers.get("If-None-Match") == "*":
            raise Problem(412, MEANINGS[412].title, "It is published already.", remedy="Read it, then decide.")
        if is_latest(before, agreement):
            return before, False  # whichever `If-Match` names: it may be a request that comes again
        if named:
            require_match(before.latest.version)
        latest = amend(before, agreement, reason, now, since=since, replacing=_replaced_by(agreement))
        if guarded:
            require_match(before.latest.version)
    try:
        service().store.agreements.put(latest, now, current())
    except Conflict as refused:
        after = service().store.agreements.get(agreement.id)
        if after is not None and is_latest(after, agreement):
            return after, before is None  # the same request, in the same moment
        if guarded and isinstance(refused, Overtaken):
            raise changed_meanwhile() from None
        raise
    return latest, before is None


def _replaced_by(agreement: Agreement) -> list[Agreement]:
    """The agreements whose place this one has taken."""
    code = agreement.municipality.code
    in_force = service().store.agreements.in_force([code]).get(code)
    return [each for each in in_force.agreements if each.replaced_by == agreement.id] if in_force else []


def answer(published: AgreementPublished, *, created: bool = False) -> Response:
    """The agreement at its latest version."""
    headers = {"Location": service().location(f"agreements/{published.agreement_id}")}
    made = jsons.answer(agreement_answer(published), 201 if created else 200, headers)
    return set_etag(made, published.latest.version)


def said_content() -> Any:  # noqa: ANN401  (whatever the file holds)
    """The request's body as plain values, JSON or YAML.

    Raises:
        Problem: 400, 413 or 415 when it cannot be read.
    """
    if request.mimetype not in YAML:
        if not request.is_json:
            raise Problem(415, MEANINGS[415].title, "Send application/json or application/yaml.")
        return json_body()
    try:
        return parse_yaml(raw_body())
    except Unreadable as error:
        title = MEANINGS[400].title
        raise Problem(400, title, f"The body is no YAML that is read here: {error}.", remedy="Mend it.") from None
