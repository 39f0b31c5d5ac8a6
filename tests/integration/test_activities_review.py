"""The review of drafts over HTTP: who gets in, what is kept of what was typed, and what is published."""

import io
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from deploy.local import Stack
from shared.ops.token import Grant, make_token
from tests.integration.activities_house import ISSUER, KOMMUN, MUNICIPALITY, House
from tests.integration.documents_house import DRAFTS, SEED, TEXT, blank_house_on

SCOPES = ("agreements:read", "agreements:write")
OURS = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
EACH, TITLE = "promises[0].commitments[0].target.each", "promises[0].title"


@pytest.fixture(scope="module")
def house(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with blank_house_on(stack, tmp_path_factory.mktemp("review")) as made:
        yield made


@pytest.fixture(scope="module")
def as_read(house: House) -> dict[str, Any]:
    assert house.caller().post(DRAFTS, data=SEED.read_bytes(), content_type=TEXT).status_code == 201
    (kept,) = house.database.agreementDrafts.find()
    return kept


@pytest.fixture
def draft(house: House, as_read: dict[str, Any]) -> str:
    """The address of the review of the seed's document, which nobody has looked at."""
    house.database.agreementDrafts.replace_one({"_id": as_read["_id"]}, as_read)
    house.database.agreements.delete_many({})
    return f"/review/{as_read['_id']}"


def token(house: House, scopes: tuple[str, ...] = SCOPES, party: str | None = KOMMUN, code: str = MUNICIPALITY) -> str:
    grant = Grant(client=f"somebody-at-{party}", scopes=scopes, party=party, municipalities=(code,))
    return make_token(house.stack.keys.signing, grant, issuer=ISSUER, audience="loftet")


def visitor(house: House, **who: Any) -> FlaskClient:
    """One who is signed in."""
    client = house.app.test_client()
    assert client.post("/review", data={"token": token(house, **who)}, headers=OURS).status_code == 303
    return client


def fields(page: TestResponse) -> dict[str, list[str]]:
    """What a browser would send of the page's form, were it sent as it is."""
    html = page.get_data(as_text=True).partition('<form id="review"')[2].partition("</form>")[0]
    sent: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", html):
        said = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if said.get("type") != "checkbox" or " checked" in tag:
            sent.setdefault(unescape(said["name"]), []).append(unescape(said.get("value", "")))
    for name, inside in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>\n?(.*?)</textarea>', html, re.DOTALL):
        sent[unescape(name)] = [unescape(inside)]
    for name, inside in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', html, re.DOTALL):
        options = re.findall(r'<option value="([^"]*)"( selected)?', inside)
        sent[unescape(name)] = [next((value for value, selected in options if selected), options[0][0])]
    return sent


def send(client: FlaskClient, draft: str, **changes: list[str] | str) -> TestResponse:
    """Send the page's form with changes; what is named with an underscore is a button or a box."""
    sent: dict[str, Any] = fields(client.get(draft))
    return client.post(draft, data={**sent, **changes}, headers=OURS)


def kept(house: House, draft: str) -> dict[str, Any]:
    found = house.database.agreementDrafts.find_one({"_id": draft.rpartition("/")[2]})
    assert found is not None
    return dict(found["record"])


def test_only_a_token_that_may_write_agreements_gets_in_and_its_cookie_opens_nothing_else(house: House, draft: str):
    client = house.app.test_client()

    stranger = client.get(draft)
    reader = client.post("/review", data={"token": token(house, scopes=("agreements:read",))}, headers=OURS)
    nonsense = client.post("/review", data={"token": "nonsense"}, headers=OURS)
    signed_in = client.post(draft, data={"token": token(house)}, headers=OURS)

    assert [each.status_code for each in (stranger, reader, nonsense, signed_in)] == [401, 401, 401, 303]
    assert "Logga in" in stranger.get_data(as_text=True)
    cookie = signed_in.headers["Set-Cookie"]
    assert all(each in cookie for each in ("HttpOnly", "SameSite=Strict", "Path=/review", "Max-Age=3600"))
    sealed = cookie.partition("=")[2].partition(";")[0]
    assert token(house)[:20] not in sealed
    taken = house.app.test_client().get(
        "/activities/v1/agreement-drafts", headers={"Authorization": f"Bearer {sealed}"}
    )
    assert taken.status_code == 401
    assert client.get(draft).status_code == 200
    client.post("/review", data={"out": "1"}, headers=OURS)
    assert client.get(draft).status_code == 401


def test_a_draft_of_another_municipality_is_not_here(house: House, draft: str):
    stranger = visitor(house, code="1495")

    assert stranger.get(draft).status_code == 404
    assert "Medborgarlöften i Nykvarn" not in stranger.get("/review").get_data(as_text=True)


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}])
def test_a_form_that_another_page_sends_is_refused(house: House, draft: str, headers: dict[str, str]):
    client = visitor(house)
    sent = fields(client.get(draft))

    assert client.post(draft, data={**sent, "do": "accept:document"}, headers=headers).status_code == 403
    assert kept(house, draft)["revision"] == 1


