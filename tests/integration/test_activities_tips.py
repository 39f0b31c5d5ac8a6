"""Tips: open to everybody, sealed at once, deleted on time."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from deploy.local import Stack
from services.activities.app import create_app
from shared.clock import SystemClock
from shared.events.tip import TipCategory
from shared.http.idempotency import body_hash, derived_id
from tests.integration.activities_house import BASE, POLICE, House, house_on, reasons

TEXT = "Det brukar samlas bilar bakom affären, fråga 19121212-1212."


@pytest.fixture
def house(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house_on(stack, tmp_path_factory.mktemp("tips")) as made:
        yield made


def tip(**changes: Any) -> dict[str, Any]:
    return {"municipality": "0140", "category": "narcotics", "area": "Nykvarns centrum", "text": TEXT} | changes


def test_only_the_police_can_read_a_tip(house: House, capfd: pytest.CaptureFixture[str]):
    answer = house.resident().post("/tips", json=tip())

    assert answer.status_code == 202
    assert set(answer.get_json()) == {"tipId"}
    kept = house.database.tips.find_one({"_id": answer.get_json()["tipId"]})
    assert kept is not None
    assert house.unseal(kept["sealed"][POLICE]) == TEXT
    everything = [*house.database.tips.find(), *house.database.rateCounters.find()]
    assert "bilar" not in repr(everything)
    assert "bilar" not in "".join(capfd.readouterr())


def test_the_event_says_where_and_what_about_and_never_the_text(house: House):
    answer = house.resident().post("/tips", json=tip())

    kept = house.database.tips.find_one({"_id": answer.get_json()["tipId"]})
    assert kept is not None
    (event,) = kept["events"]
    data = json.loads(event["value"])
    assert event["headers"]["ce_type"] == "se.loftet.tip.received.v1"
    assert (data["category"], data["area"], data["recipients"]) == ("narcotics", "Nykvarns centrum", [POLICE])
    assert "text" not in data
    assert "observedAt" not in data or data["observedAt"] is None


def test_about_when_it_was_seen_is_kept_and_told_in_utc(house: House):
    answer = house.resident().post("/tips", json=tip(observedAt="2021-04-15T23:30:00+02:00"))

    kept = house.database.tips.find_one({"_id": answer.get_json()["tipId"]})
    assert kept is not None
    assert kept["observedAt"] == datetime(2021, 4, 15, 21, 30, tzinfo=UTC)
    assert json.loads(kept["events"][0]["value"])["observedAt"] == "2021-04-15T21:30:00Z"


def test_the_sealed_text_stands_in_no_event_and_no_history(house: House):
    house.resident().post("/tips", json=tip())

    (kept,) = house.database.tips.find()
    sealed = kept.pop("sealed")[POLICE]
    assert sealed not in repr(kept)
    assert sealed.split(".")[3] not in repr(kept), "nor what it holds without its header"
    assert "history" not in kept


def test_a_tip_is_deleted_after_ninety_days_by_the_database_itself(house: House):
    answer = house.resident().post("/tips", json=tip())

    kept = house.database.tips.find_one({"_id": answer.get_json()["tipId"]})
    assert kept is not None
    left = kept["deleteAfter"] - SystemClock().now()
    assert timedelta(days=89) < left <= timedelta(days=90)
    indexes = house.database.tips.index_information()
    assert any(index.get("expireAfterSeconds") == 0 for index in indexes.values())


def test_a_form_does_as_well(house: House):
    answer = house.resident().post("/tips", data=tip(area=""))

    assert answer.status_code == 202
    kept = house.database.tips.find_one({"_id": answer.get_json()["tipId"]})
    assert kept is not None
    assert kept["area"] is None


@pytest.mark.parametrize("text", [b"%ff", b"\xff", b"bilar+%C3", b"%ED%A0%80"])
def test_a_form_that_is_not_utf8_is_refused_rather_than_mended(house: House, text: bytes):
    body = b"municipality=0140&category=narcotics&text=" + text

    answer = house.resident().post("/tips", data=body, content_type="application/x-www-form-urlencoded")

    assert answer.status_code == 400
    assert "UTF-8" in answer.get_json(force=True)["detail"]
    assert house.stored() == 0


@pytest.mark.parametrize("form", ["json", "data"])
def test_a_tip_sent_again_with_its_key_is_the_same_tip(house: House, form: str):
    key = {"Idempotency-Key": "a-residents-key"}

    first, again = (house.resident().post("/tips", headers=key, **{form: tip()}).get_json() for _ in range(2))
    other = house.resident().post("/tips", headers=key, **{form: tip(text="Något annat.")}).get_json()

    assert again == first
    assert other != first, "nobody's key is their own here, so another text is another tip"
    assert house.database.tips.count_documents({}) == 2


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"municipality": "0181"}, "municipality"),
        ({"category": "Narkotika och annat"}, "category"),
        ({"text": "  "}, "text"),
        ({"text": "x" * 4_001}, "text"),
        ({"area": "hos 19121212-1212"}, "area"),
        ({"name": "Tolvan"}, "name"),
        ({"observedAt": "2021-04-16T14:06:00+02:00"}, "observedAt"),
        ({"observedAt": "2020-04-15T12:00:00+02:00"}, "observedAt"),
        ({"observedAt": "0001-01-01T00:00:00+02:00"}, "observedAt"),
        ({"observedAt": "2021-04-15T12:00:00"}, "observedAt"),
        ({"observedAt": "igår"}, "observedAt"),
    ],
)
def test_a_bad_tip_is_refused_without_repeating_it(house: House, changes: dict[str, Any], wrong: str):
    answer = house.resident().post("/tips", json=tip(**changes))

    assert answer.status_code == 422
    assert wrong in reasons(answer)
    assert "bilar" not in answer.get_data(as_text=True)
    assert house.stored() == 0


def test_without_a_key_of_the_police_a_tip_is_refused_rather_than_kept_in_the_clear(house: House):
    house.publish_exempel("polisen-utan-nyckel")

    answer = house.resident().post("/tips", json=tip(municipality="9999"))

    assert answer.status_code == 422
    assert house.stored() == 0


def test_whoever_leaves_too_many_tips_is_asked_to_wait(house: House):
    resident = house.resident()

    answers = [resident.post("/tips", json=tip()) for _ in range(21)]

    assert [each.status_code for each in answers[:20]] == [202] * 20
    assert answers[20].status_code == 429
    assert int(answers[20].headers["Retry-After"]) > 0


def test_the_categories_are_those_that_the_refusal_names(house: House):
    answer = house.resident().post("/tips", json=tip(category="kalle-karlsson"))

    assert answer.status_code == 422
    (wrong,) = answer.get_json(force=True)["invalidParameters"]
    assert wrong["property"] == "category"
    assert wrong["reason"] == f"is none of {', '.join(TipCategory)}"


def test_no_guess_of_key_and_text_can_be_held_against_the_id(house: House):
    said = json.dumps(tip()).encode()
    headers = {"Idempotency-Key": "1", "Content-Type": "application/json"}

    told = house.resident().post("/tips", data=said, headers=headers).get_json()["tipId"]
    again = create_app(house.settings)  # another process
    try:
        same = again.test_client().post(f"{BASE}/tips", data=said, headers=headers).get_json()["tipId"]
    finally:
        again.extensions["store"].database.client.close()

    assert told == same
    assert told != derived_id("tips", f"1\n{body_hash(said)}")
