"""What `make up` says at its end can be pasted."""

import json
import shlex
from datetime import UTC, datetime
from pathlib import Path

import pytest

from deploy.local import Stack, keys
from deploy.local.guide import guide
from deploy.local.ports import USUAL
from shared.clock import STOCKHOLM, parse_instant

SUMMER = datetime(2026, 7, 3, 10, 30, tzinfo=UTC)
NEW_YEAR = datetime(2026, 12, 31, 23, 0, 10, tzinfo=UTC)  # ten seconds into 2027, in Stockholm


@pytest.fixture
def idle(tmp_path: Path) -> Stack:
    """A stack that has its ports and keys, and runs nothing."""
    made = Stack(tmp_path)
    made.state.ports = dict(USUAL)
    keys.ensure(made.keys.folder)
    return made


def requests(text: str) -> list[list[str]]:
    return [shlex.split(line) for line in text.splitlines() if line.startswith("curl ")]


def bodies(text: str) -> list[dict[str, object]]:
    return [json.loads(words[words.index("-d") + 1]) for words in requests(text) if "-d" in words]


def test_there_are_three_requests_each_on_one_line(idle: Stack) -> None:
    addresses = [words[-1] for words in requests(guide(idle, SUMMER))]

    assert addresses == [
        "http://127.0.0.1:8101/activities/v1/activities",
        "http://127.0.0.1:8101/activities/v1/events",
        "http://127.0.0.1:8102/reports/v1/promises/nykvarn-2021-2022-trygghetsvandringar/status",
    ]


@pytest.mark.parametrize("now", [SUMMER, NEW_YEAR])
def test_what_is_reported_has_happened_this_year(idle: Stack, now: datetime) -> None:
    walk, event = bodies(guide(idle, now))

    for report in (walk, event["data"]):
        assert isinstance(report, dict)
        start, end = (parse_instant(report["actual"][name]) for name in ("start", "end"))
        assert start <= end <= now
        assert start.astimezone(STOCKHOLM).year == now.astimezone(STOCKHOLM).year


def test_it_says_where_the_page_the_documents_and_the_mails_are(idle: Stack) -> None:
    text = guide(idle, SUMMER)

    assert "http://127.0.0.1:8102/\n" in text
    assert "http://127.0.0.1:8104/operator\n" in text
    assert str(idle.mails) in text
    assert all(f"/{service}/v1/docs" in text for service in ("activities", "reports", "notifications"))
