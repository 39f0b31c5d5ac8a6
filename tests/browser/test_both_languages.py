"""The public page's journeys in Swedish and in English: promise by promise, by keyboard, on a phone, on other sites."""

import re
from collections.abc import Iterator
from threading import Thread

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from tests.browser.conftest import Opener
from tests.browser.test_accessibility import RULES
from tests.browser.test_reading import ANGELBY, EXEMPEL, NYKVARN

WALKS = f"{NYKVARN}/nykvarn-2021-2022-trygghetsvandringar"
TRAFFIC = f"{EXEMPEL}/exempelkommun-2023-trafikkontroller"
NEW_PAGES = [
    "/?lang=en",
    "/9999?lang=en",
    f"{NYKVARN}?lang=en",
    f"{ANGELBY}?lang=en",
    WALKS,
    f"{WALKS}?lang=en&asOf=2021-11-20",
    "/om",
    "/tillganglighet?lang=en",
    "/card/nykvarn-2021-2022-trygghetsvandringar",
]
SWEDISH_TEXTS = """() => {
  const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (element.closest('[lang]').lang === 'en' && element.tagName !== 'TEXTAREA') found.push(walker.currentNode.data);
  }
  return found;
}"""
SWEDISH = re.compile(r"\b(och|inte|är|för|vid|har|löften?|ingen|inget|gjort|rapportera[dt])\b", re.IGNORECASE)


@pytest.mark.parametrize("path", NEW_PAGES)
def test_axe_finds_nothing_and_nothing_is_cut_off_or_fetched_from_outside(
    path: str, browser: Browser, site: str
) -> None:
    asked: list[str] = []
    with browser.new_context(viewport={"width": 360, "height": 740}) as context:
        context.on("request", lambda request: asked.append(request.url))
        page = context.new_page()
        page.goto(site + path)

        result = Axe().run(page, options=RULES)

        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert context.cookies() == []
    assert result.response["violations"] == [], result.generate_report()
    assert [url for url in asked if not url.startswith((site, "data:"))] == []


def test_a_reader_switches_to_english_and_stays_in_it_from_page_to_page(open_page: Opener) -> None:
    page = open_page("/")

    page.get_by_role("link", name="In English").click()
    expect(page.get_by_role("heading", name="Follow how it goes!")).to_be_visible()
    page.get_by_role("link", name="Nykvarn").click()
    page.get_by_role("heading", name="Medborgarlöften i Nykvarn 2021-2022").get_by_role("link").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("link", name=re.compile("Why it stands as it does.*promise 1$")).click()

    expect(page.get_by_role("heading", name="Why?")).to_be_visible()
    expect(page.get_by_text("No safety walk for autumn 2021: the window closed on 31 December 2021.")).to_be_visible()
    expect(page.locator(".pledge")).to_have_attribute("lang", "sv")
    expect(page.locator(".pledge")).to_contain_text("en per termin")
    page.get_by_label("Day", exact=True).fill("2021-11-20")
    page.get_by_role("button", name="Show the day").click()
    expect(page.get_by_role("heading", name="How it stood on 20 November 2021")).to_be_visible()
    expect(page.get_by_text("would meet autumn 2021: the promise would be on track.")).to_be_visible()
    page.get_by_role("link", name="På svenska").click()
    expect(page.get_by_role("heading", name="Så stod det den 20 november 2021")).to_be_visible()


@pytest.mark.parametrize("path", [NYKVARN, ANGELBY, WALKS, "/om", "/tillganglighet", "/1234"])
def test_an_english_page_says_nothing_in_swedish_that_it_does_not_mark(path: str, open_page: Opener) -> None:
    page = open_page(f"{path}?lang=en")

    unmarked = [text.strip() for text in page.evaluate(SWEDISH_TEXTS) if SWEDISH.search(text)]

    assert [text for text in unmarked if "“" not in text] == []  # a name in quotes is a name


