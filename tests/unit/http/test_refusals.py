"""Every refusal is problem details, says what to do, and tells nothing of our insides."""

from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

MEMBERS = {"type", "title", "status", "detail", "instance"}
BASE = "/sample/v1"


def problem_of(response: TestResponse, status: int) -> dict:
    assert response.status_code == status, response.get_data(as_text=True)
    assert response.content_type == "application/problem+json"
    body = response.get_json(force=True)
    assert set(body) >= MEMBERS
    assert body["status"] == status
    assert all(body[member] for member in MEMBERS)
    return body


@dataclass(frozen=True)
class Case:
    name: str
    method: str
    path: str
    status: int
    sent: dict


CASES = [
    Case("no such address", "GET", "/nowhere", 404, {}),
    Case("no such address below the API", "GET", f"{BASE}/nowhere", 404, {}),
    Case("a thing that is not there", "GET", f"{BASE}/walks/none", 404, {}),
    Case("a method that is not taken", "DELETE", f"{BASE}/walks/a", 405, {}),
    Case("a method nobody knows", "BREW", f"{BASE}/walks/a", 405, {}),
    Case("a body over the limit", "POST", f"{BASE}/walks", 413, {"data": b" " * (1024 * 1024 + 1)}),
    Case("another content type", "POST", f"{BASE}/walks", 415, {"data": b"<a/>", "content_type": "text/xml"}),
    Case("a compressed body", "POST", f"{BASE}/raw", 415, {"data": b"x", "headers": {"Content-Encoding": "gzip"}}),
    Case("no If-Match", "PUT", f"{BASE}/walks/a", 428, {}),
    Case("an outdated If-Match", "PUT", f"{BASE}/walks/a", 412, {"headers": {"If-Match": '"2"'}}),
    Case("NUL in the address", "GET", f"{BASE}/walks/a%00b", 400, {}),
    Case("an address that is not UTF-8", "GET", f"{BASE}/walks/a", 400, {"environ_overrides": {"PATH_INFO": "/\xff"}}),
    Case("NUL in the query", "GET", f"{BASE}/walks?kind=%00", 400, {}),
    Case("a query that is not UTF-8", "GET", f"{BASE}/walks?kind=%ff", 400, {}),
    Case("the database away", "GET", f"{BASE}/fail/away", 503, {}),
    Case("no database to be found", "GET", f"{BASE}/fail/selection", 503, {}),
    Case("a wrong call of the database", "GET", f"{BASE}/fail/bug", 500, {}),
    Case("a mistake of ours", "GET", f"{BASE}/fail/crash", 500, {}),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_refusal_is_problem_details(client: FlaskClient, case: Case) -> None:
    body = problem_of(client.open(case.path, method=case.method, **case.sent), case.status)

    assert body["type"].endswith(f"/sample/v1/docs#problem-{case.status}")
    assert "secret" not in str(body)


def test_a_refused_method_says_which_are_taken(client: FlaskClient) -> None:
    response = client.delete("/sample/v1/walks/a")

    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "PUT"}


def test_a_dependency_that_is_away_says_when_to_come_back(client: FlaskClient) -> None:
    response = client.get("/sample/v1/fail/away")

    assert response.headers["Retry-After"] == "5"
    assert "5 seconds" in problem_of(response, 503)["detail"]


def test_each_wrong_property_is_named_by_its_path(client: FlaskClient) -> None:
    sent = {
        "title": 1,
        "actual": {"start": "2021-04-15T18:00:00", "end": "2021-04-15T18:00:00+02:00"},
        "items": [{"kind": "walk"}, {"kind": "dance", "knd": 1}],
        "grupSize": 3,
    }

    body = problem_of(client.post("/sample/v1/walks", json=sent), 422)

    reasons = {each["property"]: each["reason"] for each in body["invalidParameters"]}
    assert reasons == {
        "title": "Not a valid string.",
        "actual.start": "needs an offset, as in 2021-04-15T18:00:00+02:00",
        "items[1].kind": "Must be one of: walk, meeting.",
        "items[1].knd": "unknown field; did you mean kind?",
        "grupSize": "unknown field; did you mean groupSize?",
    }


def test_a_body_that_is_no_object_is_said_to_be_none(client: FlaskClient) -> None:
    body = problem_of(client.post("/sample/v1/walks", json=[1]), 422)

    assert body["invalidParameters"] == [{"property": "body", "reason": "must be an object"}]


def test_a_query_is_read_as_strictly_as_a_body(client: FlaskClient) -> None:
    body = problem_of(client.get("/sample/v1/walks?limit=101&page=0&municipality=0140"), 422)

    assert {each["property"] for each in body["invalidParameters"]} == {"limit", "page", "municipality"}


def test_a_number_that_nothing_can_hold_is_refused(client: FlaskClient) -> None:
    problem_of(client.get(f"/sample/v1/walks?page={10**30}"), 422)
    problem_of(client.post("/sample/v1/form", data={"groupSize": str(10**30)}), 422)


def test_a_form_with_nul_is_refused(client: FlaskClient) -> None:
    problem_of(client.post("/sample/v1/form", data={"outcome": "a\x00"}), 400)


def test_a_problem_names_the_trace_it_belongs_to(client: FlaskClient) -> None:
    response = client.get("/nowhere")

    assert response.headers["traceparent"].split("-")[1] == problem_of(response, 404)["traceId"]


def test_what_is_unforeseen_is_logged_with_its_traceback(
    client: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    client.get("/sample/v1/fail/crash")

    assert "RuntimeError: secret" in capsys.readouterr().err
