"""How often a client may ask with its token: counted in this process alone, so that it costs nothing but memory.

A bucket that fills evenly (the generic cell rate algorithm: all that is kept of a client is one moment). Callers
without a token are counted otherwise, see `limits`.
"""

import math
import threading
import time
from collections.abc import Callable
from typing import Final

from shared.http.problem import MEANINGS, Problem

AT_ONCE_SECONDS: Final = 6.0  # as many requests as this many seconds allow may come at once
_ROUNDING: Final = 1e-6  # of sums of seconds
_MOST: Final = 10_000  # clients, before those that have been silent are forgotten


class Rate:
    """Counts requests by client."""

    def __init__(self, each_minute: int, now: Callable[[], float] = time.monotonic) -> None:
        """Allow so many requests a minute, a tenth of them at once.

        Args:
            each_minute: 0 is any number.
            now: seconds that only ever grow.
        """
        self._each_minute = each_minute
        self._apart = 60 / each_minute if each_minute else 0.0
        self._now = now
        self._full_at: dict[str, float] = {}  # when the client may again send as many at once as anyone
        self._lock = threading.Lock()

    def count(self, client: str) -> None:
        """Count one request of a client.

        Raises:
            Problem: 429 when it is one too many; it is then not counted.
        """
        if not self._each_minute:
            return
        now = self._now()
        with self._lock:
            full_at = max(self._full_at.get(client, now), now) + self._apart
            wait = full_at - now - max(AT_ONCE_SECONDS, self._apart)
            if wait < _ROUNDING:
                self._full_at[client] = full_at
                if len(self._full_at) > _MOST:
                    self._full_at = {each: then for each, then in self._full_at.items() if then > now}
        if wait >= _ROUNDING:
            raise self._too_many(wait)

    def _too_many(self, wait: float) -> Problem:
        seconds = math.ceil(wait)
        return Problem(
            429,
            MEANINGS[429].title,
            f"The client sends more than {self._each_minute} requests a minute.",
            remedy=f"Wait {seconds} seconds, then send it again; events may be sent a thousand in a request.",
            headers={"Retry-After": str(seconds)},
        )
