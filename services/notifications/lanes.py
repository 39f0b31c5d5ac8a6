"""Lanes: who is sent to just now, and who rests, so that no receiver waits for another.

In its lane a receiver is sent to one thing after another. One that fails rests, longer each time, and gives its lane to
others; what waits for it is not tried meanwhile. One that lets its lane wait is not counted among those that are
under way, so that however many hang, others find a lane.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.notifications.domain.schedule import Answer, Outcome

LANES = 8  # of receivers that answer in time
MOST = 64  # threads, however many hang
PATIENCE = 1.0  # seconds after which a receiver lets its lane wait
FIRST_REST, LONGEST_REST = timedelta(seconds=1), timedelta(minutes=5)
FIRST_REST_OF_STALLED = timedelta(seconds=30)  # so that those that hang don't fill all lanes again at once
LONGEST_ASKED = timedelta(hours=1)  # that a receiver's Retry-After lets all that waits for it rest


@dataclass(slots=True)
class _Lane:
    thread: threading.Thread
    begun: float


class Lanes:
    """Keys of receivers, each in a lane of its own. Lives as long as the process."""

    def __init__(self, timer: Callable[[], float] = time.monotonic) -> None:
        """Set up, with what tells how long something takes."""
        self._timer = timer
        self._lock = threading.Lock()
        self._running: dict[str, _Lane] = {}
        self._resting: dict[str, tuple[datetime, timedelta]] = {}  # until when, and for how long

    def taken(self, now: datetime) -> set[str]:
        """Those that are not to be given a lane."""
        with self._lock:
            return {*self._running, *(key for key, (until, _) in self._resting.items() if until > now)}

    def has_room(self) -> bool:
        """Whether another receiver may be given a lane."""
        with self._lock:
            return self._has_room()

    def give(self, key: str, thread: threading.Thread) -> bool:
        """A lane for a receiver, in which the thread is started; False when there is none to give."""
        with self._lock:
            if not self._has_room():
                return False
            self._running[key] = _Lane(thread, self._timer())
            thread.start()
            return True

    def begin(self, key: str) -> None:
        """The receiver is sent the next thing."""
        with self._lock:
            self._running[key].begun = self._timer()

    def note(self, key: str, outcome: Outcome, now: datetime) -> None:
        """Let a receiver rest that failed; one that did not needs none."""
        with self._lock:
            _, latest = self._resting.pop(key, (now, timedelta(0)))
            if outcome.answer is not Answer.DELAYED:
                return
            first = FIRST_REST_OF_STALLED if outcome.stalled else FIRST_REST
            rest = min(max(latest * 2, first), LONGEST_REST)
            asked = min(outcome.retry_after or timedelta(0), LONGEST_ASKED)
            self._resting[key] = (now + max(rest, asked), rest)

    def end(self, key: str) -> None:
        """The lane is another's."""
        with self._lock:
            del self._running[key]

    def threads(self) -> list[threading.Thread]:
        """Those that are under way."""
        with self._lock:
            return [lane.thread for lane in self._running.values()]

    def _has_room(self) -> bool:
        prompt = sum(not self._waits(lane) for lane in self._running.values())
        return prompt < LANES and len(self._running) < MOST

    def _waits(self, lane: _Lane) -> bool:
        return self._timer() - lane.begun > PATIENCE
