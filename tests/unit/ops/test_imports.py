"""`loftet import` as it is run: what it sends, what it says, and how it ends."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from shared.ops.cli import main

WALK = {
    "id": "walk",
    "revision": 1,
    "reportedBy": "exempel-kommun",
    "state": "completed",
    "municipality": "9999",
    "kind": "walk",
    "actualStart": "2021-04-15T16:00:00Z",
    "actualEnd": "2021-04-15T18:00:00Z",
}
MEETING = WALK | {"id": "a-meeting", "kind": "meeting", "walk": "walk", "walkStep": "follow-up"}
OTHERS = WALK | {"id": "patrol", "reportedBy": "polisen-exempel"}


def run(server: HTTPServer, folder: Path, rows: list[dict[str, Any]], *options: str) -> Result:
    path = folder / "activities.json"
    path.write_text(json.dumps({"table": "activities", "rows": rows}), encoding="utf-8")
    command = ["import", str(path), "--activities-url", server.url_for("").rstrip("/"), "--token", "t", *options]
    return CliRunner().invoke(main, command)


@pytest.fixture
def server(httpserver: HTTPServer) -> HTTPServer:
    """An interface behind which nothing is yet."""
    httpserver.expect_request("/activities/v1/activities").respond_with_json({"items": [], "next": None})
    return httpserver


def test_a_walk_is_told_before_what_refers_to_it_and_by_its_new_id(server: HTTPServer, tmp_path: Path) -> None:
    # given an interface that accepts whatever it is told
    batches: list[list[dict[str, Any]]] = []

    def accept(request: Request) -> Response:
        batches.append(request.get_json())
        results = [{"result": "accepted", "activityId": f"new-{event['subject']}"} for event in batches[-1]]
        return Response(json.dumps({"results": results}), content_type="application/json")

    server.expect_request("/activities/v1/events", method="POST").respond_with_handler(accept)

    # when a party's rows are imported
    result = run(server, tmp_path, [MEETING, WALK, OTHERS], "--party", "exempel-kommun")

    # then only its own are told, and the meeting follows up the walk as it is called there
    assert result.exit_code == 0, result.output
    assert "1 row of other parties is left out" in result.stderr
    assert result.stdout == "2 accepted, 0 had come before, 0 refused.\n"
    assert [[event["subject"] for event in batch] for batch in batches] == [["walk"], ["a-meeting"]]
    assert batches[1][0]["data"]["walkStep"] == {"walk": "new-walk", "step": "follow-up"}


def test_what_is_refused_is_told_by_row_and_ends_with_1(server: HTTPServer, tmp_path: Path) -> None:
    wrong = [{"property": "kind", "reason": "is none"}]
    refused = {"results": [{"result": "rejected", "reason": "No.", "invalidParameters": wrong}]}
    server.expect_request("/activities/v1/events").respond_with_json(refused)

    result = run(server, tmp_path, [WALK], "--party", "exempel-kommun")

    assert result.exit_code == 1
    assert result.stderr.endswith("walk.1: No. kind is none\n")


@pytest.mark.parametrize(
    ("rows", "options", "told"),
    [
        ([WALK], (), "--party"),
        ([{"id": "x"}], ("--party", "p"), "reportedBy"),
        ([WALK], ("--party", "exempel-kommun"), "500"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_line(
    server: HTTPServer, tmp_path: Path, rows: list[dict[str, Any]], options: tuple[str, ...], told: str
) -> None:
    result = run(server, tmp_path, rows, *options)

    assert result.exit_code != 0
    assert told in result.stderr.strip().splitlines()[-1]
