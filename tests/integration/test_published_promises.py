"""Published promises of Skara, Göteborg and Malå: loaded through the interface, they come out as was published."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml

from deploy.local import Stack
from deploy.local.services import ISSUER
from shared.clock import STOCKHOLM
from shared.ops.token import SCOPES, Grant, make_token
from tests.waiting import eventually

FILES = sorted((Path(__file__).parent / "published").glob("*.yml"))
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SECONDS = 30


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_what_was_done_gives_the_follow_up_that_was_published(loftet: Stack, file: Path):
    # given the agreement, as it was signed
    story = yaml.safe_load(file.read_text(encoding="utf-8"))
    agreement = story["agreement"]
    caller = Caller(loftet, agreement["municipality"]["code"])
    text = yaml.safe_dump(agreement, allow_unicode=True)
    headers = {"Content-Type": "application/yaml"}
    answer = caller.call("PUT", "activities", f"agreements/{agreement['id']}", data=text.encode(), headers=headers)
    assert answer.status_code == 201, answer.text

    # when what was done is reported
    for deed in story["done"]:
        for report in reports(agreement, deed):
            told = caller.call("POST", "activities", "activities", deed["by"], json=report)
            assert told.status_code == 201, told.text

    # then each promise stands as was published
    for promise, expected in story["published"].items():
        eventually(lambda: caller.outcome(f"{agreement['id']}-{promise}", expected) == expected, SECONDS, promise)  # noqa: B023


@dataclass(frozen=True, slots=True)
class Caller:
    """A municipality's systems, each speaking for its party."""

    stack: Stack
    code: str

    def call(self, method: str, service: str, path: str, party: str | None = None, **options: Any) -> requests.Response:
        grant = Grant(client=f"system-of-{party}", scopes=SCOPES, party=party, municipalities=(self.code,))
        token = make_token(self.stack.keys.signing, grant, issuer=ISSUER, audience="loftet")
        headers = {"Authorization": f"Bearer {token}", **options.pop("headers", {})}
        url = f"{self.stack.url(service)}/{service}/v1/{path}"
        return requests.request(method, url, headers=headers, timeout=SECONDS, **options)

    def outcome(self, promise: str, wanted: dict[str, Any]) -> dict[str, Any] | None:
        """What was published, as it stands here."""
        answer = self.call("GET", "reports", f"promises/{promise}/status")
        if answer.status_code != 200:
            return None
        status = answer.json()["status"]
        first = status["commitments"][0]
        found = {
            "state": status["state"],
            "quantity": self.quantity(promise),
            "summary": first["windows"][0]["summary"] if first.get("windows") else None,
        }
        return {name: found[name] for name in wanted}

    def quantity(self, promise: str) -> float:
        """How many times in all, by the activities that count."""
        answer = self.call("GET", "activities", "activities", params={"promise": promise, "limit": "100"})
        return sum(each.get("quantity", 1) for each in answer.json()["items"])


def reports(agreement: dict[str, Any], deed: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A report for each day of a deed."""
    for day in days(agreement["period"], deed):
        start = datetime.combine(day, time.fromisoformat(deed.get("at", "10:00")), STOCKHOLM)
        yield {
            "municipality": agreement["municipality"]["code"],
            "kind": deed["kind"],
            "actual": {"start": start.isoformat(), "end": (start + timedelta(hours=2)).isoformat()},
            **{name: deed[name] for name in ("tags", "audiences", "quantity") if name in deed},
            **({"place": {"name": deed["place"]}} if "place" in deed else {}),
        }


def days(period: dict[str, date], deed: dict[str, Any]) -> Iterator[date]:
    """The days that are named, or every such weekday of the period."""
    yield from deed.get("days", ())
    day = period["start"]
    while "every" in deed and day <= period["end"]:
        if WEEKDAYS[day.weekday()] in deed["every"]:
            yield day
        day += timedelta(days=1)
