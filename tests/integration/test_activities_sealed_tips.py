"""Sealed tips: the police party that they were sealed for fetches them, written down; others see nothing."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from deploy.local import Stack
from shared.clock import SystemClock
from shared.ops.token import SCOPES, Grant
from tests.integration.activities_house import KOMMUN, NOON, POLICE, Caller, House, house_on
from tests.waiting import eventually

OTHER_POLICE = "polisen-exempel"


@pytest.fixture
def house(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house_on(stack, tmp_path_factory.mktemp("sealed-tips")) as made:
        yield made


def leave(house: House, **changes: Any) -> str:
    body = {"municipality": "0140", "category": "narcotics", "text": "Bilar bakom affären."} | changes
    answer = house.resident().post("/tips", json=body)
    assert answer.status_code == 202, answer.get_data()
    tip_id: str = answer.get_json()["tipId"]
    return tip_id


def police(house: House) -> Caller:
    return house.caller(POLICE)


def ids(answer: TestResponse) -> list[str]:
    assert answer.status_code == 200, answer.get_data()
    return [each["id"] for each in answer.get_json()["items"]]


def test_the_police_list_what_there_is_and_fetch_what_only_they_can_open(house: House):
    tip_id = leave(house, area="Nykvarns centrum", observedAt="2021-04-15T23:30:00+02:00")

    (listed,) = police(house).get("/tips?municipality=0140").get_json()["items"]
    fetched = police(house).get(f"/tips/{tip_id}").get_json()

    sealed = fetched.pop("sealed")
    assert listed == fetched
    assert house.unseal(sealed) == "Bilar bakom affären."
    assert listed["id"] == tip_id
    assert (listed["area"], listed["observedAt"], listed["receivedAt"]) == (
        "Nykvarns centrum",
        "2021-04-15T21:30:00Z",
        "2021-04-16T12:00:00Z",
    )
    assert listed["keyId"]
    assert listed["deleteAfter"]


@pytest.mark.parametrize(
    ("party", "municipalities"),
    [
        (KOMMUN, ("0140",)),
        (OTHER_POLICE, ("9999",)),
        (OTHER_POLICE, ("0140", "9999")),
        (POLICE, ("9999",)),
        (POLICE, ()),
        (None, ("0140", "9999")),
    ],
)
def test_nobody_else_sees_a_tip_or_what_it_is_about(house: House, party: str | None, municipalities: tuple[str, ...]):
    house.publish_exempel(OTHER_POLICE)
    tip_id = leave(house, area="Nykvarns centrum")
    other = house.caller(party, municipalities=municipalities)

    answers = [other.get("/tips?municipality=0140"), other.get(f"/tips/{tip_id}")]

    unknown = other.get("/tips/0f8e6a52-3f4b-4a53-9d39-5e6c8c9a3c55")
    assert answers[0].status_code == 403
    assert (answers[1].status_code, problem_of(answers[1])) == (unknown.status_code, problem_of(unknown))
    assert answers[1].status_code in (403, 404)
    assert not any("centrum" in each.get_data(as_text=True) for each in answers)
    assert "0140" not in answers[1].get_data(as_text=True), "not even where it is from"
    assert house.database.tipReads.count_documents({}) == 0


def problem_of(answer: TestResponse) -> str:
    detail: str = answer.get_json(force=True)["detail"]
    return detail


def test_an_unknown_tip_is_not_found_by_the_police_and_not_told_of_to_others(house: House):
    unknown = "/tips/0f8e6a52-3f4b-4a53-9d39-5e6c8c9a3c55"

    assert police(house).get(unknown).status_code == 404
    assert house.caller(KOMMUN).get(unknown).status_code == 403


def test_a_token_without_the_scope_reads_no_tips(house: House):
    scopes = [scope for scope in SCOPES if scope != "tips:read"]
    grant = Grant(client="police", scopes=scopes, party=POLICE, municipalities=("0140",))

    answers = [house.bearer_of(grant).get(path) for path in ("/tips?municipality=0140", "/tips/x", "/tip-reads")]

    assert [each.status_code for each in answers] == [403, 403, 403]


def test_the_list_is_narrowed_and_paged_the_latest_first(house: House):
    first = leave(house, category="vandalism")
    house.set_clock(NOON + timedelta(hours=10, minutes=30))  # half past midnight in Stockholm
    second, third = leave(house), leave(house, category="vandalism")
    listed = police(house)

    assert ids(listed.get("/tips?municipality=0140&category=narcotics")) == [second]
    assert ids(listed.get("/tips?municipality=0140&to=2021-04-16")) == [first]
    assert set(ids(listed.get("/tips?municipality=0140&from=2021-04-17"))) == {second, third}
    assert ids(listed.get("/tips?municipality=0140&limit=1&page=3")) == [first]
    assert listed.get("/tips").status_code == 422
    assert listed.get("/tips?municipality=0140&area=x").status_code == 422


def test_each_read_is_written_down_for_the_partys_own_eyes(house: House):
    tip_id = leave(house)
    police(house).get("/tips?municipality=0140")
    house.set_clock(NOON + timedelta(minutes=1))
    police(house).get(f"/tips/{tip_id}")

    fetched, listed = police(house).get("/tip-reads?municipality=0140").get_json()["items"]
    others = house.caller(KOMMUN).get("/tip-reads").get_json()

    whose = {"client": f"system-of-{POLICE}", "party": POLICE, "municipality": "0140"}
    list_at_noon = {"what": "list", "count": 1, "tipId": None, "at": "2021-04-16T12:00:00Z"}
    fetch_after = {"what": "fetch", "count": None, "tipId": tip_id, "at": "2021-04-16T12:01:00Z"}
    assert listed == {"id": listed["id"], **list_at_noon, **whose}
    assert fetched == {"id": fetched["id"], **fetch_after, **whose}
    assert others["items"] == []
    assert house.caller(POLICE, municipalities=()).get("/tip-reads").get_json()["total"] == 0
    assert house.caller(POLICE).get("/tip-reads?municipality=9999").status_code == 403
    assert house.caller(None).get("/tip-reads").status_code == 403


def test_reads_are_kept_for_two_years(house: House):
    police(house).get("/tips?municipality=0140")

    row = house.database.tipReads.find_one({})
    assert row is not None
    assert timedelta(days=730) < row["deleteAfter"] - SystemClock().now() <= timedelta(days=731)
    indexes = house.database.tipReads.index_information()
    assert any(index.get("expireAfterSeconds") == 0 for index in indexes.values())


def test_what_cannot_be_written_down_is_not_shown(house: House):
    tip_id = leave(house, area="Nykvarns centrum")
    police(house).get("/tips?municipality=0140")
    house.database.tipReads.create_index("party", unique=True)  # so that no second row can be written

    answers = [police(house).get("/tips?municipality=0140"), police(house).get(f"/tips/{tip_id}")]

    assert [each.status_code for each in answers] == [503, 503]
    assert all(each.headers["Retry-After"] for each in answers)
    assert not any("centrum" in each.get_data(as_text=True) for each in answers)


def test_a_tip_that_is_due_is_gone_for_readers_at_once_and_from_the_database_within_two_minutes(house: House):
    tip_id, kept = leave(house), leave(house)
    house.database.tips.update_one({"_id": tip_id}, {"$set": {"deleteAfter": datetime(2021, 1, 1, tzinfo=UTC)}})

    assert ids(police(house).get("/tips?municipality=0140")) == [kept]
    assert police(house).get(f"/tips/{tip_id}").status_code == 404
    eventually(lambda: not house.database.tips.find_one({"_id": tip_id}), 130, "the deletion of a tip that is due")
    assert house.database.tips.find_one({"_id": kept})
