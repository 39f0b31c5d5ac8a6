"""The same request again, or at the same moment: answered as if it had come second, and nothing is done twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from deploy.local import Stack
from shared.events.status import State
from shared.ops.token import Grant, make_token
from tests.integration.notifications_house import House
from tests.unit.notifications.events import BOTH, done, endpoint, status

MUNICIPALITY, _ = BOTH
BASE = "/notifications/v1"
SUBSCRIPTION = f"{BASE}/subscriptions/nykvarn-status"
WANTED = {"url": "https://system.nykvarn.example/loftet", "types": ["statuses"]}
ENDPOINT = f"{BASE}/parties/{MUNICIPALITY}/endpoints/trygghet"
REAL = {"channel": "mail", "address": "trygghet@nykvarn.se", "rhythm": "immediate"}

Ask = Callable[..., TestResponse]


@pytest.fixture
def ask(stack: Stack, app: Flask) -> Ask:
    """Ask as the municipality's system; `key` is an Idempotency-Key, `seen` an If-Match."""
    scopes = tuple(f"{what}:{how}" for what in ("notifications", "subscriptions") for how in ("read", "write"))
    grant = Grant(client="system", scopes=scopes, party=MUNICIPALITY, municipalities=("0140",))
    token = make_token(stack.keys.signing, grant, issuer="https://loftet.localhost", audience="loftet")

    def asked(
        method: str, path: str, body: Any = None, key: str | None = None, seen: int | None = None
    ) -> TestResponse:
        headers = {"Authorization": f"Bearer {token}"}
        headers |= {"Idempotency-Key": key} if key else {}
        headers |= {"If-Match": f'"{seen}"'} if seen else {}
        return app.test_client().open(path, method=method, json=body, headers=headers)

    return asked


def at_once(ask: Ask, *args: Any, **more: Any) -> list[TestResponse]:
    """The answers to the same request, sent four times at the same moment."""
    start = Barrier(4)

    def send(_: int) -> TestResponse:
        start.wait()
        return ask(*args, **more)

    with ThreadPoolExecutor(4) as threads:
        return sorted(threads.map(send, range(4)), key=lambda answer: -answer.status_code)


def failed(notifications: House, number: int) -> list[str]:
    """So many deliveries that were given up."""
    notifications.put(endpoint(MUNICIPALITY))
    notifications.planner.handle([done(id=f"event-{each}") for each in range(number)])
    ids = sorted(each["_id"] for each in notifications.log(party=MUNICIPALITY))
    for each in ids:
        notifications.fail(each)
    return ids


def test_the_same_subscription_endpoint_or_pause_at_once_is_made_and_changed_once(notifications: House, ask: Ask):
    notifications.planner.handle([status(State.BEHIND)])
    pause = f"{BASE}/pauses/{notifications.store.database['concerns'].find_one()['about']}"
    until = (notifications.clock.now() + timedelta(days=9)).date()
    resources: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
        (SUBSCRIPTION, WANTED, WANTED | {"types": ["measures"]}),
        (ENDPOINT, REAL, REAL | {"rhythm": "daily"}),
        (pause, {"until": f"{until}", "reason": "Vi väntar."}, {"until": f"{until}", "reason": "Vi väntar än."}),
    ]

    for path, body, other in resources:
        made = at_once(ask, "PUT", path, body)
        changed = at_once(ask, "PUT", path, other, seen=1)

        assert [each.status_code for each in made] == [201, 200, 200, 200], path
        assert [each.status_code for each in changed] == [200] * 4, path
        assert {each.headers["ETag"] for each in changed} == {'"2"'}, path
        assert len(notifications.log(rule="endpoint-confirmation")) <= 1


