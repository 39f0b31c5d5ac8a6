"""What is copied from a promise's page stands on another site: seen, heard and followed there."""

from collections.abc import Iterator
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_httpserver import HTTPServer

from services.reports.web.page import OnRecord, Standing
from shared.events.agreement import Period
from tests.browser.samples import SamplePages
from tests.browser.site import PAGE_URL, make_site, served
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


class AfterAnAmendment(SamplePages):
    """The samples, of which an amendment has taken one promise away and brought another one back."""

    def told(self, agreement_id: str, promise_id: str, as_of: date | None, known_at: date | None = None) -> None:
        """Neither stands on the day asked for."""

    def standing(self, promise_id: str) -> Standing | None:
        """Only the one that is back stands now."""
        return None if promise_id == WALKS else super().standing(promise_id)

    def on_record(self, promise_id: str) -> OnRecord | None:
        """The other one stood until the summer."""
        found = super().standing(promise_id)
        first = Period(start=date(2021, 1, 1), end=date(2021, 6, 30))
        again = Period(start=date(2021, 10, 1), end=date(2022, 12, 31))
        return found and OnRecord(found.agreement, found.promise, [first] if promise_id == WALKS else [first, again])


@pytest.fixture(scope="module")
def amended() -> Iterator[str]:
    with served(make_site(AfterAnAmendment())) as address:
        yield address


@pytest.mark.parametrize("language", ["sv", "en"])
def test_axe_finds_nothing_to_object_to_where_a_promise_stands_no_longer(
    language: str, browser: Browser, amended: str
) -> None:
    back = f"{NYKVARN}/nykvarn-2021-2022-operativ-grupp"
    paths = (f"/card/{WALKS}?", "/card/nothing?", f"{PROMISE}?", f"{back}?asOf=2021-08-01&")
    with browser.new_context(viewport={"width": 360, "height": 640}) as context:
        page, found = context.new_page(), []
        for path in paths:
            page.goto(f"{amended}{path}lang={language}")
            expect(page.locator("html")).to_have_attribute("lang", language)
            expect(page.locator("h1")).to_have_count(1)
            expect(page.get_by_role("main").get_by_role("link").first).to_be_visible()
            found.append(Axe().run(page, options=RULES).response["violations"])

    assert found == [[]] * len(paths)
