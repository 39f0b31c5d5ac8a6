"""What happens around every request, in one hook before and one after: trace, access, headers, metrics, log."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote_to_bytes

import structlog
from flask import Flask, Response, request
from werkzeug.datastructures import Headers

from shared.http.auth import authorise_view
from shared.http.bodies import raw_body
from shared.http.problem import MEANINGS, Problem
from shared.observe import metrics, spans, trace

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = structlog.get_logger("http")

_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_QUIET: Final = ("/health/live", "/health/ready", "/metrics")
_FIXED: Final = (
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
)
_INSIST: Final = ("Strict-Transport-Security", "max-age=31536000")
_FRAMED: Final = "frame-ancestors *"  # what any site may show within its own
_STARTED: Final = "loftet.started"
_TRACEPARENT: Final = "loftet.traceparent"
_DATA_POLICY: Final = "default-src 'none'; frame-ancestors 'none'"
_PAGE_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def add_lifecycle(app: Flask, service: str, *, https: bool) -> None:
    """Put the hooks around every request of the app.

    Args:
        app: the service's app.
        service: its name, for metrics.
        https: whether the outside reaches it by https, so that browsers may insist on it.
    """
    fixed = [*_FIXED, _INSIST] if https else list(_FIXED)
    app.wsgi_app = _with_headers(app.wsgi_app, fixed)  # type: ignore[method-assign,assignment]
    recorder = _Recorder(service)

    def after(response: Response) -> Response:
        environ = request.environ
        _add_headers(response.headers, environ[_TRACEPARENT])
        recorder.record(environ, response.status_code)
        return response

    app.before_request(_before)
    app.after_request(after)


def _with_headers(inner: WSGIApplication, fixed: list[tuple[str, str]]) -> WSGIApplication:
    """The application with headers that every answer carries unless it has its own; here they cost least."""

    def outer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:  # noqa: ANN401
            held = {name.lower() for name, _ in headers}
            if _FRAMED in dict(headers).get("Content-Security-Policy", ""):
                held.add("x-frame-options")
            added = [each for each in fixed if each[0].lower() not in held]
            return start_response(status, headers + added, *rest)

        return inner(environ, start)

    return outer


def _before() -> None:
    environ = request.environ
    environ[_STARTED] = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    environ[_TRACEPARENT] = trace.begin(environ.get("HTTP_TRACEPARENT"))
    path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
    if not path.isascii() or "\x00" in path or "%" in query:
        _check_address(path.encode("latin-1"), unquote_to_bytes(query.encode("latin-1")))
    authorise_view()
    if "HTTP_TRANSFER_ENCODING" in environ:
        raw_body()  # here, for all that may read it after


def _check_address(*parts: bytes) -> None:
    """Refuse an address that is not UTF-8, or that holds NUL; Werkzeug would mend it in silence."""
    try:
        bad = any("\x00" in part.decode() for part in parts)
    except UnicodeDecodeError:
        bad = True
    if bad:
        raise Problem(
            400,
            MEANINGS[400].title,
            "The address holds NUL or is not UTF-8.",
            remedy="Percent-encode it from UTF-8.",
        )


def _add_headers(headers: Headers, traceparent: str) -> None:
    headers["traceparent"] = traceparent
    if "Content-Security-Policy" not in headers:
        is_page = headers.get("Content-Type", "").startswith("text/html")
        headers["Content-Security-Policy"] = _PAGE_POLICY if is_page else _DATA_POLICY
    if "Cache-Control" not in headers:
        headers["Cache-Control"] = "no-store"


class _Recorder:
    """Counts, times and logs answers. Keeps the metrics' children, since looking them up costs."""

    def __init__(self, service: str) -> None:
        self._service = service
        self._children: dict[tuple[str, str, int], tuple[Any, Any]] = {}

    def record(self, environ: WSGIEnvironment, status: int) -> None:
        """Record the request at hand, answered with a status."""
        rule = request.url_rule
        route = rule.rule if rule is not None else "unmatched"
        method = environ["REQUEST_METHOD"]
        method = method if method in _METHODS else "other"
        seconds = time.perf_counter() - environ[_STARTED]
        counter, histogram = self._children_of((route, method, status // 100))
        counter.inc()
        histogram.observe(seconds)
        write = log.debug if route in _QUIET else log.info
        write("request", method=method, route=route, status=status, ms=round(seconds * 1000, 2))
        if route not in _QUIET:
            parent, own = environ.get("HTTP_TRACEPARENT"), environ[_TRACEPARENT]
            name, failed = f"{method} {route}", status >= 500
            kind = spans.SpanKind.SERVER
            spans.note(name, kind, seconds, parent=parent, own=own, failed=failed, http_response_status__code=status)

    def _children_of(self, key: tuple[str, str, int]) -> tuple[Any, Any]:
        children = self._children.get(key)
        if children is None:
            route, method, status = key
            children = self._children[key] = (
                metrics.http_requests_total.labels(self._service, route, method, f"{status}xx"),
                metrics.http_seconds.labels(self._service, route, method),
            )
        return children
