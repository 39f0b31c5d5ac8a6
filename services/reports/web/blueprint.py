"""The public page's addresses: all municipalities, one of them, an agreement and each promise on any day, and more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import cast

from flask import Blueprint, current_app, render_template, request, url_for

from services.reports.comparison.blueprint import blueprint as comparison
from services.reports.evaluation.blueprint import blueprint as evaluation
from services.reports.open_data.page import blueprint as open_data
from services.reports.web import errors, headers, sharing, speech
from services.reports.web.days import read_day, read_known, through
from services.reports.web.errors import Absent
from services.reports.web.gone import not_then, unpublished
from services.reports.web.language import say
from services.reports.web.lead import lead
from services.reports.web.map import WIDTH
from services.reports.web.page import AgreementPage, AgreementSummary, MunicipalityPage, Pages, Standing
from services.reports.web.sharing import snippets
from services.reports.web.view import agreement_view, by_name, municipality_view
from services.reports.web.view_reasons import told_view
from shared.clock import Clock, local_day
from shared.config import Settings
from shared.events.agreement import Period
from shared.http import pages

ASSESSED = date(2026, 11, 23)  # when the accessibility of the pages was last looked through

blueprint = Blueprint("page", __name__, template_folder="templates")

pages.register(blueprint, Path(__file__).parent / "static")
headers.register(blueprint)
errors.register(blueprint)
speech.register(blueprint)
sharing.register(blueprint)
blueprint.register_blueprint(evaluation)
blueprint.register_blueprint(open_data)
blueprint.register_blueprint(comparison)


@dataclass(frozen=True, slots=True)
class _Shown:
    """An agreement's page as of a day (None: today), as known at another (None: now)."""

    summary: AgreementSummary
    page: AgreementPage
    as_of: date | None
    known_at: date | None


@blueprint.get("/")
def start() -> str:
    """Every municipality that has promises here, with a state overview."""
    pages = by_name(_pages().municipalities())
    return render_template("web/start.html", views=[municipality_view(page, _today()) for page in pages])


@blueprint.get("/om")
def about() -> str:
    """What the states mean, how they are reckoned, and what the page keeps of its readers: nothing."""
    return render_template("web/about.html")


@blueprint.get("/tillganglighet")
def accessibility() -> str:
    """The accessibility statement that lag (2018:1937) asks for."""
    settings: Settings | None = current_app.extensions.get("settings")
    return render_template("web/accessibility.html", contact=settings.contact if settings else None, assessed=ASSESSED)


@blueprint.get("/<code>")
def municipality(code: str) -> str:
    """A municipality and its agreements."""
    return render_template("web/municipality.html", view=municipality_view(_municipality(code), _today()))


@blueprint.get("/<code>/<agreement_id>")
def agreement(code: str, agreement_id: str) -> str:
    """An agreement, as it stands or as it stood on the day `asOf`."""
    summary = _summary(_municipality(code), agreement_id)
    as_of, known_at = _days(summary)
    page = _pages().agreement(agreement_id, as_of, known_at)
    if page is None:
        raise Absent(say("Vi hittar inget medborgarlöfte på den här adressen."))
    return _page("web/agreement.html", _Shown(summary, page, as_of, known_at), [summary.period])


@blueprint.get("/<string(length=4):code>/<agreement_id>/<promise_id>")
def promise(code: str, agreement_id: str, promise_id: str) -> str:
    """A promise by itself, and why it stands as it does, now or on the day `asOf`."""
    summary = _summary(_municipality(code), agreement_id)
    as_of, known_at = _days(summary)
    told = _pages().told(agreement_id, promise_id, as_of, known_at)
    if told is None:
        raise not_then(_pages().on_record(promise_id), agreement_id, as_of or _today())
    (one,) = told.page.promises
    shown = (*one.done, *one.planned, *one.cancelled, *one.then)
    titles = {activity.id: activity.title for activity in shown}
    standing = Standing(told.page.version.agreement, one.promise, one.status)
    return _page(
        "web/promise.html",
        _Shown(summary, told.page, as_of, known_at),
        told.days,
        share=snippets(standing),
        told=told_view(told, titles),
    )


def _days(summary: AgreementSummary) -> tuple[date | None, date | None]:
    """The day that is asked for, and of an earlier one the day by which it was known.

    Raises:
        UnreadableDay, DayOutside: see `read_day`.
        Absent: nothing had been published by the day by which it was known.
    """
    as_of = read_day(request.args.get("asOf"), summary.period, _today())
    known_at = read_known(request.args.get("knownAt"), summary.period, _today())
    if as_of and known_at and summary.published and known_at < summary.published:
        raise unpublished(summary.published)
    return as_of, known_at if as_of else None


def _page(template: str, shown: _Shown, days: Sequence[Period], **more: object) -> str:
    """A page that leads to other days of some stretches."""
    view = agreement_view(shown.page, shown.as_of, _today())
    period, published = shown.summary.period, shown.summary.published
    if shown.known_at and published:
        days = [Period(max(each.start, published), each.end) for each in days if each.end >= published]
    return render_template(
        template,
        view=view,
        item=view.promises[0] if view.promises else None,
        lead=lead(view, back_in_time=shown.as_of is not None),
        as_of=shown.as_of,
        known_at=shown.known_at,
        through=through(days, shown.as_of, _today()),
        period_over=_today() > period.end,
        published=published,
        map_width=WIDTH,
        promise_page=_promise_page,
        day_page=_day_page,
        **more,
    )


def _promise_page(promise_id: str, *, today: bool = False) -> str:
    """The address of a promise's page, of the day that is shown."""
    asked = request.view_args or {}
    days = {} if today else {name: request.args.get(name) or None for name in ("asOf", "knownAt")}
    return url_for("page.promise", **{**asked, "promise_id": promise_id, **days})


def _day_page(day: date, *, as_known: bool | None = None) -> str:
    """The address of the page at hand on another day; as it was known then (None: if it is so now)."""
    then = as_known if as_known is not None else bool(request.args.get("knownAt"))
    return url_for(
        request.endpoint or "page.start", **(request.view_args or {}), asOf=day, knownAt=day if then else None
    )


def _municipality(code: str) -> MunicipalityPage:
    page = _pages().municipality(code)
    if page is None:
        raise Absent(say("Vi hittar ingen kommun med löften på den här adressen."))
    return page


def _summary(page: MunicipalityPage, agreement_id: str) -> AgreementSummary:
    for summary in page.agreements:
        if summary.id == agreement_id:
            return summary
    raise Absent(say("Vi hittar inget medborgarlöfte på den här adressen."))


def _pages() -> Pages:
    return cast(Pages, current_app.extensions["pages"])


def _today() -> date:
    return local_day(cast(Clock, current_app.extensions["clock"]).now())
