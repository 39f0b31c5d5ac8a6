"""Health tells the truth, in time, whatever the checks do."""

import threading
import time
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from shared.http import health
from shared.http.health import Check, Readiness, Worry, health_app
from tests.unit.http import sample


def raising() -> str | None:
    raise RuntimeError("mongodb://user:secret@db")


def asked(client_of: dict[str, Check]) -> FlaskClient:
    return health_app(sample.settings(Path("unused")), "sample", client_of).test_client()


def test_a_process_is_ready_when_all_it_rests_on_is_well() -> None:
    client = asked({"mongodb": lambda: None, "kafka": lambda: None})

    response = client.get("/health/ready")

    assert response.status_code == 200
    assert response.get_json()["checks"]["kafka"] == {"ok": True, "detail": "ok"}


def test_a_process_that_is_not_ready_says_what_is_wrong_and_stays_alive() -> None:
    client = asked({"mongodb": lambda: "does not answer", "kafka": lambda: None})

    response = client.get("/health/ready")

    body = response.get_json(force=True)
    assert response.status_code == 503
    assert response.content_type == "application/problem+json"
    assert body["detail"] == "Not ready: mongodb."
    assert body["checks"]["mongodb"] == {"ok": False, "detail": "does not answer"}
    assert body["checks"]["kafka"]["ok"]
    assert client.get("/health/live").status_code == 200


def test_a_worry_is_told_and_the_process_stays_ready() -> None:
    response = asked({"keys": lambda: Worry("the new file is broken"), "kafka": lambda: None}).get("/health/ready")

    assert response.status_code == 200
    assert response.get_json()["checks"]["keys"] == {"ok": False, "detail": "the new file is broken"}


def test_a_worry_is_not_well_in_the_metrics_so_that_somebody_mends_it_before_requests_are_refused() -> None:
    response = asked({"keys": lambda: Worry("the new file is broken"), "kafka": lambda: None}).get("/metrics")

    measured = response.get_data(as_text=True)
    assert 'loftet_well{check="keys"} 0.0' in measured
    assert 'loftet_well{check="kafka"} 1.0' in measured


def test_a_check_that_fails_itself_is_not_well_and_gives_nothing_away() -> None:
    response = asked({"mongodb": raising}).get("/health/ready")

    assert response.status_code == 503
    assert "RuntimeError" in response.get_data(as_text=True)
    assert "secret" not in response.get_data(as_text=True)


def test_a_check_that_hangs_is_not_well_and_is_not_piled_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "LIMIT_SECONDS", 0.05)
    release, started = threading.Event(), []

    def hang() -> str | None:
        started.append(1)
        release.wait(10)
        return None

    readiness = Readiness({"mongodb": hang})
    first, second = readiness.answers(), readiness.answers()
    release.set()

    assert first == second == {"mongodb": "no answer within 0.05 seconds"}
    assert len(started) == 1


def test_a_process_mends_when_what_it_rests_on_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "FRESH_SECONDS", 0)
    wrong = ["away"]
    client = asked({"mongodb": lambda: wrong[0] if wrong else None})
    assert client.get("/health/ready").status_code == 503

    wrong.clear()

    assert client.get("/health/ready").status_code == 200


def test_frequent_asking_does_not_run_the_check_each_time() -> None:
    runs = []
    readiness = Readiness({"mongodb": lambda: runs.append(time.monotonic())})

    for _ in range(100):
        readiness.answers()

    assert len(runs) < 50


def test_metrics_are_served() -> None:
    response = asked({}).get("/metrics")

    assert response.content_type.startswith("text/plain")
    assert "loftet_http_requests_total" in response.get_data(as_text=True)
