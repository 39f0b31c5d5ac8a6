"""Every error becomes a problem here, once: our own refusals, Flask's, the database's and the unforeseen."""

import structlog
from flask import Flask, Response, request
from gunicorn.http.errors import NoMoreData, ParseException  # type: ignore[import-untyped]
from pymongo.errors import PyMongoError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from shared.http.problem import Problem, answer, of_status, unavailable
from shared.http.slow import TooSlow
from shared.store.mongo import is_away

log = structlog.get_logger(__name__)

_OWN_HEADERS = ("content-type", "content-length")


def add_error_handlers(app: Flask) -> None:
    """Have the app answer 400-599 with problems only."""
    app.register_error_handler(Problem, answer)
    app.register_error_handler(HTTPException, on_http_exception)
    app.register_error_handler(PyMongoError, _on_database_error)
    app.register_error_handler(ParseException, _on_unreadable)
    app.register_error_handler(NoMoreData, _on_unreadable)
    app.register_error_handler(TooSlow, _on_too_slow)
    app.register_error_handler(Exception, _on_unforeseen)


def on_http_exception(error: HTTPException) -> AnyResponse:
    """What Flask and its extensions refuse; what they redirect is left as it is."""
    if error.code is None or error.code < 400:
        return error.get_response()
    headers = {name: value for name, value in error.get_headers() if name.lower() not in _OWN_HEADERS}
    return answer(of_status(error.code, headers=headers))


def _on_unreadable(_: Exception) -> Response:
    """A body that breaks off, or whose chunks are malformed, comes to light only when the app reads it."""
    return answer(of_status(400))


def _on_too_slow(_: TooSlow) -> Response:
    return answer(of_status(408, headers={"Connection": "close"}))


def _on_database_error(error: PyMongoError) -> Response:
    if not is_away(error):
        return _on_unforeseen(error)
    log.warning("the database is away", error=type(error).__name__, path=request.path)
    return answer(unavailable("The database does not answer just now."))


def _on_unforeseen(error: Exception) -> Response:
    log.error("unforeseen error", method=request.method, path=request.path, exc_info=error)
    return answer(of_status(500))
