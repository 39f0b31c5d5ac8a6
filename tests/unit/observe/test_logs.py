"""One JSON object a line, for our own records and the libraries' alike, and never a secret in one."""

import json
import logging

import pytest
import structlog

from shared.observe import logs, trace

TOKEN = "eyJhbGciOiJFZDI1NTE5In0.eyJzdWIiOiJ4In0.c2lnbmF0dXJl"


@pytest.fixture(autouse=True)
def configured() -> None:
    logs.set_up("info", "sample-worker")


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_our_own_record_has_all_fields(capsys: pytest.CaptureFixture[str]) -> None:
    with trace.work("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"):
        structlog.get_logger("any").info("batch applied", size=3)

    (line,) = lines(capsys)
    assert line.pop("time").endswith("Z")
    assert line == {
        "service": "sample",
        "process": "worker",
        "level": "info",
        "event": "batch applied",
        "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
        "size": 3,
    }


def test_a_librarys_record_has_the_same_form(capsys: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("kafka.client").warning("node %s is away", 1)

    (line,) = lines(capsys)
    assert (line["event"], line["logger"], line["level"]) == ("node 1 is away", "kafka.client", "warning")
    assert (line["service"], line["process"]) == ("sample", "worker")


def test_kafkas_client_complains_once_in_a_while_and_not_of_every_attempt(capsys: pytest.CaptureFixture[str]) -> None:
    for attempt in range(50):
        logging.getLogger("kafka.net.transport").error("attempt %s: socket disconnected", attempt)
        logging.getLogger("kafka.coordinator").warning("attempt %s: not ready", attempt)

    said = [line["event"] for line in lines(capsys)]
    assert said == ["attempt 0: socket disconnected", "attempt 0: not ready"]


def test_an_exception_is_on_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        raise ValueError("wrong")
    except ValueError:
        structlog.get_logger("any").exception("failed")
        logging.getLogger("library").exception("failed too")

    own, foreign = lines(capsys)
    assert "ValueError: wrong" in own["exception"]
    assert "ValueError: wrong" in foreign["exception"]


def test_what_is_below_the_level_is_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    structlog.get_logger("any").debug("hidden")
    logging.getLogger("library").debug("hidden")

    assert lines(capsys) == []


def test_configuring_twice_does_not_write_twice(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("info", "sample-worker")
    logging.getLogger("library").error("once")

    assert len(lines(capsys)) == 1


@pytest.mark.parametrize(
    ("said", "secret"),
    [
        (f"GET /x with {TOKEN}", "eyJ"),
        ("Authorization: Bearer abc.def-123", "abc.def"),
        ("could not reach mongodb://loftet:hemligt@db:27017/x", "hemligt"),
        ("smtp://user:p%40ss@mail.example", "p%40ss"),
    ],
)
def test_tokens_and_passwords_are_struck_out(capsys: pytest.CaptureFixture[str], said: str, secret: str) -> None:
    structlog.get_logger("any").error("said", detail=said)
    logging.getLogger("library").error(said)
    try:
        raise ValueError(said)
    except ValueError:
        structlog.get_logger("any").exception("failed")

    written = capsys.readouterr().err
    assert secret not in written
    assert written.count("[struck out]") == 3


def test_an_address_without_a_password_stays_whole(capsys: pytest.CaptureFixture[str]) -> None:
    structlog.get_logger("any").info("fetched", url="https://issuer.example:8443/jwks?a=b@c")

    assert lines(capsys)[0]["url"] == "https://issuer.example:8443/jwks?a=b@c"


def test_what_json_does_not_know_is_shown_as_python_does(capsys: pytest.CaptureFixture[str]) -> None:
    structlog.get_logger("any").info("odd", thing=range(3))

    assert lines(capsys)[0]["thing"] == "range(0, 3)"
