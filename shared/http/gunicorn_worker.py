"""gunicorn's threaded worker, with refusals of its own (a request that cannot be parsed) as problem details too.

It is patient with nobody (see `slow`): a connection on which nothing comes holds a place, and never a thread.
"""

import sys
from http import HTTPStatus
from typing import Any, Final

import msgspec
from gunicorn import util  # type: ignore[import-untyped]
from gunicorn.http import errors, get_parser  # type: ignore[import-untyped]
from gunicorn.workers.gthread import _DEFER, ThreadWorker  # type: ignore[import-untyped]

from shared.config import BadConfiguration
from shared.http import slow
from shared.http.bodies import MAX_BYTES
from shared.http.problem import MEANINGS, MEDIA_TYPE
from shared.http.slow import TooSlow, Unreader
from shared.observe import trace
from shared.store.migrations import MISFIT_CODE, Misfit

_STATUSES: Final = {
    TooSlow: 408,
    errors.LimitRequestLine: 414,
    errors.LimitRequestHeaders: 431,
    errors.ExpectationFailed: 417,
    errors.ForbiddenProxyRequest: 403,
    errors.UnsupportedTransferCoding: 501,
    errors.ConfigurationProblem: 500,
    errors.InvalidResponseHeader: 500,
    errors.InvalidResponseHeaderName: 500,
}


class Worker(ThreadWorker):  # type: ignore[misc]
    """Answers what never reaches the app. Logs no address: it is a person's."""

    def load_wsgi(self) -> None:
        """Make the app; one that may not serve as things are says why in a line, and gunicorn ends with it."""
        try:
            super().load_wsgi()
        except (BadConfiguration, Misfit) as error:
            sys.stderr.write(f"loftet {self.cfg.default_proc_name.split('.')[1]} web: {error}\n")
            sys.exit(MISFIT_CODE)

    def enqueue_req(self, conn: Any) -> None:  # noqa: ANN401
        """Have a thread look at a connection; it is read by our own reader."""
        if conn.parser is None:
            conn.parser = get_parser(self.cfg, conn.sock, conn.client)
            conn.parser.unreader = Unreader(conn.sock)
        super().enqueue_req(conn)

    def handle(self, conn: Any) -> Any:  # noqa: ANN401
        """Read a request and serve it, if there is anything to be read."""
        if not conn.initialized and not conn.wait_for_data(0):
            return _DEFER
        conn.parser.unreader.allow(slow.HEAD_SECONDS)
        return super().handle(conn)

    def handle_request(self, req: Any, conn: Any) -> Any:  # noqa: ANN401
        """Serve a request; one whose body is refused for its size ends its connection, and says so."""
        conn.parser.unreader.allow(slow.BODY_SECONDS)
        conn.sock.settimeout(slow.ANSWER_SECONDS)
        if any(name == "CONTENT-LENGTH" and int(value) > MAX_BYTES for name, value in req.headers):
            req.force_close()
        try:
            return super().handle_request(req, conn)
        finally:
            conn.parser.unreader.allow(None)  # what is left of the body has a limit of gunicorn's

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Exception) -> None:  # noqa: ANN401
        """Refuse a request that gunicorn could not read, or that failed outside the app."""
        traceparent = trace.begin(None)  # what was received could not be read
        status = _STATUSES.get(type(exc), 400 if isinstance(exc, errors.ParseException) else 500)
        if status == HTTPStatus.INTERNAL_SERVER_ERROR:
            self.log.exception("a request failed outside the app")
        else:
            self.log.info("an unreadable request was refused: %s", type(exc).__name__)
        try:
            util.write_nonblock(client, _answer(status, traceparent))
        except OSError:
            self.log.debug("the refusal could not be sent")
        finally:
            trace.end()


def _answer(status: int, traceparent: str) -> bytes:
    phrase = HTTPStatus(status).phrase
    meaning = MEANINGS[status]
    body = msgspec.json.encode(
        {
            "type": "about:blank",
            "title": meaning.title,
            "status": status,
            "detail": meaning.detail,
            "instance": "/",
            "traceId": traceparent[3:35],
        }
    )
    head = (
        f"HTTP/1.1 {status} {phrase}\r\nConnection: close\r\nContent-Type: {MEDIA_TYPE}\r\n"
        f"X-Content-Type-Options: nosniff\r\ntraceparent: {traceparent}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode("latin-1") + body