def test_the_page_runs_no_script_but_its_own_and_loads_nothing_from_outside(house: House, draft: str):
    page = visitor(house).get(draft)

    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert re.findall(r'(?:src|href)="(?:https?:)?//', page.get_data(as_text=True)) == []
    assert page.headers["Cache-Control"] == "no-store"


def test_a_form_that_is_sent_as_it_is_changes_nothing(house: House, draft: str):
    answer = send(visitor(house), draft, do="save")

    assert answer.status_code == 303
    assert kept(house, draft)["revision"] == 1


def test_what_is_changed_accepted_and_left_says_by_whom(house: House, draft: str):
    answer = send(
        visitor(house), draft, do="accept:document", accept=["goals[0]"], dismiss=["promises[0].focusAreas"],
        **{EACH: "month"},
    )  # fmt: skip

    assert answer.headers["Location"].endswith("done=saved#s-document")
    now = kept(house, draft)
    verdicts = {each["property"]: each["decision"] for each in now["reading"]["evidence"] if each["decision"]}
    assert {path: each["verdict"] for path, each in verdicts.items()} == {
        **dict.fromkeys(("municipality", "title", "period", "introduction", "goals[0]"), "accepted"),
        EACH: "changed",
    }
    assert {each["by"] for each in verdicts.values()} == {KOMMUN}
    assert now["reading"]["findings"][0]["decision"]["verdict"] == "dismissed"
    assert (now["revision"], now["agreement"]["promises"][0]["commitments"][0]["target"]["each"]) == (2, "month")


def test_what_is_wrong_is_told_at_its_field_and_nothing_typed_is_lost(house: House, draft: str):
    answer = send(visitor(house), draft, do="save", **{"period.start": "i januari", TITLE: "Vandringar i mörker"})

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert '<a href="#f-period.start">Period: Första dag</a>' in page or '<a href="#f-period.start">' in page
    assert 'value="i januari"' in page
    assert 'value="Vandringar i mörker"' in page
    assert kept(house, draft)["revision"] == 1


def test_a_measure_says_how_much(house: House, draft: str):
    answer = send(visitor(house), draft, do="save", **{"promises[1].commitments[0].target": "1"})

    assert answer.status_code == 422
    assert 'id="error-promises[1].commitments[0].target.atLeast"' in answer.get_data(as_text=True)


def test_a_change_that_somebody_else_made_meanwhile_is_told_and_nothing_typed_is_lost(house: House, draft: str):
    # given two who have the same page before them
    kommun, police = visitor(house), visitor(house, party="polisen-sodertalje")
    mine = fields(kommun.get(draft)) | {TITLE: ["Mina vandringar"]}
    assert send(police, draft, do="save", **{"title": "Polisens rubrik"}).status_code == 303

    # when the second saves
    answer = kommun.post(draft, data={**mine, "do": "save"}, headers=OURS)

    # then it is told where they differ, and what was typed can be saved once that was seen
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Sparat av någon annan: Polisens rubrik" in page
    assert 'value="Mina vandringar"' in page
    assert kept(house, draft)["agreement"]["title"] == "Polisens rubrik"
    again = kommun.post(draft, data={**fields(answer), "do": "save", "title": "Polisens rubrik"}, headers=OURS)
    assert again.status_code == 303
    assert kept(house, draft)["agreement"]["promises"][0]["title"] == "Mina vandringar"


