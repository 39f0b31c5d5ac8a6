"""What a broker says to whoever comes, as Kafka's protocol has it: whether it answers, and takes a login.

A broker that refuses a login says why and hangs up at once, and kafka-python drops what has come together with the end
of the connection: all that it tells is that it cannot reach anybody.
"""

import socket
import ssl
import struct
from typing import Any, Final

from kafka.net.sasl.scram import SaslMechanismScram

from shared.kafka.broker import Broker

_METADATA, _HANDSHAKE, _AUTHENTICATE = 3, 17, 36  # https://kafka.apache.org/protocol#protocol_api_keys
_VERSION: Final = 1
_LARGEST: Final = 65_536


class Refused(Exception):
    """The broker does not take the login."""


class Silent(Exception):
    """Connections are taken, and nothing comes of them; the message goes on after "and"."""


def hear(connection: socket.socket) -> None:
    """Ask for no topic's metadata, over a connection that has just been made, whose timeouts hold.

    Whoever asks for a login answers ApiVersions before it, and hangs up at this.

    Raises:
        Silent: no answer comes.
    """
    _ask(connection, _METADATA, struct.pack(">i", 0))


def log_in(connection: socket.socket, broker: Broker) -> None:
    """Log in over a connection that has just been made, whose timeouts hold.

    Raises:
        Refused: it is not taken, or by no such mechanism.
        Silent: no answer comes.
    """
    options: dict[str, Any] = broker.options()
    mechanism = SaslMechanismScram(**options)
    if _ask(connection, _HANDSHAKE, _string(options["sasl_mechanism"]))[:2] != b"\0\0":
        raise Refused(f"it knows no login by {options['sasl_mechanism']}")
    while not mechanism.is_done():
        token = mechanism.auth_bytes()
        answer = _ask(connection, _AUTHENTICATE, struct.pack(">i", len(token)) + token)
        mechanism.receive(_token_of(answer))


def _ask(connection: socket.socket, api: int, body: bytes) -> bytes:
    """Send a request; returns the answer after its header."""
    request = struct.pack(">hhi", api, _VERSION, 0) + _string("loftet") + body
    try:
        connection.sendall(struct.pack(">i", len(request)) + request)
        (size,) = struct.unpack(">i", _receive(connection, 4))
        if not 4 <= size <= _LARGEST:
            raise Silent("does not answer as one: does it ask for TLS and a login?")
        return _receive(connection, size)[4:]
    except TimeoutError as error:
        raise Silent("answers nothing") from error
    except ssl.SSLError:
        raise
    except OSError as error:
        raise Silent("hangs up: does it ask for TLS and a login?") from error


def _receive(connection: socket.socket, size: int) -> bytes:
    received = b""
    while len(received) < size:
        part = connection.recv(size - len(received))
        if not part:
            raise ConnectionResetError
        received += part
    return received


def _token_of(answer: bytes) -> bytes:
    """The mechanism's next token in an answer to SaslAuthenticate: error_code, error_message, auth_bytes."""
    error, size = struct.unpack_from(">hh", answer)
    end = 4 + max(size, 0)
    if error:
        raise Refused(answer[4:end].decode(errors="replace") or f"error {error}")
    (length,) = struct.unpack_from(">i", answer, end)
    return answer[end + 4 : end + 4 + length]


def _string(text: str) -> bytes:
    return struct.pack(">h", len(text.encode())) + text.encode()
