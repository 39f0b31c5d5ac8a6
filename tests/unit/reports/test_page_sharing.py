"""A promise's state on other sites: the badge, the card and oEmbed, as other sites' tools ask for them."""

import re
from datetime import UTC, datetime
from xml.etree import ElementTree

import msgspec
import pytest
from flask.testing import FlaskClient

from services.reports.web.badge import badge, gone, widest
from services.reports.web.icons import symbol
from services.reports.web.words import upper_first
from shared.events.status import STATE_NAMES, State
from tests.browser.samples import SamplePages
from tests.browser.site import PAGE_URL, make_site

WALKS = "nykvarn-2021-2022-trygghetsvandringar"
SAMPLES = SamplePages()
PAGE = f"/0140/nykvarn-2021-2022/{WALKS}"


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return make_site().test_client()


@pytest.mark.parametrize(("query", "says"), [("", "Delvis genomfört"), ("?lang=en", "Partly fulfilled")])
def test_the_badge_is_a_picture_that_says_the_state_in_words(query: str, says: str, client: FlaskClient) -> None:
    answer = client.get(f"/badge/{WALKS}.svg{query}")

    picture = ElementTree.fromstring(answer.data)  # noqa: S314  our own

    title = picture.find("{http://www.w3.org/2000/svg}title")
    link = picture.find("{http://www.w3.org/2000/svg}a")
    assert title is not None
    assert link is not None
    assert (link.get("href"), link.get("target")) == (f"{PAGE}{query}", "_top")
    assert (link[0].get("role"), link[0].get("aria-labelledby")) == ("img", title.get("id"))
    assert says in (title.text or "")
    assert answer.mimetype == "image/svg+xml"
    assert b"http" not in answer.data.replace(b"http://www.w3.org/2000/svg", b"")
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.cache_control.max_age == 300
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("state", list(State))
def test_every_state_has_a_badge_with_its_word_and_its_icon(state: State) -> None:
    standing = SAMPLES.standing(WALKS)
    assert standing is not None
    told = datetime(2021, 6, 3, 12, tzinfo=UTC)
    status = msgspec.structs.replace(standing.status, state=state, demonstration=False, last_reported_at=told)

    made = badge("Ett löfte", status)

    state_name = upper_first(STATE_NAMES[state])
    assert made.name == f"Medborgarlöfte: Ett löfte. {state_name}. Senast rapporterat: 3 juni 2021."
    assert ElementTree.fromstring(f"<g>{symbol(made.icon, made.color)}</g>")[-1].get("id") == f"i-{state}"  # noqa: S314


def test_no_two_things_of_a_card_have_the_same_id(client: FlaskClient) -> None:
    pages = [page for each in SAMPLES.municipalities() for page in each.agreements]
    cards = [client.get(f"/card/{promise.id}").text for page in pages for promise in page.promises]
    ids = [re.findall(r'\bid="([^"]+)"', card) for card in cards]

    assert any("i-behind" in each for each in ids)
    assert [each for each in ids if len(set(each)) < len(each)] == []


def test_a_frame_for_the_badge_is_wide_enough_for_whatever_state_comes() -> None:
    standing = SAMPLES.standing(WALKS)
    assert standing is not None
    status = msgspec.structs.replace(standing.status, demonstration=False)
    widths = [badge("", msgspec.structs.replace(status, state=state)).width for state in State]

    assert widest(status) == max(*widths, gone("Ett löfte").width) > max(widths)


def test_a_badge_that_has_not_changed_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get(f"/badge/{WALKS}.svg")

    again = client.get(f"/badge/{WALKS}.svg", headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 304


def test_only_the_card_and_the_badge_may_be_framed(client: FlaskClient) -> None:
    page, *framed = (
        client.get(path).headers["Content-Security-Policy"] for path in (PAGE, f"/card/{WALKS}", f"/badge/{WALKS}.svg")
    )

    assert all("frame-ancestors *" in policy and "default-src 'none'" in policy for policy in framed)
    assert "frame-ancestors 'none'" in page


def test_oembed_hands_over_the_card_for_the_address_of_a_promise(client: FlaskClient) -> None:
    answer = client.get("/oembed", query_string={"url": f"{PAGE_URL}{PAGE}?lang=en", "maxwidth": "300"})

    told = answer.get_json()
    assert told["type"] == "rich"
    assert told["version"] == "1.0"
    assert (told["width"], told["height"]) == (300, 300)
    assert f'src="{PAGE_URL}/card/{WALKS}?lang=en"' in told["html"]
    assert 'title="Citizen promise: Trygghetsvandringar"' in told["html"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"url": "https://elsewhere.example/0140/a/b"}, 404),
        ({"url": f"{PAGE_URL}/0140/nykvarn-2021-2022/nothing"}, 404),
        ({"url": "https://[broken"}, 404),
        ({}, 404),
        ({"url": f"{PAGE_URL}{PAGE}", "format": "xml"}, 501),
    ],
)
def test_oembed_refuses_what_it_cannot_hand_over(query: dict[str, str], status: int, client: FlaskClient) -> None:
    assert client.get("/oembed", query_string=query).status_code == status


def test_the_promise_s_page_shows_what_to_copy_and_where_to_discover_it(client: FlaskClient) -> None:
    page = client.get(PAGE).text

    assert f"&lt;iframe src=&#34;{PAGE_URL}/badge/{WALKS}.svg&#34; title=&#34;Medborgarlöfte: Trygghetsv" in page
    assert "alt=&#34;" not in page  # words beside a picture would stay what they were when copied
    assert f"&lt;iframe src=&#34;{PAGE_URL}/card/{WALKS}&#34;" in page
    assert f'type="application/json+oembed" href="{PAGE_URL}/oembed?url=https://loftet.example{PAGE}' in page


@pytest.mark.parametrize("path", ["/badge/nothing.svg", "/card/nothing"])
def test_a_promise_that_is_not_here_has_neither_badge_nor_card(path: str, client: FlaskClient) -> None:
    assert client.get(path).status_code == 404
