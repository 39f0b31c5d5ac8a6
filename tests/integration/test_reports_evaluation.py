"""Evaluations as they are served: the page, the tagged PDF, the API; and the half-way report behind its token."""

from collections.abc import Iterator
from ctypes.util import find_library
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from deploy.local import Stack
from shared.events.agreement import Period
from shared.events.catalogue import ASSESSMENT_SIGNED, MEASURE_PROPOSED, OBSERVATION_NOTED
from shared.events.examples import EXAMPLES
from tests.integration.reports_house import HERE, NYKVARN, WALKED, WALKS, House, changed, house_on

WALK_DAY = "En trygghetsvandring genomfördes den 15 april"
draws = pytest.mark.skipif(find_library("pangoft2-1.0") is None, reason="pango is missing: apt install libpango-1.0-0")
TAGS = {"/Document", "/H1", "/H2", "/H3", "/Table", "/TH", "/TD", "/P", "/BlockQuote"}
HALF_WAY = f"/agreements/{NYKVARN}/half-way-report"
EVALUATION = f"/{HERE}/{NYKVARN}/utvardering"


@pytest.fixture
def house(stack: Stack, tmp_path: Path) -> Iterator[House]:
    with house_on(stack, tmp_path) as made:
        yield made


def around_links(pdf: PdfReader) -> list[str]:
    """The kind of element that each link stands in: PDF/UA-1, 7.18.5 asks for one of its own."""
    numbers: Any = pdf.trailer["/Root"]["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    elements = dict(zip(numbers[::2], numbers[1::2], strict=True))
    links = (each.get_object() for page in pdf.pages for each in page.get("/Annots", []))
    return [elements[link["/StructParent"]].get_object()["/S"] for link in links if link["/Subtype"] == "/Link"]


@draws
def test_the_pdf_is_tagged_and_says_what_it_is_and_is_made_once(house: House):
    # given
    house.told(WALKED)
    visitor = house.app.test_client()

    # when
    answer = visitor.get(f"{EVALUATION}/2021.pdf")

    # then
    assert answer.status_code == 200, answer.text
    assert answer.content_type == "application/pdf"
    pdf = PdfReader(BytesIO(answer.data))
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "sv"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Utvärdering av medborgarlöften, Nykvarn 2021"
    assert {"/Document", "/H1", "/H2", "/H3", "/Table", "/TH", "/TD", "/P", "/BlockQuote"} <= kinds(
        root["/StructTreeRoot"]
    )
    assert pdf.outline
    fonts = [font for page in pdf.pages for font in page["/Resources"]["/Font"].values()]
    assert all(is_embedded(font.get_object()) for font in fonts)
    assert set(around_links(pdf)) == {"/Link"}
    text = "".join(page.extract_text() for page in pdf.pages)
    assert WALK_DAY in " ".join(text.split())

    # and whoever has it is not sent it again
    again = visitor.get(f"{EVALUATION}/2021.pdf", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_what_may_not_be_published_yet_is_in_no_evaluation(house: House):
    later = WALKED.reported_at + timedelta(days=3)
    house.told(changed(WALKED, publishable_from=later))
    visitor = house.app.test_client()

    held_back = visitor.get(f"{EVALUATION}/2021").text
    house.it_is(later)
    shown = visitor.get(f"{EVALUATION}/2021").text

    assert "Ingen trygghetsvandring är rapporterad." in held_back
    assert WALK_DAY in shown


def test_the_api_tells_the_same_of_a_year_and_as_it_was_known_then(house: House):
    house.told(WALKED)
    before = (WALKED.reported_at - timedelta(seconds=1)).isoformat()

    now = house.get(f"/agreements/{NYKVARN}/evaluation", year="2021").get_json()
    then = house.get(f"/agreements/{NYKVARN}/evaluation", year="2021", knownAt=before, lang="en").get_json()

    assert now["focusAreas"][0]["promises"][0]["passages"][0]["sentences"][0]["text"].startswith(WALK_DAY)
    told_then = then["focusAreas"][0]["promises"][0]["passages"][0]["sentences"][0]["text"]
    assert told_then == "No safety walk has been reported."


def test_what_the_parties_wrote_and_what_came_of_the_walk_is_told_from_what_is_kept(house: House):
    # given
    seen = changed(EXAMPLES[OBSERVATION_NOTED], walk=WALKED.id)
    raised = changed(EXAMPLES[MEASURE_PROPOSED], walk=WALKED.id)
    signed = changed(EXAMPLES[ASSESSMENT_SIGNED], promise=WALKS, period=Period(date(2021, 1, 1), date(2021, 12, 31)))
    house.told(WALKED, seen, raised, signed)
    house.it_is(datetime(2022, 6, 1, tzinfo=UTC))

    # when
    walks = house.get(f"/agreements/{NYKVARN}/evaluation", year="2021").get_json()["focusAreas"][0]["promises"][0]

    # then
    (opinion,) = walks["opinions"]
    assert (opinion["party"], opinion["narrative"]) == (signed.reported_by, signed.narrative)
    assert [measure["title"] for measure in walks["measures"]] == [raised.title]
    came_of_it = " ".join(sentence["text"] for sentence in walks["passages"][-1]["sentences"])
    assert "noterades en" in came_of_it
    assert "Vandringen ledde till en åtgärd." in came_of_it
    page = house.app.test_client().get(f"{EVALUATION}/2021").text
    assert signed.narrative in page


def test_an_evaluation_of_what_has_not_begun_or_was_not_known_is_not_there(house: House):
    house.it_is(datetime(2021, 6, 1, tzinfo=UTC))

    ahead = house.get(f"/agreements/{NYKVARN}/evaluation", year="2022")
    unknown = house.get(f"/agreements/{NYKVARN}/evaluation", year="2021", knownAt="2020-06-01T00:00:00Z")

    assert ahead.status_code == 404
    assert (unknown.status_code, unknown.get_json()["invalidParameters"][0]["property"]) == (422, "knownAt")


def test_a_year_that_is_not_the_agreements_is_refused_and_another_municipalitys_is_not_found(house: House):
    refused = house.get(f"/agreements/{NYKVARN}/evaluation", year="2031")
    unknown = house.get(f"/agreements/{NYKVARN}/evaluation", municipalities=("9999",))

    assert refused.status_code == 422
    assert refused.get_json()["invalidParameters"][0]["property"] == "year"
    assert unknown.status_code == 404
    assert house.app.test_client().get(f"{EVALUATION}/2031").status_code == 404


def test_the_half_way_report_is_the_parties_own(house: House):
    # when
    report = house.get(HALF_WAY).get_json()
    page = house.get(HALF_WAY, accept="text/html", lang="en")

    # then
    ours = next(party for party in report["duties"] if party["party"] == "nykvarn-kommun")
    assert ours["duties"][0]["sentence"].startswith("Kvar för våren 2021: en trygghetsvandring.")
    assert ours["duties"][0]["due"] == "2021-06-30"
    assert "Half-way report" in page.text
    assert page.content_type.startswith("text/html")
    assert house.app.test_client().get(f"/reports/v1{HALF_WAY}").status_code == 401


@draws
def test_the_half_way_report_comes_on_paper_too(house: House):
    paper = house.get(HALF_WAY, accept="application/pdf")

    assert PdfReader(BytesIO(paper.data)).trailer["/Root"]["/MarkInfo"]["/Marked"]


def kinds(node: DictionaryObject) -> set[str]:
    """The kinds of all elements of a structure tree."""
    found = {str(node["/S"])} if "/S" in node else set()
    children = node.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        inner = child.get_object()
        if isinstance(inner, DictionaryObject) and "/S" in inner:
            found |= kinds(inner)
    return found


def is_embedded(font: DictionaryObject) -> bool:
    descendant = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
    described = descendant["/FontDescriptor"].get_object()
    return any(name in described for name in ("/FontFile", "/FontFile2", "/FontFile3"))
