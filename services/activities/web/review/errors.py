"""What stands on the page when there is no draft to show: a way in, or why not."""

import structlog
from flask import Blueprint, Response, make_response, render_template, request
from flask_limiter import RateLimitExceeded
from pymongo.errors import PyMongoError
from werkzeug.exceptions import HTTPException

from services.activities.domain.refusal import Forbidden, Refused
from services.activities.web.review.language import spoken
from services.activities.web.review.session import SCOPES
from shared.http.limits import seconds_to_wait
from shared.http.problem import Problem
from shared.http.session import TooLong
from shared.store.mongo import is_away

log = structlog.get_logger(__name__)


def register(blueprint: Blueprint) -> None:
    """Answer the blueprint's errors with pages."""
    blueprint.register_error_handler(Problem, _problem)
    blueprint.register_error_handler(TooLong, lambda _: _sign_in(422, spoken().too_long))
    blueprint.register_error_handler(RateLimitExceeded, _too_many)
    blueprint.register_error_handler(Refused, _refused)
    blueprint.register_error_handler(PyMongoError, _store)
    blueprint.register_error_handler(HTTPException, _http)
    blueprint.register_error_handler(Exception, _unexpected)


def _problem(error: Exception) -> Response:
    problem = error if isinstance(error, Problem) else Problem(500, "", "")
    challenge = problem.headers.get("WWW-Authenticate", "")
    if problem.status == 401 or any(f'scope="{scope}"' in challenge for scope in SCOPES):
        tried = "token" in request.form or problem.status != 401
        return _sign_in(401, spoken().refused if tried else None)
    if problem.status == 404:
        return _notice(404, spoken().no_such)
    if problem.status == 413:
        return _notice(413, spoken().too_large)
    return _notice(problem.status, (spoken().failed[0], problem.detail))


def _sign_in(status: int, wrong: str | None) -> Response:
    """The form that asks for a token, with all that was typed before it was asked for."""
    typed = [(name, text) for name, texts in request.form.lists() if name != "token" for text in texts]
    page = render_template("review/sign_in.html", wrong=wrong, typed=typed, draft_id=_draft_id())
    return make_response(page, status)


def _too_many(_: Exception) -> Response:
    response = _notice(429, spoken().failed)
    response.headers["Retry-After"] = str(seconds_to_wait())
    return response


def _refused(error: Exception) -> Response:
    status = 403 if isinstance(error, Forbidden) else 422
    return _notice(status, (spoken().failed[0], error.detail if isinstance(error, Refused) else ""))


def _store(error: Exception) -> Response:
    if not (isinstance(error, PyMongoError) and is_away(error)):
        return _unexpected(error)
    response = _notice(503, spoken().failed)
    response.headers["Retry-After"] = "10"
    return response


def _http(error: Exception) -> Response:
    code = error.code if isinstance(error, HTTPException) and error.code else 500
    return _notice(code, {404: spoken().no_such, 413: spoken().too_large}.get(code, spoken().failed))


def _unexpected(error: Exception) -> Response:
    """Logged by its place alone: what an error says may repeat what was typed."""
    log.error("the review failed", error=type(error).__name__, route=str(request.url_rule))
    return _notice(500, spoken().failed)


def _notice(status: int, said: tuple[str, str]) -> Response:
    page = render_template("review/notice.html", title=said[0], text=said[1], draft_id=_draft_id())
    return make_response(page, status)


def _draft_id() -> str:
    return str((request.view_args or {}).get("draft_id", ""))
