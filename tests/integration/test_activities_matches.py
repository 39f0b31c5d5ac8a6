"""What an activity counts toward, and why not toward the rest, as it is asked for."""

from collections.abc import Iterator
from typing import Any

import pytest

from deploy.local import Stack
from services.activities.recount import Recounter
from tests.integration.activities_house import KOMMUN, POLICE, WALKS, House, house_on, nykvarn, walk


@pytest.fixture(scope="module")
def house(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house_on(stack, tmp_path_factory.mktemp("matches")) as made:
        yield made


def reported(house: House, **changes: Any) -> dict[str, Any]:
    answer = house.caller().post("/activities", json=walk(**changes))
    assert answer.status_code == 201
    found: dict[str, Any] = answer.get_json()
    return found


def test_every_commitment_is_told_of_once_with_the_first_condition_that_is_missed(house: House):
    # given a walk
    activity = reported(house)

    # when it is asked what it counts toward
    told = house.caller().get(f"/activities/{activity['id']}/matches").get_json()

    # then it is what was decided when it was reported, and every other commitment says why not
    wanted = [{name: count[name] for name in ("agreement", "promise", "commitment")} for count in activity["counts"]]
    assert (told["activityId"], told["revision"], told["counts"]) == (activity["id"], 1, wanted)
    named = [each["commitment"] for each in (*told["counts"], *told["misses"])]
    held = [commitment["id"] for promise in nykvarn()["promises"] for commitment in promise["commitments"]]
    assert sorted(named) == sorted(held)
    night = next(each for each in told["misses"] if each["promise"].endswith("-nattvandrare"))
    assert (night["condition"], night["wanted"], night["found"]) == ("kind", ["night-walk"], ["walk"])
    assert night["explanation"]["sv"] == "Det är en annan sorts aktivitet."


def test_what_is_withdrawn_counts_toward_nothing_for_that_reason(house: House):
    activity = reported(house)
    path, based_on = f"/activities/{activity['id']}", {"If-Match": '"1"'}
    house.caller().post(f"{path}/withdrawal", json={"reason": "Dubbelt."}, headers=based_on)

    told = house.caller().get(f"{path}/matches").get_json()

    assert (told["revision"], told["counts"]) == (2, [])
    assert {each["condition"] for each in told["misses"]} == {"state"}


def test_only_who_reaches_the_municipality_is_told(house: House):
    path = f"/activities/{reported(house)['id']}/matches"

    assert house.caller(municipalities=("0181",)).get(path).status_code == 404
    assert house.resident().get(path).status_code == 401
    assert house.caller().get("/activities/none/matches").status_code == 404


def test_what_may_not_be_shown_yet_is_explained_to_the_party_that_reported_it_alone(house: House):
    report = walk(kind="patrol", publishableFrom="2021-05-01T00:00:00+02:00")
    activity = house.caller(POLICE).post("/activities", json=report).get_json()

    asked = {party: house.caller(party).get(f"/activities/{activity['id']}/matches") for party in (POLICE, KOMMUN)}

    assert {party: answer.status_code for party, answer in asked.items()} == {POLICE: 200, KOMMUN: 404}


def test_an_activity_tells_what_it_counted_toward_before_an_amendment_whenever_it_is_reported(house: House):
    # given a walk, and that its commitment is then given another name
    before = reported(house)
    promises = nykvarn()["promises"]
    commitment = next(each for each in promises if each["id"] == WALKS)["commitments"][0]
    old, commitment["id"] = commitment["id"], f"{WALKS}-varje-termin"
    house.publish({"promises": promises}, reason="Åtagandet byter namn.")
    Recounter(house.store).turn()

    # when another is reported
    after = reported(house)

    # then both count toward the new one, and tell that it was the old one
    for activity in (before, after):
        now = house.caller().get(f"/activities/{activity['id']}").get_json()
        assert [each["commitment"] for each in now["counts"]] == [f"{WALKS}-varje-termin"]
        assert now["earlier"] == [{"agreement": "nykvarn-2021-2022", "version": 1, "commitments": [old]}]
