"""The public page for everyone: WCAG 2.2 AA as far as a machine can tell, keyboard, small screens, paper."""

from itertools import pairwise
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Opener
from tests.browser.test_reading import EXEMPEL, NYKVARN, PATHS

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SCHEMES: list[Literal["light", "dark"]] = ["light", "dark"]


@pytest.mark.parametrize(("width", "scheme"), [(1200, "light"), (360, "dark")])
@pytest.mark.parametrize("path", PATHS)
def test_axe_finds_nothing_to_object_to(
    path: str, width: int, scheme: Literal["light", "dark"], browser: Browser, site: str
) -> None:
    said: list[str] = []
    with browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme) as context:
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.goto(site + path)

        result = Axe().run(page, options=RULES)

    assert len(result.response["passes"]) > 15
    assert result.response["violations"] == [], result.generate_report()
    assert [line for line in said if "Security Policy" in line] == []


@pytest.mark.parametrize("path", PATHS)
def test_headings_never_skip_a_level(path: str, open_page: Opener) -> None:
    page = open_page(path)

    levels = [int(name[1]) for name in page.locator("h1, h2, h3, h4").evaluate_all("all => all.map(e => e.tagName)")]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_a_page_has_its_language_its_landmarks_and_a_title_of_its_own(open_page: Opener) -> None:
    page = open_page(f"{NYKVARN}?asOf=2021-11-20")

    expect(page.locator("html")).to_have_attribute("lang", "sv")
    expect(page).to_have_title("Medborgarlöften i Nykvarn 2021-2022, som det stod 20 november 2021 – Löftet")
    for role in ("banner", "navigation", "main", "contentinfo"):
        expect(page.get_by_role(role)).to_have_count(1)  # type: ignore[arg-type]


def test_the_skip_link_comes_first_and_leads_to_the_content(open_page: Opener) -> None:
    page = open_page(NYKVARN)

    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Hoppa till innehållet")

    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert _focused(page, "e => !!e.closest('main')")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_keyboard_focus_is_always_seen(scheme: Literal["light", "dark"], browser: Browser, site: str) -> None:
    with browser.new_context(color_scheme=scheme) as context:
        page = context.new_page()
        page.goto(site + EXEMPEL)
        stops = page.locator("a[href], button, input, summary").count()

        outlines = []
        for _ in range(stops):
            page.keyboard.press("Tab")
            outlines.append(_focused(page, "e => parseFloat(getComputedStyle(e).outlineWidth)"))

    assert len(outlines) > 20
    assert min(outlines) >= 2


@pytest.mark.parametrize("path", PATHS)
def test_a_narrow_screen_never_scrolls_sideways(path: str, browser: Browser, site: str) -> None:
    with browser.new_context(viewport={"width": 320, "height": 640}) as context:
        page = context.new_page()
        page.goto(site + path)

        assert page.evaluate("document.documentElement.scrollWidth") <= 320


LENGTHEN = """() => {
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const ours = each =>
    each.closest("svg, .sr, .count, button, .scroll") || getComputedStyle(each).whiteSpace === "nowrap";
  for (let node; (node = walker.nextNode()); )
    if (node.data.trim() && !ours(node.parentElement)) node.data = "x".repeat(80);
}"""


@pytest.mark.parametrize("path", ["/0140", NYKVARN, f"{NYKVARN}/utvardering/2021", "/jamforelse"])
def test_a_word_longer_than_the_screen_is_broken(path: str, browser: Browser, site: str) -> None:
    with browser.new_context(viewport={"width": 360, "height": 640}) as context:
        page = context.new_page()
        page.goto(site + path)

        page.evaluate(LENGTHEN)

        assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_paper_shows_what_is_folded_and_leaves_out_the_form(browser: Browser, site: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(site + NYKVARN)
        page.emulate_media(media="print")

        expect(page.get_by_role("button", name="Visa dagen")).to_be_hidden()
        expect(page.locator("#nykvarn-2021-2022-operativ-grupp .timeline li").last).to_be_visible()
        expect(page.get_by_text("Vi når ungdomarna, men tillgången på cannabis")).to_be_visible()


def _focused(page: Page, question: str) -> float:
    return page.evaluate(f"({question})(document.activeElement)")
