"""The lägesbild over REST, entry by entry, and the summary of what promises are grounded in."""

from collections.abc import Iterator
from typing import Any

import pytest

from deploy.local import Stack
from tests.integration.activities_house import KOMMUN, POLICE, WALKS, House, house_on, reasons

CENTRE = "nykvarn-2021-2022-tryggheten-i-centrum"
ENTRY: dict[str, Any] = {
    "municipality": "0140",
    "source": {"kind": "survey", "name": "polisens trygghetsundersökning"},
    "period": {"start": "2020-09-01", "end": "2020-11-30"},
    "summary": "Centrum på kvällen är den plats där flest känner sig otrygga.",
    "figures": [{"name": "otrygga i centrum på kvällen", "value": 34, "unit": "procent"}],
    "focusAreas": [CENTRE],
}


@pytest.fixture(scope="module")
def house(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house_on(stack, tmp_path_factory.mktemp("situation")) as made:
        yield made


def note(house: House, party: str = POLICE, headers: dict[str, str] | None = None, **changes: Any) -> Any:
    return house.caller(party).post("/situation-entries", json=ENTRY | changes, headers=headers or {})


def change(house: House, entry: str, what: str, body: dict[str, Any], revision: int = 1, party: str = POLICE) -> Any:
    headers = {"If-Match": f'"{revision}"'}
    return house.caller(party).post(f"/situation-entries/{entry}/{what}", json=body, headers=headers)


def last_event(house: House, entry: str) -> dict[str, str]:
    kept = house.database.situationEntries.find_one({"_id": entry})
    assert kept is not None
    (event,) = kept["events"]
    return {"type": event["headers"]["ce_type"], "topic": event["topic"], "key": event["key"]}


def test_an_entry_is_noted_read_and_told_of(house: House):
    answer = note(house)

    assert answer.status_code == 201
    entry = answer.get_json()
    assert (entry["state"], entry["reportedBy"], entry["municipalityName"]) == ("noted", POLICE, "Nykvarn")
    assert answer.headers["Location"].endswith(f"/activities/v1/situation-entries/{entry['id']}")
    read = house.caller().get(f"/situation-entries/{entry['id']}")
    assert (read.get_json(), read.headers["ETag"]) == (entry, '"1"')
    assert last_event(house, entry["id"]) == {
        "type": "se.loftet.situation.noted.v1",
        "topic": "loftet.assessments",
        "key": "0140",
    }


def test_a_repeated_request_is_answered_byte_by_byte_as_the_first_time(house: House):
    key = {"Idempotency-Key": "the-survey-of-2020"}

    first, again = (note(house, headers=key) for _ in range(2))
    other = note(house, headers=key, summary="Något annat.")

    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert again.get_data() == first.get_data()


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"focusAreas": ["nykvarn-2021-2022-hamnen"]}, "focusAreas[0]"),
        ({"promises": ["nykvarn-2021-2022-ny"]}, "promises[0]"),
        ({"period": {"start": "2020-09-02", "end": "2020-09-01"}}, "period.end"),
        ({"period": {"start": "2021-04-01", "end": "2021-04-17"}}, "period.end"),
        ({"period": {"start": "2021-04-01"}}, "period.end"),
        ({"source": {"kind": "rumour", "name": "x"}}, "source.kind"),
        ({"summary": "Anna 19121212-1212 ringde."}, "summary"),
        ({"source": {"kind": "other", "name": "19121212-1212"}}, "source.name"),
        ({"figures": [{"name": "otrygga", "value": "34"}]}, "figures[0].value"),
        ({"municipality": None}, "municipality"),
        ({"reportedBy": KOMMUN}, "reportedBy"),
    ],
)
def test_what_does_not_hold_is_refused_with_the_property(house: House, changes: dict[str, Any], where: str):
    answer = note(house, **changes)

    assert answer.status_code == 422
    assert where in reasons(answer)


def test_only_parties_of_the_municipalitys_agreements_report(house: House):
    assert note(house, "polisen-solna").status_code == 403
    assert house.caller(None).post("/situation-entries", json=ENTRY).status_code == 403
    assert note(house, municipality="0181").status_code == 403
    assert house.resident().post("/situation-entries", json=ENTRY).status_code == 401


def test_a_correction_is_a_revision_that_says_why(house: House):
    entry = note(house).get_json()["id"]

    answer = change(house, entry, "correction", {"reason": "Fel andel.", "summary": "Var fjärde är otrygg."})

    assert (answer.status_code, answer.headers["ETag"]) == (200, '"2"')
    corrected = answer.get_json()
    assert (corrected["summary"], corrected["reason"]) == ("Var fjärde är otrygg.", "Fel andel.")
    assert corrected["figures"] == [{"name": "otrygga i centrum på kvällen", "value": 34.0, "unit": "procent"}]
    assert last_event(house, entry)["type"] == "se.loftet.situation.corrected.v1"


