"""A part of the stack: one process, how it is started and how it tells that it is well."""

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import requests

from deploy.local import ports

PAUSE = 0.05  # seconds between two looks


def _nothing() -> None:
    return None


@dataclass(frozen=True, slots=True)
class Part:
    """One process.

    Attributes:
        name: as in the Procfile, `make status` and the name of its log.
        port: where it listens, on loopback.
        check: None when it is well, else what is wrong.
        prepare: what must be done once before it is started.
    """

    name: str
    port: int
    command: list[str]
    environment: Mapping[str, str]
    check: Callable[[], str | None]
    prepare: Callable[[], None] = _nothing


def listens(port: int) -> str | None:
    """The check of a process that says nothing more of itself than that it listens."""
    return None if ports.accepts(port) else f"nothing listens on port {port}"


def healthy(port: int) -> str | None:
    """The check of a process that answers `GET /health/ready`."""
    try:
        answer = requests.get(f"http://{ports.HOST}:{port}/health/ready", timeout=2)
    except requests.RequestException:
        return f"no answer on port {port}"
    return None if answer.ok else f"{answer.status_code}: {answer.text.strip()}"


def serving_since(port: int) -> float:
    """When the process that has just answered began, seconds since the epoch; 0 when none answers."""
    try:
        told = requests.get(f"http://{ports.HOST}:{port}/metrics", timeout=2).text
    except requests.RequestException:
        return 0
    found = re.search(r"^process_start_time_seconds (\S+)", told, re.MULTILINE)
    return float(found[1]) if found else 0


def until(condition: Callable[[], bool], deadline: float) -> bool:
    """Wait for a condition, until a moment of the monotonic clock; returns whether it came true."""
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(PAUSE)
    return True
