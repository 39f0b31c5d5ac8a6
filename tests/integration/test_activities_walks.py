"""The sheet of a walk: its meetings, what was noted and raised on it, what it starts with and what it verified."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from deploy.local import Stack
from tests.integration.activities_house import POLICE, House, house_on, walk
from tests.integration.walks_house import made, noted, proposed, step, walked

WHY = {"reason": "Därför att."}


@pytest.fixture(scope="module")
def house(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house_on(stack, tmp_path_factory.mktemp("walks")) as made_house:
        made_house.set_clock(datetime(2021, 10, 1, 12, tzinfo=UTC))
        yield made_house


def sheet(house: House, walk_id: str, **options: Any) -> dict[str, Any]:
    answer = house.caller(**options).get(f"/walks/{walk_id}")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    body: dict[str, Any] = answer.get_json()
    return body


def ids(records: list[dict[str, Any]]) -> list[str]:
    return [each["id"] for each in records]


def meeting(house: House, walk_id: str, which: str, **changes: Any) -> str:
    body = walk(kind="meeting", walkStep={"walk": walk_id, "step": which}, **changes)
    return made(house.caller().post("/activities", json=body))


def test_a_walk_shows_its_three_steps(house: House):
    walk_id = walked(house)
    before, after = meeting(house, walk_id, "preparation"), meeting(house, walk_id, "follow-up")
    withdrawn = meeting(house, walk_id, "follow-up")
    house.caller().post(f"/activities/{withdrawn}/withdrawal", json=WHY, headers={"If-Match": '"1"'})

    found = sheet(house, walk_id)

    assert found["walk"] == house.caller().get(f"/activities/{walk_id}").get_json()
    assert (ids(found["preparation"]), ids(found["followUp"])) == ([before], [after])


def test_a_walk_shows_what_was_noted_and_raised_on_it(house: House):
    walk_id = walked(house, place={"name": "Brokvarn"})
    seen, withdrawn = noted(house, walk_id), noted(house, walk_id, feeling="safe")
    house.caller().post(f"/observations/{withdrawn}/withdrawal", json=WHY, headers={"If-Match": '"1"'})
    later = proposed(house, walk=walk_id, observations=[seen], dueOn="2021-12-01")
    sooner = proposed(house, walk=walk_id, dueOn="2021-09-01")
    mistaken = proposed(house, walk=walk_id)
    step(house, mistaken, "withdrawal", WHY)

    found = sheet(house, walk_id, party=POLICE)

    assert ids(found["observations"]) == [seen]
    assert ids(found["measures"]) == [sooner, later]
    assert [each["overdue"] for each in found["measures"]] == [True, False]
    assert found["openMeasures"] == []


def test_a_later_walk_starts_with_what_is_open_there(house: House):
    spring = walked(house, "2021-04-15", place={"name": "Hökmossen"})
    elsewhere = walked(house, "2021-04-15", place={"name": "Turinge"})
    undated, due = proposed(house, walk=spring), proposed(house, walk=spring, dueOn="2021-06-30")
    done, handed = proposed(house, walk=spring), proposed(house, walk=spring)
    declined, given_away = proposed(house, walk=spring), proposed(house, walk=spring)
    proposed(house, walk=elsewhere)
    for operation in ("acceptance", "completion"):
        step(house, done, operation)
    step(house, handed, "transfer", WHY | {"party": POLICE})
    step(house, declined, "declination", WHY)
    step(house, given_away, "transfer", WHY | {"name": "Trafikverket"})
    autumn = walked(house, "2021-09-30", place={"name": "hökmossen "})
    raised_later = proposed(house, walk=autumn)

    found = sheet(house, autumn)

    assert ids(found["openMeasures"])[0] == due
    assert set(ids(found["openMeasures"])) == {undated, due, done, handed}
    assert ids(found["measures"]) == [raised_later]
    assert sheet(house, spring)["openMeasures"] == []


def test_a_walk_starts_with_what_the_walk_that_it_names_left_open(house: House):
    before = walked(house, "2021-04-15", place={"name": "Mörby"})
    left = proposed(house, walk=before)
    by_area = walked(house, "2021-09-29", place={"name": "Taxinge"})
    by_name = walked(house, "2021-09-29", place={"name": "Taxinge"}, previousWalk=before)

    assert sheet(house, by_area)["openMeasures"] == []
    assert ids(sheet(house, by_name)["openMeasures"]) == [left]


def test_a_walk_shows_what_it_verified(house: House):
    before = walked(house, "2021-04-15", place={"name": "Sundsör"})
    measure = proposed(house, walk=before)
    step(house, measure, "acceptance")
    step(house, measure, "completion", {"completedOn": "2021-08-01"})
    after = walked(house, "2021-09-28", place={"name": "Sundsör"})
    assert ids(sheet(house, after)["openMeasures"]) == [measure]

    step(house, measure, "verification", {"walk": after}, POLICE)

    found = sheet(house, after)
    assert (ids(found["verified"]), found["openMeasures"]) == ([measure], [])


def test_what_may_not_be_shown_yet_is_there_for_its_party_alone(house: House):
    hidden = walked(house, publishableFrom="2022-01-01T00:00:00Z")
    open_walk = walked(house)
    planned = meeting(house, open_walk, "preparation", publishableFrom="2022-01-01T00:00:00Z")

    assert house.caller(POLICE).get(f"/walks/{hidden}").status_code == 404
    assert house.caller(POLICE).get(f"/walks/{hidden}/observations").status_code == 404
    assert sheet(house, hidden)["walk"]["id"] == hidden
    assert ids(sheet(house, open_walk)["preparation"]) == [planned]
    assert sheet(house, open_walk, party=POLICE)["preparation"] == []
    refused = house.caller(POLICE).post(
        "/measures", json={"municipality": "0140", "title": "X", "responsible": POLICE, "walk": hidden}
    )
    assert refused.status_code == 422


def test_what_is_no_walk_has_no_sheet(house: House):
    other = made(house.caller().post("/activities", json=walk(kind="patrol")))

    answers = [house.caller().get(f"/walks/{each}") for each in (other, "none")]
    elsewhere = house.caller(municipalities=("9999",)).get(f"/walks/{walked(house)}")

    assert [answer.status_code for answer in answers] == [404, 404]
    assert elsewhere.status_code == 404


def test_what_hangs_on_a_walk_that_may_no_longer_be_shown_is_not_there_for_others(house: House):
    walk_id, verifying = walked(house), walked(house, "2021-09-30")
    seen, raised, verified = noted(house, walk_id), proposed(house, walk=walk_id), proposed(house)
    for operation, body in (("acceptance", {}), ("completion", {"completedOn": "2021-09-01"})):
        step(house, verified, operation, body)
    assert step(house, verified, "verification", {"walk": verifying}).status_code == 200
    kept = [f"/observations/{seen}", f"/measures/{raised}", f"/measures/{verified}"]

    def found(party: str, **query: str) -> list[str]:
        lists = [
            house.caller(party).get(path, query_string={"limit": 100, **query}).get_json()["items"]
            for path in ("/observations", "/measures")
        ]
        return [each["id"] for page in lists for each in page if each["id"] in (seen, raised, verified)]

    def hide(until: str) -> None:
        for each in (walk_id, verifying):
            tag = {"If-Match": house.caller().get(f"/activities/{each}").headers["ETag"]}
            said = {"reason": "Får inte visas än.", "publishableFrom": until}
            answer = house.caller().post(f"/activities/{each}/correction", json=said, headers=tag)
            assert answer.status_code == 200, answer.get_data(as_text=True)

    hide("2021-10-02T00:00:00Z")

    assert [house.caller(POLICE).get(path).status_code for path in kept] == [404, 404, 404]
    assert found(POLICE) == []
    map_of_police = house.caller(POLICE).get("/observations", headers={"Accept": "application/geo+json"})
    assert seen not in map_of_police.get_data(as_text=True)
    assert step(house, raised, "correction", WHY | {"title": "Nytt"}, party=POLICE).status_code == 404
    assert [house.caller().get(path).status_code for path in kept] == [200, 200, 200]
    assert set(found("nykvarn-kommun")) == {seen, raised, verified}

    house.set_clock(datetime(2021, 10, 2, 1, tzinfo=UTC))
    assert set(found(POLICE, changedSince="2021-10-01T23:00:00Z")) == {seen, raised, verified}
    house.set_clock(datetime(2021, 10, 1, 12, tzinfo=UTC))
