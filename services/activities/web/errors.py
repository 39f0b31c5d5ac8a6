"""What a resident meets when there is no form to show: why, where to turn, and what was typed, to be copied."""

import structlog
from flask import Blueprint, Response, make_response, render_template, request
from pymongo.errors import PyMongoError
from werkzeug.exceptions import HTTPException

from services.activities.domain.refusal import Refused
from services.activities.web.language import spoken
from services.activities.web.words import Notice
from shared.http.problem import Problem
from shared.store.mongo import is_away

log = structlog.get_logger(__name__)


class NoPlace(Exception):
    """There is no such municipality here."""


class NoReaders(Exception):
    """No police party of the municipality can open tips; the argument is the municipality's name."""


def register(blueprint: Blueprint) -> None:
    """Answer the blueprint's errors with pages."""
    blueprint.register_error_handler(NoPlace, lambda _: _page(404, spoken().no_place))
    blueprint.register_error_handler(NoReaders, _no_readers)
    blueprint.register_error_handler(Refused, lambda _: _failed(422))
    blueprint.register_error_handler(PyMongoError, _store)
    blueprint.register_error_handler(Problem, _problem)
    blueprint.register_error_handler(HTTPException, _http)
    blueprint.register_error_handler(Exception, _unexpected)


def _no_readers(error: Exception) -> Response:
    return _page(404, spoken().no_readers, place=str(error))


def _store(error: Exception) -> Response:
    if not (isinstance(error, PyMongoError) and is_away(error)):
        return _unexpected(error)
    response = _failed(503)
    response.headers["Retry-After"] = "10"
    return response


def _problem(error: Exception) -> Response:
    return _failed(error.status if isinstance(error, Problem) else 500)


def _http(error: Exception) -> Response:
    code = error.code if isinstance(error, HTTPException) and error.code else 500
    return _page(404, spoken().no_place) if code == 404 else _failed(code)


def _unexpected(error: Exception) -> Response:
    """Logged by its place alone: what an error says may repeat what was typed."""
    log.error("the form failed", error=type(error).__name__, route=str(request.url_rule))
    return _failed(500)


def _failed(status: int) -> Response:
    return _page(status, spoken().not_sent if request.method == "POST" else spoken().not_shown)


def _page(status: int, notice: Notice, place: str = "") -> Response:
    typed = request.form.get("text", "") if request.method == "POST" and status not in (400, 413) else ""
    code = str((request.view_args or {}).get("code", ""))
    return make_response(
        render_template("tips/notice.html", notice=notice, place=place, typed=typed, code=code), status
    )
