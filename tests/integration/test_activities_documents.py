"""Promise documents sent to be read: a draft with what it rests on, looked at by people, and published by then."""

import dataclasses
import io
import json
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
from fpdf import FPDF
from werkzeug.test import TestResponse

from deploy.local import Stack
from services.activities.document_reader import Reader
from shared.drafting.structure import read_document
from shared.drafting.text import extract
from tests.integration.activities_house import KOMMUN, Caller, House, nykvarn, reasons

SEED = Path("deploy/seed/nykvarn-2021-2022.txt")
DRAFTS = "/agreement-drafts"
TEXT, PDF = "text/plain", "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PERIOD, EACH = "period", "promises[0].commitments[0].target.each"


@pytest.fixture(scope="module")
def shared_house(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house in which nothing is published yet."""
    made = House(stack, tmp_path_factory.mktemp("documents"))
    yield made
    made.database.client.drop_database(made.database.name)
    made.database.client.close()


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


def sent(caller: Caller, data: bytes | None = None, kind: str = TEXT, query: str = "", **options: Any) -> TestResponse:
    body = SEED.read_bytes() if data is None else data
    return caller.post(f"{DRAFTS}{query}", data=body, content_type=kind, **options)


def address(draft: TestResponse) -> str:
    return f"{DRAFTS}/{draft.get_json()['id']}"


def based_on(answer: TestResponse) -> dict[str, str]:
    return {"If-Match": answer.headers["ETag"]}


def decided(caller: Caller, draft: TestResponse, **said: list[str]) -> TestResponse:
    return caller.post(f"{address(draft)}/decisions", json=said, headers=based_on(draft))


def published(caller: Caller, draft: TestResponse) -> TestResponse:
    return caller.post(f"{address(draft)}/publication", headers=based_on(draft))


def evidence(draft: TestResponse) -> dict[str, dict[str, Any]]:
    return {each["property"]: each for each in draft.get_json()["reading"]["evidence"]}


def pdf_of(text: str, pages: int = 1) -> bytes:
    made = FPDF()
    made.set_font("Helvetica", size=10)
    for _ in range(pages):
        made.add_page()
        made.multi_cell(0, 5, text.replace("”", '"').replace("–", "-"))
    return bytes(made.output())


def docx_of(text: str) -> bytes:
    made, kept = docx.Document(), io.BytesIO()
    for line in text.split("\n"):
        made.add_paragraph(line)
    made.save(kept)
    return kept.getvalue()


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


ANONYMOUS = """\
Medborgarlöften

Vi lovar att det ska bli tryggare för alla som bor här:

- Trygghetsvandringar genomförs vid två tillfällen, en per termin.
"""


def test_what_cannot_be_read_is_left_open_and_whose_it_is_must_be_said(house: House):
    kommun = house.caller()

    nobodys = sent(kommun, ANONYMOUS.encode())
    ours = sent(kommun, ANONYMOUS.encode(), query="?municipality=0140")
    anothers = sent(kommun, query="?municipality=1495")
    wrong = sent(house.caller(municipalities=("0140", "1495")), query="?municipality=1495")
    out_of_reach = sent(house.caller(municipalities=("1495",)))

    assert (nobodys.status_code, set(reasons(nobodys))) == (422, {"municipality"})
    assert ours.status_code == 201, ours.text
    assert ours.get_json()["agreement"]["municipality"] == {"code": "0140", "name": "Nykvarn"}
    assert ours.get_json()["agreement"]["period"] is None
    assert "period" in {each["property"] for each in ours.get_json()["findings"] if each["blocks"]}
    assert "period" in {each["property"] for each in ours.get_json()["reading"]["findings"]}
    assert (anothers.status_code, out_of_reach.status_code) == (403, 403)
    assert (wrong.status_code, set(reasons(wrong))) == (422, {"municipality"})


ENGLISH = b"The police and the municipality promise to walk through the centre of town twice a year. " * 20


@pytest.mark.parametrize(
    ("data", "kind", "status", "code"),
    [
        (b"", TEXT, 422, "empty"),
        (ENGLISH, TEXT, 422, "not-swedish"),
        (b"PK\x03\x04 and no more", DOCX, 422, "damaged"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, TEXT, 415, "unsupported"),
    ],
)
def test_a_document_that_cannot_be_read_is_refused_with_why_and_what_to_do(
    house: House, data: bytes, kind: str, status: int, code: str
):
    answer = sent(house.caller(), data, kind)

    assert answer.status_code == status
    assert reasons(answer)["document"].startswith(f"{code}: ")
    assert house.database.agreementDrafts.count_documents({}) == 0


def test_a_picture_is_told_what_to_do_with_it(house: House):
    answer = sent(house.caller(), b"\x89PNG\r\n\x1a\n", "image/png")

    assert answer.status_code == 415
    assert "text recognition (OCR)" in answer.get_json()["detail"]
    assert "application/pdf" in answer.get_json()["detail"]


def test_a_document_of_fifty_megabytes_is_refused_for_its_size(house: House):
    answer = sent(house.caller(), b"Vi lovar. " * 5_000_000)
    largest = house.caller().post(DRAFTS, data=b" " * (2 * 1024 * 1024), content_type="application/json")

    assert (answer.status_code, largest.status_code) == (413, 413)
    assert "10 MiB" in answer.get_json(force=True)["detail"]
    assert "1 MiB" in largest.get_json(force=True)["detail"], "what is no document has the limit of all bodies"


def test_a_personal_identity_number_in_a_document_is_refused(house: House):
    answer = sent(house.caller(), SEED.read_bytes() + b"\nKontakt: 19121212-1212\n")

    assert (answer.status_code, set(reasons(answer))) == (422, {"document"})
    assert "1212" not in answer.text


def test_what_unfolds_without_end_takes_little_memory_and_time(house: House):
    bomb, began = io.BytesIO(), time.monotonic()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<a>" + b" " * 200_000_000)

    answer = sent(house.caller(), bomb.getvalue(), DOCX)

    assert answer.status_code == 413
    assert time.monotonic() - began < 20


def test_a_document_that_takes_too_long_is_given_up(house: House):
    service = house.app.extensions["service"]
    house.app.extensions["service"] = dataclasses.replace(service, reader=Reader(seconds=0.01))
    try:
        late = sent(house.caller())
    finally:
        house.app.extensions["service"] = service

    assert (late.status_code, reasons(late)["document"][:10]) == (413, "too-large:")


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
