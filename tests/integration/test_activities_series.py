"""Series: what takes place again and again is planned in one request, whole or not at all."""

import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from deploy.local import Stack
from tests.integration.activities_house import KOMMUN, POLICE, House, house_on, reasons

FIRST = {"start": "2021-01-05T13:00:00+01:00", "end": "2021-01-05T15:00:00+01:00"}
MONTHLY = "FREQ=MONTHLY;BYDAY=1TU;COUNT=12"
_keys = itertools.count()


@pytest.fixture(scope="module")
def house(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house_on(stack, tmp_path_factory.mktemp("series")) as made:
        yield made


@pytest.fixture
def key() -> str:
    return f"series-{next(_keys)}"


def monthly(rrule: str = MONTHLY, excepted: tuple[str, ...] = (), **changes: Any) -> dict[str, Any]:
    activity = {"municipality": "0140", "kind": "meeting", "planned": FIRST, "group": "operativa-gruppen"} | changes
    return {"activity": activity, "recurrence": {"rrule": rrule, "except": list(excepted)}}


def plan(house: House, body: dict[str, Any], key: str | None = None, party: str = KOMMUN) -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return house.caller(party).post("/activity-series", json=body, headers=headers)


def change(house: House, activity: dict[str, Any], what: str, body: dict[str, Any]) -> None:
    headers = {"If-Match": f'"{activity["revision"]}"'}
    assert house.caller().post(f"/activities/{activity['id']}/{what}", json=body, headers=headers).status_code == 200


def cancel(house: House, series: str, party: str = KOMMUN) -> Any:
    return house.caller(party).post(f"/activity-series/{series}/cancellation", json={"reason": "Gruppen är nedlagd."})


def test_a_year_of_monthly_meetings_is_planned_in_one_request(house: House):
    answer = plan(house, monthly(excepted=("2021-07-06",)))

    assert answer.status_code == 201
    planned = answer.get_json()
    assert len(planned["items"]) == 11
    assert {each["series"] for each in planned["items"]} == {planned["series"]}
    assert {each["state"] for each in planned["items"]} == {"planned"}
    assert [each["planned"]["start"] for each in planned["items"]][::5] == [
        "2021-01-05T12:00:00Z",
        "2021-06-01T11:00:00Z",
        "2021-12-07T12:00:00Z",
    ]
    assert all(each["counts"] for each in planned["items"])
    kept = house.database.activities.find({"record.series": planned["series"]})
    assert {each["events"][0]["headers"]["ce_type"] for each in kept} == {"se.loftet.activity.planned.v1"}


def test_what_is_held_back_until_one_moment_is_planned_by_itself(house: House):
    answer = plan(house, monthly(publishableFrom="2021-12-31T00:00:00Z"))

    assert answer.status_code == 422
    assert "correction" in reasons(answer)["activity.publishableFrom"]


def test_a_series_is_found_as_a_list(house: House):
    planned = plan(house, monthly()).get_json()
    where = {"series": planned["series"], "limit": "100"}

    found = house.caller().get("/activities", query_string=where).get_json()

    assert found["total"] == 12
    assert {each["id"] for each in found["items"]} == {each["id"] for each in planned["items"]}


def test_a_repeated_request_is_answered_as_the_first_time_even_after_a_change(house: House, key: str):
    first = plan(house, monthly(), key)
    change(house, first.get_json()["items"][3], "cancellation", {"reason": "Sjukdom."})
    before = house.stored()

    again = plan(house, monthly(), key)

    assert (again.status_code, again.get_data()) == (201, first.get_data())
    assert house.stored() == before


def test_the_same_key_with_another_body_is_refused_and_stores_nothing(house: House, key: str):
    plan(house, monthly(), key)
    before = house.stored()

    assert plan(house, monthly("FREQ=WEEKLY;COUNT=20"), key).status_code == 422
    assert house.stored() == before


def test_what_a_crash_left_out_is_added_by_the_repeat(house: House, key: str):
    first = plan(house, monthly(), key).get_json()
    house.database.activities.delete_many({"_id": {"$in": [each["id"] for each in first["items"][4:]]}})

    again = plan(house, monthly(), key).get_json()

    assert [each["id"] for each in again["items"]] == [each["id"] for each in first["items"]]
    assert house.database.activities.count_documents({"record.series": first["series"]}) == 12


def test_when_one_is_refused_none_is_planned_and_the_reasons_say_which(house: House):
    before = house.stored()

    answer = plan(house, monthly("FREQ=MONTHLY;BYDAY=1TU;COUNT=26"))

    assert answer.status_code == 422
    told = [each["reason"] for each in answer.get_json(force=True)["invalidParameters"]]
    assert [each[:25] for each in told] == ["2023-01-03, occurrence 25", "2023-02-07, occurrence 26"]
    assert "planned.start" in told[0]
    assert house.stored() == before


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        (monthly(group="ingen-grupp"), {"activity.group"}),
        (monthly(kind="parade", quantity=0), {"activity.kind", "activity.quantity"}),
        (monthly("FREQ=HOURLY;COUNT=2"), {"recurrence.rrule"}),
        (monthly(excepted=("2021-07-07",)), {"recurrence.except[0]"}),
        (monthly(planned=None), {"activity.planned"}),
        (monthly(actual=FIRST), {"activity.actual"}),
        (monthly(planned={"start": FIRST["end"], "end": FIRST["start"]}), {"activity.planned.end"}),
        (monthly(planned={"start": "0001-01-01T00:00:00+14:00", "end": FIRST["end"]}), {"activity.planned.start"}),
        (monthly(title="Möte med 121212-1212"), {"activity.title"}),
        (monthly(source={"system": "kalender", "id": "20121212121212"}) | {"other": 1}, {"other"}),
    ],
)
def test_what_is_wrong_is_named_once(house: House, body: dict[str, Any], wrong: set[str]):
    before = house.stored()

    answer = plan(house, body)

    assert answer.status_code == 422
    assert set(reasons(answer)) == wrong
    assert len(answer.get_json(force=True)["invalidParameters"]) == len(wrong)
    assert house.stored() == before


def test_a_strangers_series_is_refused(house: House):
    assert plan(house, monthly(), party="polisen-solna").status_code == 403


def test_cancelling_one_leaves_the_others_and_cancelling_the_series_those_that_remain_planned(house: House):
    planned = plan(house, monthly()).get_json()
    change(house, planned["items"][0], "completion", {"actual": FIRST})
    change(house, planned["items"][5], "cancellation", {"reason": "Sjukdom."})

    first, again = cancel(house, planned["series"]), cancel(house, planned["series"])

    assert (first.status_code, again.status_code) == (200, 200)
    assert len(first.get_json()["items"]) == 10
    assert {each["reason"] for each in first.get_json()["items"]} == {"Gruppen är nedlagd."}
    assert again.get_json()["items"] == []
    states = [each["record"]["state"] for each in house.database.activities.find({"record.series": planned["series"]})]
    assert sorted(states) == ["cancelled"] * 11 + ["completed"]


def test_only_the_party_that_planned_a_series_cancels_it_and_one_that_is_not_there_is_not_found(house: House):
    planned = plan(house, monthly()).get_json()

    assert cancel(house, planned["series"], POLICE).status_code == 403
    assert cancel(house, "3d9b2f5c-0f0e-5c55-8f0a-4a8b2f1c9e77").status_code == 404
