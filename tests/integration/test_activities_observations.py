"""Observations: safe and unsafe places are noted on walks, corrected and withdrawn, by those who noted them."""

from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.test import TestResponse

from deploy.local import Stack
from services.activities.domain.observation import MOST
from tests.integration.activities_house import BASE, KOMMUN, POLICE, House, event, house_on, reasons, walk
from tests.integration.walks_house import SPOT, last_event, noted, seen, walked


@pytest.fixture(scope="module")
def house(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house_on(stack, tmp_path_factory.mktemp("observations")) as made:
        yield made


def test_an_observation_is_noted_coarsely_and_told_of(house: House):
    walk_id = walked(house)

    answer = house.caller(POLICE).post(f"/walks/{walk_id}/observations", json=seen())

    assert (answer.status_code, answer.headers["ETag"]) == (201, '"1"')
    observation = answer.get_json()
    assert answer.headers["Location"].endswith(f"{BASE}/observations/{observation['id']}")
    assert (observation["walk"], observation["reportedBy"], observation["state"]) == (walk_id, POLICE, "noted")
    assert observation["place"] == {"name": SPOT["name"], "point": [17.431, 59.18]}
    kept = house.database.observations.find_one({"_id": observation["id"]})
    assert "17.43127" not in str(kept)
    assert last_event(house, "observations", observation["id"]) == "observation.noted"


def test_a_list_is_noted_in_its_order(house: House):
    walk_id = walked(house)
    said = [seen(text=f"Plats {number}.") for number in range(MOST)]

    answer = house.caller().post(f"/walks/{walk_id}/observations", json=said)

    assert answer.status_code == 201
    assert [each["text"] for each in answer.get_json()] == [each["text"] for each in said]
    listed = house.caller().get(f"/walks/{walk_id}/observations", query_string={"limit": 100}).get_json()
    assert listed["total"] == MOST
    assert [each["text"] for each in listed["items"]] == [each["text"] for each in said[:100]]


@pytest.mark.parametrize("said", [seen(), [seen(), seen(feeling="safe")]])
def test_a_repeated_request_is_answered_byte_by_byte_as_the_first_time(house: House, said: Any):
    path, headers = f"/walks/{walked(house)}/observations", {"Idempotency-Key": "vandring-7"}
    first = house.caller().post(path, json=said, headers=headers)
    single = first.get_json()["id"] if isinstance(said, dict) else first.get_json()[0]["id"]
    withdrawn = {"reason": "Dubbelt."}
    house.caller().post(f"/observations/{single}/withdrawal", json=withdrawn, headers={"If-Match": '"1"'})

    again = house.caller().post(path, json=said, headers=headers)

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.get_data() == first.get_data()


def test_a_key_with_another_list_is_refused_and_nothing_is_noted(house: House):
    path, headers = f"/walks/{walked(house)}/observations", {"Idempotency-Key": "vandring-8"}
    house.caller().post(path, json=[seen()], headers=headers)

    answer = house.caller().post(path, json=[seen(), seen()], headers=headers)

    assert answer.status_code == 422
    assert house.caller().get(path).get_json()["total"] == 1


def test_a_list_that_was_half_stored_is_stored_whole_when_it_is_sent_again(house: House):
    path, headers, said = f"/walks/{walked(house)}/observations", {"Idempotency-Key": "v9"}, [seen(), seen()]
    first = house.caller().post(path, json=said, headers=headers)
    house.database.observations.delete_one({"_id": first.get_json()[1]["id"]})

    again = house.caller().post(path, json=said, headers=headers)

    assert again.get_json() == first.get_json()
    assert house.caller().get(path).get_json()["total"] == 2


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ([seen(), seen(feeling="unsure")], "[1].feeling"),
        ([seen(), seen(), seen(place={"name": "Torget", "point": [17.4, 591.8]})], "[2].place.point[1]"),
        ([seen(text="Bor hos 19121212-1212.")], "[0].text"),
        ([seen(), "lampan"], "[1].body"),
        ([], "body"),
        ([seen()] * (MOST + 1), "body"),
        (seen(category="smell"), "category"),
        ({"feeling": "safe"}, "place"),
        (seen(who="grannen"), "who"),
    ],
)
def test_one_that_is_bad_refuses_all_and_is_named(house: House, said: Any, wrong: str):
    path = f"/walks/{walked(house)}/observations"

    answer = house.caller().post(path, json=said)

    assert answer.status_code == 422
    assert wrong in reasons(answer)
    assert house.caller().get(path).get_json()["total"] == 0


