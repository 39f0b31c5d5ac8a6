"""A service as two real processes behind one port, and requests that come to them at the same moment."""

import dataclasses
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Barrier
from typing import Any

import requests

from deploy.local.ports import choose
from services.activities.config import ActivitiesSettings
from services.notifications.config import NotificationsSettings
from shared.config import Settings
from tests.waiting import eventually

SERVICES: dict[type[Settings], str] = {ActivitiesSettings: "activities", NotificationsSettings: "notifications"}


@dataclass(frozen=True)
class Asked:
    """A request: what is done at which address, with which body and headers."""

    method: str
    url: str
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)

    def send(self, start: Barrier) -> requests.Response:
        """Send it, over a connection of its own, when all are ready."""
        start.wait(30)
        return requests.request(self.method, self.url, json=self.body, headers=self.headers, timeout=30)


def at_once(asked: Sequence[Asked]) -> list[requests.Response]:
    """The answers to requests that are sent at the same moment, in their order."""
    start = Barrier(len(asked))
    with ThreadPoolExecutor(len(asked)) as threads:
        return list(threads.map(lambda each: each.send(start), asked))


def environment_of(settings: Settings) -> dict[str, str]:
    """What a process of a service is started with."""
    given = {name: value for name, value in dataclasses.asdict(settings).items() if value is not None}
    ours = {f"LOFTET_{name.upper()}": str(value) for name, value in given.items()}
    return {name: value for name, value in os.environ.items() if not name.startswith("LOFTET_")} | ours


@contextmanager
def processes(settings: Settings, folder: Path, workers: int = 2) -> Iterator[str]:
    """The address at which so many processes of a service answer."""
    service = SERVICES[type(settings)]
    port = choose(None, [])
    command = [sys.executable, "-m", "gunicorn", "-c", "shared/http/gunicorn_conf.py", "--bind", f"127.0.0.1:{port}"]
    around = environment_of(settings) | {"WEB_CONCURRENCY": str(workers)}
    with (folder / "log").open("wb") as log:
        started = subprocess.Popen([*command, f"services.{service}.app:create_app()"], env=around, stderr=log)
        try:
            info = f"http://127.0.0.1:{port}/{service}/v1"
            eventually(lambda: _answers(f"{info}/api-info"), 60, "gunicorn")
            yield info
        finally:
            started.terminate()
            started.wait(20)


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=5).ok
    except requests.RequestException:  # not there yet
        return False
