"""Evaluations and the comparison in a browser: for everyone, in both languages, on any screen."""

from datetime import UTC, datetime
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import render_template
from playwright.sync_api import Browser, expect

from services.reports.evaluation.half_way import half_way
from services.reports.evaluation.half_way_account import half_way_account
from services.reports.evaluation.views import context_of_half_way
from tests.browser.conftest import Opener
from tests.browser.site import make_site
from tests.browser.test_accessibility import RULES
from tests.browser.test_reading import NYKVARN

COMPARISON = "/jamforelse"
EVALUATION = f"{NYKVARN}/utvardering"


@pytest.mark.parametrize(
    ("path", "width", "scheme"),
    [
        (f"{EVALUATION}/2021", 1200, "light"),
        (f"{EVALUATION}?lang=en", 320, "dark"),
        (COMPARISON, 1200, "dark"),
        (f"{COMPARISON}?lang=en", 320, "light"),
    ],
)
def test_axe_finds_nothing_to_object_to(
    path: str, width: int, scheme: Literal["light", "dark"], browser: Browser, site: str
) -> None:
    with browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme) as context:
        page = context.new_page()
        page.goto(site + path)

        result = Axe().run(page, options=RULES)
        assert page.evaluate("document.documentElement.scrollWidth") <= width

    assert result.response["violations"] == [], result.generate_report()


@pytest.mark.parametrize("path", [f"{EVALUATION}/2021", f"{COMPARISON}?lang=en"])
def test_on_a_phone_the_rows_of_tables_fold_and_nothing_lies_beside_the_screen(
    path: str, browser: Browser, site: str
) -> None:
    with browser.new_context(viewport={"width": 360, "height": 800}) as context:
        page = context.new_page()
        page.goto(site + path)

        edges = page.evaluate(
            "[...document.querySelectorAll('td, tbody th')].map(e => e.getBoundingClientRect().right)"
        )

    assert max(edges) <= 360


def test_a_resident_goes_from_the_promises_to_what_became_of_them_in_a_year(open_page: Opener) -> None:
    page = open_page(NYKVARN)

    page.get_by_role("link", name="Utvärdering, år för år").click()
    page.get_by_role("link", name="2021", exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Utvärdering av medborgarlöften, Nykvarn 2021")
    walks = page.get_by_role("article", name="Löfte 1 Trygghetsvandringar")
    expect(walks.get_by_text("Åtgärden är delvis genomförd.", exact=True)).to_be_visible()
    expect(walks.get_by_text("En trygghetsvandring genomfördes den 15 april i Nykvarns centrum.")).to_be_visible()
    expect(page.get_by_role("link", name="Hämta som PDF")).to_have_attribute("href", f"{EVALUATION}/2021.pdf")
    page.get_by_role("link", name="In English").click()
    expect(page.get_by_text("The action has been carried out in part.").first).to_be_visible()


def test_a_journalist_compares_and_gets_what_it_is_made_of(open_page: Opener) -> None:
    page = open_page("/")

    page.get_by_role("link", name="Jämför kommuner och år").click()

    expect(page.get_by_role("heading", name="Det här jämförs inte, och därför")).to_be_visible()
    expect(page.get_by_text("Löften utan mått")).to_be_visible()
    expect(page.get_by_role("row", name="Ängelby")).to_contain_text("2 av 3 hållna")
    expect(page.get_by_role("link", name="CSV", exact=True)).to_have_attribute("href", "/jamforelse.csv")


@pytest.mark.parametrize(("query", "marks"), [("", '"”" "”"'), ("?lang=en", '"“" "”"')])
def test_what_somebody_wrote_stands_in_the_quotation_marks_of_the_pages_language(
    query: str, marks: str, browser: Browser, site: str
) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{site}{EVALUATION}/2021{query}")

        assert page.locator("q").first.evaluate("q => getComputedStyle(q).quotes") == marks


@pytest.fixture(scope="module")
def half_way_report() -> str:
    """The half-way report as a page in English, with measures that are due."""
    site = make_site()
    material = site.extensions["materials"].material("nykvarn-2021-2022")
    account = half_way_account(half_way(material, datetime(2022, 2, 1, tzinfo=UTC)), "en")
    with site.test_request_context():
        return render_template("evaluation/half_way.html", **context_of_half_way(account, alone=True))


def test_the_half_way_report_folds_on_a_phone_too(half_way_report: str, browser: Browser) -> None:
    with browser.new_context(viewport={"width": 360, "height": 800}) as context:
        page = context.new_page()
        page.set_content(half_way_report)
        shown = "[...document.querySelectorAll('td, tbody th')].filter(e => e.checkVisibility())"
        cells = f"{shown}.map(e => e.getBoundingClientRect())"
        sizes = page.evaluate(f"{cells}.map(box => [box.right, box.width])")
        told = page.locator("tbody tr").all_inner_texts()
        result = Axe().run(page, options=RULES)

    assert max(right for right, _ in sizes) <= 360
    assert [each for each in told if "–" in each] == [], "a line that says nothing"
    assert min(width for _, width in sizes) > 250, "a column is too narrow to be read"
    assert result.response["violations"] == [], result.generate_report()


def test_a_swedish_title_that_an_english_half_way_report_quotes_is_marked(
    half_way_report: str, browser: Browser
) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.set_content(half_way_report)
        quoting = page.locator("tbody th", has_text="The measure")
        marked = quoting.locator("[lang=sv]").all_inner_texts()
        told = quoting.all_inner_texts()

    assert len(marked) == len(told) > 0
    assert all(f"“{title}”" in sentence for title, sentence in zip(marked, told, strict=True))


def test_the_half_way_report_is_printed_by_a_browser_with_its_cover_on_the_paper(
    half_way_report: str, browser: Browser
) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.set_content(half_way_report)
        page.emulate_media(media="print")
        cover, text = (page.locator(each).bounding_box() for each in (".cover", ".cover h1"))
        across = page.evaluate("document.documentElement.clientWidth")

    assert cover is not None
    assert text is not None
    assert 0 <= cover["x"] < cover["x"] + cover["width"] <= across
    assert text["x"] - cover["x"] > 10, "what it says touches its edge"
