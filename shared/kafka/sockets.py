"""Sockets that kafka-python 3.0 would leave to the garbage collector are closed.

It does so when a connection is refused or takes too long, when a client is closed while it connects, and when a client
is closed that has something left to write, as it has who asks for metadata or joins a group at that moment. There it
ends the coroutines, but not what they hold: so they are taught to close it.
"""

from typing import Any, Final

from kafka.net.inet import KafkaNetSocket
from kafka.net.transport import KafkaTCPTransport

_CONNECT: Final = KafkaNetSocket.sock_connect
_WRITE: Final = KafkaTCPTransport._write_to_sock


async def _connect(own: Any, net: Any, sock: Any, *args: Any, **options: Any) -> Any:  # noqa: ANN401  (untyped library)
    """Connect a socket, or close it."""
    try:
        return await _CONNECT(own, net, sock, *args, **options)
    except BaseException:
        sock.close()
        raise


async def _write(transport: Any) -> None:  # noqa: ANN401
    """Write what is left; when no more is written, since the client is closed, close the socket."""
    try:
        await _WRITE(transport)
    except GeneratorExit:
        if transport._sock is not None:
            transport._sock.close()
        raise


def close_what_clients_leave() -> None:
    """From here on every client of this process does so."""
    KafkaNetSocket.sock_connect = _connect
    KafkaTCPTransport._write_to_sock = _write