def test_when_the_hour_is_over_what_was_typed_comes_back_after_signing_in(house: House, draft: str):
    client = visitor(house)
    mine = fields(client.get(draft)) | {TITLE: ["Mina vandringar"]}
    client.post("/review", data={"out": "1"}, headers=OURS)

    asked = client.post(draft, data={**mine, "do": "save"}, headers=OURS)
    hidden = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', asked.get_data(as_text=True))
    sent: dict[str, list[str]] = {}
    for name, text in hidden:
        sent.setdefault(unescape(name), []).append(unescape(text))
    back = client.post(draft, data={**sent, "token": token(house)}, headers=OURS)

    assert (asked.status_code, back.status_code) == (401, 200)
    assert 'value="Mina vandringar"' in back.get_data(as_text=True)
    assert kept(house, draft)["revision"] == 1, "it is shown before it is saved"


def test_promises_are_added_and_taken_away(house: House, draft: str):
    client = visitor(house)
    added = send(client, draft, do="add:promises")
    sent = fields(added) | {"promises[5].title": ["Ett nytt"], "promises[5].text": ["Vi lovar mer."]}
    without = client.post(draft, data={**sent, "do": "remove:promises[4]"}, headers=OURS)

    saved = client.post(draft, data={**fields(without), "promises[5].number": "6", "do": "save"}, headers=OURS)

    assert (added.status_code, without.status_code, saved.status_code) == (200, 200, 303)
    promises = kept(house, draft)["agreement"]["promises"]
    assert [each["id"] for each in promises][3:] == [
        "nykvarn-2021-2022-operativa-gruppen",
        "nykvarn-2021-2022-ett-nytt",
    ]
    assert not any(each["property"].startswith("promises[4]") for each in kept(house, draft)["reading"]["evidence"])


def test_nothing_is_published_unseen_and_the_page_says_what_is_left(house: House, draft: str):
    client = visitor(house)

    answer = send(client, draft, do="publish")

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert '<a href="#s-promises[0]">' in page
    assert '<a href="#finding-0">' in page
    assert house.caller().get("/agreements/nykvarn-2021-2022").status_code == 404


def test_what_everybody_has_looked_at_is_published(house: House, draft: str):
    client = visitor(house)
    left = ["document", "parties", "signatories", "focusAreas", "dialogue", "goals", "groups", "links"]
    for section in [*left, *(f"promises[{place}]" for place in range(5))]:
        assert send(client, draft, do=f"accept:{section}").status_code == 303
    every = [each["property"] for each in kept(house, draft)["reading"]["findings"]]

    answer = send(client, draft, do="publish", dismiss=every)

    assert answer.headers["Location"].endswith("done=published")
    assert house.caller().get("/agreements/nykvarn-2021-2022").get_json()["version"] == 1
    page = client.get(draft).get_data(as_text=True)
    assert "Publicerat som version 1 av nykvarn-2021-2022" in page
    assert '<fieldset class="whole" disabled>' in page


def test_both_languages_say_everything(house: House, draft: str):
    client = visitor(house)

    page = client.get(f"{draft}?lang=en").get_data(as_text=True)

    assert '<html lang="en">' in page
    assert "A person has to decide this" in page
    assert "No number and nothing of how often or by when." in page


def test_a_document_is_given_on_the_page_and_one_that_cannot_be_read_is_refused_there(house: House, draft: str):
    client = visitor(house)

    def give(data: bytes, name: str) -> TestResponse:
        form = {"document": (io.BytesIO(data), name), "municipality": ""}
        return client.post("/review/documents", data=form, content_type="multipart/form-data", headers=OURS)

    taken, refused, none = give(SEED.read_bytes(), "löften.txt"), give(b"\x89PNG\r\n\x1a\n", "a.png"), give(b"", "")

    assert (taken.status_code, refused.status_code, none.status_code) == (303, 415, 422)
    assert client.get(taken.headers["Location"]).status_code == 200
    assert "Filen är en bild. Kör textigenkänning (OCR) först" in refused.get_data(as_text=True)


def test_a_document_that_is_too_large_is_told_so_in_the_readers_language(house: House) -> None:
    boundary, sent = encode_multipart({"document": FileStorage(io.BytesIO(b"x" * (12 * 1024 * 1024)), "lofte.pdf")})

    swedish = visitor(house).post(
        "/review/documents", data=sent, headers=OURS, content_type=f"multipart/form-data; boundary={boundary}"
    )

    assert swedish.status_code == 413
    assert "Högst 10 MiB" in swedish.get_data(as_text=True)