def test_each_page_leads_to_itself_in_the_other_language(open_page: Opener) -> None:
    page = open_page(f"{WALKS}?asOf=2021-11-20")

    links = page.locator("link[hreflang]").evaluate_all("all => all.map(e => [e.hreflang, e.href])")

    assert dict(links) == {
        "sv": f"https://loftet.example{WALKS}?asOf=2021-11-20",
        "en": f"https://loftet.example{WALKS}?asOf=2021-11-20&lang=en",
        "x-default": f"https://loftet.example{WALKS}?asOf=2021-11-20",
    }


def test_a_promise_tells_what_was_counted_and_what_was_not(open_page: Opener) -> None:
    page = open_page(WALKS)

    spring = page.locator(".parts li").filter(has_text="våren 2021: 1 av 1, klart")
    expect(spring.get_by_text("Trygghetsvandring i centrum")).to_be_visible()
    autumn = page.locator(".parts li").filter(has_text="hösten 2021: 0 av 1, missat")
    expect(autumn.get_by_text("Inget räknas hit.")).to_be_visible()
    page.get_by_text("1 aktivitet räknas inte, och varför").click()

    expect(page.locator(".passed")).to_contain_text("Den ställdes in.")
    page.get_by_text("Så har läget ändrats").click()
    expect(page.locator(".changes .timeline li").first).to_be_visible()


def test_everything_on_a_promise_s_page_is_reached_by_the_keyboard(open_page: Opener) -> None:
    page = open_page(WALKS)
    stops = page.locator("a[href], button, input, summary, textarea").count()

    seen: set[str] = set()
    for _ in range(stops + 8):  # a date is typed in three parts
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.tagName + '.' + document.activeElement.className"))
        if _focused(page, "e => e.tagName == 'SUMMARY' && !e.parentElement.open"):
            page.keyboard.press("Enter")

    assert {"A.skip", "SUMMARY.", "TEXTAREA.", "INPUT.", "BUTTON."} <= seen
    assert page.locator("details:not([open])").count() == 0


def test_the_map_says_in_words_what_it_shows_and_the_list_beside_it_names_each_place(open_page: Opener) -> None:
    page = open_page(f"{NYKVARN}?lang=en")

    drawn = page.get_by_role("img", name="Map: 5 unsafe places and 5 safe places.")

    expect(drawn).to_be_visible()
    assert page.locator(".spots li").count() == 10
    expect(page.locator(".spots")).to_contain_text("Gångtunneln vid stationen: safe")


def test_a_promise_on_paper_unfolds_and_leaves_out_what_is_for_screens(open_page: Opener) -> None:
    page = open_page(f"{NYKVARN}/nykvarn-2021-2022-operativ-grupp")

    page.emulate_media(media="print")

    expect(page.locator(".deeds .timeline li").last).to_be_visible()
    expect(page.locator(".share")).to_be_hidden()
    expect(page.locator(".days")).to_be_hidden()


@pytest.fixture
def elsewhere(site: str) -> Iterator[str]:
    """Another site, which frames the card and the whole page of a promise."""
    frames = Response(
        f'<iframe src="{site}/card/nykvarn-2021-2022-trygghetsvandringar" title="card"></iframe>'
        f'<iframe src="{site}{WALKS}" title="page"></iframe>',
        mimetype="text/html",
    )
    server = make_server("127.0.0.1", 0, frames, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_only_the_card_can_be_framed_by_another_site(elsewhere: str, context: BrowserContext) -> None:
    page = context.new_page()

    page.goto(elsewhere)
    framed, refused = page.frame_locator("iframe[title=card]"), page.frame_locator("iframe[title=page]")

    expect(framed.get_by_text("Delvis genomfört")).to_be_visible()
    expect(framed.get_by_role("link", name="Följ löftet hos Löftet")).to_have_attribute("target", "_blank")
    expect(refused.get_by_text("Delvis genomfört")).to_have_count(0)


def _focused(page: Page, question: str) -> bool:
    return bool(page.evaluate(f"({question})(document.activeElement)"))
