"""The public page's addresses: all municipalities, one of them, and an agreement on any day of its period."""

from datetime import date
from pathlib import Path
from typing import cast

from flask import Blueprint, current_app, render_template, request

from services.reports.web import errors, headers, language
from services.reports.web.days import last_day, read_day, years
from services.reports.web.errors import Absent
from services.reports.web.lead import lead
from services.reports.web.page import AgreementSummary, MunicipalityPage, Pages
from services.reports.web.view import agreement_view, by_name, municipality_view
from shared.clock import Clock, local_day
from shared.http import pages

blueprint = Blueprint("page", __name__, template_folder="templates")

pages.register(blueprint, Path(__file__).parent / "static")
headers.register(blueprint)
errors.register(blueprint)
language.register(blueprint)


@blueprint.get("/")
def start() -> str:
    """Every municipality that has promises here, with a state overview."""
    pages = by_name(_pages().municipalities())
    return render_template("web/start.html", views=[municipality_view(page, _today()) for page in pages])


@blueprint.get("/<code>")
def municipality(code: str) -> str:
    """A municipality and its agreements."""
    return render_template("web/municipality.html", view=municipality_view(_municipality(code), _today()))


@blueprint.get("/<code>/<agreement_id>")
def agreement(code: str, agreement_id: str) -> str:
    """An agreement, as it stands or as it stood on the day `asOf`."""
    summary = _summary(_municipality(code), agreement_id)
    as_of = read_day(request.args.get("asOf"), summary.period, _today())
    page = _pages().agreement(agreement_id, as_of)
    if page is None:
        raise Absent("Vi hittar inget medborgarlöfte på den här adressen.")
    view = agreement_view(page, as_of, _today())
    return render_template(
        "web/agreement.html",
        view=view,
        lead=lead(view, back_in_time=as_of is not None),
        as_of=as_of,
        years=years(summary.period, _today()),
        last_day=last_day(summary.period, _today()),
        period_over=_today() > summary.period.end,
    )


def _municipality(code: str) -> MunicipalityPage:
    page = _pages().municipality(code)
    if page is None:
        raise Absent("Vi hittar ingen kommun med löften på den här adressen.")
    return page


def _summary(page: MunicipalityPage, agreement_id: str) -> AgreementSummary:
    for summary in page.agreements:
        if summary.id == agreement_id:
            return summary
    raise Absent("Vi hittar inget medborgarlöfte på den här adressen.")


def _pages() -> Pages:
    return cast(Pages, current_app.extensions["pages"])


def _today() -> date:
    return local_day(cast(Clock, current_app.extensions["clock"]).now())