def test_whoever_lost_the_answer_to_subscribing_gets_the_secret_again_by_its_key(notifications: House, ask: Ask):
    first = ask("PUT", SUBSCRIPTION, WANTED, key="prenumerera")

    again = ask("PUT", SUBSCRIPTION, WANTED, key="prenumerera")
    without = ask("PUT", SUBSCRIPTION, WANTED)
    other = ask("PUT", SUBSCRIPTION, WANTED | {"types": ["measures"]}, key="prenumerera")
    notifications.clock.advance(timedelta(hours=24))
    late = ask("PUT", SUBSCRIPTION, WANTED, key="prenumerera")

    assert (again.status_code, again.get_data()) == (201, first.get_data())
    assert first.json is not None and first.json["secret"].startswith("whsec_")
    assert (without.status_code, "secret" in (without.json or {})) == (200, False)
    assert other.status_code == 422
    assert (late.status_code, "secret" in (late.json or {})) == (200, False)


def test_subscribing_at_once_with_one_key_makes_one_secret_and_shows_it_to_each(ask: Ask):
    answers = at_once(ask, "PUT", SUBSCRIPTION, WANTED, key="prenumerera")

    assert {(each.status_code, each.get_data()) for each in answers} == {(201, answers[0].get_data())}


def test_a_test_message_is_sent_once_for_a_key(notifications: House, ask: Ask):
    notifications.put(endpoint(MUNICIPALITY, id="trygghet"))

    answers = at_once(ask, "POST", f"{ENDPOINT}/test", key="prov")
    other = ask("POST", f"{ENDPOINT}/test", key="prov-2")
    notifications.clock.advance(timedelta(hours=24))
    late = ask("POST", f"{ENDPOINT}/test", key="prov")

    assert {(each.status_code, each.get_data()) for each in answers} == {(202, answers[0].get_data())}
    assert len({each.get_data() for each in (answers[0], other, late)}) == 3
    assert len(notifications.log(rule="endpoint-test")) == 3


def test_one_that_is_sent_anew_is_so_once_for_a_key_whatever_became_of_it(notifications: House, ask: Ask):
    delivery = failed(notifications, 1)[0]
    path = f"{BASE}/deliveries/{delivery}/resend"

    first = at_once(ask, "POST", path, key="igen")
    notifications.fail(delivery)
    again = ask("POST", path, key="igen")
    other = ask("POST", path, {"another": "body"}, key="igen")
    state = notifications.states(_id=delivery)
    anew = ask("POST", path, key="igen-2")

    assert {(each.status_code, each.get_data()) for each in (*first, again)} == {(200, again.get_data())}
    assert again.json is not None and again.json["state"] == "pending"
    assert state == ["failed"]
    assert other.status_code == 422
    assert (anew.status_code, notifications.states(_id=delivery)) == (200, ["pending"])


def test_all_that_failed_are_sent_anew_once_for_a_key(notifications: House, ask: Ask):
    ids = failed(notifications, 3)
    path = f"{BASE}/deliveries/resend"

    first = at_once(ask, "POST", path, {}, key="alla")
    notifications.fail(ids[0])
    again, other = ask("POST", path, {}, key="alla"), ask("POST", path, {"party": MUNICIPALITY}, key="alla")
    states = notifications.states(party=MUNICIPALITY)
    anew = ask("POST", path, {}, key="alla-2")
    notifications.clock.advance(timedelta(hours=24))
    notifications.fail(ids[1])
    late = ask("POST", path, {}, key="alla")

    assert [each.json for each in (*first, again)] == [{"resent": 3}] * 5
    assert states == ["failed", "pending", "pending"]
    assert other.status_code == 422
    assert (anew.json, late.json) == ({"resent": 1}, {"resent": 1})


def test_a_process_that_died_while_it_sent_anew_is_taken_up_by_the_same_key(notifications: House, ask: Ask):
    ids = failed(notifications, 3)
    path = f"{BASE}/deliveries/resend"
    ask("POST", path, {}, key="alla")
    database = notifications.store.database
    database["resends"].update_one({}, {"$set": {"resent": None}})
    database["deliveries"].update_one({"_id": ids[2]}, {"$unset": {"requests": 1}})
    notifications.fail(ids[0])
    notifications.fail(ids[2])

    again = ask("POST", path, {}, key="alla")

    assert again.json == {"resent": 3}
    assert [notifications.states(_id=each) for each in ids] == [["failed"], ["pending"], ["pending"]]
