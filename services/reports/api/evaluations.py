"""Evaluations: what became of an agreement's promises in a year, and the half-way report that the parties meet over."""

from datetime import datetime
from typing import Any

from flask import Response, render_template, request
from marshmallow import fields, validate

from services.reports.api.evaluations_examples import EVALUATION, HALF_WAY
from services.reports.api.moments import not_yet_published
from services.reports.evaluation import drawing
from services.reports.evaluation.account import EvaluationAccount
from services.reports.evaluation.accounting import account_of
from services.reports.evaluation.evaluate import evaluate
from services.reports.evaluation.half_way import half_way
from services.reports.evaluation.half_way_account import HalfWayAccount, half_way_account
from services.reports.evaluation.material import Material
from services.reports.evaluation.served import material, present
from services.reports.evaluation.stretch import known, stretch_of, years_of
from services.reports.evaluation.views import context_of_half_way
from shared.clock import local_day
from shared.http import jsons
from shared.http.auth import caller, needs
from shared.http.blueprint import Blueprint
from shared.http.problem import Invalid, invalid, not_found
from shared.http.schema import Base, Instant

HTML, PDF = "text/html", "application/pdf"
_VARY = {"Vary": "Accept"}

blp = Blueprint(
    "evaluations",
    __name__,
    url_prefix="/reports/v1",
    description="Evaluations: what became of the promises. Utvärderingar: vad som blev av löftena.",
)


class LanguageArgs(Base):
    """In which language it is told."""

    lang = fields.String(
        load_default="sv",
        validate=validate.OneOf(["sv", "en"], error="is none of: {choices}"),
        metadata={"description": "The language of the sentences; `sv` without it.", "example": "en"},
    )


class EvaluationArgs(LanguageArgs):
    """Which year, and as it was known when."""

    year = fields.Integer(
        strict=False,
        validate=validate.Range(1, 9999),
        metadata={"description": "A calendar year of the agreement's; without it, the whole period.", "example": 2021},
    )
    known_at = Instant(
        metadata={
            "description": "What had been reported by then; by default all that is known now.",
            "example": "2022-02-01T11:00:00Z",
        }
    )


@blp.route("/agreements/<agreementId>/evaluation", methods=["GET"])
@needs("reports:read")
@blp.arguments(EvaluationArgs, location="query")
@blp.response(200, EvaluationAccount, description="The evaluation, promise by promise.", example=EVALUATION)
@blp.alt_response(404, "NOT_FOUND")
def get_evaluation(args: dict[str, Any], agreementId: str) -> EvaluationAccount:  # noqa: N803  (the path's own name)
    """Tell what became of an agreement's promises in a year, or in the whole period.

    Each promise word for word, a verdict in one sentence (none where it names no measure), what was done in sentences,
    the parties' own words, and the activities that it rests on. The same stands, without a token, at
    `/{municipality}/{agreementId}/utvardering/{year}` and there as a PDF. Årets utvärdering av löftena.
    """
    found = _material(agreementId)
    versions, now = found.published.versions, present()
    known_at: datetime = args.get("known_at", now)
    if known_at > now:
        raise invalid(Invalid("knownAt", "lies in the future; ask for a moment that has been"))
    year: int | None = args.get("year")
    years = years_of(known(versions, known_at))
    if year is not None and year not in years:
        raise invalid(Invalid("year", f"is none of the agreement's: {', '.join(map(str, years))}"))
    stretch = stretch_of(versions, year, now, known_at)
    if stretch.period.start > local_day(now):
        raise not_found(f"What is to be evaluated begins on {stretch.period.start}.", remedy="Ask when it has begun.")
    if stretch.period.start > local_day(known_at):
        raise invalid(Invalid("knownAt", f"lies before {stretch.period.start}, when what is evaluated began"))
    not_yet_published(found.published, known_at)
    return account_of(evaluate(found, stretch), args["lang"])


@blp.route("/agreements/<agreementId>/half-way-report", methods=["GET"])
@needs("reports:read")
@blp.arguments(LanguageArgs, location="query")
@blp.response(200, HalfWayAccount, description="The report, party by party.", example=HALF_WAY)
@blp.doc(
    responses={
        200: {
            "content": {
                HTML: {"schema": {"type": "string"}, "example": "<!doctype html>"},
                PDF: {"schema": {"type": "string", "format": "binary"}, "example": "%PDF-1.7"},
            }
        }
    }
)
@blp.alt_response(404, "NOT_FOUND")
def get_half_way_report(args: dict[str, Any], agreementId: str) -> Any:  # noqa: ANN401, N803  (the path's own name)
    """Tell what is missing, what is due and when, and who answers for it.

    For the parties' own follow-up meeting: how each promise goes, and for each party what it has to do, to decide or
    to explain, the most pressing first. As JSON, or with `Accept: text/html` or `Accept: application/pdf` as a
    document. Halvtidsrapport inför parternas uppföljningsmöte.
    """
    account = half_way_account(half_way(_material(agreementId), present()), args["lang"])
    asked = request.accept_mimetypes.best_match([jsons.MEDIA_TYPE, HTML, PDF])
    if asked not in (HTML, PDF):
        return account, 200, _VARY
    html = render_template("evaluation/half_way.html", **context_of_half_way(account, alone=asked == HTML))
    answer = drawing.answer(html, f"{agreementId}-halvtid.pdf") if asked == PDF else Response(html)
    answer.headers.update(_VARY)
    return answer


def _material(agreement_id: str) -> Material:
    found = material(agreement_id)
    if found is None or not caller().reaches(found.published.municipality):
        remedy = "GET /reports/v1/promises names the agreements of those that the token reaches."
        raise not_found(f"There is no agreement {agreement_id[:100]}.", remedy=remedy)
    return found
