"""Promise documents sent to be read: a draft with what it rests on, looked at by people, and published by then."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.test import TestResponse

from deploy.local import Stack
from shared.drafting.structure import read_document
from shared.drafting.text import extract
from tests.integration.activities_house import KOMMUN, Caller, House, nykvarn, reasons
from tests.integration.documents_house import DOCX, DRAFTS, PDF, SEED, blank_house_on, docx_of, evidence, pdf_of, sent

PERIOD, EACH = "period", "promises[0].commitments[0].target.each"


@pytest.fixture(scope="module")
def shared_house(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with blank_house_on(stack, tmp_path_factory.mktemp("documents")) as made:
        yield made


@pytest.fixture(scope="module")
def as_read(shared_house: House) -> dict[str, Any]:
    """The seed's document as it is kept once it has been read, which takes a process of its own and a second."""
    assert sent(shared_house.caller()).status_code == 201
    (kept,) = shared_house.database.agreementDrafts.find()
    return kept


@pytest.fixture
def house(shared_house: House) -> House:
    shared_house.database.agreementDrafts.delete_many({})
    return shared_house


@pytest.fixture
def draft(as_read: dict[str, Any], house: House) -> TestResponse:
    """The seed's document as a draft, which nobody has looked at."""
    house.database.agreementDrafts.insert_one(dict(as_read))
    return house.caller().get(f"{DRAFTS}/{as_read['_id']}")


def address(draft: TestResponse) -> str:
    return f"{DRAFTS}/{draft.get_json()['id']}"


def based_on(answer: TestResponse) -> dict[str, str]:
    return {"If-Match": answer.headers["ETag"]}


def decided(caller: Caller, draft: TestResponse, **said: list[str]) -> TestResponse:
    return caller.post(f"{address(draft)}/decisions", json=said, headers=based_on(draft))


def published(caller: Caller, draft: TestResponse) -> TestResponse:
    return caller.post(f"{address(draft)}/publication", headers=based_on(draft))


def test_the_seeds_document_gives_the_draft_that_the_command_gives_with_all_it_rests_on(draft: TestResponse):
    kept, read = draft.get_json(), read_document(extract(SEED.read_bytes(), SEED.name))
    assert bare(kept["agreement"]) == bare(read.agreement)
    assert kept["reading"]["text"] == SEED.read_text(encoding="utf-8")
    told = json.loads(read.as_json())
    assert evidence(draft).keys() == told["evidence"].keys()
    assert [each["detail"] for each in kept["reading"]["findings"]] == [each["detail"] for each in told["findings"]]
    for path, each in evidence(draft).items():
        span = told["evidence"][path]["span"]
        assert each["span"] == {"start": span["start"], "end": span["end"]}
        assert kept["reading"]["text"][span["start"] : span["end"]] == span["text"]
    assert [each for each in kept["findings"] if each["blocks"]] == [], (
        "nothing but people's decisions stands between it and its publication"
    )


def test_nykvarns_promises_go_from_their_document_to_what_is_published(house: House, draft: TestResponse):
    # given the document as a draft, which nobody has looked at
    kommun = house.caller()
    unseen = published(kommun, draft)
    assert unseen.status_code == 422
    assert {PERIOD, EACH, "promises[1].commitments[0].target"} <= set(reasons(unseen))

    # when a person writes what only a person can decide, and accepts the rest
    signed = nykvarn() | {"demonstration": False}
    rewritten = kommun.put(address(draft), json=signed, headers=based_on(draft))
    assert rewritten.status_code == 200, rewritten.text
    changed = {path for path, each in evidence(rewritten).items() if (each.get("decision") or {}).get("verdict")}
    assert PERIOD not in changed
    assert {f"parties[{place}]" for place in range(8)} & changed
    looked_at = decided(
        kommun,
        rewritten,
        accepted=list({path.partition(".")[0] for path in evidence(rewritten)}),
        dismissed=["promises"],
    )
    answer = published(kommun, looked_at)

    # then the agreement of the seed is in force
    assert answer.status_code == 201, answer.text
    assert bare(answer.get_json()["agreement"]) == bare(signed)
    decision = evidence(kommun.get(address(draft)))[PERIOD]["decision"]
    assert (decision["verdict"], decision["by"]) == ("accepted", KOMMUN)
    assert decided(kommun, kommun.get(address(draft)), accepted=[PERIOD]).status_code == 409


