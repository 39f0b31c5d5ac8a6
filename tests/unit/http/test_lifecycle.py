"""What every answer carries, and what every request leaves behind."""

import json
import re

import pytest
from flask.testing import FlaskClient
from prometheus_client import REGISTRY

from shared.http.trace import current
from shared.observe import logs

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
RECEIVED = f"00-{TRACE}-00f067aa0ba902b7-01"


@pytest.mark.parametrize("path", ["/sample/v1/walks/a", "/nowhere", "/sample/v1/fail/crash", "/health/live"])
def test_every_answer_is_guarded(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["Strict-Transport-Security"]
    assert headers["Cache-Control"] == "no-store"
    assert len(headers.getlist("X-Frame-Options")) == 1


def test_a_view_may_have_a_policy_of_its_own(client: FlaskClient) -> None:
    headers = client.get("/sample/v1/own-policy").headers

    assert headers.getlist("Referrer-Policy") == ["same-origin"]
    assert headers["Content-Security-Policy"] == "default-src 'self'"
    assert headers["Cache-Control"] == "max-age=60"


def test_what_any_site_may_frame_does_not_say_otherwise_in_another_header(client: FlaskClient) -> None:
    headers = client.get("/sample/v1/framed").headers

    assert "frame-ancestors *" in headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in headers
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_trace_is_continued_and_returned(client: FlaskClient) -> None:
    returned = client.get("/sample/v1/walks/a", headers={"traceparent": RECEIVED}).headers["traceparent"]

    assert re.fullmatch(rf"00-{TRACE}-[0-9a-f]{{16}}-01", returned)
    assert returned != RECEIVED
    assert current() == returned


@pytest.mark.parametrize("received", ["", "rubbish", RECEIVED + "-x", RECEIVED.replace("00-", "ff-", 1)])
def test_a_bad_trace_is_replaced(client: FlaskClient, received: str) -> None:
    returned = client.get("/sample/v1/walks/a", headers={"traceparent": received}).headers["traceparent"]

    assert TRACE not in returned


def test_a_request_is_logged_by_its_route_and_trace(client: FlaskClient, capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("info", "sample-web")  # a process has one service; other tests may have made another since

    client.get("/sample/v1/walks/something-private", headers={"traceparent": RECEIVED})

    line = json.loads(capsys.readouterr().err.splitlines()[-1])
    assert line["event"] == "request"
    assert (line["route"], line["method"], line["status"]) == ("/sample/v1/walks/<walkId>", "GET", 200)
    assert (line["service"], line["process"], line["level"]) == ("sample", "web", "info")
    assert line["trace_id"] == TRACE
    assert line["ms"] >= 0


def test_being_asked_for_health_is_not_logged(client: FlaskClient, capsys: pytest.CaptureFixture[str]) -> None:
    client.get("/health/live")

    assert capsys.readouterr().err == ""


def test_requests_are_counted_by_route_template_and_class_of_status(client: FlaskClient) -> None:
    def count(route: str, status: str) -> float:
        labels = {"service": "sample", "route": route, "method": "GET", "status": status}
        return REGISTRY.get_sample_value("loftet_http_requests_total", labels) or 0

    before = count("/sample/v1/walks/<walkId>", "2xx"), count("unmatched", "4xx")

    client.get("/sample/v1/walks/a")
    client.get("/sample/v1/walks/b")
    client.get("/nowhere/c")

    assert count("/sample/v1/walks/<walkId>", "2xx") == before[0] + 2
    assert count("unmatched", "4xx") == before[1] + 1
