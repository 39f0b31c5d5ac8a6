"""The residents' form for tips as a resident meets it: without JavaScript, on any screen, for everyone, on paper."""

from collections.abc import Iterator
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from deploy.local import Stack
from tests.browser.site import served
from tests.browser.test_accessibility import RULES, SCHEMES
from tests.integration.activities_house import POLICE, House, house_on

FORM, ENGLISH, NOWHERE, NO_READERS = "/tips/0140", "/tips/0140?lang=en", "/tips/1234", "/tips/9999"
PATHS = [FORM, ENGLISH, NOWHERE, NO_READERS]


@pytest.fixture(scope="module")
def house(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house_on(stack, tmp_path_factory.mktemp("tip-form")) as made:
        made.publish_exempel("polisen-utan-nyckel")
        yield made


@pytest.fixture(scope="module")
def site(house: House) -> Iterator[str]:
    with served(house.app) as address:
        yield address


@pytest.fixture
def page(context: BrowserContext, site: str) -> Page:
    """The Swedish form, without JavaScript."""
    page = context.new_page()
    page.goto(site + FORM)
    return page


def violations(page: Page) -> object:
    return Axe().run(page, options=RULES).response["violations"]


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
@pytest.mark.parametrize("path", PATHS)
def test_axe_finds_nothing_to_object_to_and_nothing_is_cut_off(
    path: str, width: int, scheme: Literal["light", "dark"], browser: Browser, site: str
) -> None:
    said: list[str] = []
    with browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme) as context:
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.goto(site + path)

        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert [line for line in said if "Security Policy" in line] == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_to_object_to_in_mistakes_and_thanks(
    scheme: Literal["light", "dark"], browser: Browser, site: str
) -> None:
    with browser.new_context(viewport={"width": 390, "height": 800}, color_scheme=scheme) as context:
        page = context.new_page()
        page.goto(site + FORM)
        page.get_by_label("Klockslag").fill("21:30")
        send(page)
        expect(page.locator(".error")).to_have_count(3)
        assert violations(page) == []

        fill(page)
        page.get_by_label("Dag").fill("2021-04-15")
        send(page)
        expect(page.get_by_role("heading", name="Tack för ditt tips")).to_be_visible()
        assert violations(page) == []


def test_a_tip_is_left_in_a_minute_and_only_the_police_can_open_it(page: Page, house: House) -> None:
    fill(page, "Bilar bakom affären.")
    page.get_by_label("Var?").fill("Nykvarns centrum")
    page.get_by_label("Dag").fill("2021-04-15")
    page.get_by_label("Klockslag").fill("21:30")
    send(page)

    number = page.locator("code").inner_text()
    kept = house.database.tips.find_one({"_id": number})
    assert kept is not None
    assert house.unseal(kept["sealed"][POLICE]) == "Bilar bakom affären."
    assert (kept["category"], kept["area"]) == ("vandalism", "Nykvarns centrum")
    assert kept["observedAt"].isoformat() == "2021-04-15T19:30:00+00:00"


def test_reloading_the_thanks_leaves_no_second_tip(page: Page, house: House) -> None:
    fill(page)
    send(page)
    thanks = page.get_by_role("heading", name="Tack för ditt tips")
    expect(thanks).to_be_visible()
    before = house.database.tips.count_documents({})

    page.reload()

    expect(thanks).to_be_visible()
    assert house.database.tips.count_documents({}) == before


def test_mistakes_are_told_first_and_lead_to_their_fields_with_what_was_typed_kept(page: Page) -> None:
    page.get_by_label("Vad har du sett").fill("Bilar bakom affären.\nOfta.")
    page.get_by_label("Klockslag").fill("21:30")
    send(page)

    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(page).to_have_title("Fel: Tipsa polisen i Nykvarn – Löftet")
    expect(page.get_by_label("Vad har du sett")).to_have_value("Bilar bakom affären.\nOfta.")
    expect(page.get_by_label("Klockslag")).to_have_value("21:30")
    category = page.get_by_label("Vad handlar det om?")
    expect(category).to_have_attribute("aria-invalid", "true")
    expect(category).to_have_accessible_description("Fel: Välj vad tipset handlar om.")
    summary.get_by_role("link", name="Välj vad tipset handlar om.").click()
    expect(category).to_be_focused()


def test_the_language_is_switched_and_stays(page: Page) -> None:
    page.get_by_role("link", name="In English").click()

    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("button", name="Send the tip to the police").click()
    expect(page.get_by_role("alert")).to_contain_text("Write what you have seen or heard.")
    page.get_by_role("button", name="På svenska").click()  # a button beside what was typed, so that it stays
    expect(page.locator("html")).to_have_attribute("lang", "sv")


@pytest.mark.parametrize("path", PATHS)
def test_emergencies_and_reports_of_crime_come_before_all_else(path: str, context: BrowserContext, site: str) -> None:
    page = context.new_page()
    page.goto(site + path)

    links = page.locator("main a").evaluate_all("all => all.map(each => each.getAttribute('href'))")
    assert links[:2] == ["tel:112", "tel:11414"]
    assert links[2].startswith("https://polisen.se/")
    expect(page.locator("main a").first).to_be_in_viewport()


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_fetched_from_outside_and_no_cookie_is_set(path: str, context: BrowserContext, site: str) -> None:
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))

    page = context.new_page()
    page.goto(site + path)

    assert len(asked) >= 3
    assert [url for url in asked if not url.startswith(f"{site}/tips/")] == []
    assert context.cookies() == []
    assert page.locator("script, iframe, [style], [onclick]").count() == 0


def test_the_form_is_filled_in_by_keyboard_alone_and_focus_is_always_seen(browser: Browser, site: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(site + FORM)
        stops, seen = [], []
        for _ in range(14):
            page.keyboard.press("Tab")
            stops.append(page.evaluate("document.activeElement.name || document.activeElement.textContent.trim()"))
            seen.append(page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)"))

    assert stops[:5] == ["Hoppa till innehållet", "In English", "Ring 112", "Ring 114 14", "polisen.se"]
    assert list(dict.fromkeys(stops[5:]))[:5] == ["category", "text", "area", "day", "clock"]
    assert min(seen) >= 2


def test_paper_shows_the_questions_and_who_reads_the_answers(browser: Browser, site: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(site + FORM)
        page.emulate_media(media="print")

        expect(page.get_by_role("button")).to_be_hidden()
        expect(page.get_by_text("Vem läser det?")).to_be_visible()


def fill(page: Page, text: str = "Flera lampor är sönderslagna.") -> None:
    page.get_by_label("Vad handlar det om?").select_option("Skadegörelse eller klotter")
    page.get_by_label("Vad har du sett").fill(text)


def send(page: Page) -> None:
    page.get_by_role("button", name="Skicka tipset till polisen").click()
