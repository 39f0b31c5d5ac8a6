"""Requests that come again: across processes and crashes they have their effect once, and after a day they are new."""

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from werkzeug.test import TestResponse

from deploy.local import Stack
from shared.ops.token import SCOPES, Grant
from tests.integration.activities_house import KOMMUN, MUNICIPALITY, NOON, POLICE, House, house_on, walk
from tests.integration.creating import CREATING, SIGNING, Creating, killed

ALMOST_A_DAY, A_DAY = timedelta(hours=23, minutes=59), timedelta(hours=24)
each_creating = pytest.mark.parametrize("creating", CREATING, ids=lambda each: each.name)


@pytest.fixture(scope="module")
def shared_house(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house_on(stack, tmp_path_factory.mktemp("repeats")) as made:
        yield made


@pytest.fixture
def house(shared_house: House) -> Iterator[House]:
    yield shared_house
    shared_house.set_clock(NOON)
    for creating in CREATING:
        shared_house.database[creating.collection].delete_many({})


@pytest.fixture
def key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid.uuid4())}


def told(answer: TestResponse) -> tuple[int, bytes, str | None, str | None]:
    return answer.status_code, answer.get_data(), answer.headers.get("ETag"), answer.headers.get("Location")


@each_creating
def test_another_process_answers_a_repeat_as_the_first_did(house: House, creating: Creating, key: dict[str, str]):
    path = creating.path(house)
    with house.twin() as twin:
        before = creating.count(house)
        first = creating.caller(house).post(path, json=creating.body, headers=key)
        house.set_clock(NOON + ALMOST_A_DAY)

        again = creating.caller(twin).post(path, json=creating.body, headers=key)

    assert first.status_code == creating.status, first.get_data(as_text=True)
    assert told(again) == told(first)
    assert creating.count(house) == before + creating.makes


def test_a_key_is_that_of_the_party_that_its_system_speaks_for(house: House, key: dict[str, str]):
    vendors = [
        house.bearer_of(Grant(client="a-vendors", scopes=SCOPES, party=party, municipalities=(MUNICIPALITY,)))
        for party in (KOMMUN, POLICE)
    ]

    ours, theirs = (each.post("/activities", json=walk(), headers=key) for each in vendors)
    again = vendors[0].post("/activities", json=walk(), headers=key)

    assert [ours.get_json()["reportedBy"], theirs.get_json()["reportedBy"]] == [KOMMUN, POLICE]
    assert told(again) == told(ours)


@each_creating
def test_many_at_once_in_two_processes_make_one_and_all_get_its_answer(
    house: House, creating: Creating, key: dict[str, str]
):
    path, start = creating.path(house), Barrier(6)
    before = creating.count(house)

    def send(there: House) -> TestResponse:
        caller = creating.caller(there)
        start.wait()
        return caller.post(path, json=creating.body, headers=key)

    with house.twin() as twin, ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(send, [house, twin] * 3))

    assert {told(answer) for answer in answers} == {told(answers[0])}
    assert answers[0].status_code == creating.status
    assert creating.count(house) == before + creating.makes


@pytest.mark.parametrize("creating", [each for each in CREATING if each.other], ids=lambda each: each.name)
def test_a_key_that_came_with_another_body_is_refused(house: House, creating: Creating, key: dict[str, str]):
    path = creating.path(house)
    first = creating.caller(house).post(path, json=creating.body, headers=key)
    count = creating.count(house)

    other = creating.caller(house).post(path, json=creating.other, headers=key)

    assert first.status_code == creating.status
    assert (other.status_code, other.get_json(force=True)["title"]) == (422, "Idempotency-Key used before")
    assert creating.count(house) == count


@pytest.mark.parametrize("creating", [each for each in CREATING if each is not SIGNING], ids=lambda each: each.name)
def test_after_a_day_a_key_is_as_good_as_new_and_then_holds_for_a_day(
    house: House, creating: Creating, key: dict[str, str]
):
    path, bodies = creating.path(house), [creating.body, creating.other or creating.body]
    first = creating.caller(house).post(path, json=bodies[0], headers=key)
    count = creating.count(house)
    house.set_clock(NOON + A_DAY)

    new, repeated = (creating.caller(house).post(path, json=bodies[1], headers=key) for _ in range(2))
    house.set_clock(NOON + 2 * A_DAY)
    third = creating.caller(house).post(path, json=bodies[0], headers=key)

    assert {first.status_code, new.status_code, third.status_code} == {creating.status}
    assert told(repeated) == told(new)
    assert len({first.get_data(), new.get_data(), third.get_data()}) == 3
    assert creating.count(house) > count


