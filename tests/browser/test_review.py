"""The review of drafts as somebody at a municipality meets it: by keyboard, without JavaScript, in both languages."""

import re
from collections.abc import Callable, Iterator
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from deploy.local import Stack
from tests.browser.site import served
from tests.browser.test_accessibility import RULES
from tests.integration.activities_house import House
from tests.integration.documents_house import ANONYMOUS, DRAFTS, SEED, TEXT, blank_house_on
from tests.integration.test_activities_review import token

EACH = "promises[0].commitments[0].target.each"
LEFT = re.compile(r"(\d+) av ")


@pytest.fixture(scope="module")
def house(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with blank_house_on(stack, tmp_path_factory.mktemp("review-page")) as made:
        yield made


@pytest.fixture(scope="module")
def as_read(house: House) -> dict[str, Any]:
    assert house.caller().post(DRAFTS, data=SEED.read_bytes(), content_type=TEXT).status_code == 201
    (kept,) = house.database.agreementDrafts.find()
    return kept


@pytest.fixture(scope="module")
def site(house: House) -> Iterator[str]:
    with served(house.app) as address:
        yield address


@pytest.fixture
def draft(house: House, as_read: dict[str, Any], site: str) -> str:
    """The address of the seed's document, which nobody has looked at."""
    house.database.agreementDrafts.replace_one({"_id": as_read["_id"]}, as_read)
    return f"{site}/review/{as_read['_id']}"


@pytest.fixture(scope="module")
def short(house: House, as_read: dict[str, Any], site: str) -> str:
    """The address of a short document, since a long page takes many seconds to look through."""
    answer = house.caller().post(f"{DRAFTS}?municipality=0140", data=ANONYMOUS.encode(), content_type=TEXT)
    return f"{site}/review/{answer.get_json()['id']}"


def signed_in(context: BrowserContext, house: House, where: str) -> Page:
    page = context.new_page()
    page.goto(where)
    page.locator("#token").fill(token(house))
    page.keyboard.press("Enter")
    expect(page.locator("#token")).to_have_count(0)
    return page


@pytest.fixture
def page(context: BrowserContext, house: House, draft: str) -> Page:
    """The draft, without JavaScript."""
    return signed_in(context, house, draft)


def violations(page: Page) -> object:
    return Axe().run(page, options=RULES).response["violations"]


def tabbed_to(page: Page, is_there: Callable[[dict[str, str]], bool]) -> Locator:
    """What one comes to with the tabulator key alone, the focus seen all the way."""
    for _ in range(400):
        page.keyboard.press("Tab")
        there = page.evaluate(
            "(e => ({name: e.name || '', value: e.value || '', text: e.textContent.trim(), type: e.type || '', "
            "seen: String(parseFloat(getComputedStyle(e).outlineWidth) >= 2)}))(document.activeElement)"
        )
        if is_there(there):
            assert there["seen"] == "true"
            return page.locator(":focus")
    raise AssertionError("the tabulator key never comes there")


@pytest.mark.parametrize(("width", "scheme", "lang"), [(1280, "light", ""), (390, "dark", "?lang=en")])
def test_axe_finds_nothing_to_object_to_and_nothing_is_cut_off(
    width: int, scheme: Literal["light", "dark"], lang: str, browser: Browser, house: House, short: str, site: str
) -> None:
    said: list[str] = []
    asked: list[str] = []
    with browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme) as context:
        context.on("request", lambda request: asked.append(request.url))
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.goto(f"{site}/review{lang}")
        assert violations(page) == []
        page = signed_in(context, house, f"{site}/review{lang}")
        assert violations(page) == []
        page.goto(short + lang)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == width
        page.locator("[name='period.start']").fill("2021-01-01")
        page.locator(".bar button").click()
        expect(page.get_by_role("alert")).to_be_focused()
        assert violations(page) == []

        (cookie,) = context.cookies()
        assert (cookie.get("httpOnly"), cookie.get("sameSite")) == (True, "Strict")
    assert [line for line in said if "Security Policy" in line] == []
    assert [url for url in asked if not url.startswith(f"{site}/review")] == []


