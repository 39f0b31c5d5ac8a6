"""A worker process: its parts each in a thread, its health and metrics over HTTP, and an orderly end.

SIGTERM or SIGINT asks the parts to stop; the process is gone within `END_SECONDS`, come what may. A part that ends by
an error of its own ends the process with exit code 1, so that its supervisor starts it anew.
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from types import FrameType
from typing import TypeVar

import structlog
from pymongo.errors import PyMongoError
from werkzeug.serving import WSGIRequestHandler, make_server

from shared.config import BadConfiguration, Settings
from shared.http.health import Check, health_app
from shared.observe import logs, spans
from shared.store.migrations import MISFIT_CODE, Misfit
from shared.store.mongo import is_away, why

END_SECONDS = 15.0

log = structlog.get_logger(__name__)

Part = Callable[[threading.Event], None]
SettingsT = TypeVar("SettingsT", bound=Settings)


def run_worker(
    settings: Settings,
    name: str,
    parts: Mapping[str, Part],
    checks: Mapping[str, Check],
    prepare: Callable[[], None] = lambda: None,
) -> int:
    """Run the parts until a signal comes or one of them fails.

    Args:
        settings: where health and metrics listen.
        name: of the service.
        parts: each is called in a thread of its own with an event that is set when it shall return.
        checks: what readiness rests on: each gives None when well, else what is wrong.
        prepare: called before the parts start, again and again until MongoDB is there (indexes).

    Returns:
        The process's exit code: 0 after a signal, 1 when a part failed.
    """
    stop, failed = threading.Event(), threading.Event()

    def end(signum: int, frame: FrameType | None) -> None:
        stop.set()

    for signum in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signum, end)
    health = health_app(settings, name, checks)
    server = make_server(settings.bind_host, settings.worker_port, health, threaded=True, request_handler=_QuietHandler)
    threading.Thread(target=server.serve_forever, name="health", daemon=True).start()
    threads = [
        threading.Thread(target=_guard, args=(part, run, stop, failed), name=part, daemon=True)
        for part, run in parts.items()
    ]
    _prepare(prepare, stop)
    for thread in threads:
        thread.start()
    log.info("worker started", service=name, parts=list(parts), port=server.server_port)
    while not stop.wait(3600):
        pass
    _join([thread for thread in threads if thread.ident])
    log.info("worker ended", service=name, failed=failed.is_set())
    return 1 if failed.is_set() else 0


def main(name: str, settings_class: type[SettingsT], run: Callable[[SettingsT], int]) -> None:
    """The entry point of a worker module: read the settings, set up the logs, run, exit."""
    try:
        settings = settings_class.read()
    except BadConfiguration as error:
        sys.stderr.write(f"loftet {name} worker: {error}\n")
        sys.exit(2)
    logs.configure(settings, f"{name}-worker")
    spans.configure(settings.traces_url, f"{name}-worker")
    try:
        code = run(settings)
    except Misfit as error:
        sys.stderr.write(f"loftet {name} worker: {error}\n")
        code = MISFIT_CODE
    spans.flush()
    sys.stderr.flush()
    os._exit(code)  # a client library's thread that waits for a dead broker must not hold the process


class _QuietHandler(WSGIRequestHandler):
    """Does not log requests: those who ask how we are ask every few seconds, and that they did is no news."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


def _prepare(prepare: Callable[[], None], stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            prepare()
        except PyMongoError as error:
            if not is_away(error):
                raise
            log.warning("waiting for MongoDB", reason=why(error))
            stop.wait(1)
        else:
            return


def _guard(part: str, run: Part, stop: threading.Event, failed: threading.Event) -> None:
    try:
        run(stop)
    except Exception:
        log.exception("a part failed; the worker ends", part=part)
        failed.set()
    finally:
        stop.set()


def _join(threads: list[threading.Thread]) -> None:
    deadline = time.monotonic() + END_SECONDS
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
        if thread.is_alive():
            log.warning("a part did not end in time", part=thread.name)
