"""The way out to whom others name: checked addresses, no redirects, an end to everything."""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from services.notifications.channels.outbound import MOST_BYTES, Limits, NotReached, Outbound
from tests.integration.authority import vouched
from tests.integration.webhook_receiver import Receiver, answer, receiver

PUBLIC, PRIVATE = "93.184.215.14", "127.0.0.1"
URL = "https://system.nykvarn.example/loftet"


@pytest.fixture
def system() -> Iterator[Receiver]:
    with receiver() as made:
        yield made


class Names:
    """A name server whose answers are used up; the last stays."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.asked = 0

    def __call__(self, host: str, port: int, **_: Any) -> list[Any]:
        self.asked += 1
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]


class Wires:
    """Where connections were asked for; each leads to this machine's receiver, or nowhere."""

    def __init__(self, port: int | None = None) -> None:
        self.asked: list[tuple[str, int]] = []
        self.port = port

    def __call__(self, address: tuple[str, int], timeout: float) -> socket.socket:
        self.asked.append(address)
        if self.port is None:
            raise ConnectionRefusedError(111, "Connection refused")
        return socket.create_connection(("127.0.0.1", self.port), timeout=timeout)


def test_the_address_that_was_checked_is_the_one_that_is_used() -> None:
    # given a name that is public when it is looked at, and this machine's afterwards
    names, wires = Names([PUBLIC], [PRIVATE]), Wires()

    # when
    with pytest.raises(NotReached, match="Connection refused"):
        Outbound(insecure=False, resolve=names, connect=wires).post(URL, b"", {})

    # then
    assert (names.asked, wires.asked) == (1, [(PUBLIC, 443)])


@pytest.mark.parametrize("addresses", [[PRIVATE], [PUBLIC, PRIVATE], ["169.254.169.254"], ["10.0.0.1"], ["fe80::1%lo"]])
def test_a_name_that_leads_within_is_not_connected_to(addresses: list[str]) -> None:
    wires = Wires()

    with pytest.raises(NotReached, match="not of the open internet"):
        Outbound(insecure=False, resolve=Names(addresses), connect=wires).post(URL, b"", {})

    assert wires.asked == []


@pytest.mark.parametrize("name", ["system.nykvarn.example", "annan.example"])
def test_whoever_answers_has_to_have_the_name(tmp_path: Path, name: str) -> None:
    # given a receiver of that name, or of another
    context, trusted = vouched(tmp_path, name)
    tls = ssl.create_default_context(cafile=str(trusted))
    with receiver(answer(204), context) as system:
        outbound = Outbound(insecure=False, resolve=Names([PUBLIC]), connect=Wires(system.port), tls=tls)

        # when
        try:
            said = str(outbound.post(URL, b"{}", {}).status)
        except NotReached as error:
            said = str(error)

    # then
    if name in URL:
        assert (said, system.received[0].headers["host"]) == ("204", "system.nykvarn.example")
    else:
        assert "certificate does not hold" in said
        assert system.received == []


def test_a_redirect_is_the_answer(system: Receiver) -> None:
    system.manners = [answer(308, Location=system.url)]

    assert Outbound(insecure=True).post(system.url, b"{}", {}).status == 308
    assert len(system.received) == 1


@pytest.mark.parametrize(("length", "read"), [(MOST_BYTES, True), (MOST_BYTES + 1, False)])
def test_no_more_of_an_answer_is_read_than_is_said(system: Receiver, length: int, read: bool) -> None:
    system.manners = [answer(200, b"x" * length)]

    body = Outbound(insecure=True).post(system.url, b"{}", {}).body

    assert (body is not None) is read


def test_of_ten_megabytes_no_more_is_taken_than_is_read(system: Receiver) -> None:
    # given
    taken: list[int] = []
    system.manners = [answer(200, b"x" * 10 * 2**20)]

    # when
    reply = Outbound(insecure=True, connect=partial(counting, taken)).post(system.url, b"{}", {})

    # then: the headers, the body as far as it is read, and what a buffer holds
    assert (reply.status, reply.body) == (200, None)
    assert MOST_BYTES < sum(taken) < MOST_BYTES + 2 * 2**14


def counting(taken: list[int], address: tuple[str, int], timeout: float) -> socket.socket:
    """A connection that counts what is taken from it."""

    class Counting(socket.socket):
        def recv_into(self, *args: Any, **named: Any) -> int:
            number = super().recv_into(*args, **named)
            taken.append(number)
            return number

    made = socket.create_connection(address, timeout)
    return Counting(made.family, made.type, made.proto, fileno=made.detach())


def test_a_body_that_comes_drop_by_drop_is_cut_and_what_was_said_before_it_holds(system: Receiver) -> None:
    # given one that has accepted, and goes on talking
    let_go = threading.Event()

    def dripping(handler: Any, _: Any) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000000")
        handler.end_headers()
        while not let_go.wait(0.05):
            handler.wfile.write(b"x")
            handler.wfile.flush()

    system.manners = [dripping]
    begun = time.monotonic()

    # when
    reply = Outbound(insecure=True, limits=Limits(read=5, total=0.5)).post(system.url, b"{}", {})

    # then
    let_go.set()
    assert (reply.status, reply.body) == (200, None)
    assert time.monotonic() - begun < 4


def test_an_answer_that_comes_drop_by_drop_is_cut_in_the_end(system: Receiver) -> None:
    # given one that sends a byte now and then, each in time
    let_go = threading.Event()

    def dripping(handler: Any, _: Any) -> None:
        while not let_go.wait(0.05):
            handler.wfile.write(b"H")
            handler.wfile.flush()

    system.manners = [dripping]
    begun = time.monotonic()

    # when
    with pytest.raises(NotReached, match="took too long"):
        Outbound(insecure=True, limits=Limits(read=5, total=0.5)).post(system.url, b"{}", {})

    # then
    let_go.set()
    assert time.monotonic() - begun < 4


def test_whoever_never_shakes_hands_is_left_in_the_end() -> None:
    # given one that takes connections, and says nothing
    with socket.create_server(("127.0.0.1", 0)) as silent:
        wires, begun = Wires(silent.getsockname()[1]), time.monotonic()
        outbound = Outbound(insecure=False, limits=Limits(read=5, total=0.5), resolve=Names([PUBLIC]), connect=wires)

        # when
        with pytest.raises(NotReached, match="took too long"):
            outbound.post(URL, b"{}", {})

    # then
    assert time.monotonic() - begun < 4


def test_a_name_server_that_does_not_answer_is_not_waited_for() -> None:
    let_go = threading.Event()

    def silent(*_: Any, **__: Any) -> list[Any]:
        let_go.wait(60)
        return []

    with pytest.raises(NotReached, match="not resolved in time"):
        Outbound(insecure=False, limits=Limits(connect=0.2), resolve=silent).post(URL, b"", {})
    let_go.set()


def test_nobody_there_and_no_such_name_are_told_without_the_address() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    nobody = f"http://127.0.0.1:{port}/hemlig"
    nameless = "https://system.nykvarn.invalid/hemlig"

    for url, why in ((nobody, "Connection refused"), (nameless, "does not resolve")):
        with pytest.raises(NotReached, match=why) as error:
            Outbound(insecure=True, resolve=_failing if url is nameless else socket.getaddrinfo).post(url, b"", {})
        assert "hemlig" not in str(error.value)


def _failing(*_: Any, **__: Any) -> list[Any]:
    raise socket.gaierror(-2, "Name or service not known")