def test_a_value_that_is_changed_says_by_whom_and_the_others_keep_what_they_rest_on(house: House, draft: TestResponse):
    police = house.caller("polisen-sodertalje")
    content = draft.get_json()["agreement"]
    content["promises"][0]["commitments"][0]["target"]["each"] = "month"
    del content["promises"][2]

    answer = police.put(address(draft), json=content, headers=based_on(draft))

    before, after = evidence(draft), evidence(answer)
    assert after[EACH]["decision"]["verdict"] == "changed"
    assert after[EACH]["decision"]["by"] == "polisen-sodertalje"
    assert after[EACH]["value"] == "term", "what was read stays to be seen"
    assert after[PERIOD] == before[PERIOD]
    assert after["promises[2].text"] == before["promises[3].text"] | {"property": "promises[2].text"}
    assert len(after) < len(before), "what a promise rested on goes with it"


def test_decisions_name_what_there_is_and_stand_by_whoever_made_them_first(house: House, draft: TestResponse):
    kommun, police = house.caller(), house.caller("polisen-sodertalje")

    unknown = decided(kommun, draft, accepted=["promises[17]", PERIOD], dismissed=[PERIOD])
    first = decided(kommun, draft, accepted=[PERIOD])
    second = decided(police, first, accepted=["period", "municipality"], dismissed=["promises[0].focusAreas"])
    late = decided(kommun, draft, accepted=[PERIOD])

    assert (unknown.status_code, set(reasons(unknown))) == (422, {"accepted[0]", "dismissed[0]"})
    assert (first.status_code, second.status_code, late.status_code) == (200, 200, 412)
    assert evidence(second)[PERIOD]["decision"]["by"] == KOMMUN
    assert evidence(second)["municipality"]["decision"]["by"] == "polisen-sodertalje"
    assert second.get_json()["reading"]["findings"][0]["decision"]["verdict"] == "dismissed"
    written = kommun.post(DRAFTS, json=draft.get_json()["agreement"])
    assert decided(kommun, written, accepted=[PERIOD]).status_code == 422, "it was not read from a document"


def test_the_same_document_with_the_same_key_makes_one_draft(house: House):
    kommun, key = house.caller(), {"headers": {"Idempotency-Key": "nykvarns-dokument"}}

    first, again, other = sent(kommun, **key), sent(kommun, **key), sent(kommun, b"Annat", **key)

    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert first.data == again.data
    assert house.database.agreementDrafts.count_documents({}) == 1
    (listed,) = kommun.get(DRAFTS).get_json()["items"]
    assert "reading" not in listed


def test_a_document_is_read_as_pdf_and_as_docx_too(house: House):
    text = SEED.read_text(encoding="utf-8")

    for kind, data in ((PDF, pdf_of(text)), (DOCX, docx_of(text))):
        answer = sent(house.caller(), data, kind)

        assert answer.status_code == 201, answer.text
        assert len(answer.get_json()["agreement"]["promises"]) == 5, kind


def bare(value: Any) -> Any:
    """Without what is empty or goes without saying, and numbers and clock times in one form."""
    if isinstance(value, dict):
        kept = {name: bare(each) for name, each in value.items()}
        unsaid: dict[str, Any] = {"every": 1, "unit": "activities"}
        return {
            name: each
            for name, each in kept.items()
            if each not in (None, "", [], {}) and each is not False and unsaid.get(name) != each
        }
    return [bare(each) for each in value] if isinstance(value, list) else value
