"""A server between a client and a service that spoils what it passes on, in the ways that networks do."""

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal
from urllib.parse import urlsplit

Fault = Literal["unsent", "unanswered", "half answered", "unavailable"] | None


class _Spoiler(BaseHTTPRequestHandler):
    """Passes a request on, unless a fault is due."""

    protocol_version = "HTTP/1.1"
    server: "_Server"

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        fault = self.server.due.pop(0) if self.server.due else None
        if fault == "unavailable":
            self._answer(503, {"Retry-After": "0", "Content-Type": "application/problem+json"}, b"{}")
        if fault in ("unavailable", "unsent"):
            self.close_connection = True
            return
        status, headers, said = self._ask(body)
        self.server.passed_on.append(f"{self.command} {self.path} {status}")
        if fault == "unanswered":
            self.close_connection = True
            return
        self._answer(status, headers, said, spoiled=fault is not None)

    do_POST = _pass_on  # noqa: N815  (the name that the base class looks for)

    def _ask(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection(self.server.service, timeout=30)
        try:
            headers = {name: value for name, value in self.headers.items() if name != "Host"}
            connection.request(self.command, self.path, body or None, headers)
            answer = connection.getresponse()
            return answer.status, dict(answer.headers), answer.read()
        finally:
            connection.close()

    def _answer(self, status: int, headers: dict[str, str], said: bytes, *, spoiled: bool = False) -> None:
        self.send_response(status)
        for name, value in headers.items():
            if name not in ("Content-Length", "Connection"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said[: len(said) // 2] if spoiled else said)
        self.close_connection = spoiled

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the base class's name)
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, service: str, due: list[Fault]) -> None:
        super().__init__(("127.0.0.1", 0), _Spoiler)
        self.service, self.due = service, due
        self.passed_on: list[str] = []


@contextmanager
def spoiled(url: str, due: list[Fault]) -> Iterator[tuple[str, list[str]]]:
    """Pass requests on to a service, the first of them with these faults; gives its address and what was passed on."""
    server = _Server(urlsplit(url).netloc, due)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", server.passed_on
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
