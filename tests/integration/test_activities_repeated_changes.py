"""Changes that come again with their key: what becomes of an agreement, and of a whole series, is done once."""

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from werkzeug.test import TestResponse

from deploy.local import Stack
from shared.store.requests import MOST
from tests.integration.activities_house import NOON, House, house_on, nykvarn, walk
from tests.integration.creating import DRAFT, killed
from tests.integration.test_activities_agreement_life import NEXT, PATH, publish_next
from tests.integration.test_activities_series import monthly

ENDING = {"lastDay": "2022-06-30", "reason": "Parterna är överens."}
CHANGES = {
    "ending": ENDING,
    "extension": {"lastDay": "2023-12-31", "reason": "Nya skrivs i vår."},
    "replacement": {"replacedBy": NEXT, "reason": "Nya är undertecknade."},
}
SEEN = {"If-Match": '"1"'}


@pytest.fixture
def house(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house_on(stack, tmp_path_factory.mktemp("repeated")) as made:
        yield made


@pytest.fixture
def key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid.uuid4())}


def told(answer: TestResponse) -> tuple[int, bytes, str | None, str | None]:
    return answer.status_code, answer.get_data(), answer.headers.get("ETag"), answer.headers.get("Location")


def versions(house: House) -> list[str]:
    return [each["change"] for each in house.caller().get(PATH).get_json()["versions"]]


def test_a_document_that_is_sent_again_changes_nothing_whatever_it_is_said_to_rest_on(house: House):
    operator = house.caller(None)
    body = nykvarn() | {"title": "Rättad titel"}
    house.publish({"title": "Rättad titel"}, reason="Stavfel.")

    again = operator.put(PATH, json=body, query_string={"reason": "Stavfel."}, headers=SEEN)
    stale = operator.put(PATH, json=nykvarn(), query_string={"reason": "Som förr."}, headers=SEEN)

    assert [each.status_code for each in (again, stale)] == [200, 412]
    assert versions(house) == ["published", "amended"]


@pytest.mark.parametrize("operation", CHANGES)
def test_another_process_answers_a_repeat_as_the_first_did_whatever_came_after(
    house: House, operation: str, key: dict[str, str]
):
    publish_next(house)
    first = house.caller().post(f"{PATH}/{operation}", json=CHANGES[operation], headers=SEEN | key)
    house.publish({"title": "Rättad titel"} | _as_it_is(house), reason="Stavfel.")

    with house.twin() as twin:
        again = twin.caller().post(f"{PATH}/{operation}", json=CHANGES[operation], headers=SEEN | key)

    assert first.status_code == 200
    assert told(again) == told(first)
    assert len(versions(house)) == 3


def test_an_agreements_key_that_came_with_another_body_is_refused_and_forgotten_after_a_day(
    house: House, key: dict[str, str]
):
    house.caller().post(f"{PATH}/ending", json=ENDING, headers=SEEN | key)

    other = house.caller().post(f"{PATH}/ending", json=ENDING | {"lastDay": "2022-03-31"}, headers=SEEN | key)
    without = house.caller().post(f"{PATH}/ending", json=ENDING, headers=SEEN)
    house.set_clock(NOON + timedelta(hours=24))
    later = house.caller().post(f"{PATH}/ending", json=ENDING, headers=SEEN | key)

    assert (other.status_code, other.get_json(force=True)["title"]) == (422, "Idempotency-Key used before")
    assert (without.status_code, later.status_code) == (412, 412)
    assert versions(house) == ["published", "ended"]


def test_an_agreement_is_ended_once_by_whoever_asks_at_once_in_two_processes(house: House, key: dict[str, str]):
    start = Barrier(4)

    def send(there: House) -> TestResponse:
        caller = there.caller()
        start.wait()
        return caller.post(f"{PATH}/ending", json=ENDING, headers=SEEN | key)

    with house.twin() as twin, ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(send, [house, twin] * 2))

    assert {told(answer) for answer in answers} == {told(answers[0])}
    assert answers[0].status_code == 200
    assert versions(house) == ["published", "ended"]


def test_a_process_killed_when_it_has_ended_an_agreement_leaves_what_a_repeat_is_answered_with(
    house: House, key: dict[str, str]
):
    killed(house, "agreements", f"{PATH}/ending", ENDING, house.caller().headers | key | SEEN)

    again = house.caller().post(f"{PATH}/ending", json=ENDING, headers=SEEN | key)

    assert (again.status_code, again.headers["ETag"]) == (200, '"2"')
    assert versions(house) == ["published", "ended"]


