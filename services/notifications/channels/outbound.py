"""HTTP to whom others name: the address is checked when the name has been resolved, and that very address is used.

No redirect is followed and no proxy asked. A request has limits on connecting, on each read and on the whole, and so
much of the answer is read and no more.
"""

import http.client
import ipaddress
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, Final

from services.notifications.channels.deadline import Deadline
from services.notifications.domain.web_address import BadUrl, Target, may_be_reached, target_of

MOST_BYTES: Final = 64 * 1024

Resolve = Callable[..., list[Any]]
Connect = Callable[..., socket.socket]


class NotReached(Exception):
    """There was no answer; the message says why, without the address."""


class TookTooLong(NotReached):
    """The receiver let us wait until our time was over."""

    def __init__(self) -> None:
        super().__init__("the receiver took too long")


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds: to resolve or to connect, to wait for each read, and for all of it."""

    connect: float = 3.0
    read: float = 10.0
    total: float = 15.0


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer; ``body`` is None when it is longer than is read, or did not come in time."""

    status: int
    reason: str
    headers: http.client.HTTPMessage
    body: bytes | None = field(repr=False)


class Outbound:
    """Posts to addresses that others have named."""

    def __init__(
        self,
        *,
        insecure: bool,
        limits: Limits | None = None,
        resolve: Resolve = socket.getaddrinfo,
        connect: Connect = socket.create_connection,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Set up.

        Args:
            insecure: whether `http` to this very machine is allowed, and private addresses are.
            limits: of time.
            resolve, connect: the system's own.
            tls: whom to trust; the system's authorities.
        """
        self._insecure = insecure
        self._limits = limits or Limits()
        self._resolve = resolve
        self._connect = connect
        self._tls = tls or ssl.create_default_context()

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """Send, and read the answer.

        Raises:
            NotReached: there was none, or it may not be sent there.
        """
        begun = time.monotonic()
        try:
            target = target_of(url, insecure=self._insecure)
            address = self._address_of(target)
            connection = _Pinned(target, address, self._limits, self._connect, self._tls)
            left = self._limits.total - (time.monotonic() - begun)
            with closing(connection), Deadline(left, connection) as deadline:
                return self._converse(connection, deadline, target, body, headers)
        except BadUrl as error:
            raise NotReached(f"the address {error}") from error

    def _converse(
        self, connection: "_Pinned", deadline: Deadline, target: Target, body: bytes, headers: Mapping[str, str]
    ) -> Reply:
        try:
            connection.connect()
            if deadline.passed:  # while there was nothing yet that it could cut
                raise TookTooLong
            connection.request("POST", target.path, body, {**headers, "Connection": "close"})
            answer = connection.getresponse()
        except (OSError, http.client.HTTPException, ValueError) as error:
            if deadline.passed or isinstance(error, TimeoutError):
                raise TookTooLong from error
            raise NotReached(_why(error)) from error
        read = _read(answer)
        return Reply(answer.status, answer.reason, answer.headers, None if deadline.passed else read)

    def _address_of(self, target: Target) -> str:
        """The address to connect to: the first that the name has, if all that it has may be reached."""
        found = [entry[4][0] for entry in self._resolved(target)]
        if not found:
            raise NotReached("the name has no address")
        for each in found:
            if not may_be_reached(ipaddress.ip_address(each.partition("%")[0]), insecure=self._insecure):
                raise NotReached("the name leads to a machine that is not of the open internet")
        return str(found[0])

    def _resolved(self, target: Target) -> list[Any]:
        """What the system says of a name, within our limit: its own is longer."""
        answers: queue.SimpleQueue[list[Any] | OSError] = queue.SimpleQueue()

        def ask() -> None:
            try:
                answers.put(self._resolve(target.host, target.port, type=socket.SOCK_STREAM))
            except (OSError, UnicodeError):
                answers.put(OSError())

        threading.Thread(target=ask, name="resolve", daemon=True).start()
        try:
            answer = answers.get(timeout=self._limits.connect)
        except queue.Empty:
            raise NotReached("the name was not resolved in time") from None
        if isinstance(answer, OSError):
            raise NotReached("the name does not resolve")
        return answer


class _Pinned(http.client.HTTPConnection):
    """A connection to an address that was checked, under the name that it was asked for by."""

    def __init__(self, target: Target, address: str, limits: Limits, connect: Connect, tls: ssl.SSLContext) -> None:
        super().__init__(target.host, target.port, timeout=limits.read)
        self.default_port = 443 if target.secure else 80  # a Host header names other ports only
        self._target, self._address, self._limits = target, address, limits
        self._connect, self._tls = connect, tls

    def connect(self) -> None:
        """Connect to the address, and see that whoever answers there has the name."""
        connected = self._connect((self._address, self._target.port), timeout=self._limits.connect)
        self.sock = connected
        connected.settimeout(self._limits.read)
        if self._target.secure:
            # A deadline cuts the socket that it finds here, so it has to be the one that shakes hands.
            self.sock = self._tls.wrap_socket(
                connected, server_hostname=self._target.host, do_handshake_on_connect=False
            )
            self.sock.do_handshake()


def _read(answer: http.client.HTTPResponse) -> bytes | None:
    try:
        body = answer.read(MOST_BYTES + 1)
    except (OSError, http.client.HTTPException, ValueError):
        return None
    return body if len(body) <= MOST_BYTES else None


def _why(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the receiver's certificate does not hold: {error.verify_message}"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return f"no answer by HTTP: {type(error).__name__}"
