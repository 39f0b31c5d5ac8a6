"""The residents' form on the running service: one way in with the API's, nothing kept but the sealed tip."""

import re
import uuid
from collections.abc import Iterator

import pytest
from pymongo.errors import AutoReconnect
from werkzeug.test import TestResponse

from deploy.local import Stack
from services.activities.store.tips import Tips
from tests.integration.activities_house import BASE, POLICE, House, house_on

TEXT = "Det brukar samlas bilar bakom affären, fråga 19121212-1212."


@pytest.fixture
def house(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house_on(stack, tmp_path_factory.mktemp("tip-form")) as made:
        yield made


def get(house: House, path: str = "/tips/0140") -> TestResponse:
    return house.app.test_client().get(path)


def send(house: House, path: str = "/tips/0140", **changes: str) -> TestResponse:
    fields = {"category": "narcotics", "text": TEXT, "area": "", "day": "", "clock": "", "once": str(uuid.uuid4())}
    return house.app.test_client().post(path, data=fields | changes)


def test_what_is_sent_is_sealed_and_thanked_for_with_its_number(house: House, capfd: pytest.CaptureFixture[str]):
    answer = send(house, area="Torget", day="2021-04-15", clock="21:30")

    page = answer.get_data(as_text=True)
    (kept,) = house.database.tips.find()
    assert answer.status_code == 200
    assert kept["_id"] in page
    assert house.unseal(kept["sealed"][POLICE]) == TEXT
    assert (kept["area"], kept["category"]) == ("Torget", "narcotics")
    assert kept["observedAt"].isoformat() == "2021-04-15T19:30:00+00:00"
    assert "bilar" not in page + "".join(capfd.readouterr()) + repr(list(house.database.tips.find()))


def test_the_same_form_sent_again_is_the_same_tip_and_a_new_form_is_not(house: House):
    once = str(uuid.uuid4())

    for _ in range(2):
        send(house, once=once)
    send(house)

    assert house.database.tips.count_documents({}) == 2


def test_mistakes_are_shown_in_place_and_what_was_typed_is_kept(house: House, capfd: pytest.CaptureFixture[str]):
    answer = send(house, category="", area="<b>Torget</b>", clock="21:30")

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert '<a href="#category">' in page
    assert '<a href="#day">' in page
    assert TEXT in page
    assert 'value="&lt;b&gt;Torget&lt;/b&gt;"' in page
    assert answer.headers["Cache-Control"] == "no-store"
    assert house.stored() == 0
    assert "bilar" not in "".join(capfd.readouterr())


def test_the_form_is_in_english_when_its_address_asks_for_it(house: House):
    swedish, english, other = (get(house, f"/tips/0140{query}") for query in ("", "?lang=en", "?lang=de"))

    assert '<html lang="sv">' in swedish.get_data(as_text=True)
    assert '<html lang="en">' in english.get_data(as_text=True)
    assert 'action="/tips/0140?lang=en"' in english.get_data(as_text=True)
    assert '<html lang="sv">' in other.get_data(as_text=True)
    assert "Thank you" in send(house, "/tips/0140?lang=en").get_data(as_text=True)


def test_the_form_says_who_reads_it_how_long_it_is_kept_and_where_else_to_turn(house: House):
    page = get(house).get_data(as_text=True)

    for said in ("Södertälje lokalpolisområde", "90 dagar", 'href="tel:112"', 'href="tel:11414"', "polisen.se"):
        assert said in page
    assert "Vi frågar inte vem du är" in page
    assert "Skriv inte ditt namn" in page
    assert set(re.findall(r'<(?:input|select|textarea)[^>]* name="(\w+)"', page)) == {
        "category",
        "text",
        "area",
        "day",
        "clock",
        "once",
    }


@pytest.mark.parametrize("path", ["/tips/1234", "/tips/9999", "/tips/0140x", "/tips/%3Cb%3E"])
@pytest.mark.parametrize("language", ["", "?lang=en"])
def test_where_no_police_can_read_it_the_page_says_where_to_turn(house: House, path: str, language: str):
    house.publish_exempel("polisen-utan-nyckel")

    for answer in (get(house, path + language), send(house, path + language)):
        page = answer.get_data(as_text=True)
        assert answer.status_code == 404
        assert 'href="tel:11414"' in page
        assert "https://polisen.se/kontakt/tipsa-polisen/" in page
        assert "<b>" not in page
    assert house.stored() == 0


def test_the_form_and_the_interface_count_toward_one_limit(house: House):
    body = {"municipality": "0140", "category": "other", "text": "Något."}
    for _ in range(10):
        assert send(house).status_code == 200
        assert house.resident().post("/tips", json=body).status_code == 202

    answer = send(house, area="Torget")

    page = answer.get_data(as_text=True)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert re.search("Vänta (en minut|2 minuter) och skicka", page)
    assert TEXT in page, "and what was typed is kept"
    assert house.resident().post("/tips", json=body).status_code == 429
    assert get(house).status_code == 200


def test_the_headers_let_nothing_in_from_outside_and_nothing_be_kept(house: House):
    for answer in (get(house), send(house), get(house, "/tips/1234"), get(house, "/tips/assets/tips.css")):
        with answer:
            policy = answer.headers["Content-Security-Policy"]
            assert policy.startswith("default-src 'none'")
            assert "unsafe" not in policy
            assert answer.headers["Referrer-Policy"] in ("no-referrer", "same-origin")
            assert "Set-Cookie" not in answer.headers
            assert answer.headers["Cache-Control"] == "no-store" or answer.mimetype == "text/css"


@pytest.mark.parametrize(
    ("error", "status"), [(AutoReconnect("mongodb://user:secret@db"), 503), (ValueError(f"secret {TEXT}"), 500)]
)
def test_a_failure_is_told_without_its_inside_and_gives_the_text_back(
    house: House, error: Exception, status: int, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
):
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(Tips, "insert_new", fail)

    answer = send(house)

    page = answer.get_data(as_text=True)
    assert answer.status_code == status
    assert TEXT in page
    assert "inte skickat" in page
    assert "secret" not in page
    assert "bilar" not in "".join(capfd.readouterr())


def test_a_form_that_is_not_utf8_is_refused_on_a_page(house: House):
    body = b"category=other&text=%ff"

    answer = house.app.test_client().post("/tips/0140", data=body, content_type="application/x-www-form-urlencoded")

    assert answer.status_code == 400
    assert answer.mimetype == "text/html"
    assert house.stored() == 0


def test_the_interface_keeps_its_own_addresses(house: House):
    assert house.resident().get("/tips/0140").status_code == 401, f"{BASE}/tips/ is the police's"


def test_the_language_is_switched_and_what_was_typed_stays(house: House):
    wrong = send(house, category="")
    switched = send(house, "/tips/0140?lang=en", category="theft", area="Torget", switch="en")

    assert '<button type="submit" form="tip" formaction="/tips/0140?lang=en" name="switch"' in wrong.get_data(
        as_text=True
    )
    page = switched.get_data(as_text=True)
    assert (switched.status_code, house.stored()) == (200, 0)
    assert '<html lang="en">' in page
    assert TEXT in page
    assert 'value="Torget"' in page
    assert '<option value="theft" selected>' in page
    assert "Error:" not in page
    assert 'name="switch"' not in get(house).get_data(as_text=True)


def test_a_category_that_is_none_is_refused(house: House):
    answer = send(house, category="kalle-karlsson")

    assert answer.status_code == 422
    assert '<a href="#category">' in answer.get_data(as_text=True)
    assert house.stored() == 0
