"""What residents said, over REST: counted and summarised, by source; no persons."""

from collections.abc import Iterator
from typing import Any

import pytest

from deploy.local import Stack
from tests.integration.activities_house import KOMMUN, POLICE, WALKS, House, house_on, reasons

INPUT: dict[str, Any] = {
    "municipality": "0140",
    "source": {"kind": "mail", "name": "trygghetsbrevlådan"},
    "period": {"start": "2020-09-01", "end": "2020-09-30"},
    "topic": "Mörka gångvägar",
    "voices": 14,
    "summary": "Gångvägen mellan stationen och skolan känns otrygg.",
    "promises": [WALKS],
}


@pytest.fixture(scope="module")
def house(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house_on(stack, tmp_path_factory.mktemp("dialogue")) as made:
        yield made


def tell(house: House, party: str = KOMMUN, headers: dict[str, str] | None = None, **changes: Any) -> Any:
    return house.caller(party).post("/dialogue-inputs", json=INPUT | changes, headers=headers or {})


def change(house: House, told: str, what: str, body: dict[str, Any], revision: int = 1, party: str = KOMMUN) -> Any:
    headers = {"If-Match": f'"{revision}"'}
    return house.caller(party).post(f"/dialogue-inputs/{told}/{what}", json=body, headers=headers)


def last_event(house: House, told: str) -> str:
    kept = house.database.dialogueInputs.find_one({"_id": told})
    assert kept is not None
    (event,) = kept["events"]
    return str(event["headers"]["ce_type"]).removeprefix("se.loftet.")


def ids(house: House, **query: str) -> set[str]:
    page = house.caller().get("/dialogue-inputs", query_string={"limit": 100, **query}).get_json()
    return {each["id"] for each in page["items"]}


def test_what_residents_said_is_received_corrected_and_withdrawn(house: House):
    made = tell(house)
    told = made.get_json()["id"]

    assert (made.status_code, made.get_json()["state"], last_event(house, told)) == (
        201,
        "received",
        "dialogue-input.received.v1",
    )
    assert made.headers["Location"].endswith(f"/activities/v1/dialogue-inputs/{told}")

    corrected = change(house, told, "correction", {"reason": "Ett till.", "voices": 15})
    assert (corrected.get_json()["voices"], corrected.get_json()["topic"]) == (15, "Mörka gångvägar")
    assert last_event(house, told) == "dialogue-input.corrected.v1"

    gone = change(house, told, "withdrawal", {"reason": "Räknades två gånger."}, revision=2)
    assert (gone.get_json()["state"], gone.headers["ETag"]) == ("withdrawn", '"3"')
    assert last_event(house, told) == "dialogue-input.withdrawn.v1"
    assert house.caller().get(f"/dialogue-inputs/{told}").get_json() == gone.get_json()
    assert (gone.get_json()["topic"], gone.get_json()["summary"], gone.get_json()["source"]["name"]) == ("", "", "")
    assert told not in ids(house)
    assert told in ids(house, state="withdrawn") & ids(house, changedSince="2020-01-01T00:00:00Z")

    again = change(house, told, "withdrawal", {"reason": "Räknades två gånger."}, revision=3)
    assert (again.status_code, again.get_json(force=True)["allowed"]) == (409, [])


def test_the_same_key_and_body_tell_it_once(house: House):
    key = {"Idempotency-Key": "mails-of-september"}

    first, again = (tell(house, headers=key) for _ in range(2))

    assert again.get_data() == first.get_data()
    assert tell(house, headers=key, voices=15).status_code == 422
    assert tell(house, POLICE, headers=key).get_json()["id"] != first.get_json()["id"]


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"voices": 0}, "voices"),
        ({"voices": 1.5}, "voices"),
        ({"topic": "  "}, "topic"),
        ({"topic": "Ring 19121212-1212"}, "topic"),
        ({"summary": "Från 191212121212"}, "summary"),
        ({"source": {"kind": "police-statistics", "name": "x"}}, "source.kind"),
        ({"promises": ["nykvarn-2021-2022-ny"]}, "promises[0]"),
        ({"focusAreas": ["nykvarn-2021-2022-ny"]}, "focusAreas[0]"),
        ({"period": {"start": "2021-04-17", "end": "2021-04-17"}}, "period.end"),
        ({"name": "Anna"}, "name"),
    ],
)
def test_what_does_not_hold_is_refused_with_the_property(house: House, changes: dict[str, Any], where: str):
    answer = tell(house, **changes)

    assert answer.status_code == 422
    assert where in reasons(answer)


def test_only_the_party_that_told_it_changes_it(house: House):
    told = tell(house).get_json()["id"]

    assert tell(house, "polisen-solna").status_code == 403
    assert change(house, told, "withdrawal", {"reason": "Dubbelt."}, party=POLICE).status_code == 403
    assert change(house, told, "correction", {"reason": "Fel.", "period": {}}).status_code == 422
    assert change(house, told, "correction", {"voices": 3}).status_code == 422


def test_a_list_narrows_by_every_filter(house: House):
    spring = {"start": "2018-01-01", "end": "2018-06-30"}
    autumn = {"start": "2018-07-01", "end": "2018-12-31"}
    source = {"kind": "meeting", "name": "torgmötet"}
    areas = ["nykvarn-2021-2022-ungdomsproblematik"]
    assert tell(house, source=source, period=spring, topic="Buller", focusAreas=areas).status_code == 201
    assert tell(house, source=source, period=autumn, topic="Mörker", promises=[]).status_code == 201

    def listed(**query: str) -> list[str]:
        asked = {"sourceKind": "meeting", **query}
        found = house.caller().get("/dialogue-inputs", query_string=asked).get_json()
        assert found["total"] == len(found["items"])
        return [each["topic"] for each in found["items"]]

    assert listed() == listed(municipality="0140") == ["Mörker", "Buller"]
    assert listed(promise=WALKS) == listed(focusArea=areas[0]) == ["Buller"]
    assert listed(**{"from": "2018-07-01"}) == ["Mörker"]
    assert listed(to="2018-06-30") == ["Buller"]
    assert listed(changedSince="2099-01-01T00:00:00Z") == []
