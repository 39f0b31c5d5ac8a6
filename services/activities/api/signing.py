"""Signing an assessment: once for each request, as the first or the next revision, whatever is signed meanwhile."""

from typing import Any, Final

from flask import Response, request

from services.activities.api.service import service
from services.activities.domain.assessment import SaidAssessment, assessment_id, newest_with, sign, stands
from services.activities.domain.refusal import Reason, Refused
from services.activities.store.records import Kept
from shared.events.agreement import Agreement
from shared.events.assessment import Assessment
from shared.http import etag, idempotency, jsons
from shared.http.auth import caller
from shared.http.idempotency import answered_before, asked_now
from shared.http.problem import MEANINGS, Problem
from shared.http.trace import current
from shared.store.mongo import Document
from shared.store.requests import Asked, Request

_TRIES: Final = 5  # when a party's systems sign the same at once, each finds the other's at its next try


def sign_as(party: str, said: SaidAssessment) -> Response:
    """Sign as the party that the caller speaks for, and answer.

    Raises:
        Problem: 428 or 412 when `If-Match` does not name the revision that is replaced; 422 for a key of another body.
        Refused: see `sign`.
    """
    asked = asked_now("assessments")
    for _ in range(_TRIES):
        answer = _try(said, party, asked)
        if answer is not None:
            return answer
    raise etag.changed_meanwhile()


def _try(said: SaidAssessment, party: str, asked: Request | None) -> Response | None:
    """Sign once; None when somebody else was first."""
    assessments = service().store.assessments
    if asked and (answered := assessments.answered(asked)) and caller().reaches(answered[1]["municipality"]):
        return _as_first(asked, *answered)
    agreement = _agreement_of(said.promise)
    before = assessments.get(assessment_id(said.promise, party, said.period))
    if before and (first := answered_before(before.requests, asked)):  # at this very moment
        return _answer(before.revision(first.revision), first.revision, created=first.created)
    made = sign(said, party, agreement, before.record if before else None, service().now())
    same = before if before and stands(before.record, made.record, said) else None
    _must_match(before, is_same=same is not None)
    if same is not None:
        if asked:
            assessments.remember(same, asked)
        return _answer(same.outer, same.record.revision, created=False)
    if not assessments.sign(before, made, asked, current()):
        return None
    return _answer(made.record, made.record.revision, created=before is None)


def _as_first(asked: Request, first: Asked, revision: Document) -> Response:
    """What was answered when the key first came, whatever was signed since.

    Raises:
        Problem: 422 when it came with another body.
    """
    if first.hash != asked.hash:
        raise idempotency.other_body()
    return _answer(revision, first.revision, created=first.created)


def _agreement_of(promise_id: str) -> Agreement:
    """The agreement that has the promise, or had it, at its latest version.

    Raises:
        Refused: there is none that the caller may know of.
    """
    published = service().store.agreements.of_promise(promise_id)
    known = published is not None and caller().reaches(published.municipality)
    if published is None or not known or newest_with(published, promise_id) is None:
        unknown = "no agreement that the token reaches has such a promise; GET /agreements lists them"
        raise Refused("The promise is not known here.", [Reason("promise", unknown)])
    return published.latest.agreement


def _must_match(before: Kept[Assessment] | None, *, is_same: bool) -> None:
    """Go on only if `If-Match` names the revision that is to be replaced; the same again needs none.

    Raises:
        Problem: 428, 412.
    """
    if "If-Match" not in request.headers and (before is None or is_same):
        return
    if before is None:
        remedy = "Sign the first without `If-Match`."
        raise Problem(412, MEANINGS[412].title, "There is no assessment to replace yet.", remedy=remedy)
    etag.require_match(before.record.revision)


def _answer(body: Any, revision: int, *, created: bool) -> Response:  # noqa: ANN401  (the record or its outer form)
    assessment = body["id"] if isinstance(body, dict) else body.id
    headers = {"Location": service().location(f"assessments/{assessment}")}
    return etag.set_etag(jsons.answer(body, 201 if created else 200, headers), revision)
