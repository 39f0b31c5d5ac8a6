"""The public page's answers: what it says with which status, and with which headers."""

import gzip
from collections.abc import Sequence
from datetime import date

import pytest
from flask.testing import FlaskClient
from pymongo.errors import AutoReconnect

from services.reports.web.page import AgreementPage, MunicipalityPage, Standing, Told
from shared.http.lifecycle import add_lifecycle
from tests.browser.site import make_site

NYKVARN = "/0140/nykvarn-2021-2022"


class BrokenPages:
    """Pages whose store is away, or worse."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def municipalities(self) -> Sequence[MunicipalityPage]:
        raise self._error

    def municipality(self, code: str) -> MunicipalityPage | None:
        raise self._error

    def agreement(self, agreement_id: str, as_of: date | None, known_at: date | None = None) -> AgreementPage | None:
        raise self._error

    def told(self, agreement_id: str, promise_id: str, as_of: date | None, known_at: date | None = None) -> Told | None:
        raise self._error

    def standing(self, promise_id: str) -> Standing | None:
        raise self._error


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return make_site().test_client()


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/1234", 404, "Vi hittar ingen kommun"),
        ("/nykvarn", 404, "Vi hittar ingen kommun"),
        ("/0140/fel", 404, "Vi hittar inget medborgarlöfte"),
        ("/9999/nykvarn-2021-2022", 404, "Vi hittar inget medborgarlöfte"),
        (f"{NYKVARN}?asOf=ig%C3%A5r", 400, "Datumet går inte att läsa"),
        (f"{NYKVARN}?asOf=2020-12-31", 404, "Den dagen kan vi inte visa"),
        (f"{NYKVARN}?asOf=2023-01-01", 404, "Den dagen kan vi inte visa"),
        ("/9999/exempelkommun-2024?asOf=2024-05-21", 404, "Den dagen kan vi inte visa"),
    ],
)
def test_what_cannot_be_shown_is_explained_on_a_page(path: str, status: int, says: str, client: FlaskClient) -> None:
    answer = client.get(path)

    assert answer.status_code == status
    assert answer.mimetype == "text/html"
    assert says in answer.text


@pytest.mark.parametrize(
    ("path", "query"),
    [("/\xff", ""), ("/\x00", ""), ("/0140", "asOf=%ff"), (NYKVARN, "asOf=%ff"), (NYKVARN, "asOf=%00")],
)
def test_an_address_that_cannot_be_read_is_explained_on_a_page(path: str, query: str) -> None:
    site = make_site()
    add_lifecycle(site, "reports", https=False)

    # As a server hands them over; the test client would mend them.
    answer = site.test_client().get("/", environ_overrides={"PATH_INFO": path, "QUERY_STRING": query})

    assert answer.status_code == 400
    assert answer.mimetype == "text/html"
    assert "Adressen går inte att läsa" in answer.text


def test_a_day_that_cannot_be_shown_leads_back_to_the_promises(client: FlaskClient) -> None:
    answer = client.get(f"{NYKVARN}?asOf=1999-01-01")

    assert f'href="{NYKVARN}"' in answer.text


def test_an_empty_day_means_today(client: FlaskClient) -> None:
    answer = client.get(f"{NYKVARN}?asOf=")

    assert "Så slutade det" in answer.text


@pytest.mark.parametrize(("error", "status"), [(AutoReconnect("away"), 503), (RuntimeError("secret detail"), 500)])
def test_a_failing_store_is_told_without_its_inside(error: Exception, status: int) -> None:
    client = make_site(BrokenPages(error)).test_client()

    answer = client.get(NYKVARN)

    assert answer.status_code == status
    assert answer.mimetype == "text/html"
    assert str(error) not in answer.text
    assert ("Retry-After" in answer.headers) == (status == 503)


@pytest.mark.parametrize("path", ["/", "/0140", NYKVARN, "/1234", "/assets/base.css"])
def test_every_answer_forbids_scripts_and_strangers_and_sets_no_cookie(path: str, client: FlaskClient) -> None:
    with client.get(path) as answer:
        headers = answer.headers

    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'; img-src 'self'")
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in headers


def test_a_page_that_has_not_changed_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get(NYKVARN)

    again = client.get(NYKVARN, headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 304
    assert again.data == b""


def test_a_page_is_compressed_for_whoever_takes_it(client: FlaskClient) -> None:
    plain = client.get(NYKVARN)

    packed = client.get(NYKVARN, headers={"Accept-Encoding": "gzip"})

    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < 20_000
    assert packed.headers["Vary"] == "Accept-Encoding"


def test_a_style_sheet_is_kept_under_an_address_that_names_its_content(client: FlaskClient) -> None:
    page = client.get("/").text
    address = page.split('rel="stylesheet" href="')[1].split('"')[0]

    with client.get(address) as sheet:
        kept = sheet.cache_control

    assert kept.immutable
    assert not kept.no_cache


def test_municipalities_stand_in_swedish_order(client: FlaskClient) -> None:
    page = client.get("/").text

    assert page.index("Exempelkommun") < page.index("Nykvarn") < page.index("Ängelby")


def test_a_municipality_shows_what_goes_on_before_what_comes_and_what_has_been(client: FlaskClient) -> None:
    page = client.get("/9999").text

    assert page.index("2024–2025, pågår") < page.index("2023–2024, pågår") < page.index("2025–2026, kommande")
    assert "9 kommande" in page


def test_an_agreement_that_has_not_begun_offers_no_day_to_look_back_at(client: FlaskClient) -> None:
    page = client.get("/9999/exempelkommun-2025").text

    assert "Snart börjar det" in page
    assert "Perioden börjar 1 januari 2025." in page
    assert 'name="asOf"' not in page


def test_what_was_called_off_is_told_with_its_reason(client: FlaskClient) -> None:
    page = client.get(NYKVARN).text

    assert "Det här blev inställt" in page
    assert "Inställd på grund av sjukdom" in page


def test_everything_of_the_document_is_on_the_page(client: FlaskClient) -> None:
    page = client.get(NYKVARN).text

    for said in (
        "kommer trygghetsvandringar genomföras vid två tillfällen, en per termin.",
        "I Nykvarn är det inte svårt att få tillgång till narkotika",
        "polisens trygghetsundersökning",
        "Målet med medborgarlöftena är att öka tryggheten",
        "säkerhetschef",
        "Lokalpolisområdeschef, Södertälje lokalpolisområde",
        "Nykvarn 11 januari 2021",
    ):
        assert said in page


def test_what_was_done_late_is_fulfilled_and_shown_as_late(client: FlaskClient) -> None:
    page = client.get("/9998/angelby-2023-2025").text

    assert "klart, men sent" in page
    assert "Något blev gjort för sent" in page


def test_effect_stands_apart_from_delivery_and_when_something_was_last_reported_is_always_told(
    client: FlaskClient,
) -> None:
    page = client.get("/9999/exempelkommun-2023").text

    promises = page.count('<article class="promise"')
    assert promises == 9
    assert page.count("Effekt, enligt parterna</dt>") == promises
    assert page.count("Senast rapporterat</dt>") == promises
    assert "Parterna ser den olika" in page


def test_wherever_a_state_is_told_it_is_told_when_something_was_last_reported(client: FlaskClient) -> None:
    walks = "nykvarn-2021-2022-trygghetsvandringar"
    overviews = [client.get(path).text for path in ("/", "/0140", "/9999")]
    others = [client.get(path).text for path in (NYKVARN, f"/badge/{walks}.svg", f"/card/{walks}")]

    assert all("Senast rapporterat" in page for page in (*overviews, *others))
    assert all("<time datetime=" in page for page in overviews)
    assert "Last reported" in client.get("/?lang=en").text


def test_those_who_promised_can_be_reached_each_by_its_own_link(client: FlaskClient) -> None:
    page = client.get(NYKVARN).text

    contacts = page.split("Kontakta dem som har lovat")[1].split("</ul>")[0]

    council, police = contacts.split("</li>")[:2]
    assert "Nykvarns kommun" in council
    assert "nykvarn.se" in council
    assert "polisen.se" in police
    assert "114 14" in police


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/om", "Vad lägena betyder"),
        ("/om?lang=en", "What the states mean"),
        ("/tillganglighet", "helt förenlig med lagen (2018:1937)"),
        ("/tillganglighet", "https://www.digg.se/tdosanmalan"),
        ("/tillganglighet?lang=en", "The assessment was made on 23 November 2026"),
    ],
)
def test_the_pages_about_the_page_say_what_they_must(path: str, says: str, client: FlaskClient) -> None:
    answer = client.get(path)

    assert answer.status_code == 200
    assert says in answer.text
    assert answer.text.count('href="/tillganglighet') >= 1


def test_the_page_leads_to_where_it_is_followed_by_mail_when_there_is_such_a_place() -> None:
    site = make_site()
    promise = f"{NYKVARN}/nykvarn-2021-2022-trygghetsvandringar"
    form = "https://besked.example/follow/0140"

    pages = [site.test_client().get(path).text for path in (NYKVARN, f"{NYKVARN}?lang=en", promise)]
    site.extensions["notifications_url"] = None
    without = site.test_client().get(NYKVARN).text

    assert f'href="{form}"' in pages[0]
    assert f'href="{form}?lang=en"' in pages[1]
    assert f'href="{form}?promise=nykvarn-2021-2022-trygghetsvandringar"' in pages[2]
    assert "/follow/" not in without
