"""Waiting for a condition with a deadline, in place of sleeping and hoping."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def eventually(condition: Callable[[], T], seconds: float = 15, what: str = "the condition") -> T:
    """What the condition gives, once that is true; an assertion error when it is not in time."""
    deadline = time.monotonic() + seconds
    pause = threading.Event()
    while not (found := condition()):
        assert time.monotonic() < deadline, f"{what} did not come true within {seconds:g} s; last: {found!r}"
        pause.wait(0.05)
    return found
