"""Documents that cannot be read as they are: left open or refused, with why and what to do, and at little cost."""

import dataclasses
import io
import time
import zipfile
from collections.abc import Iterator

import pytest

from deploy.local import Stack
from services.activities.document_reader import Reader
from tests.integration.activities_house import House, reasons
from tests.integration.documents_house import ANONYMOUS, DOCX, DRAFTS, SEED, TEXT, blank_house_on, sent


@pytest.fixture(scope="module")
def shared_house(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with blank_house_on(stack, tmp_path_factory.mktemp("documents")) as made:
        yield made


@pytest.fixture
def house(shared_house: House) -> House:
    shared_house.database.agreementDrafts.delete_many({})
    return shared_house


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
