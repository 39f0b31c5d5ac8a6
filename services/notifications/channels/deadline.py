"""A deadline for a whole conversation: limits on single reads don't end one that comes drop by drop."""

import socket
import threading
from contextlib import suppress
from typing import Any, Protocol


class Connected(Protocol):
    """What has a socket, or will have one."""

    sock: Any


class Deadline:
    """Ends a connection, whatever it is about, when its time is over."""

    def __init__(self, seconds: float, connection: Connected | None = None) -> None:
        """Set up; the connection may be told later."""
        self.connection = connection
        self.passed = False
        self._timer = threading.Timer(max(seconds, 0.0), self._cut)
        self._timer.daemon = True

    def __enter__(self) -> "Deadline":
        """Time runs."""
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        """In time."""
        self._timer.cancel()

    def _cut(self) -> None:
        self.passed = True
        sock = self.connection.sock if self.connection is not None else None
        if sock is not None:
            with suppress(OSError):
                socket.socket.shutdown(sock, socket.SHUT_RDWR)  # past TLS, which another thread may be speaking