def test_only_on_walks_that_take_place_is_anything_noted(house: House):
    meeting = house.caller().post("/activities", json=walk(kind="meeting")).get_json()["id"]
    withdrawn = walked(house)
    gone = {"reason": "Rapporterades två gånger."}
    house.caller().post(f"/activities/{withdrawn}/withdrawal", json=gone, headers={"If-Match": '"1"'})

    answers = {
        each: house.caller().post(f"/walks/{each}/observations", json=seen())
        for each in (meeting, withdrawn, "no-such-walk")
    }

    assert [answer.status_code for answer in answers.values()] == [404, 409, 404]


def test_a_walk_that_something_was_noted_on_stays_a_walk_until_that_is_withdrawn(house: House):
    record = {"subject": "noted-walk", "source": f"/{KOMMUN}/insatser"}
    of = event("noted-walk", walk(), **record)
    walk_id = house.caller().post("/events", json=[of]).get_json()["results"][0]["activityId"]
    seen_there = house.caller().post(f"/walks/{walk_id}/observations", json=seen()).get_json()

    def correct() -> TestResponse:
        body = {"kind": "meeting", "reason": "Det var ett möte."}
        return house.caller().post(f"/activities/{walk_id}/correction", json=body, headers={"If-Match": '"1"'})

    refused = correct()
    sent = event("noted-walk-2", walk(kind="meeting", revision=2), **record)
    rejected = house.caller().post("/events", json=[sent]).get_json()["results"][0]
    withdrawn = {"reason": "Dubbelt."}
    house.caller().post(f"/observations/{seen_there['id']}/withdrawal", json=withdrawn, headers={"If-Match": '"1"'})

    assert (refused.status_code, "withdraw" in refused.get_json(force=True)["detail"]) == (409, True)
    assert (rejected["result"], "withdraw" in rejected["reason"]) == ("rejected", True)
    assert correct().get_json()["kind"] == "meeting"


def test_only_parties_of_the_municipality_note(house: House):
    path = f"/walks/{walked(house)}/observations"

    stranger = house.caller("region-sormland").post(path, json=seen())
    operator = house.caller(None).post(path, json=seen())
    elsewhere = house.caller(municipalities=("9999",)).post(path, json=seen())

    assert [stranger.status_code, operator.status_code, elsewhere.status_code] == [403, 403, 404]


def test_what_may_not_be_shown_yet_is_not_there_for_others_and_nothing_is_noted_on_it(house: House):
    hidden = walked(house, publishableFrom="2021-05-01T00:00:00Z")

    others = house.caller(POLICE).post(f"/walks/{hidden}/observations", json=seen())
    own = house.caller(KOMMUN).post(f"/walks/{hidden}/observations", json=seen())

    assert (others.status_code, own.status_code) == (404, 409)
    assert "2021-05-01" in own.get_json()["detail"]


def test_an_observation_is_corrected_and_withdrawn_by_those_who_noted_it(house: House):
    observation = noted(house, walked(house), POLICE)
    path, corrected = f"/observations/{observation}", {"reason": "Fyra, inte tre.", "place": SPOT, "text": "Fyra."}

    others = house.caller(KOMMUN).post(f"{path}/correction", json=corrected, headers={"If-Match": '"1"'})
    own = house.caller(POLICE).post(f"{path}/correction", json=corrected, headers={"If-Match": '"1"'})
    event = last_event(house, "observations", observation)
    gone = house.caller(POLICE).post(f"{path}/withdrawal", json={"reason": "Fel."}, headers={"If-Match": '"2"'})
    again = house.caller(POLICE).post(f"{path}/withdrawal", json={"reason": "Fel."}, headers={"If-Match": '"3"'})

    assert (others.status_code, own.status_code, event) == (403, 200, "observation.corrected")
    assert (own.get_json()["text"], own.get_json()["reason"]) == ("Fyra.", "Fyra, inte tre.")
    assert own.get_json()["place"]["point"] == [17.431, 59.18]
    assert (gone.status_code, gone.get_json()["state"]) == (200, "withdrawn")
    assert last_event(house, "observations", observation) == "observation.withdrawn"
    assert (again.status_code, again.get_json()["allowed"]) == (409, [])


