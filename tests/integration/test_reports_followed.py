"""Statuses are followed by `changedSince`: whoever asks again is told of those that were assessed anew since."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from deploy.local import Stack
from shared.clock import SystemClock
from tests.integration.reports_house import WALKED, WALKS, House, house_on


@pytest.fixture
def house(stack: Stack, tmp_path: Path) -> Iterator[House]:
    with house_on(stack, tmp_path) as made:
        yield made


def page(house: House, **query: str) -> dict[str, Any]:
    answer = house.get("/promises", **query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


def states(found: dict[str, Any]) -> list[tuple[str, str]]:
    return [(each["promise"], each["state"]) for each in found["items"]]


def test_whoever_asks_by_when_they_last_asked_is_told_of_what_was_assessed_anew(house: House) -> None:
    every = page(house, changedSince="2020-01-01T00:00:00Z")
    read_at = SystemClock().now().isoformat()
    nothing_new = page(house, changedSince=read_at)

    house.told(WALKED)
    since, again = page(house, changedSince=read_at), page(house, changedSince=every["changedUntil"])

    assert (states(every), states(nothing_new)) == ([(WALKS, "not_started")], [])
    assert states(since) == states(again) == [(WALKS, "on_track")]
    assert page(house)["changedUntil"] is None
    assert house.get("/promises", changedSince="i går").status_code == 422
