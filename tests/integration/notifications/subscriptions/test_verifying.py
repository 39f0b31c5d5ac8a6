"""A receiver is verified before it is sent anything, and the one before it is used until then."""

import os
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.notifications.channels.own_events import VERIFICATION
from tests.contract.webhooks import assert_told
from tests.integration.notifications.subscriptions.asking import BODY, ONE, As, problem
from tests.integration.notifications_house import NEVER, House
from tests.integration.webhook_receiver import Receiver, answer, receiver
from tests.unit.notifications.events import done


def test_a_receiver_that_repeats_the_challenge_is_verified_and_sent_to(
    web: FlaskClient, as_system: As, notifications: House, system: Receiver
) -> None:
    # given
    body = {"url": system.url, "types": ["activities"]}
    secret = web.put(ONE, json=body, headers=as_system()).get_json()["secret"]

    # when
    response = web.post(f"{ONE}/verification", headers=as_system())

    # then
    assert (response.status_code, response.headers["ETag"], response.get_json()["state"]) == (200, '"2"', "active")
    (asked,) = system.received
    event = asked.signed_by(secret)
    assert (event["type"], event["subject"]) == (VERIFICATION, "nykvarn-status")
    assert_told(VERIFICATION, asked.headers, event)
    assert asked.headers["webhook-id"] == event["id"]
    long_ago = {"since": done().time, "createdAt": done().time}
    notifications.store.database["subscriptions"].update_one({}, {"$set": long_ago})
    notifications.planner.handle([done()])
    notifications.webhooks().deliver_due(NEVER)
    assert system.types[1:] == ["se.loftet.walk.completed.v1"]


@pytest.mark.parametrize(
    "manner",
    [
        answer(204),
        answer(200),
        answer(200, b'{"challenge": "another"}'),
        answer(200, b"[" * 100_000),
        answer(200, b'{"challenge": "' + b"x" * 70_000 + b'"}'),
        answer(301, Location="http://127.0.0.1:1/"),
        answer(500),
    ],
    ids=["204", "nothing", "another", "deep", "long", "redirect", "500"],
)
def test_a_receiver_that_does_not_is_not_verified_and_may_be_tried_again(
    web: FlaskClient, as_system: As, notifications: House, system: Receiver, manner: Any
) -> None:
    # given
    web.put(ONE, json=BODY | {"url": system.url}, headers=as_system())
    system.manners = [manner]

    # when
    first = web.post(f"{ONE}/verification", headers=as_system())
    state = web.get(ONE, headers=as_system()).get_json()["state"]
    again = web.post(f"{ONE}/verification", headers=as_system())

    # then
    assert problem(first) == (422, ["url"])
    assert (state, again.status_code) == ("unverified", 200)
    assert notifications.store.subscriptions.active()[0].id == "nykvarn-status"


def test_a_new_address_has_to_be_verified_anew_and_another_choice_has_not(
    web: FlaskClient, as_system: As, system: Receiver
) -> None:
    # given
    body = BODY | {"url": system.url}
    web.put(ONE, json=body, headers=as_system())
    web.post(f"{ONE}/verification", headers=as_system())

    # when
    chosen = web.put(ONE, json=body | {"types": []}, headers=as_system('"2"')).get_json()
    moved = web.put(ONE, json=BODY, headers=as_system('"3"')).get_json()

    # then the one before stays in use
    assert (chosen["state"], moved["state"]) == ("active", "active")
    assert (moved["url"], moved["nextUrl"]) == (system.url, BODY["url"])
    assert web.put(ONE, json=BODY, headers=as_system()).headers["ETag"] == '"4"'


def test_a_new_receiver_takes_the_place_of_the_one_before_once_it_is_verified_and_not_before(
    web: FlaskClient, as_system: As, system: Receiver
) -> None:
    # given
    web.put(ONE, json=BODY | {"url": system.url}, headers=as_system())
    since = web.post(f"{ONE}/verification", headers=as_system()).get_json()["since"]
    with receiver() as other:
        web.put(ONE, json=BODY | {"url": other.url}, headers=as_system('"2"'))

        # when its handshake fails, and then does not
        other.manners = [answer(500)]
        failed = web.post(f"{ONE}/verification", headers=as_system())
        stands = web.get(ONE, headers=as_system()).get_json()
        verified = web.post(f"{ONE}/verification", headers=as_system()).get_json()

    # then
    assert (problem(failed), stands["url"], stands["state"]) == ((422, ["url"]), system.url, "active")
    assert (verified["url"], verified["nextUrl"], verified["state"]) == (other.url, None, "active")
    assert verified["since"] == since


def test_a_private_machine_is_not_reached_even_by_a_name(strict_web: FlaskClient, as_system: As) -> None:
    # given a name that is well-formed, and this machine's
    made = strict_web.put(ONE, json=BODY | {"url": "https://localhost/"}, headers=as_system())

    # when
    response = strict_web.post(f"{ONE}/verification", headers=as_system())

    # then
    assert made.status_code == 201
    assert response.get_json()["invalidParameters"] == [
        {"property": "url", "reason": "the name leads to a machine that is not of the open internet"}
    ]


def test_no_log_holds_a_secret_or_the_address(
    web: FlaskClient, as_system: As, system: Receiver, capfd: pytest.CaptureFixture[str]
) -> None:
    key = os.urandom(8).hex()
    made = web.put(ONE, json=BODY | {"url": f"{system.url}?key={key}"}, headers=as_system()).get_json()
    web.post(f"{ONE}/verification", headers=as_system())

    out, err = capfd.readouterr()
    assert system.received[0].path.endswith(key)
    assert key not in out + err
    assert made["secret"] not in out + err
