"""The page's addresses: `/operator` shows it, or asks for a token; nothing on it changes anything."""

import os
from pathlib import Path
from typing import Final, cast

import structlog
from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request
from werkzeug.exceptions import HTTPException

from shared.http import pages
from shared.http.auth import SEND_ONE, caller
from shared.http.bodies import limit_body
from shared.http.problem import Problem, forbidden
from shared.http.rate import Rate
from shared.http.session import Session, TooLong
from shared.ops.page import words
from shared.ops.page.config import SCOPE, PageSettings
from shared.ops.page.view import view
from shared.ops.page.watch import Watch

PATH: Final = "/operator"
A_SHIFT: Final = 12 * 3600
_EVERY: Final = (10, 300)  # seconds between two looks that a browser without scripts may ask for

log = structlog.get_logger(__name__)
blueprint = Blueprint("operator", __name__, template_folder="templates")
blueprint.context_processor(words.for_templates)
pages.register(blueprint, Path(__file__).parent / "static", prefix=PATH, scripts=True, asks=True)


def make_session(settings: PageSettings) -> Session:
    """How the page knows who is there: for a shift, with a key that this process alone has."""
    secret = os.urandom(32)
    return Session(
        name="operator",
        path=PATH,
        scopes=(SCOPE,),
        seconds=A_SHIFT,
        secret=lambda: secret,
        public_url=lambda: settings.public_url,
    )


@blueprint.before_request
def _ours() -> None:
    limit_body()
    if request.method == "POST":
        _session().must_be_ours()


@blueprint.get("/")
def root() -> Response:
    """To the page."""
    return make_response(redirect(PATH, 303))


@blueprint.get(PATH)
def show() -> Response:
    """The page."""
    _session().enter()
    _must_be_operator()
    return _page()


@blueprint.post(PATH)
def sign_in() -> Response:
    """Sign in with a token, or out."""
    to_the_page = make_response(redirect(PATH, 303))
    if "out" in request.form:
        return _session().forget(to_the_page)
    token = request.form.get("token", "").strip()
    try:
        _session().become(token)
        _must_be_operator()
    except Problem:
        cast(Rate, current_app.extensions["refused"]).count(request.remote_addr or "")
        raise
    return _session().remember(to_the_page, token)


def _page() -> Response:
    watch = cast(Watch, current_app.extensions["watch"])
    samples, known = watch.seen()
    if not samples:
        response = _notice(503, "It has not looked yet", "The page has just been started. Look again in some seconds.")
        response.headers["Refresh"] = "2"
        return response
    seen = view(samples, known, watch.seconds)
    response = make_response(
        render_template(
            "operator/page.html",
            v=seen,
            who=caller().client,
            seconds=watch.seconds,
            late=watch.check(),
            every=_every(),
        )
    )
    if every := _every():
        response.headers["Refresh"] = str(every)
    return response


def _every() -> int | None:
    """How often a browser without scripts has been asked to load the page again."""
    every = request.args.get("every", type=int)
    return min(max(every, _EVERY[0]), _EVERY[1]) if every else None


def _must_be_operator() -> None:
    """Go on only if the token speaks for no party, since the page shows all municipalities.

    Raises:
        Problem: 403.
    """
    if caller().party is not None:
        raise forbidden(f"The token speaks for {caller().party}; the page is for operators, who speak for no party.")


def _session() -> Session:
    return cast(Session, current_app.extensions["session"])


@blueprint.errorhandler(Problem)
def _problem(problem: Problem) -> Response:
    wants_token = problem.status == 401 or (problem.status == 403 and request.method == "GET")
    if wants_token or "token" in request.form:
        tried = "token" in request.form or problem.status != 401
        return _sign_in(problem.status, problem.detail.replace(SEND_ONE, "Paste another.") if tried else None)
    return _notice(problem.status, problem.title, problem.detail)


@blueprint.errorhandler(TooLong)
def _too_long(_: Exception) -> Response:
    return _sign_in(422, "The token is too long to be kept in a browser. Ask for one with fewer municipalities.")


@blueprint.errorhandler(Exception)
def _unexpected(error: Exception) -> Response:
    if isinstance(error, HTTPException) and error.code:
        return _notice(error.code, error.name, "Go back to the page.")
    log.error("the page failed", exc_info=error)
    return _notice(500, "The page itself failed", "Its log says where. `loftet lag` tells what it would.")


def _sign_in(status: int, wrong: str | None) -> Response:
    return make_response(render_template("operator/sign_in.html", wrong=wrong), status)


def _notice(status: int, title: str, text: str) -> Response:
    return make_response(render_template("operator/notice.html", title=title, text=text), status)
