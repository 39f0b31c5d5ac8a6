"""The page, badge and card of a promise that an amendment added or took away, on days on which it did not stand."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from deploy.local import Stack
from shared.clock import start_of_day
from tests.integration.reports_house import HERE, NYKVARN, PUBLISHED, WALKS, House, changed, house_on

SINCE = date(2021, 9, 10)  # the day of the amendment that put one promise in the other's place
ADDED = "nykvarn-nytt"
REMOVED_PAGE, ADDED_PAGE = (f"/{HERE}/{NYKVARN}/{promise}" for promise in (WALKS, ADDED))


@pytest.fixture
def client(stack: Stack, tmp_path: Path) -> Iterator[FlaskClient]:
    first = PUBLISHED.latest
    added = changed(first.agreement.promises[0], id=ADDED, title="Ett nytt löfte", commitments=())
    second = changed(
        first,
        version=2,
        in_force_from=start_of_day(SINCE),
        agreement=changed(first.agreement, promises=(added, *first.agreement.promises[1:])),
        change="amended",
    )
    with house_on(stack, tmp_path) as house:
        house.told(changed(PUBLISHED, versions=(first, second)))
        house.it_is(datetime(2021, 11, 1, 10, tzinfo=UTC))
        yield house.app.test_client()


def offered(page: str) -> set[date]:
    """The days that a page has links to."""
    return {date.fromisoformat(found) for found in re.findall(r"asOf=(\d{4}-\d\d-\d\d)", page)}


def test_only_days_on_which_a_promise_stood_are_offered(client: FlaskClient) -> None:
    added, removed = client.get(ADDED_PAGE).text, client.get(f"{REMOVED_PAGE}?asOf=2021-08-31").text

    assert min(offered(added)) == date(2021, 9, 30)
    assert f'min="{SINCE}"' in added
    assert max(offered(removed)) <= date(2021, 9, 9)
    assert 'max="2021-09-09"' in removed
    assert all(client.get(f"{ADDED_PAGE}?asOf={day}").status_code == 200 for day in offered(added))


@pytest.mark.parametrize(
    ("query", "says", "way_back"),
    [
        ("", "togs bort ur medborgarlöftet", f'href="/{HERE}/{NYKVARN}"'),
        ("?lang=en", "was taken out of the citizen promises", f'href="/{HERE}/{NYKVARN}?lang=en"'),
        ("?asOf=2021-10-01", "togs bort ur medborgarlöftet", f'href="/{HERE}/{NYKVARN}"'),
    ],
)
def test_the_page_of_a_promise_that_was_taken_away_says_so_and_leads_on(
    query: str, says: str, way_back: str, client: FlaskClient
) -> None:
    answer = client.get(f"{REMOVED_PAGE}{query}")

    assert answer.status_code == 404
    assert says in answer.text
    assert way_back in answer.text
    assert f"{REMOVED_PAGE}?asOf=2021-09-09" in answer.text.replace("lang=en&amp;", "")
    assert client.get(f"{REMOVED_PAGE}?asOf=2021-09-09").status_code == 200


def test_a_day_before_a_promise_was_added_says_when_it_came(client: FlaskClient) -> None:
    answer = client.get(f"{ADDED_PAGE}?asOf=2021-06-30")

    assert answer.status_code == 404
    assert "kom till den 10 september 2021" in answer.text
    assert f'href="{ADDED_PAGE}"' in answer.text


@pytest.mark.parametrize(
    ("promise", "status", "says"), [(WALKS, 200, "Gäller inte längre"), ("nothing", 404, "Finns inte här")]
)
def test_its_badge_and_card_on_other_sites_say_so_in_their_frames(
    promise: str, status: int, says: str, client: FlaskClient
) -> None:
    badge, card = client.get(f"/badge/{promise}.svg"), client.get(f"/card/{promise}")

    assert badge.mimetype == "image/svg+xml"
    assert says in (ElementTree.fromstring(badge.data)[0].text or "")  # noqa: S314  our own
    assert says in card.text
    for answer in (badge, card):
        assert answer.status_code == status
        assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
        assert "X-Frame-Options" not in answer.headers


def test_oembed_hands_over_the_card_of_a_promise_that_was_taken_away(client: FlaskClient) -> None:
    site = client.application.extensions["page_url"]
    removed, never = (
        client.get("/oembed", query_string={"url": f"{site}/{HERE}/{NYKVARN}/{one}"}) for one in (WALKS, "nothing")
    )

    assert removed.status_code == 200
    assert f'src="{site}/card/{WALKS}"' in removed.json["html"]
    assert never.status_code == 404


BACK = date(2021, 10, 15)  # the day of an amendment that brought the first promise back


@pytest.fixture
def returned(stack: Stack, tmp_path: Path) -> Iterator[House]:
    """A house whose promise an amendment took away, and a later one brought back."""
    first = PUBLISHED.latest
    without = changed(first.agreement, promises=first.agreement.promises[1:])
    second = changed(first, version=2, in_force_from=start_of_day(SINCE), agreement=without, change="amended")
    third = changed(first, version=3, in_force_from=start_of_day(BACK), change="amended")
    with house_on(stack, tmp_path) as house:
        house.told(changed(PUBLISHED, versions=(first, second)))
        house.told(changed(PUBLISHED, versions=(first, second, third)))
        house.it_is(datetime(2021, 12, 1, 10, tzinfo=UTC))
        yield house


def test_a_promise_that_comes_back_is_told_as_removed_in_the_gap_in_status_history_and_page(returned: House) -> None:
    gap = returned.get(f"/promises/{WALKS}/status", asOf="2021-10-01T12:00:00Z")
    history = returned.get(f"/promises/{WALKS}/history", knownAt="2021-12-01T09:00:00Z").get_json()["items"]
    visitor = returned.app.test_client()
    page, english = (visitor.get(f"{REMOVED_PAGE}?asOf=2021-10-01{more}") for more in ("", "&lang=en"))

    assert gap.status_code == 404
    assert "on 2021-09-10, and came back on 2021-10-15" in gap.get_json()["detail"]
    assert [(each["at"], each["state"]) for each in history if each["at"] >= "2021-09"][:2] == [
        ("2021-09-09T22:00:00Z", None),
        ("2021-10-14T22:00:00Z", "not_started"),
    ]
    assert page.status_code == english.status_code == 404
    assert "togs bort ur medborgarlöftet och kom tillbaka den 15 oktober 2021" in page.text
    assert f'href="{REMOVED_PAGE}"' in page.text
    assert f"{REMOVED_PAGE}?asOf=2021-09-09" in page.text
    assert "came back on 15 October 2021" in english.text


def test_a_promise_that_came_back_stands_on_the_days_around_the_gap_and_only_they_are_offered(returned: House) -> None:
    visitor = returned.app.test_client()
    page = visitor.get(REMOVED_PAGE)

    assert returned.status()["state"] == "not_started"
    assert returned.get(f"/promises/{WALKS}/status", asOf="2021-09-09T12:00:00Z").status_code == 200
    assert not {day for day in offered(page.text) if SINCE <= day < BACK}
    assert all(visitor.get(f"{REMOVED_PAGE}?asOf={day}").status_code == 200 for day in offered(page.text))
