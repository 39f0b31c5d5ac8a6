"""What becomes of a published agreement: ended early, extended, replaced; each version whole and readable."""

from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.test import TestResponse

from deploy.local import Stack
from services.activities.recount import Recounter
from tests.integration.activities_house import WALKS, House, house_on, nykvarn, reasons, walk

PATH = "/agreements/nykvarn-2021-2022"
NEXT = "nykvarn-2023-2024"
WHY = "Parterna är överens."


@pytest.fixture
def house(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house_on(stack, tmp_path_factory.mktemp("life")) as made:
        yield made


def change(house: House, operation: str, seen: int = 1, **body: Any) -> TestResponse:
    said = {"reason": WHY} | body
    return house.caller().post(f"{PATH}/{operation}", json=said, headers={"If-Match": f'"{seen}"'})


def publish_next(house: House, start: str = "2022-07-01") -> None:
    promise = {"id": f"{NEXT}-p1", "number": 1, "title": "T", "text": "Vi lovar.", "responsible": ["nykvarn-kommun"]}
    body = {"id": NEXT, "period": {"start": start, "end": "2024-12-31"}, "promises": [promise]}
    kept = {name: nykvarn()[name] for name in ("municipality", "title", "parties")}
    assert house.caller().put(f"/agreements/{NEXT}", json=kept | body).status_code == 201


def test_an_agreement_is_ended_extended_and_replaced_each_a_version_that_says_so(house: House):
    publish_next(house)

    ended = change(house, "ending", lastDay="2022-06-30")
    extended = change(house, "extension", 2, lastDay="2023-06-30")
    replaced = change(house, "replacement", 3, replacedBy=NEXT)

    assert [each.status_code for each in (ended, extended, replaced)] == [200, 200, 200]
    assert (ended.headers["ETag"], ended.get_json()["agreement"]["closedOn"]) == ('"2"', "2022-06-30")
    assert ended.get_json()["agreement"]["period"]["end"] == "2022-12-31"
    assert extended.get_json()["agreement"]["period"]["end"] == "2023-06-30"
    assert extended.get_json()["agreement"]["closedOn"] is None
    assert replaced.get_json()["agreement"]["closedOn"] == "2022-06-30"
    assert replaced.get_json()["agreement"]["replacedBy"] == NEXT
    versions = house.caller().get(PATH).get_json()["versions"]
    assert [each["change"] for each in versions] == ["published", "ended", "extended", "replaced"]
    assert {each["reason"] for each in versions[1:]} == {WHY}


def test_every_version_stays_readable_whole(house: House):
    change(house, "ending", lastDay="2022-06-30")

    first, second = (house.caller().get(f"{PATH}/versions/{version}") for version in (1, 2))
    missing = house.caller().get(f"{PATH}/versions/3")

    assert (first.get_json()["agreement"]["closedOn"], first.get_json()["change"]) == (None, "published")
    assert first.get_json()["agreement"]["promises"][0]["text"] == nykvarn()["promises"][0]["text"]
    assert (second.get_json()["agreement"]["closedOn"], second.get_json()["reason"]) == ("2022-06-30", WHY)
    assert (missing.status_code, "1 to 2" in missing.get_json(force=True)["detail"]) == (404, True)
    elsewhere = house.caller(municipalities=("9999",))
    assert elsewhere.get(f"{PATH}/versions/1").status_code == 404


def test_what_a_replaced_agreement_allows_no_more_is_refused_with_what_it_allows(house: House):
    publish_next(house)
    change(house, "replacement", replacedBy=NEXT)

    refused = [
        change(house, "ending", 2, lastDay="2022-01-31"),
        change(house, "extension", 2, lastDay="2025-01-31"),
        change(house, "replacement", 2, replacedBy=NEXT),
    ]
    amended = house.publish({"title": "Rättad titel"}, reason="Stavfel.")

    assert [each.status_code for each in refused] == [409, 409, 409]
    assert [each.get_json(force=True)["allowed"] for each in refused] == [["amendment"]] * 3
    assert amended.get_json()["agreement"]["replacedBy"] == NEXT
    (item,) = [each for each in house.caller().get("/agreements").get_json()["items"] if each["id"] != NEXT]
    assert (item["replacedBy"], item["closedOn"]) == (NEXT, "2022-06-30")


@pytest.mark.parametrize(
    ("operation", "body", "wrong"),
    [
        ("ending", {"lastDay": "2023-01-01"}, "lastDay"),
        ("ending", {"lastDay": "i morgon"}, "lastDay"),
        ("ending", {"lastDay": "2022-06-30", "reason": "x"}, "reason"),
        ("ending", {}, "lastDay"),
        ("extension", {"lastDay": "2022-12-31"}, "lastDay"),
        ("extension", {"lastDay": "2023-12-31", "last": 1}, "last"),
        ("replacement", {"replacedBy": "nykvarn-2021-2022"}, "replacedBy"),
        ("replacement", {"replacedBy": "nobody-knows-it"}, "replacedBy"),
    ],
)
def test_a_change_that_is_not_right_is_refused_by_its_property(
    house: House, operation: str, body: dict[str, Any], wrong: str
):
    answer = change(house, operation, **body)

    assert (answer.status_code, set(reasons(answer))) == (422, {wrong})


def test_a_change_says_which_version_it_is_based_on(house: House):
    unsaid = house.caller().post(f"{PATH}/ending", json={"lastDay": "2022-06-30", "reason": WHY})
    stale = change(house, "ending", 7, lastDay="2022-06-30")
    elsewhere = house.caller(municipalities=("9999",))
    foreign = elsewhere.post(f"{PATH}/ending", json={"lastDay": "2022-06-30", "reason": WHY})

    assert [each.status_code for each in (unsaid, stale, foreign)] == [428, 412, 404]


def test_a_document_that_ends_itself_is_told_which_operation_does(house: House):
    refused = house.publish({"closedOn": "2022-06-30"}, reason=WHY)

    assert "/ending" in reasons(refused)["closedOn"]


def test_nothing_is_reported_for_a_day_after_the_end_and_what_was_planned_there_counts_no_more(house: House):
    kommun = house.caller()
    after = {"start": "2022-09-15T18:00:00+02:00", "end": "2022-09-15T20:00:00+02:00"}
    plan = kommun.post("/activities", json=walk(actual=None, planned=after)).get_json()
    assert [each["promise"] for each in plan["counts"]] == [WALKS]

    change(house, "ending", lastDay="2022-06-30")
    Recounter(house.store).turn()

    kept = kommun.get(f"/activities/{plan['id']}").get_json()
    assert (kept["state"], kept["planned"], kept.get("counts", [])) == ("planned", plan["planned"], [])
    refused = kommun.post("/activities", json=walk(actual=None, planned=after))
    assert "planned.start" in reasons(refused)
    narrowed = kommun.post("/activities", json=walk(actual=None, planned=after, promises=[WALKS]))
    assert "2022-06-30" in reasons(narrowed)["planned.start"]
