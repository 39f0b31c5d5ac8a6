"""The lint of agreements over HTTP: advice and what blocks, of anything that can be read; nothing is kept."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from deploy.local import Stack
from tests.integration.activities_house import BASE, NYKVARN, House, house_on, nykvarn, reasons

LINT = "/agreements/lint"


@pytest.fixture(scope="module")
def house(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house_on(stack, tmp_path_factory.mktemp("lint")) as made:
        yield made


def found(house: House, agreement: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The findings by their rule and place."""
    answer = house.caller().post(LINT, json=agreement)
    assert answer.status_code == 200
    return {f"{each.get('rule')} {each['property']}": each for each in answer.get_json()["findings"]}


def test_a_promise_without_a_measure_is_told_why_that_matters_and_given_a_target_to_begin_from(house: House):
    answer = house.caller().post(LINT, data=NYKVARN.read_bytes(), content_type="application/yaml")

    body = answer.get_json()
    assert (answer.status_code, body["agreement"], body["blocking"]) == (200, "nykvarn-2021-2022", 0)
    unmeasured = next(each for each in body["findings"] if each["rule"] == "measurable.no-target")
    assert unmeasured["property"] == "promises[2].commitments[0].target"
    assert unmeasured["source"]["url"].startswith("https://bra.se/")
    assert unmeasured["suggestedTarget"]["each"] == "month"
    assert {"en", "sv"} == unmeasured["why"].keys() == unmeasured["explanation"].keys()


def test_what_cannot_be_blocks_by_the_rule_of_the_lint_and_what_is_only_unwise_does_not(house: House):
    agreement = copy.deepcopy(nykvarn())
    commitment = agreement["promises"][0]["commitments"][0]
    commitment["target"] = {"milestone": True, "by": "2024-01-01"}
    agreement["links"] = []

    findings = found(house, agreement)

    assert findings["realistic.outside promises[0].commitments[0].target.by"]["blocks"] is True
    assert findings["accepted.no-contact links"]["blocks"] is False
    assert house.caller().put(f"/agreements/{agreement['id']}", json=agreement).status_code == 422


def test_an_unfinished_agreement_is_linted_and_what_it_lacks_blocks(house: House):
    promise = {"text": "Polisen patrullerar varje vecka i centrum.", "commitments": []}

    findings = found(house, {"promises": [promise]})

    missing = {each["property"] for each in findings.values() if each.get("rule") == "specific.missing"}
    assert missing == {"id", "municipality", "title", "period", "parties", "promises[0].id", "promises[0].title"}
    assert findings["accepted.nobody promises[0].responsible"]["blocks"] is True


def test_what_is_no_agreement_or_another_municipalitys_is_refused(house: House):
    elsewhere = house.caller(None, municipalities=("9999",))

    misspelt = house.caller().post(LINT, json={**nykvarn(), "titel": "Löften"})
    listed = house.caller().post(LINT, json=[])

    assert (misspelt.status_code, set(reasons(misspelt))) == (422, {"titel"})
    assert listed.status_code == 422
    assert elsewhere.post(LINT, json=nykvarn()).status_code == 403
    assert house.caller().post(LINT, data="- [", content_type="application/yaml").status_code == 400


def test_nothing_of_it_is_kept(house: House):
    before = {name: house.database[name].count_documents({}) for name in house.database.list_collection_names()}

    house.caller().post(LINT, json=nykvarn())

    assert {name: house.database[name].count_documents({}) for name in before} == before


def test_what_is_linted_is_described_as_unfinished_as_it_may_be(house: House):
    document = house.app.test_client().get(f"{BASE}/openapi.json").get_json()
    body = document["paths"][LINT]["post"]["requestBody"]["content"]["application/json"]["schema"]
    described = Draft202012Validator({**body, "components": document["components"]})

    for agreement in ({}, {"id": None, "title": None, "promises": [{}, {"text": "Ett.", "responsible": None}]}):
        assert house.caller(None).post(LINT, json=agreement).status_code == 200
        assert described.is_valid(agreement)
    for agreement in ({"promises": 1}, {"promises": [1]}, {"demonstration": None}):
        assert house.caller(None).post(LINT, json=agreement).status_code == 422
        assert not described.is_valid(agreement)


def test_its_address_is_no_agreements(house: House):
    allowed = house.caller(None).get(LINT)
    named = house.publish({"id": "lint"})
    drafted = house.caller(None).post("/agreement-drafts", json=nykvarn() | {"id": "lint"}).get_json()

    assert (allowed.status_code, set(allowed.allow)) == (405, {"POST", "OPTIONS"})
    assert named.status_code == 405
    assert next(each["property"] for each in drafted["findings"] if each["blocks"]) == "id"
