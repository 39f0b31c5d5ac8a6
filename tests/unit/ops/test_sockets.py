"""A Kafka client that is refused, or is closed while it connects or writes, leaves no socket behind."""

import socket
from collections.abc import Iterator

import pytest
from kafka.errors import KafkaConnectionError
from kafka.net.inet import KafkaNetSocket, create_connection
from kafka.net.selector import NetworkSelector
from kafka.net.transport import KafkaTCPTransport

import shared.kafka.clients  # noqa: F401  as every process has it


@pytest.fixture
def net() -> Iterator[NetworkSelector]:
    made = NetworkSelector()
    yield made
    made.close()


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[socket.socket]:
    """The sockets that are made for connections."""
    made: list[socket.socket] = []

    def make(_: object, *args: int) -> socket.socket:
        made.append(socket.socket(*args))
        return made[-1]

    monkeypatch.setattr(KafkaNetSocket, "socket", make)
    return made


def test_a_connection_that_is_being_made_when_its_client_is_closed_is_closed_too(
    net: NetworkSelector, opened: list[socket.socket]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as broker:
        connecting = create_connection(net, *broker.getsockname())
        connecting.send(None)  # it has asked for a connection, and waits

        connecting.close()

    assert [each.fileno() for each in opened] == [-1]


def test_a_connection_that_is_refused_is_closed(net: NetworkSelector, opened: list[socket.socket]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as broker:
        nobody = broker.getsockname()

    with pytest.raises(KafkaConnectionError):
        net.run(create_connection, net, *nobody)

    assert [each.fileno() for each in opened] == [-1]


def test_a_connection_over_which_something_is_left_to_be_written_when_its_client_is_closed_is_closed_too(
    net: NetworkSelector,
) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        transport = KafkaTCPTransport(net, ours, host="127.0.0.1")
        transport.write(b"Which topics are there?")
        net.poll(timeout_ms=0)  # it waits until the socket takes more

        transport.close()
        net.close()

        assert ours.fileno() == -1
