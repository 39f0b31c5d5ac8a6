"""The load: what is posted and how long it takes to be seen. The same client code for both sides."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Protocol

import psutil
import requests

THREADS = 8
TIMED = 5
LOOK_SECONDS = 0.005
DEADLINE = 120.0
IDLE_PERCENT = 15.0

_local = threading.local()


class Side(Protocol):
    """One of the two things measured."""

    name: str

    def post_one(self, session: requests.Session, number: int) -> Callable[[requests.Session], bool]:
        """Post one activity; returns what tells whether it can be seen."""

    def post_many(self, session: requests.Session, numbers: range) -> None:
        """Post a batch of events."""

    def seen(self, session: requests.Session) -> int:
        """How many of all that was posted can be seen."""


@dataclass(frozen=True, slots=True)
class Latency:
    """From POST to seen, in milliseconds."""

    p50: float
    p99: float


def latency(side: Side, numbers: range, rate: int) -> Latency:
    """Post `rate` activities a second, evenly, and time every fifth from its POST until it can be read.

    Not every one, since whoever asks again and again for each becomes the greater load.
    """
    times: list[float] = []
    started = time.perf_counter()

    def one(number: int, timed: bool) -> None:
        session = _session()
        begun = time.perf_counter()
        is_seen = side.post_one(session, number)
        if timed:
            _wait(lambda: is_seen(session), LOOK_SECONDS)
            times.append((time.perf_counter() - begun) * 1000)

    with ThreadPoolExecutor(THREADS) as pool:
        posted = []
        for i, number in enumerate(numbers):
            time.sleep(max(0.0, started + i / rate - time.perf_counter()))
            posted.append(pool.submit(one, number, i % TIMED == 0))
        for each in posted:
            each.result()
    ordered = sorted(times)
    return Latency(_quantile(ordered, 0.50), _quantile(ordered, 0.99))


def flow(side: Side, numbers: range, batch: int) -> float:
    """Post events in batches, and return how many a second came through to where they are read."""
    session = _session()
    before = side.seen(session)
    started = time.perf_counter()
    with ThreadPoolExecutor(2) as pool:
        batches = [numbers[i : i + batch] for i in range(0, len(numbers), batch)]
        for posted in [pool.submit(lambda numbers: side.post_many(_session(), numbers), each) for each in batches]:
            posted.result()
    _wait(lambda: side.seen(session) - before >= len(numbers), 0.1)
    return len(numbers) / (time.perf_counter() - started)


def rest() -> None:
    """Wait until the machine has nothing left to do, so that no figure pays for what was measured before it."""
    deadline = time.monotonic() + DEADLINE
    while psutil.cpu_percent(interval=2.0) > IDLE_PERCENT:
        if time.monotonic() > deadline:
            raise TimeoutError("the machine does not come to rest; what else runs on it?")


def _session() -> requests.Session:
    if not hasattr(_local, "session"):
        _local.session = requests.Session()
    session: requests.Session = _local.session
    return session


def _wait(condition: Callable[[], Any], pause: float) -> None:
    deadline = time.monotonic() + DEADLINE
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(pause)


def _quantile(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
