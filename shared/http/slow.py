"""Slow requests are cut: a head and a body each have a limited time to arrive, and an answer to be fetched.

The time is counted for the whole of each, not between bytes: whoever sends one now and then holds a thread no longer.
"""

import time
from typing import Any

from gunicorn.http.unreader import SocketUnreader  # type: ignore[import-untyped]

HEAD_SECONDS = 10.0
BODY_SECONDS = 20.0
ANSWER_SECONDS = 20.0  # for the whole of each part that is handed to the socket: its head, and its body


class TooSlow(Exception):
    """What is being read did not arrive in time. No OSError: Werkzeug takes those for a lost connection."""


class Unreader(SocketUnreader):  # type: ignore[misc]
    """Reads a socket for a limited time."""

    def __init__(self, sock: Any) -> None:  # noqa: ANN401  (a socket)
        super().__init__(sock)
        self._until: float | None = None

    def allow(self, seconds: float | None) -> None:
        """Allow reading for so many seconds from now; None: as long as the socket itself does."""
        self._until = None if seconds is None else time.monotonic() + seconds

    def chunk(self, size_hint: int | None = None) -> bytes:
        """The next bytes.

        Raises:
            TooSlow: the time is over.
        """
        if self._until is None:
            return self._next(size_hint)
        left = self._until - time.monotonic()
        if left <= 0:
            raise TooSlow
        self.sock.settimeout(left)
        try:
            return self._next(size_hint)
        except TimeoutError:
            raise TooSlow from None
        finally:
            self.sock.settimeout(ANSWER_SECONDS)

    def _next(self, size_hint: int | None) -> bytes:
        received: bytes = super().chunk(size_hint)
        return received