def test_each_value_leads_to_its_words_and_the_words_to_their_value(page: Page) -> None:
    value = page.locator(f"[id='e-{EACH}']")

    value.get_by_role("link").click()

    words = page.locator("mark:target")
    expect(words).to_have_text("per termin")
    expect(words).to_be_in_viewport()
    page.locator("mark:target + .ref").click()
    expect(value).to_be_in_viewport()


def test_only_the_document_stands_as_a_document_does(page: Page) -> None:
    spaces = "every => every.map(each => getComputedStyle(each).whiteSpace)"

    assert page.locator(".paper .words").evaluate_all(spaces) == ["pre-wrap"]
    assert set(page.locator("#review .words").evaluate_all(spaces)) <= {"normal"}


def test_with_a_script_words_light_up_where_a_value_is_looked_at(browser: Browser, house: House, draft: str) -> None:
    with browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce") as context:
        page = signed_in(context, house, draft)

        page.locator(f"[id='f-{EACH}']").focus()

        expect(page.locator("mark.lit")).to_have_text("per termin")
        expect(page.locator("mark.lit")).to_be_in_viewport()


def left(values: int, of_values: int, questions: int, of_questions: int) -> str:
    """How far a review has come, as the page says it."""
    return f"{values} av {of_values} värden och {questions} av {of_questions} frågor återstår."


def test_a_draft_is_reviewed_and_published_by_keyboard_alone(page: Page, house: House, draft: str) -> None:
    # given somebody who mends a value and saves with the key that sends a form
    values, questions = (int(number) for number in LEFT.findall(page.locator(".progress").inner_text()))
    expect(page.locator(".progress")).to_have_text(left(values, values, questions, questions))
    tabbed_to(page, lambda each: each["name"] == "dismiss").press("Space")
    tabbed_to(page, lambda each: each["name"] == "title")
    page.keyboard.press("Control+A")
    page.keyboard.type("Nykvarns medborgarlöften 2021-2022")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Sparat.")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nykvarns medborgarlöften 2021-2022")
    expect(page.locator(".progress")).to_have_text(left(values - 1, values, questions - 1, questions))

    # when it is published too early, what is left is told, and led to
    page.get_by_role("button", name="Publicera medborgarlöftena").press("Enter")
    told = page.get_by_role("alert")
    expect(told).to_be_focused()
    expect(page).to_have_title("Fel: Granska Nykvarns medborgarlöften 2021-2022 – Löftet")
    told.get_by_role("link", name="Löfte 1: Trygghetsvandringar").press("Enter")
    assert page.url.endswith("#s-promises[0]")

    # when each section is accepted and each question answered
    while page.locator("button.accept").count():
        page.locator("button.accept").first.press("Enter")
        expect(page.get_by_role("status")).to_have_text("Sparat.")
    for box in page.locator("[name='dismiss']").all():
        box.press("Space")
    page.get_by_role("button", name="Publicera medborgarlöftena").press("Enter")

    # then it is in force, and the draft stays as it is
    expect(page.get_by_role("status")).to_contain_text("Publicerat som version 1 av nykvarn-2021-2022.")
    assert house.caller().get("/agreements/nykvarn-2021-2022").get_json()["agreement"]["title"].startswith("Nykvarns")
    expect(page.locator("[name='title']")).to_be_disabled()


def test_what_somebody_else_saved_is_told_and_nothing_typed_is_lost(browser: Browser, house: House, draft: str) -> None:
    with browser.new_context() as context:
        page = signed_in(context, house, draft)
        other = context.new_page()
        other.goto(draft)
        other.locator("[name='title']").fill("Deras rubrik")
        other.locator(".bar button").click()
        expect(other.get_by_role("status")).to_have_text("Sparat.")

        mine = page.locator("[name='promises[0].title']")
        mine.fill("Min rubrik")
        page.locator(".bar button").click()

        expect(page.get_by_role("alert")).to_contain_text("Någon annan har ändrat utkastet")
        expect(mine).to_have_value("Min rubrik")
        expect(page.locator("[id='theirs-title']")).to_have_text("Sparat av någon annan: Deras rubrik")
        page.get_by_role("button", name="In English").click()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(mine).to_have_value("Min rubrik")
