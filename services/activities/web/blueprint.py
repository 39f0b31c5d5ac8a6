"""The form's addresses: `/tips/{municipality}` in Swedish, with `?lang=en` in English."""

from datetime import timedelta
from pathlib import Path

from flask import Blueprint, Response, make_response, render_template
from flask_limiter import RateLimitExceeded

from services.activities.api.leaving import count, form_fields, leave
from services.activities.api.service import service
from services.activities.domain.in_force import InForce
from services.activities.store.tips import KEPT
from services.activities.web import errors, language
from services.activities.web.errors import NoPlace, NoReaders
from services.activities.web.form import Typed, Unreadable, new_once, report_of
from shared.clock import local_day
from shared.http import pages
from shared.http.limits import seconds_to_wait

blueprint = Blueprint("tip-form", __name__, url_prefix="/tips", template_folder="templates")

pages.register(blueprint, Path(__file__).parent / "static")
language.register(blueprint)
errors.register(blueprint)


@blueprint.get("/<code>")
def form(code: str) -> Response:
    """An empty form."""
    return _form(code, Typed(once=new_once()), {})


@blueprint.post("/<code>")
def send(code: str) -> Response:
    """Take a tip in and say thank you; or show the form as it was filled in, with what is wrong, or only translated."""
    in_force = _in_force(code)
    fields = form_fields()
    typed = Typed.of(fields)
    if language.SWITCH in fields:
        return _form(code, typed, {})
    try:
        count()
        said = report_of(typed, code, service().now())
    except RateLimitExceeded:
        return _too_many(code, typed, seconds_to_wait())
    except Unreadable as unreadable:
        return _form(code, typed, unreadable.wrong, 422)
    tip_id = leave(said, typed.once)
    return make_response(render_template("tips/thanks.html", code=code, tip_id=tip_id, **_about(in_force)))


def _form(code: str, typed: Typed, wrong: dict[str, str], status: int = 200, wait: int | None = None) -> Response:
    today = local_day(service().now())
    page = render_template(
        "tips/form.html",
        code=code,
        typed=typed,
        wrong=wrong,
        wait=wait,
        first_day=today - timedelta(days=365),
        last_day=today,
        **_about(_in_force(code)),
    )
    return make_response(page, status)


def _too_many(code: str, typed: Typed, seconds: int) -> Response:
    """The form as it was filled in, and how long to wait before it is sent again."""
    response = _form(code, typed, {}, 429, wait=seconds)
    response.headers["Retry-After"] = str(seconds)
    return response


def _in_force(code: str) -> InForce:
    """What is in force in the municipality, if tips are received there.

    Raises:
        NoPlace, NoReaders: they are not.
    """
    found = service().store.agreements.in_force([code]).get(code)
    if found is None:
        raise NoPlace
    if not service().sealer.readers(found.police):
        raise NoReaders(found.municipality.name)
    return found


def _about(in_force: InForce) -> dict[str, object]:
    """What every page about a municipality says of it."""
    readers = service().sealer.readers(in_force.police)
    return {
        "place": in_force.municipality.name,
        "readers": [in_force.parties[party].name for party in readers],
        "days": KEPT.days,
        "demonstration": in_force.demonstration,
    }
