"""Health that tells the truth: alive while the process works, ready only when what it rests on answers.

Each check runs in a thread of its own and has a limited time; one that hangs is not started again until it returns, so
that asking for health never piles up work. `/metrics` stands here too, since every process answers all three.
"""

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec
import structlog
from flask import Flask, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest, multiprocess, values

from shared.config import Settings
from shared.observe import metrics

log = structlog.get_logger(__name__)

Check = Callable[[], str | None]  # None when well, else what is wrong, in words that anyone may read

LIMIT_SECONDS: Final = 2.0
FRESH_SECONDS: Final = 0.5  # how long an answer stands; bounds what frequent asking can cost


class Worry(str):
    """What a check says of something that is wrong but stops no request: it is told, and the process stays ready."""

    __slots__ = ()


class Probe:
    """One check, run at most once at a time."""

    def __init__(self, name: str, check: Check) -> None:
        self._name = name
        self._check = check
        self._lock = threading.Lock()
        self._done: threading.Event | None = None
        self._answer: str | None = None
        self._answered_at = -FRESH_SECONDS

    def start(self) -> None:
        """Have the check run, unless it runs already or has just answered."""
        with self._lock:
            if self._done is None and time.monotonic() - self._answered_at >= FRESH_SECONDS:
                self._done = threading.Event()
                threading.Thread(target=self._run, args=(self._done,), name=self._name, daemon=True).start()

    def answer(self, deadline: float) -> str | None:
        """None when well; else what is wrong, silence past the deadline (monotonic) included."""
        done = self._done
        if done is not None and not done.wait(max(0.0, deadline - time.monotonic())):
            return f"no answer within {LIMIT_SECONDS:g} seconds"
        return self._answer

    def _run(self, done: threading.Event) -> None:
        try:
            answer = self._check()
        except Exception as error:
            log.warning("a health check failed", check=self._name, exc_info=True)
            answer = f"the check itself failed: {type(error).__name__}"
        with self._lock:
            self._answer, self._answered_at, self._done = answer, time.monotonic(), None
        done.set()


class Readiness:
    """All checks of a process."""

    def __init__(self, checks: Mapping[str, Check]) -> None:
        self._probes = {name: Probe(name, check) for name, check in checks.items()}

    def answers(self) -> dict[str, str | None]:
        """What each check says, all asked at once."""
        for probe in self._probes.values():
            probe.start()
        deadline = time.monotonic() + LIMIT_SECONDS
        return {name: probe.answer(deadline) for name, probe in self._probes.items()}


def add_health(app: Flask, checks: Mapping[str, Check]) -> None:
    """Give the app `/health/live`, `/health/ready` and `/metrics`."""
    readiness = Readiness(checks)

    def live() -> Response:
        return _json({"status": "ok"}, 200)

    def ready() -> Response:
        answers = readiness.answers()
        states = {name: {"ok": wrong is None, "detail": str(wrong or "ok")} for name, wrong in answers.items()}
        failing = [name for name, wrong in answers.items() if wrong and not isinstance(wrong, Worry)]
        if not failing:
            return _json({"status": "ok", "checks": states}, 200)
        return _not_ready(failing, states)

    app.add_url_rule("/health/live", "health_live", live)
    app.add_url_rule("/health/ready", "health_ready", ready)

    def measured() -> Response:
        for name, wrong in readiness.answers().items():
            metrics.well.labels(name).set(wrong is None)  # a worry is told too, before it stops anything
        return exposed()

    app.add_url_rule("/metrics", "metrics", measured)


def health_app(settings: Settings, name: str, checks: Mapping[str, Check]) -> Flask:
    """The whole HTTP face of a worker: health and metrics, nothing else."""
    app = Flask(f"loftet.{name}", static_folder=None)
    app.extensions["settings"] = settings
    add_health(app, checks)
    return app


def exposed() -> Response:
    """All metrics in Prometheus's form; of all processes when there are several."""
    if values.ValueClass.__name__ == "MmapedValue":
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
    return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)


def _not_ready(failing: list[str], states: dict[str, dict[str, Any]]) -> Response:
    body = {
        "type": "about:blank",
        "title": "Service Unavailable",
        "status": 503,
        "detail": f"Not ready: {', '.join(failing)}.",
        "instance": "/health/ready",
        "checks": states,
    }
    response = _json(body, 503)
    response.headers["Retry-After"] = "5"
    response.content_type = "application/problem+json"
    return response


def _json(body: dict[str, Any], status: int) -> Response:
    return Response(msgspec.json.encode(body), status, content_type="application/json")
