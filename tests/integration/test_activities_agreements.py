"""Agreements: published from a file, amended with a reason, read by whoever may."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from threading import Barrier
from typing import Any, Literal

import pytest
from werkzeug.test import TestResponse

from deploy.local import Stack
from tests.integration.activities_house import KOMMUN, NYKVARN, House, exempel, house_on, nykvarn, reasons

PATH = "/agreements/nykvarn-2021-2022"


@pytest.fixture
def house(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house_on(stack, tmp_path_factory.mktemp("agreements")) as made:
        yield made


def test_the_file_as_it_stands_in_the_repository_is_published_as_it_is(house: House):
    operator = house.caller(None)

    answer = operator.put(PATH, data=NYKVARN.read_bytes(), content_type="application/yaml")

    assert answer.status_code == 200, "JSON had published the very same before"
    assert answer.get_json()["version"] == 1
    assert answer.get_json()["agreement"]["promises"][0]["text"] == nykvarn()["promises"][0]["text"]


def test_what_was_signed_holds_from_its_first_day_however_late_it_is_imported(house: House):
    answer = house.caller(None).get(PATH)

    assert answer.get_json()["inForceFrom"] == "2020-12-31T23:00:00Z"
    assert answer.headers["ETag"] == '"1"'


def test_an_amendment_needs_a_reason_and_is_a_new_version_with_all_before_it(house: House):
    without = house.publish({"title": "Nya medborgarlöften"})
    answer = house.publish({"title": "Nya medborgarlöften"}, reason="Ny titel.")
    again = house.publish({"title": "Nya medborgarlöften"})

    assert "reason" in reasons(without)
    assert (answer.status_code, answer.get_json()["version"]) == (200, 2)
    assert [each.get("reason") for each in answer.get_json()["versions"]] == [None, "Ny titel."]
    assert again.get_json() == answer.get_json()
    kept = house.database.agreements.find_one({"_id": "nykvarn-2021-2022"})
    assert kept is not None
    assert len(kept["published"]["versions"]) == 2
    assert kept["events"][0]["headers"]["ce_id"] == "nykvarn-2021-2022.2"
    assert kept["events"][0]["key"] == "nykvarn-2021-2022"


def test_an_amendment_says_which_version_it_was_written_on(house: House):
    amended, why = nykvarn() | {"title": "Nya medborgarlöften"}, {"reason": "Ny titel."}
    sent = [{}, {"If-Match": '"2"'}, {"If-Match": '"1"'}, {"If-Match": '"1"'}]

    answers = [house.caller().put(PATH, json=amended, query_string=why, headers=each) for each in sent]
    same = house.caller().put(PATH, json=amended)
    body, operator = exempel("exempel-polisen"), house.caller(None, municipalities=("9999",))
    unseen = operator.put("/agreements/exempel-loften", json=body, headers={"If-Match": '"1"'})

    assert [each.status_code for each in answers] == [428, 412, 200, 200]  # the last is the third that comes again
    assert (same.status_code, same.headers["ETag"]) == (200, '"2"')
    assert unseen.status_code == 412


BAD: list[tuple[dict[str, Any], str]] = [
    ({"titel": "x"}, "titel"),
    ({"period": {"start": "2021-01-01", "end": "2022-12-31", "until": "x"}}, "period.until"),
    ({"period": {"start": "2023-01-01", "end": "2022-12-31"}}, "period.end"),
    ({"municipality": {"code": 140, "name": "Nykvarn"}}, "municipality.code"),
    ({"promises": []}, "promises"),
    ({"introduction": "Frågor till 19121212-1212."}, "introduction"),
]


@pytest.mark.parametrize(("changes", "wrong"), BAD, ids=[case[1] for case in BAD])
def test_an_agreement_that_does_not_hold_together_is_refused(house: House, changes: dict[str, Any], wrong: str):
    answer = house.publish(changes, reason="x")

    assert answer.status_code == 422
    assert wrong in reasons(answer)
    assert house.caller(None).get(PATH).headers["ETag"] == '"1"'


def test_an_id_in_the_body_that_is_not_the_one_in_the_address_is_refused(house: House):
    answer = house.caller(None).put("/agreements/another", json=nykvarn())

    assert "id" in reasons(answer)


def test_a_token_publishes_only_in_municipalities_that_it_reaches(house: House):
    elsewhere = house.caller(None, municipalities=("9999",))
    stolen = nykvarn() | {"municipality": {"code": "9999", "name": "Exempelkommun"}}

    theirs = elsewhere.put(PATH, json=nykvarn())
    taken = elsewhere.put(PATH, json=stolen, query_string={"reason": "Nu vår."})
    moved = house.publish(stolen, reason="Flyttad.")

    assert (theirs.status_code, taken.status_code) == (403, 409)
    assert "municipality.code" in reasons(moved)
    assert elsewhere.get(PATH).status_code == 404


def test_promise_ids_are_unique_in_all_of_loftet(house: House):
    other = deepcopy(nykvarn()) | {"id": "nykvarn", "municipality": {"code": "9999", "name": "Exempelkommun"}}

    answer = house.caller(None, municipalities=("9999",)).put("/agreements/nykvarn", json=other)

    assert answer.status_code == 409


def test_a_change_based_on_an_older_version_is_refused_when_it_says_so(house: House):
    house.publish({"title": "Andra"}, reason="Andra.")

    body = nykvarn() | {"title": "Tredje"}
    answer = house.caller(None).put(PATH, json=body, query_string={"reason": "x"}, headers={"If-Match": '"1"'})

    assert answer.status_code == 412


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"a: &a [x, x]\nb: *a", "application/yaml", 400),
        (b"a: !!python/object/apply:os.getcwd []", "application/yaml", 400),
        (b"id: x\nid: y", "application/yaml", 400),
        (b"\xff\xfe", "application/yaml", 400),
        (b"[" * 5_000, "application/yaml", 400),
        (b"a: " + b"x" * 300_000, "application/yaml", 400),
        (b'title: "\\uD800"', "application/yaml", 400),
        (b"- a list", "application/yaml", 422),
        (b"", "application/yaml", 422),
        (b"{", "application/json", 400),
        (b"id: x", "text/plain", 415),
    ],
)
def test_a_file_that_cannot_be_read_is_a_problem_and_never_our_fault(
    house: House, body: bytes, content_type: str, status: int
):
    answer = house.caller(None).put(PATH, data=body, content_type=content_type)

    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"


def test_agreements_are_listed_for_those_who_reach_their_municipality(house: House):
    (item,) = house.caller(KOMMUN).get("/agreements").get_json()["items"]
    elsewhere = house.caller(municipalities=("9999",)).get("/agreements").get_json()

    assert item["id"] == "nykvarn-2021-2022"
    assert (item["start"], item["end"], item["version"]) == ("2021-01-01", "2022-12-31", 1)
    assert elsewhere["total"] == 0
    assert house.caller(KOMMUN).get("/agreements/none").status_code == 404


def test_an_amendment_says_from_which_day_it_holds(house: House):
    amended = house.publish({"title": "Ny"}, reason="Rättad.", inForceFrom="2021-03-01")
    before = house.publish({"title": "Nyare"}, reason="Rättad.", inForceFrom="2021-02-28")
    to_come = house.publish({"title": "Nyare"}, reason="Rättad.", inForceFrom="2021-04-17")

    assert amended.get_json()["inForceFrom"] == "2021-02-28T23:00:00Z"
    assert set(reasons(before)) == set(reasons(to_come)) == {"inForceFrom"}


def test_a_period_is_changed_by_operations_of_its_own(house: House):
    refused = house.publish({"period": {"start": "2021-02-01", "end": "2023-12-31"}}, reason="Längre.")

    assert set(reasons(refused)) == {"period.start", "period.end"}
    assert "/extension" in reasons(refused)["period.end"]


def test_to_create_only_is_to_find_none(house: House):
    only_new = {"If-None-Match": "*"}
    promise = nykvarn()["promises"][0] | {"id": "ny-p1", "focusAreas": [], "commitments": []}
    other = nykvarn() | {"id": "ny", "promises": [promise]}
    operator = house.caller(None)

    created = operator.put("/agreements/ny", json=other, headers=only_new)
    again = operator.put("/agreements/ny", json=other, headers=only_new)
    none_to_match = operator.put("/agreements/none", json=other | {"id": "none"}, headers={"If-Match": '"1"'})

    assert [each.status_code for each in (created, again, none_to_match)] == [201, 412, 412]


def test_what_yaml_gets_wrong_is_told_in_plain_words(house: House):
    text = NYKVARN.read_text(encoding="utf-8")
    number = text.replace('code: "0140"', "code: 1480", 1)
    clock = text.replace("counts:", "counts: {from: 17.00}\n        was:", 1)

    told = [_put_yaml(house, each) for each in (number, clock)]
    unnamed = house.caller(None).put(PATH, data=text.encode(), content_type="text/plain")

    assert number != text
    assert "quotes" in reasons(told[0])["municipality.code"]
    assert any("17:00" in reason for reason in reasons(told[1]).values())
    assert (unnamed.status_code, "application/yaml" in unnamed.get_json(force=True)["detail"]) == (415, True)


def _put_yaml(house: House, text: str) -> TestResponse:
    return house.caller(None).put(PATH, data=text.encode(), content_type="application/yaml")


def at_once(house: House, method: Literal["put", "post"], path: str, body: dict[str, Any], **sent: Any) -> list[int]:
    """What the same request is answered with, sent four times at once to two processes."""
    start = Barrier(4)

    def send(there: House) -> int:
        caller = there.caller(None)
        start.wait()
        answer: TestResponse = getattr(caller, method)(path, json=body, **sent)
        return answer.status_code

    with house.twin() as twin, ThreadPoolExecutor(4) as threads:
        return sorted(threads.map(send, [house, twin] * 2))


def test_one_who_sends_the_same_at_once_is_never_told_that_somebody_else_did(house: House):
    house.database.agreements.delete_many({})
    new, draft = nykvarn() | {"title": "Något nyare"}, nykvarn() | {"title": "Nyast"}

    first = at_once(house, "put", PATH, nykvarn())
    amended = at_once(house, "put", PATH, new, query_string={"reason": "Ny titel."}, headers={"If-Match": '"1"'})
    begun = house.caller(None).post("/agreement-drafts", json=draft).get_json()
    where, first_seen = f"/agreement-drafts/{begun['id']}", {"If-Match": '"1"'}
    rewritten = at_once(house, "put", where, draft | {"title": "Nyast av alla"}, headers=first_seen)
    other = house.caller(None).put(where, json=draft, headers=first_seen)
    path, key = f"{where}/publication", {"Idempotency-Key": "once", "If-Match": '"2"'}
    published = at_once(house, "post", path, {"reason": "Ny igen."}, headers=key)

    assert (first[0], first[-1]) in {(200, 201), (201, 201)}
    assert amended == [200] * 4
    assert (rewritten, other.status_code) == ([200] * 4, 412)
    assert published == [200] * 4
    assert house.caller(None).get(PATH).get_json()["version"] == 3