def test_after_a_day_a_key_may_sign_anew(house: House, key: dict[str, str]):
    house.caller().post("/assessments", json=SIGNING.body, headers=key)
    house.set_clock(NOON + A_DAY)

    headers = key | {"If-Match": '"1"'}
    answers = [house.caller().post("/assessments", json=SIGNING.other, headers=headers) for _ in range(2)]

    assert [(each.status_code, each.get_json()["revision"]) for each in answers] == [(200, 2), (200, 2)]


@each_creating
def test_a_process_killed_between_write_and_answer_leaves_what_a_repeat_is_answered_with(
    house: House, creating: Creating, key: dict[str, str]
):
    path = creating.path(house)
    before = creating.count(house)
    killed(house, creating.collection, path, creating.body, creating.caller(house).headers | key)

    again, once_more = (creating.caller(house).post(path, json=creating.body, headers=key) for _ in range(2))

    assert again.status_code == creating.status
    assert told(once_more) == told(again)
    assert creating.count(house) == before + creating.makes


def test_a_killed_change_is_answered_when_its_key_comes_again(house: House, key: dict[str, str]):
    done = house.caller().post("/activities", json=walk()).get_json()
    body, seen = {"outcome": "Tolv platser.", "reason": "Fattades."}, {"If-Match": '"1"'}
    path = f"/activities/{done['id']}/correction"
    killed(house, "activities", path, body, house.caller().headers | key | seen)

    again = house.caller().post(path, json=body, headers=key | seen)

    assert (again.status_code, again.headers["ETag"], again.get_json()["outcome"]) == (200, '"2"', "Tolv platser.")


def test_a_change_that_comes_again_with_its_key_gets_the_answer_that_it_got(house: House, key: dict[str, str]):
    done = house.caller().post("/activities", json=walk()).get_json()
    path, seen = f"/activities/{done['id']}", {"If-Match": '"1"'}
    body = {"outcome": "Tolv platser.", "reason": "Fattades."}
    first = house.caller().post(f"{path}/correction", json=body, headers=key | seen)
    later = house.caller().post(f"{path}/withdrawal", json={"reason": "Dubbelt."}, headers={"If-Match": '"2"'})

    again = house.caller().post(f"{path}/correction", json=body, headers=key | seen)
    other = house.caller().post(f"{path}/correction", json=body | {"outcome": "Elva."}, headers=key | seen)
    without = house.caller().post(f"{path}/correction", json=body, headers=seen)

    assert (first.status_code, later.status_code) == (200, 200)
    assert told(again) == told(first)
    assert (other.status_code, without.status_code) == (422, 412)
    assert house.caller().get(path).get_json()["revision"] == 3


def test_a_change_at_once_in_two_processes_is_made_once_and_both_are_told(house: House, key: dict[str, str]):
    done = house.caller().post("/activities", json=walk()).get_json()
    path, start = f"/activities/{done['id']}/withdrawal", Barrier(4)

    def send(there: House) -> TestResponse:
        caller = there.caller()
        start.wait()
        return caller.post(path, json={"reason": "Dubbelt."}, headers=key | {"If-Match": '"1"'})

    with house.twin() as twin, ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(send, [house, twin] * 2))

    assert {told(answer) for answer in answers} == {told(answers[0])}
    assert (answers[0].status_code, answers[0].get_json()["revision"]) == (200, 2)


def test_the_key_of_a_change_is_forgotten_after_a_day(house: House, key: dict[str, str]):
    done = house.caller().post("/activities", json=walk()).get_json()
    path, seen = f"/activities/{done['id']}/correction", {"If-Match": '"1"'}
    body = {"outcome": "Tolv platser.", "reason": "Fattades."}
    house.caller(KOMMUN).post(path, json=body, headers=key | seen)
    house.set_clock(NOON + A_DAY)

    assert house.caller(KOMMUN).post(path, json=body, headers=key | seen).status_code == 412
