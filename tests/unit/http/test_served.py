"""Behind a real gunicorn: what a test client cannot show."""

import socket
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import requests

from tests.unit.http.serving import Served, serving
from tests.waiting import eventually

MIB = 1024 * 1024


@pytest.fixture(scope="module")
def served(jwks: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(f"served_app({str(jwks)!r})", tmp_path_factory.mktemp("served")) as made:
        yield made


def test_one_process_with_threads_serves_and_no_control_socket_is_left_open(served: Served) -> None:
    master = psutil.Process(served.process.pid)

    assert len(master.children()) == 1
    assert not [
        each for process in (master, *master.children()) for each in process.net_connections("unix") if each.laddr
    ]


def test_a_body_in_chunks_is_taken(served: Served) -> None:
    response = requests.post(f"{served.url}/sample/v1/raw", data=iter([b'{"a"', b": 1}"]), timeout=10)

    assert response.json()["is"] == {"a": 1}


@pytest.mark.parametrize("size", [MIB, 2 * MIB])
def test_a_body_in_chunks_has_the_same_limit(served: Served, size: int) -> None:
    chunks = iter([b"1" * 65536] * (size // 65536))

    response = requests.post(f"{served.url}/sample/v1/raw", data=chunks, timeout=10)

    assert response.status_code == 413
    assert response.headers["Content-Type"] == "application/problem+json"


def test_a_form_in_chunks_has_the_same_limit(served: Served) -> None:
    chunks = iter([b"outcome=", *[b"a" * 65536] * 20])
    headers = {"Content-Type": "application/x-www-form-urlencoded"}

    response = requests.post(f"{served.url}/sample/v1/form", data=chunks, headers=headers, timeout=10)

    assert response.status_code == 413


def test_two_mebibytes_are_refused_and_the_client_can_go_on(served: Served) -> None:
    with requests.Session() as session:
        refused = session.post(f"{served.url}/sample/v1/raw", data=b"1" * 2 * MIB, timeout=10)
        after = session.get(f"{served.url}/sample/v1/walks/a", timeout=10)

    assert (refused.status_code, after.status_code) == (413, 200)


def test_bytes_that_are_not_utf8_are_refused_wherever_they_stand(served: Served) -> None:
    host = b"Host: x\r\n"
    body = b'{"a": "\xff"}'
    sent = b"POST /sample/v1/raw HTTP/1.1\r\n" + host + b"Content-Length: %d\r\n\r\n%s" % (len(body), body)

    assert served.exchange(sent)[0] == b"400"
    assert served.exchange(b"GET /sample/v1/walks/%ff HTTP/1.1\r\n" + host + b"\r\n")[0] == b"400"
    assert served.exchange(b"GET /sample/v1/walks/a?b=%ff HTTP/1.1\r\n" + host + b"\r\n")[0] == b"400"


UNREADABLE = {
    "a request line that is none": (b"GE T / HTTP/1.1\r\n\r\n", b"400"),
    "a very long address": (b"GET /" + b"a" * 5000 + b" HTTP/1.1\r\n\r\n", b"414"),
    "a very large header": (b"GET / HTTP/1.1\r\nX: " + b"a" * 9000 + b"\r\n\r\n", b"431"),
    "many headers": (b"GET / HTTP/1.1\r\n" + b"X: a\r\n" * 65 + b"\r\n", b"431"),
    "a chunk without a size": (
        b"POST /sample/v1/raw HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"400",
    ),
    "a coding that is not read": (
        b"POST /sample/v1/raw HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: tea\r\n\r\n",
        b"501",
    ),
    "an expectation that is not met": (
        b"POST /sample/v1/raw HTTP/1.1\r\nHost: x\r\nExpect: tea\r\nContent-Length: 2\r\n\r\n{}",
        b"417",
    ),
}


@pytest.mark.parametrize(("sent", "status"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_never_reaches_the_app_is_refused_as_a_problem_too(served: Served, sent: bytes, status: bytes) -> None:
    found, body = served.exchange(sent)

    assert found == status
    assert {"type", "title", "status", "detail", "instance"} <= set(body)
    assert "Send " in body["detail"], "what to do about it"


def test_all_that_is_logged_is_json_with_the_same_fields(served: Served) -> None:
    requests.get(f"{served.url}/sample/v1/walks/a", timeout=10)

    lines = served.lines()

    assert {"gunicorn.error", None} <= {line.get("logger") for line in lines}
    assert all({"time", "level", "service", "process", "event"} <= set(line) for line in lines)
    assert "127.0.0.1" not in "".join(str(line) for line in lines if line["process"] == "web")


def test_a_request_under_way_is_answered_when_the_process_is_told_to_end(jwks: Path, tmp_path: Path) -> None:
    with serving(f"served_app({str(jwks)!r})", tmp_path) as own:
        with socket.create_connection(("127.0.0.1", own.port), 10) as connection:
            connection.sendall(b"POST /sample/v1/raw HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{")
            eventually(lambda: psutil.Process(own.process.pid).children()[0].num_threads() > 1, 5, "a thread")

            own.process.terminate()
            eventually(lambda: any("term" in line["event"] for line in own.lines()), 5, "the signal")
            connection.sendall(b"}")

            assert connection.recv(65536).startswith(b"HTTP/1.1 200")
        assert own.process.wait(20) == 0