def test_an_observation_is_read_and_not_sent_again_while_it_is_the_same(house: House):
    observation = noted(house, walked(house))

    read = house.caller().get(f"/observations/{observation}")
    same = house.caller().get(f"/observations/{observation}", headers={"If-None-Match": read.headers["ETag"]})

    assert read.get_json()["id"] == observation
    assert same.status_code == 304
    assert house.caller().get("/observations/none").status_code == 404


def test_lists_narrow_by_walk_feeling_and_category(house: House):
    one, other = walked(house), walked(house)
    dark, calm = noted(house, one), noted(house, one, feeling="safe", category="meeting-place")
    noted(house, other, category="litter")

    def found(path: str, **query: str) -> set[str]:
        page = house.caller().get(path, query_string=query).get_json()
        return {each["id"] for each in page["items"]}

    assert found("/observations", walk=one) == {dark, calm}
    assert found(f"/walks/{one}/observations", feeling="safe") == {calm}
    assert found("/observations", walk=one, category="lighting") == {dark}
    assert found("/observations", municipality="0140", walk=other, feeling="safe") == set()
    assert house.caller().get("/observations", query_string={"feeling": "fine"}).status_code == 422


def test_maps_are_given_geojson_of_what_has_a_point(house: House):
    walk_id = walked(house)
    pointed = noted(house, walk_id)
    noted(house, walk_id, place={"name": "Torget"})

    for path in (f"/walks/{walk_id}/observations", f"/observations?walk={walk_id}"):
        answer = house.caller().get(path, headers={"Accept": "application/geo+json"})

        assert (answer.status_code, answer.mimetype) == (200, "application/geo+json")
        (feature,) = answer.get_json(force=True)["features"]
        assert feature["geometry"] == {"type": "Point", "coordinates": [17.431, 59.18]}
        properties = feature["properties"]
        assert (properties["id"], properties["place"], properties["feeling"]) == (pointed, SPOT["name"], "unsafe")


def test_what_was_said_of_a_withdrawn_observation_is_told_no_more(house: House):
    walk_id = walked(house)
    kept, gone = (
        noted(house, walk_id),
        noted(house, walk_id, text="Hos Kalle Karlsson.", place=SPOT | {"name": "Kalles"}),
    )
    said = {"reason": "Ett namn stod där."}
    house.caller().post(f"/observations/{gone}/withdrawal", json=said, headers={"If-Match": '"1"'})

    def found(path: str, **query: str) -> dict[str, str]:
        answer = house.caller().get(path, query_string=query)
        assert "Kalle" not in answer.get_data(as_text=True)
        return {each["id"]: each["state"] for each in answer.get_json()["items"]}

    assert found(f"/walks/{walk_id}/observations") == {kept: "noted"}
    assert found("/observations", walk=walk_id) == {kept: "noted"}
    everything = {kept: "noted", gone: "withdrawn"}
    assert found(f"/walks/{walk_id}/observations", changedSince="2020-01-01T00:00:00Z") == everything
    assert found(f"/walks/{walk_id}/observations", state="withdrawn") == {gone: "withdrawn"}
    one = house.caller().get(f"/observations/{gone}").get_json()
    assert (one["text"], one["place"], one["reason"]) == ("", {"name": "", "point": None}, "Ett namn stod där.")
    stored = house.database.observations.find_one({"_id": gone})
    assert stored is not None
    assert "Kalle" not in str(stored["events"])
    assert "Kalle" in str(stored["history"])
