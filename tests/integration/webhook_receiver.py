"""A receiver of webhooks on this machine, that does as told."""

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast

from standardwebhooks.webhooks import Webhook


@dataclass(frozen=True)
class Received:
    """A request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def event(self) -> dict[str, Any]:
        return cast(dict[str, Any], json.loads(self.body))

    def signed_by(self, secret: str) -> dict[str, Any]:
        """The event, if the library of Standard Webhooks finds it signed with the secret; else it raises."""
        return cast(dict[str, Any], Webhook(secret).verify(self.body, self.headers))


Manner = Callable[[BaseHTTPRequestHandler, Received], object]


def answer(status: int, body: bytes = b"", **headers: str) -> Manner:
    """An answer of that status."""

    def answering(handler: BaseHTTPRequestHandler, _: Received) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answering


def echo(handler: BaseHTTPRequestHandler, received: Received) -> None:
    """What a verification wants to hear; 204 to anything else."""
    challenge = received.event["data"].get("challenge")
    if challenge is None:
        answer(204)(handler, received)
    else:
        answer(200, json.dumps({"challenge": challenge}).encode())(handler, received)


@dataclass
class Receiver:
    """Manners are used up, one a request; then it is as usual."""

    url: str = ""
    port: int = 0
    usual: Manner = echo
    manners: list[Manner] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def ids(self) -> list[str]:
        return [each.headers["webhook-id"] for each in self.received]

    @property
    def types(self) -> list[str]:
        return [each.event["type"] for each in self.received]

    def take(self, handler: BaseHTTPRequestHandler) -> None:
        length = int(handler.headers.get("Content-Length", 0))
        headers = {name.lower(): value for name, value in handler.headers.items()}
        request = Received(handler.path, headers, handler.rfile.read(length))
        with self.lock:
            self.received.append(request)
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            manner = self.manners.pop(0) if self.manners else self.usual
        try:
            manner(handler, request)
        except OSError:
            handler.close_connection = True  # the sender has cut it
        finally:
            with self.lock:
                self.at_once -= 1


@contextmanager
def receiver(usual: Manner = echo, tls: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """A receiver on a free port."""
    made = Receiver(usual=usual)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            made.take(self)

        def do_GET(self) -> None:
            made.take(self)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    made.port = server.server_port
    made.url = f"http://127.0.0.1:{server.server_port}/loftet"
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
