"""The `source` of an event is its sender's own: as the token says, or the operator's registry of clients."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from deploy.local import Stack
from shared.clock import SystemClock
from shared.http.clients import Clients
from tests.integration.access_matrix import Matrix
from tests.integration.activities_house import BATCH, POLICE, House, event, house_on

OWN, ANOTHERS = "/polisen/insatser/nord", "/polisen/utredningar"


@pytest.fixture
def house(stack: Stack, tmp_path: Path) -> Iterator[House]:
    with house_on(stack, tmp_path) as made:
        yield made


def send(house: House, *sources: str, claimed: list[str] | None = None) -> TestResponse:
    token = Matrix(house.app, "activities", house.stack, {}).token(
        scope="events:write", party=POLICE, client_id="polisens-system", sources=claimed
    )
    return house.app.test_client().post(
        "/activities/v1/events",
        data=json.dumps([event(str(place), source=source) for place, source in enumerate(sources)]),
        headers={"Authorization": f"Bearer {token}", "Content-Type": BATCH},
    )


def results(answer: TestResponse) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [each["result"] for each in answer.get_json()["results"]]


def test_without_any_word_of_it_a_source_begins_with_the_senders_party(house: House) -> None:
    answer = send(house, f"/{POLICE}", f"/{POLICE}/insatser", f"/{POLICE}-2", "/nykvarn-kommun", OWN)

    assert results(answer) == ["accepted", "accepted", "rejected", "rejected", "rejected"]
    assert f"begins with: /{POLICE}." in answer.get_json()["results"][2]["reason"]


@pytest.mark.parametrize("step", ["..", ".", "%2e%2E", ".%2e", "%2E"])
def test_a_source_that_points_beside_itself_is_refused(house: House, step: str) -> None:
    answer = send(house, f"/{POLICE}/{step}/nykvarn-kommun", f"/{POLICE}/{step}", f"/{POLICE}\\{step}", f"/{POLICE}/.a")

    assert results(answer) == ["rejected", "rejected", "rejected", "accepted"]
    assert [each["property"] for each in answer.get_json()["results"][0]["invalidParameters"]] == ["source"]


def test_a_token_may_say_which_sources_are_its_bearers(house: House) -> None:
    answer = send(house, ANOTHERS, OWN, "/polisen/insatser-syd", claimed=["/polisen/insatser"])

    assert results(answer) == ["rejected", "accepted", "rejected"]
    assert "begins with: /polisen/insatser" in answer.get_json()["results"][0]["reason"]
    assert house.stored() == 1


def test_the_registry_says_so_for_all_tokens_of_a_client(house: House, tmp_path: Path) -> None:
    registered = {"party": POLICE, "municipalities": ["0140"], "scopes": ["events:write"], "sources": [OWN]}
    path = tmp_path / "clients.json"
    path.write_text(json.dumps({"clients": {"polisens-system": registered}}), encoding="utf-8")
    house.app.extensions["clients"] = Clients(str(path), SystemClock())

    assert results(send(house, OWN, ANOTHERS)) == ["accepted", "rejected"]
    assert results(send(house, OWN, ANOTHERS, claimed=["/"])) == ["duplicate", "rejected"]


def test_a_client_without_sources_sends_no_events(house: House) -> None:
    assert results(send(house, OWN, claimed=[])) == ["rejected"]
