"""The operator's page as somebody at night meets it: it refreshes itself, by keyboard, on a phone, for everyone."""

import re
import uuid
from collections.abc import Iterator
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from deploy.local import Stack
from tests.browser.site import served
from tests.browser.test_accessibility import RULES
from tests.integration.operator_house import OperatorHouse, operator_house_on


@pytest.fixture(scope="module")
def house(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OperatorHouse]:
    with operator_house_on(stack, tmp_path_factory.mktemp("operator-page")) as made:
        yield made


@pytest.fixture(scope="module")
def site(house: OperatorHouse) -> Iterator[str]:
    with served(house.app) as address:
        yield address


@pytest.fixture
def desk(browser: Browser) -> Iterator[BrowserContext]:
    """With scripts, at a desk."""
    with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
        yield context


def signed_in(context: BrowserContext, house: OperatorHouse, site: str) -> Page:
    page = context.new_page()
    page.goto(f"{site}/operator")
    page.locator("#token").fill(house.token())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Processes")).to_be_visible()
    return page


def violations(page: Page) -> object:
    return Axe().run(page, options=RULES).response["violations"]


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_axe_finds_nothing_to_object_to_and_nothing_is_cut_off(
    width: int, scheme: Literal["light", "dark"], browser: Browser, house: OperatorHouse, site: str
) -> None:
    # given something wrong, something to look at, and something that is not
    house.letter(f"a reason {uuid.uuid4().hex}")
    house.status("Trygghetsvandringar")
    house.well.labels("mongodb").set(0)
    house.watch.look()
    said: list[str] = []
    asked: list[str] = []
    with browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme) as context:
        context.on("request", lambda request: asked.append(request.url))
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.goto(f"{site}/operator")
        assert violations(page) == []
        page = signed_in(context, house, site)
        page.locator("summary").first.click()

        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == width
        (cookie,) = context.cookies()
    house.well.labels("mongodb").set(1)
    assert (cookie.get("httpOnly"), cookie.get("sameSite"), cookie.get("path")) == (True, "Strict", "/operator")
    assert [line for line in said if "Security Policy" in line] == []
    assert [url for url in asked if not url.startswith(f"{site}/operator")] == []


def test_it_refreshes_itself_and_leaves_focus_and_what_is_open(
    desk: BrowserContext, house: OperatorHouse, site: str
) -> None:
    # given somebody who has opened a letter
    first, second = f"first {uuid.uuid4().hex}", f"second {uuid.uuid4().hex}"
    house.letter(first)
    house.watch.look()
    page = signed_in(desk, house, site)
    summary = page.locator(".letters li", has_text=first).locator("summary")
    summary.focus()
    page.keyboard.press("Enter")

    # when another comes
    house.letter(second)
    house.watch.look()

    # then it appears by itself
    expect(page.get_by_text(second)).to_be_visible()
    expect(summary).to_be_focused()
    expect(page.locator(".letters li", has_text=first).locator("details")).to_have_attribute("open", "")


def test_it_pauses_until_it_is_told_to_go_on(desk: BrowserContext, house: OperatorHouse, site: str) -> None:
    page = signed_in(desk, house, site)
    pause = page.get_by_role("button", name="Pause")
    pause.focus()
    page.keyboard.press("Space")
    go_on = page.get_by_role("button", name="Go on")
    expect(go_on).to_have_attribute("aria-pressed", "true")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    later = f"later {uuid.uuid4().hex}"

    house.letter(later)
    house.watch.look()
    page.wait_for_function("began => performance.now() - began > 2500", arg=page.evaluate("performance.now()"))
    assert asked == []
    go_on.press("Space")

    expect(page.get_by_text(later)).to_be_visible()


def test_a_process_that_stops_is_told_on_top_and_in_the_title(
    desk: BrowserContext, stack: Stack, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with operator_house_on(stack, tmp_path_factory.mktemp("stopping")) as house:
        with served(house.app) as address:
            page = signed_in(desk, house, address)

            house.stop_the_process()
            house.watch.look()

            expect(page.get_by_role("heading", level=1)).to_contain_text("wrong now")
            expect(page).to_have_title(re.compile(r"^\(\d+\) Something is wrong"))
            expect(page.locator(".findings li").first).to_contain_text("docs/runbook/")

        # and when the page itself is gone, what stands there is said to be old
        expect(page.get_by_role("alert")).to_have_text("No answer any more: what stands here is old.")


def test_without_scripts_it_is_all_there_with_a_link_that_looks_again(
    context: BrowserContext, house: OperatorHouse, site: str
) -> None:
    page = signed_in(context, house, site)

    expect(page.get_by_role("button", name="Pause")).to_be_hidden()
    page.get_by_role("link", name="every 30 seconds").click()
    expect(page.get_by_role("link", name="Stop that")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Bearer token")).to_be_visible()


def test_by_keyboard_everything_is_reached_and_focus_is_always_seen(
    desk: BrowserContext, house: OperatorHouse, site: str
) -> None:
    house.letter(f"a reason {uuid.uuid4().hex}")
    house.watch.look()
    page = signed_in(desk, house, site)
    page.get_by_role("button", name="Pause").click()
    page.goto(f"{site}/operator")
    stops: list[str] = []
    for _ in range(6):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.textContent.trim()"))
        assert page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)") >= 2

    assert stops[:4] == ["Skip to the content", "Löftet, the operator's page", "Sign out", "Pause"]
    assert stops[4].startswith("Headers, and what to run")
