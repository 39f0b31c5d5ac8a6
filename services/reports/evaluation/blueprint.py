"""The public addresses of evaluations: a year's, or the whole period's, as a page and as a PDF.

/{municipality}/{agreement}/utvardering            the whole period
/{municipality}/{agreement}/utvardering/2021       a year
/{municipality}/{agreement}/utvardering/2021.pdf   the same on paper
"""

from typing import Any

from flask import Blueprint, Response, current_app, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from services.reports.evaluation import drawing, served
from services.reports.evaluation.account import EvaluationAccount
from services.reports.evaluation.accounting import account_of
from services.reports.evaluation.evaluate import evaluate
from services.reports.evaluation.material import Material
from services.reports.evaluation.phrases import Phrases
from services.reports.evaluation.stretch import stretch_of, years_of
from services.reports.evaluation.views import context_of
from services.reports.web.errors import Absent
from services.reports.web.language import spoken
from shared.http.limits import limiter

PDFS_A_MINUTE = "20/minute"

blueprint = Blueprint("evaluation", __name__, template_folder="templates")


@blueprint.get("/<code>/<agreement_id>/utvardering")
def period(code: str, agreement_id: str) -> AnyResponse | str:
    """The whole period's; of a single year, the year's."""
    years = years_of(_material(code, agreement_id).published.versions)
    if len(years) == 1:
        return redirect(address(code, agreement_id, years[0]))
    return _page(code, agreement_id, None)


@blueprint.get("/<code>/<agreement_id>/utvardering/<int:year>")
def year(code: str, agreement_id: str, year: int) -> str:
    """A year's."""
    return _page(code, agreement_id, year)


@blueprint.get("/<code>/<agreement_id>/utvardering.pdf")
@limiter.limit(PDFS_A_MINUTE)
def period_on_paper(code: str, agreement_id: str) -> Response:
    """The whole period's, as a PDF."""
    return _pdf(code, agreement_id, None)


@blueprint.get("/<code>/<agreement_id>/utvardering/<int:year>.pdf")
@limiter.limit(PDFS_A_MINUTE)
def year_on_paper(code: str, agreement_id: str, year: int) -> Response:
    """A year's, as a PDF."""
    return _pdf(code, agreement_id, year)


def address(code: str, agreement_id: str, year: int | None, *, pdf: bool = False) -> str:
    """The address of an evaluation, in the language that is spoken."""
    name = ("year" if year else "period") + ("_on_paper" if pdf else "")
    years: dict[str, Any] = {"year": year} if year else {}
    return url_for(f"page.evaluation.{name}", code=code, agreement_id=agreement_id, **years)


def _page(code: str, agreement_id: str, year: int | None) -> str:
    material = _material(code, agreement_id)
    account = _account(material, year)
    return render_template(
        "evaluation/page.html",
        **context_of(account),
        years=served.years_begun(material.published.versions),
        address=lambda each: address(code, agreement_id, each),
        pdf=address(code, agreement_id, year, pdf=True),
        here=url_for("page.agreement", code=code, agreement_id=agreement_id),
    )


def _pdf(code: str, agreement_id: str, year: int | None) -> Response:
    account = _account(_material(code, agreement_id), year)
    name = f"{agreement_id}-{Phrases(spoken()).evaluation.lower()}{f'-{year}' if year else ''}.pdf"
    page_address = f"{current_app.extensions['page_url']}{address(code, agreement_id, year)}"
    html = render_template("evaluation/paper.html", **context_of(account), page_address=page_address)
    return drawing.answer(html, name.replace("ä", "a"))


def _material(code: str, agreement_id: str) -> Material:
    """What is known; an address that names an agreement that is not here answers 404."""
    material = served.material(agreement_id)
    if material is None or material.published.municipality != code:
        raise Absent(Phrases(spoken()).no_such_agreement)
    return material


def _account(material: Material, year: int | None) -> EvaluationAccount:
    """What is told; a year that is none of the agreement's, or has not begun, answers 404."""
    versions, now, t = material.published.versions, served.present(), Phrases(spoken())
    if year is not None and year not in years_of(versions):
        raise Absent(t.no_such_year.format(years=", ".join(map(str, years_of(versions)))))
    stretch = stretch_of(versions, year, now, now)
    if not served.begun(stretch.period.start):
        raise Absent(t.not_begun)
    return account_of(evaluate(material, stretch), spoken())
