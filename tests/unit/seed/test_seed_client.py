"""The client of the public interfaces: patient with what passes, plain about what does not."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from shared.ops.seed.client import Api, Failed

Reply = tuple[int, dict[str, str], object]


class Scripted(HTTPServer):
    """Answers with what it was given, in order; the last again and again."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.replies: list[Reply] = []
        self.asked: list[tuple[str, str, str | None]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Scripted

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.asked.append((self.command, self.path, self.headers.get("Authorization")))
        replies = self.server.replies
        status, headers, body = replies.pop(0) if len(replies) > 1 else replies[0]
        encoded = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(encoded))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(encoded)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the base class's name)
        """Nothing on the terminal."""


@pytest.fixture
def service() -> Iterator[Scripted]:
    server = Scripted()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_it_waits_as_long_as_it_is_asked_to_and_tries_again(service: Scripted) -> None:
    busy: Reply = (503, {"Retry-After": "0"}, {"detail": "The database does not answer."})
    service.replies = [busy, busy, (201, {"ETag": '"1"'}, {"id": "a"})]

    answer = Api(service.url, "a-token").call("POST", "/activities/v1/activities", body={})

    assert (answer.status, answer.body, answer.etag) == (201, {"id": "a"}, '"1"')
    assert service.asked == [("POST", "/activities/v1/activities", "Bearer a-token")] * 3


def test_a_refusal_is_told_in_one_line_that_names_each_property(service: Scripted) -> None:
    refusal = {
        "detail": "The request is readable but not right.",
        "invalidParameters": [{"property": "actual.start", "reason": "lies in the future"}],
    }
    service.replies = [(422, {}, refusal)]

    with pytest.raises(Failed) as failed:
        Api(service.url).call("POST", "/activities/v1/activities", body={})

    assert str(failed.value) == (
        f"POST {service.url}/activities/v1/activities: 422 The request is readable but not right. "
        "actual.start: lies in the future"
    )
    assert len(service.asked) == 1


def test_a_status_that_is_asked_for_is_an_answer(service: Scripted) -> None:
    service.replies = [(412, {}, {"title": "Changed meanwhile"})]

    answer = Api(service.url).call("POST", "/x", also=frozenset({412}))

    assert answer.status == 412


def test_a_service_that_never_comes_is_named_in_the_end(service: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.ops.seed.client.PATIENCE", 0.2)
    service.replies = [(503, {"Retry-After": "0"}, {"detail": "Kafka is away."})]

    with pytest.raises(Failed, match="503 Kafka is away"):
        Api(service.url).call("POST", "/x")
    with pytest.raises(Failed, match="nothing answers there"):
        Api("http://127.0.0.1:9").call("POST", "/x")
