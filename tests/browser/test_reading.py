"""What a resident can read on the public page, without JavaScript."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from shared.events.status import STATE_NAMES
from tests.browser.conftest import Opener

START, NYKVARN, EXEMPEL, ANGELBY, REPLACED = (
    "/",
    "/0140/nykvarn-2021-2022",
    "/9999/exempelkommun-2023",
    "/9998/angelby-2023-2025",
    "/9998/angelby-2022-2024",
)
PATHS = [
    START,
    "/data",
    "/data/0140",
    "/0140",
    "/9999",
    NYKVARN,
    f"{NYKVARN}?asOf=2021-11-20",
    EXEMPEL,
    ANGELBY,
    REPLACED,
    "/1234",
]


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_fetched_from_outside_and_no_cookie_is_set(
    path: str, context: BrowserContext, open_page: Opener, site: str
) -> None:
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))

    page = open_page(path)

    assert len(asked) > 3
    assert [url for url in asked if not url.startswith(site)] == []
    assert context.cookies() == []
    assert page.locator("script, iframe, [style], [onclick]").count() == 0


def test_a_resident_sees_how_the_period_ended(open_page: Opener) -> None:
    page = open_page(NYKVARN)

    expect(page.get_by_role("heading", name="Så slutade det")).to_be_visible()
    expect(page.get_by_text("Perioden är slut. 1 av 3 löften med mått är genomfört.")).to_be_visible()
    expect(page.get_by_text("Demonstration: påhittade händelser.").first).to_be_visible()


@pytest.mark.parametrize("path", [NYKVARN, EXEMPEL, ANGELBY])
def test_every_state_stands_in_words_beside_its_icon(path: str, open_page: Opener) -> None:
    page = open_page(path)

    for article in page.locator("article.promise").all():
        assert article.locator("header .tag").inner_text().strip().lower() in STATE_NAMES.values()
    for icon in page.locator("main svg.icon").all():
        assert icon.get_attribute("aria-hidden") == "true" or icon.locator("xpath=ancestor::*[@aria-hidden]").count()


def test_every_window_is_told_in_words(open_page: Opener) -> None:
    page = open_page(NYKVARN)

    walks = page.locator("#nykvarn-2021-2022-trygghetsvandringar .box .sr").all_text_contents()
    meetings = page.locator("#nykvarn-2021-2022-operativ-grupp .box .sr").all_text_contents()

    assert walks == [
        "våren 2021: 1 av 1, klart",
        "hösten 2021: 0 av 1, missat",
        "våren 2022: 1 av 1, klart",
        "hösten 2022: 1 av 1, klart",
    ]
    assert len(meetings) == 24
    assert "juli 2021: 0 av 1, missat" in meetings


def test_windows_that_ask_for_nothing_or_lack_somebody_say_so(open_page: Opener) -> None:
    page = open_page(ANGELBY)

    told = page.locator("#angelby-2023-2025-traffar .box .sr").all_text_contents()

    assert told[0] == "hösten 2023: 0 av 0, inget krav, bara 42 av 184 dagar ligger i perioden"
    assert told[1] == "våren 2024: 2 av 1, tid kvar, saknar medborgare"


@pytest.mark.parametrize(
    ("path", "promise"),
    [(NYKVARN, "nykvarn-2021-2022-nattvandrare"), (EXEMPEL, "exempelkommun-2023-grannsamverkan")],
)
def test_a_promise_without_a_measure_shows_its_activities_and_never_a_percentage(
    path: str, promise: str, open_page: Opener
) -> None:
    page = open_page(path)

    article = page.locator(f"#{promise}")

    expect(article.get_by_text("Löftet anger inget mått.")).to_be_visible()
    assert article.locator(".timeline li").count() > 3
    assert article.locator(".box").count() == 0
    assert "%" not in page.locator("main").inner_text()


def test_any_day_of_the_period_can_be_asked_for_with_the_form_alone(open_page: Opener) -> None:
    page = open_page(NYKVARN)

    page.get_by_label("Dag", exact=True).fill("2021-11-20")
    page.get_by_role("button", name="Visa dagen").click()

    expect(page).to_have_url(re.compile(r"\?asOf=2021-11-20"))
    expect(page.get_by_role("heading", name="Så stod det den 20 november 2021")).to_be_visible()
    assert _walks(page) == ["våren 2021: 1 av 1, klart", "hösten 2021: 0 av 1, tid kvar"]

    page.get_by_role("link", name="När december 2021 var slut, höstterminens slut").click()
    assert _walks(page) == ["våren 2021: 1 av 1, klart", "hösten 2021: 0 av 1, missat"]

    page.get_by_role("link", name="Se hur det slutade").click()
    expect(page.get_by_role("heading", name="Så slutade det")).to_be_visible()


def test_the_rest_of_what_was_done_unfolds_without_javascript(open_page: Opener) -> None:
    article = open_page(NYKVARN).locator("#nykvarn-2021-2022-operativ-grupp")
    meetings = article.locator(".timeline li")

    assert meetings.filter(visible=True).count() == 3
    article.locator(".deeds summary").click()

    expect(meetings.last).to_be_visible()
    assert meetings.count() == 22


def test_an_unsafe_place_can_be_followed_to_what_became_of_it(open_page: Opener) -> None:
    page = open_page(NYKVARN)
    page.get_by_text("Visa 2 äldre vandringar").click()
    walk = page.locator("article.walk").filter(
        has=page.get_by_role("heading", name="Trygghetsvandring i centrum", exact=True)
    )

    place = walk.locator(".place").filter(has_text="Gångtunneln vid stationen")

    expect(place).to_contain_text("Mörk mitt i")
    expect(place).to_contain_text("Kontrollerad")
    expect(place).to_contain_text("Ny belysning i gångtunneln")
    expect(place).to_contain_text("vid vandringen 5 maj 2022")
    declined = walk.locator(".place").filter(has_text="Gångvägen mot skolan")
    expect(declined).to_contain_text("Avslagen")
    expect(declined).to_contain_text("Ryms inte i årets budget")


def test_what_the_parties_said_of_an_earlier_year_unfolds_by_the_keyboard(open_page: Opener) -> None:
    article = open_page(NYKVARN).locator("#nykvarn-2021-2022-narkotika")
    earlier = article.get_by_text("Vi når ungdomarna, men tillgången på cannabis")

    expect(article.get_by_text("vi kan inte visa att bruket har minskat")).to_be_visible()
    expect(earlier).to_be_hidden()
    article.locator(".assessed summary").focus()
    article.page.keyboard.press("Enter")

    expect(earlier).to_be_visible()


def test_replaced_promises_lead_to_those_that_hold_instead(open_page: Opener) -> None:
    page = open_page(REPLACED)

    expect(page.get_by_text("Löftena är ersatta av andra. De gällde till och med 19 november 2023.")).to_be_visible()
    told = page.locator(".background .timeline .title").all_inner_texts()
    replaced = "Beslut om att löftena ersätts efter 19 november 2023"
    assert told == [replaced, "Löftena ändrades", "Löftena publicerades"]
    page.get_by_role("link", name="Se löftena som gäller i stället").click()

    expect(page).to_have_url(re.compile(ANGELBY))


def test_text_that_tries_to_be_markup_stays_text(open_page: Opener) -> None:
    page = open_page(ANGELBY)

    expect(page.get_by_role("heading", name="Råd och <script>alert('möten')</script>")).to_be_visible()
    assert page.locator("main b").count() == 0
    assert page.locator("a[href^='javascript']").count() == 0
    expect(page.get_by_role("link", name="www.angelby.example")).to_have_attribute(
        "href", "https://www.angelby.example"
    )


def test_how_to_reach_the_police_stands_on_the_page(open_page: Opener) -> None:
    page = open_page(NYKVARN)

    expect(page.get_by_role("link", name="112")).to_have_attribute("href", "tel:112")
    expect(page.get_by_role("link", name="114 14")).to_have_attribute("href", "tel:11414")
    tips = page.get_by_role("link", name="Tipsa polisen på polisen.se")
    expect(tips).to_have_attribute("href", "https://polisen.se/kontakt/tipsa-polisen/")


def _walks(page: Page) -> list[str]:
    return page.locator("#nykvarn-2021-2022-trygghetsvandringar .box .sr").all_text_contents()[:2]
