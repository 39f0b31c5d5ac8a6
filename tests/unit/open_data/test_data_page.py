"""The page that leads to all data and feeds: in both languages, whole, and leading to what is there."""

import html
import re
from collections.abc import Callable
from functools import cache

import pytest
from flask.testing import FlaskClient

from services.reports.feeds.blueprint import blueprint as feeds
from services.reports.open_data.blueprint import blueprint as open_data
from services.reports.open_data.tables import TABLES
from tests.browser.site import make_site


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return make_site().test_client()


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_table_and_column_is_told(client: FlaskClient, language: str) -> None:
    page = client.get("/data", query_string={"lang": language})

    text = html.unescape(page.text)
    assert page.status_code == 200
    assert f'<html lang="{language}">' in page.text
    for table in TABLES.values():
        assert table.row.in_language(language) in text
        for column in table.columns:
            assert f"<code>{column.name}</code>" in page.text
    assert 'href="/data/catalog.rdf"' in page.text


def test_a_municipality_has_its_calendars_changes_and_tables(client: FlaskClient) -> None:
    page = client.get("/data/0140?lang=en").text

    assert "/data/0140/calendar.ics?lang=en" in page
    assert "/data/0140/parties/polisen-sodertalje/calendar.ics?lang=en" in page
    assert "/data/0140/nykvarn-2021-2022/changes.atom?lang=en" in page
    assert "/data/activities.csv?municipality=0140" in page
    assert client.get("/data/0001").status_code == 404


def test_every_page_leads_here(client: FlaskClient) -> None:
    assert 'href="/data"' in client.get("/").text


@pytest.fixture(scope="module")
def is_found(client: FlaskClient) -> Callable[[str], bool]:
    """Whether an address of the page is; each is asked for once."""
    return cache(lambda address: client.get(address).status_code == 200)


@pytest.mark.parametrize(
    "page",
    [
        "/",
        "/data",
        "/data/0140",
        "/0140",
        "/0140/nykvarn-2021-2022",
        "/0140/nykvarn-2021-2022/nykvarn-2021-2022-trygghetsvandringar",
        "/0140/nykvarn-2021-2022/utvardering/2021",
        "/jamforelse",
        "/om",
        "/tillganglighet",
    ],
)
@pytest.mark.parametrize("language", ["", "?lang=en"])
def test_whatever_a_page_leads_to_is_there(
    client: FlaskClient, is_found: Callable[[str], bool], page: str, language: str
) -> None:
    # given an app that has the data and the feeds beside the page
    site = make_site()
    site.register_blueprint(open_data)
    site.register_blueprint(feeds)
    views = site.url_map.bind("loftet.example")

    # then each address of the page is one of theirs, or a page that is found
    told = client.get(page + language)
    assert told.status_code == 200
    for address in set(re.findall(r'href="(/[^"?#]*)', told.text)):
        endpoint, _ = views.match(address)
        assert endpoint != "open-data.nothing", address
        is_page = endpoint.startswith("page.") and not address.endswith((".pdf", ".svg", ".css"))
        assert not is_page or is_found(address), address