def test_a_draft_that_is_published_again_with_its_key_is_answered_as_it_was(house: House, key: dict[str, str]):
    promise = {"id": f"{NEXT}-p1", "number": 1, "title": "T", "text": "Vi lovar.", "responsible": ["nykvarn-kommun"]}
    body = DRAFT | {"parties": [{"id": "nykvarn-kommun", "name": "Nykvarn", "kind": "municipality"}]}
    draft = house.caller().post("/agreement-drafts", json=body | {"promises": [promise]}).get_json()["id"]
    path = f"/agreement-drafts/{draft}/publication"
    first = house.caller().post(path, headers=SEEN | key)
    ended = {"lastDay": "2024-06-30", "reason": "I förtid."}
    house.caller().post(f"/agreements/{DRAFT['id']}/ending", json=ended, headers=SEEN)

    again = house.caller().post(path, headers=SEEN | key)

    assert first.status_code == 201
    assert told(again) == told(first)


def test_a_series_that_is_cancelled_again_with_its_key_is_answered_as_it_was(house: House, key: dict[str, str]):
    planned = house.caller().post("/activity-series", json=monthly()).get_json()
    path, body = f"/activity-series/{planned['series']}/cancellation", {"reason": "Gruppen är nedlagd."}
    first = house.caller().post(path, json=body, headers=key)

    again = house.caller().post(path, json=body, headers=key)
    other = house.caller().post(path, json={"reason": "Annat."}, headers=key)
    without = house.caller().post(path, json=body)

    assert len(first.get_json()["items"]) == 12
    assert told(again) == told(first)
    assert other.status_code == 422
    assert without.get_json()["items"] == []


def test_a_series_whose_cancelling_was_cut_short_is_cancelled_whole_by_a_repeat(house: House, key: dict[str, str]):
    planned = house.caller().post("/activity-series", json=monthly()).get_json()
    path, body = f"/activity-series/{planned['series']}/cancellation", {"reason": "Gruppen är nedlagd."}
    killed(house, "activities", path, body, house.caller().headers | key)

    answer = house.caller().post(path, json=body, headers=key)

    assert {each["state"] for each in answer.get_json()["items"]} == {"cancelled"}
    assert len(answer.get_json()["items"]) == 12


def test_a_days_changes_are_all_remembered_and_when_no_more_can_be_that_is_said(house: House, key: dict[str, str]):
    # given what was corrected with a key, and then many times with others
    activity = house.caller().post("/activities", json=walk()).get_json()["id"]
    path = f"/activities/{activity}/correction"
    first = house.caller().post(path, json={"reason": "Fel.", "outcome": "Ett."}, headers=SEEN | key)
    house.caller().post(path, json={"reason": "Fel.", "outcome": "Två."}, headers={"If-Match": '"2"'})
    other = {"id": "another", "hash": "", "revision": 2, "created": False, "at": NOON.isoformat()}
    house.database.activities.update_one({"_id": activity}, {"$push": {"requests": {"$each": [other] * (MOST - 1)}}})

    # when it comes again, and another comes with a new key and without
    again = house.caller().post(path, json={"reason": "Fel.", "outcome": "Ett."}, headers=SEEN | key)
    said, at_three = {"reason": "Fel.", "outcome": "Tre."}, {"If-Match": '"3"'}
    new = house.caller().post(path, json=said, headers=at_three | {"Idempotency-Key": str(uuid.uuid4())})
    without = house.caller().post(path, json=said, headers=at_three)

    # then only what could not be remembered is refused, and its day is over in a day
    assert told(again) == told(first)
    assert (new.status_code, new.headers["Retry-After"], without.status_code) == (429, str(24 * 3600), 200)
    house.set_clock(NOON + timedelta(hours=24))
    later = house.caller().post(path, json={"reason": "Fel.", "outcome": "Fyra."}, headers={"If-Match": '"4"'} | key)
    assert later.status_code == 200
    assert len(house.database.activities.find_one({"_id": activity})["requests"]) == 1


def _as_it_is(house: House) -> dict[str, Any]:
    """When the agreement holds: what an amendment must leave as it is."""
    return {"period": house.caller().get(PATH).get_json()["agreement"]["period"]}
