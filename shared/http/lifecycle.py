"""What happens around every request, in one hook before and one after: trace, access, headers, metrics, log."""

import time
from typing import Any, Final

import structlog
from flask import Flask, Response, g, request

from shared.http.auth import authorise_view
from shared.http.problem import MEANINGS, Problem
from shared.observe import metrics, trace

log = structlog.get_logger("http")

_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_QUIET: Final = ("/health/live", "/health/ready", "/metrics")
_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
}
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
    headers = dict(_HEADERS)
    if https:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    recorder = _Recorder(service)

    def after(response: Response) -> Response:
        _add_headers(response, headers)
        recorder.record(response.status_code)
        return response

    app.before_request(_before)
    app.after_request(after)


def _before() -> None:
    g.started = time.perf_counter()
    environ = request.environ
    structlog.contextvars.clear_contextvars()
    g.traceparent = trace.begin(environ.get("HTTP_TRACEPARENT"))
    query = environ.get("QUERY_STRING")
    if not environ["PATH_INFO"].isascii() or "\x00" in environ["PATH_INFO"] or (query and "%" in query):
        _check_address()
    authorise_view()


def _check_address() -> None:
    """Refuse an address with NUL or with what is not UTF-8 (which has become U+FFFD by now)."""
    texts = [request.path, *request.args.keys(), *(v for vs in request.args.listvalues() for v in vs)]
    if any("\x00" in text or "\ufffd" in text for text in texts):
        raise Problem(
            400,
            MEANINGS[400].title,
            "The address holds NUL or is not UTF-8.",
            remedy="Percent-encode it from UTF-8.",
        )


def _add_headers(response: Response, headers: dict[str, str]) -> None:
    held = response.headers
    held.extend(headers)
    held["traceparent"] = g.traceparent
    if "Content-Security-Policy" not in held:
        is_page = held.get("Content-Type", "").startswith("text/html")
        held["Content-Security-Policy"] = _PAGE_POLICY if is_page else _DATA_POLICY
    if "Cache-Control" not in held:
        held["Cache-Control"] = "no-store"


class _Recorder:
    """Counts, times and logs answers. Keeps the metrics' children, since looking them up costs."""

    def __init__(self, service: str) -> None:
        self._service = service
        self._children: dict[tuple[str, str, int], tuple[Any, Any]] = {}

    def record(self, status: int) -> None:
        """Record the request at hand, answered with a status."""
        rule = request.url_rule
        route = rule.rule if rule is not None else "unmatched"
        method = request.method if request.method in _METHODS else "other"
        seconds = time.perf_counter() - g.started
        counter, histogram = self._children_of((route, method, status // 100))
        counter.inc()
        histogram.observe(seconds)
        write = log.debug if route in _QUIET else log.info
        write("request", method=method, route=route, status=status, ms=round(seconds * 1000, 2))

    def _children_of(self, key: tuple[str, str, int]) -> tuple[Any, Any]:
        children = self._children.get(key)
        if children is None:
            route, method, status = key
            children = self._children[key] = (
                metrics.http_requests_total.labels(self._service, route, method, f"{status}xx"),
                metrics.http_seconds.labels(self._service, route, method),
            )
        return children