def test_a_change_is_based_on_a_revision_and_made_by_who_reported_it(house: House):
    entry = note(house).get_json()["id"]
    body = {"reason": "Dubbelt."}

    without = house.caller(POLICE).post(f"/situation-entries/{entry}/withdrawal", json=body)

    assert without.status_code == 428
    assert change(house, entry, "withdrawal", body, revision=7).status_code == 412
    assert change(house, entry, "withdrawal", body, party=KOMMUN).status_code == 403
    assert change(house, "none", "withdrawal", body).status_code == 404


def test_what_is_withdrawn_allows_nothing_more(house: House):
    entry = note(house).get_json()["id"]

    gone = change(house, entry, "withdrawal", {"reason": "Gällde en annan ort."})
    again = change(house, entry, "correction", {"reason": "Nej.", "summary": "Nej, inte alls."}, revision=2)

    assert (gone.status_code, gone.get_json()["state"]) == (200, "withdrawn")
    assert (gone.get_json()["summary"], gone.get_json()["figures"]) == ("", [])
    assert last_event(house, entry)["type"] == "se.loftet.situation.withdrawn.v1"
    assert (again.status_code, again.get_json(force=True)["allowed"]) == (409, [])


def test_a_list_narrows_by_every_filter_and_pages(house: House):
    years = ("2015", "2016", "2017")
    for year in years:
        period = {"start": f"{year}-01-01", "end": f"{year}-12-31"}
        source = {"kind": "police-statistics", "name": "statistiken"}
        assert note(house, period=period, source=source, promises=[WALKS], focusAreas=[]).status_code == 201

    def listed(**query: Any) -> list[str]:
        asked = {"sourceKind": "police-statistics", **query}
        found = house.caller().get("/situation-entries", query_string=asked)
        assert found.status_code == 200
        return [each["period"]["start"][:4] for each in found.get_json()["items"]]

    latest_first = list(years[::-1])
    assert listed() == latest_first
    assert listed(municipality="0140", promise=WALKS) == latest_first
    assert listed(focusArea=CENTRE) == []
    assert listed(sourceKind="media") == []
    assert listed(**{"from": "2016-06-01", "to": "2016-06-30"}) == ["2016"]
    assert listed(**{"from": "2016-12-31"}) == ["2017", "2016"]
    assert listed(limit=1, page=2) == ["2016"]
    assert listed(changedSince="2020-01-01T00:00:00Z") == list(years)
    for query, status in (({"sourceKind": "x"}, 422), ({"from": "i går"}, 422), ({"municipality": "0181"}, 403)):
        assert house.caller().get("/situation-entries", query_string=query).status_code == status


def test_an_agreements_summary_counts_what_names_something_of_it(house: House):
    def summary(**query: str) -> Any:
        return house.caller().get("/situation-summary", query_string=query)

    before = summary(agreement="nykvarn-2021-2022").get_json()
    heard = {name: ENTRY[name] for name in ("municipality", "period", "focusAreas")} | {
        "source": {"kind": "phone", "name": "telefonsamtal"},
        "topic": "Mörka gångvägar",
        "voices": 21,
    }
    assert house.caller().post("/dialogue-inputs", json=heard).status_code == 201
    assert house.caller().post("/dialogue-inputs", json=heard | {"focusAreas": [], "voices": 5}).status_code == 201

    after = summary(agreement="nykvarn-2021-2022").get_json()
    everything = summary(municipality="0140").get_json()

    assert after["voices"] - before["voices"] == 21
    assert everything["voices"] - after["voices"] == 5
    assert "agreement" not in everything or everything["agreement"] is None
    (centre,) = [each for each in after["focusAreas"] if each["id"] == CENTRE]
    assert centre["topics"] == [{"topic": "Mörka gångvägar", "voices": 21, "inputs": 1}]
    assert {"kind": "phone", "inputs": 1, "voices": 21} in after["dialogue"]
    assert after["sources"][0] == {
        "kind": "phone",
        "name": "telefonsamtal",
        "entries": 0,
        "inputs": 1,
        "voices": 21,
    }


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({}, 422),
        ({"agreement": "nykvarn-2021-2022", "municipality": "0140"}, 422),
        ({"agreement": "ny"}, 404),
        ({"municipality": "0181"}, 403),
    ],
)
def test_a_summary_is_of_an_agreement_or_of_a_municipality(house: House, query: dict[str, str], status: int):
    assert house.caller().get("/situation-summary", query_string=query).status_code == status
