"""A file that is read again when it changes; a bad one keeps what was read before it, and is told of."""

import os
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Generic, TypeVar

import structlog

from shared.clock import Clock
from shared.config import BadConfiguration
from shared.http.health import Worry

log = structlog.get_logger(__name__)

T = TypeVar("T")
_Stamp = tuple[int, int, int] | None


class Watched(Generic[T]):
    """What stands in a file."""

    def __init__(self, path: Path, read: Callable[[Path], T], clock: Clock, *, what: str, look: timedelta) -> None:
        """Read the file.

        Args:
            path: of the file.
            read: from the file to what stands in it; raises BadConfiguration.
            clock: by which it is told when to look.
            what: it is, in words, such as `keys for tips`.
            look: how often it is looked at; it is read again when it is another.

        Raises:
            BadConfiguration: it is bad already.
        """
        self._path, self._read, self._clock = path, read, clock
        self._what, self._look_each = what, look
        self._lock = threading.Lock()
        self._looked_at = clock.now()
        self._stamp = _stamp_of(path)
        self._content = read(path)
        self._worry: Worry | None = None

    def present(self) -> T:
        """What stands in the file, or stood there when it was last good."""
        now = self._clock.now()
        if self._is_due(now) and self._lock.acquire(blocking=False):
            try:
                self._look(now)
            finally:
                self._lock.release()
        return self._content

    def check(self) -> Worry | None:
        """For readiness: None when the file is as it should be; else that what was read before it is still used."""
        self.present()
        return self._worry

    def _is_due(self, now: datetime) -> bool:
        return not timedelta(0) <= now - self._looked_at < self._look_each  # a clock may be set back

    def _look(self, now: datetime) -> None:
        """Read the file again if it is another; what is wrong with it is logged once."""
        self._looked_at = now
        stamp = _stamp_of(self._path)
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            self._content, self._worry = self._read(self._path), None
        except BadConfiguration as bad:
            log.error(f"the new {self._what} are not usable; those before are kept", reason=str(bad))
            self._worry = Worry(f"the file of {self._what} is not usable; those before it are kept")
        else:
            log.info(f"the {self._what} were read again")


def _stamp_of(path: Path) -> _Stamp:
    """What tells one file from another at the same path; None when there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116  (follows the links by which Kubernetes changes a file)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
