"""What is copied from a promise's page stands on another site: seen, heard and followed there."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_httpserver import HTTPServer

from tests.browser.site import PAGE_URL
from tests.browser.test_accessibility import RULES
from tests.browser.test_reading import NYKVARN

WALKS = "nykvarn-2021-2022-trygghetsvandringar"
PROMISE = f"{NYKVARN}/{WALKS}"


def elsewhere(context: BrowserContext, site: str, other: HTTPServer, field: str, query: str = "") -> Page:
    """Another site's page, which holds what stands to be copied in a field of the promise's page."""
    page = context.new_page()
    page.goto(f"{site}{PROMISE}{query}")
    copied = page.locator(field).input_value().replace(PAGE_URL, site)
    host = f'<!doctype html><html lang="sv"><title>Grannbladet</title><main><h1>Nytt</h1>{copied}</main></html>'
    other.expect_request("/").respond_with_data(host, content_type="text/html; charset=utf-8")
    page.goto(other.url_for("/"))
    return page


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("", "Medborgarlöfte: Trygghetsvandringar. Delvis genomfört"),
        ("?lang=en", "Citizen promise: Trygghetsvandringar. Partly fulfilled"),
    ],
)
def test_whoever_hears_another_site_hears_the_state_in_the_badge_and_can_follow_it(
    query: str, says: str, context: BrowserContext, site: str, httpserver: HTTPServer
) -> None:
    page = elsewhere(context, site, httpserver, "#marke", query)
    badge = page.frame_locator("iframe")

    link = badge.get_by_role("link", name=says)
    expect(link).to_be_visible()
    link.focus()
    page.keyboard.press("Enter")

    expect(page).to_have_url(f"{site}{PROMISE}{query}")


@pytest.mark.parametrize("field", ["#marke", "#kort"])
def test_axe_finds_nothing_to_object_to_on_the_other_site(
    field: str, browser: Browser, site: str, httpserver: HTTPServer
) -> None:
    context = browser.new_context()  # axe asks frames by scripts
    page = elsewhere(context, site, httpserver, field)
    page.frame_locator("iframe").get_by_role("link").wait_for()

    results = [Axe().run(frame, options=RULES) for frame in page.frames]
    context.close()

    assert len(results) == 2
    assert [each.response["violations"] for each in results] == [[], []]
