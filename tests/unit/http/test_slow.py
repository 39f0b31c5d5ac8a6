"""Slow requests are cut, behind a real gunicorn, and hold up nobody else meanwhile."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import requests

from tests.unit.http.sample import LARGE
from tests.unit.http.serving import Served, serving
from tests.waiting import eventually

HEAD = b"POST /sample/v1/raw HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n"
THREADS = 8


@pytest.fixture(scope="module")
def served(jwks: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(f"impatient_app({str(jwks)!r})", tmp_path_factory.mktemp("slow")) as made:
        yield made


@contextmanager
def connection(served: Served) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", served.port), 10) as made:
        yield made


def trickle(one: socket.socket, sent: bytes) -> float:
    """Send a byte ten times a second until the other side answers; how long that took."""
    began = time.monotonic()
    one.settimeout(0.1)
    for each in sent:
        try:
            one.sendall(bytes([each]))
            if one.recv(1, socket.MSG_PEEK):
                break
        except TimeoutError:
            continue
    one.settimeout(10)
    return time.monotonic() - began


def answer(one: socket.socket) -> bytes:
    received = b""
    while more := one.recv(65536):
        received += more
    return received


def test_a_head_that_does_not_arrive_in_time_is_cut(served: Served) -> None:
    with connection(served) as one:
        took = trickle(one, b"GET /sample/v1/walks/a HTTP/1.1\r\n" + b"X: y\r\n" * 20)
        received = answer(one)

    assert 0.9 < took < 3
    assert received.startswith(b"HTTP/1.1 408 ")
    assert b"application/problem+json" in received


def test_a_body_that_trickles_in_is_cut(served: Served) -> None:
    with connection(served) as one:
        one.sendall(HEAD)
        took = trickle(one, b"1" * 100)
        received = answer(one)

    assert 1.9 < took < 5
    assert received.startswith(b"HTTP/1.1 408 ")
    assert b"application/problem+json" in received
    assert b"Send it again" in received


def test_a_chunked_body_that_stops_is_cut(served: Served) -> None:
    with connection(served) as one:
        one.sendall(HEAD.replace(b"Content-Length: 100", b"Transfer-Encoding: chunked") + b"5\r\n12")
        received = answer(one)

    assert received.startswith(b"HTTP/1.1 408 ")


def test_connections_on_which_nothing_comes_hold_up_nobody(served: Served) -> None:
    with ExitStack() as idle:
        for _ in range(3 * THREADS):
            idle.enter_context(connection(served))

        began = time.monotonic()
        response = requests.get(f"{served.url}/sample/v1/walks/a", timeout=10)

    assert response.status_code == 200
    assert time.monotonic() - began < 1


def test_slow_senders_hold_up_others_no_longer_than_their_time(served: Served) -> None:
    with ExitStack() as slow:
        for _ in range(THREADS):
            slow.enter_context(connection(served)).sendall(b"GET / HT")

        response = requests.get(f"{served.url}/sample/v1/walks/a", timeout=5)

    assert response.status_code == 200


def fetching(served: Served) -> socket.socket:
    """A connection on which a large answer is asked for, which is not fetched."""
    one = socket.socket()
    one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    one.settimeout(10)
    one.connect(("127.0.0.1", served.port))
    one.sendall(b"GET /sample/v1/large HTTP/1.1\r\nHost: x\r\n\r\n")
    return one


def test_answers_that_nobody_fetches_hold_up_others_no_longer_than_their_time(served: Served) -> None:
    with ExitStack() as slow:
        for _ in range(THREADS):
            slow.enter_context(fetching(served))

        response = requests.get(f"{served.url}/sample/v1/walks/a", timeout=5)

    assert response.status_code == 200


def test_an_answer_that_is_fetched_byte_by_byte_is_cut(served: Served) -> None:
    with fetching(served) as one:
        began, received = time.monotonic(), 0
        while time.monotonic() - began < 1.5:
            received += len(one.recv(1))
        while more := one.recv(65536):
            received += len(more)

    assert received < LARGE


def test_a_connection_that_is_kept_has_as_much_time_for_each_request(served: Served) -> None:
    with requests.Session() as session:
        first = session.get(f"{served.url}/sample/v1/walks/a", timeout=10)
        ended = time.monotonic()
        eventually(lambda: time.monotonic() - ended > 1.2, 5, "longer than a head may take")
        second = session.post(f"{served.url}/sample/v1/raw", json={}, timeout=10)

    assert (first.status_code, second.status_code) == (200, 200)
