"""The API of subscriptions: whose they are, what is refused, and how a receiver is verified."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from deploy.local import Stack
from services.notifications.app import create_app
from services.notifications.channels.own_events import VERIFICATION
from services.notifications.domain.subscription import MOST_SECRETS, NEW
from shared.ops.token import Grant, make_token
from tests.contract.webhooks import assert_told
from tests.integration.notifications_house import NEVER, House, house
from tests.integration.webhook_receiver import Receiver, answer, receiver
from tests.unit.notifications.events import BOTH, done

MUNICIPALITY, POLICE = BOTH
EVERY = "/notifications/v1/subscriptions"
ONE = f"{EVERY}/nykvarn-status"
BODY = {"url": "https://system.nykvarn.example/loftet", "types": ["statuses"]}

Headers = dict[str, str]
As = Callable[..., Headers]


@pytest.fixture
def notifications(stack: Stack) -> Iterator[House]:
    with house(stack) as made:
        yield made


@pytest.fixture
def strict(stack: Stack) -> Iterator[House]:
    with house(stack, webhooks_insecure=False) as made:
        yield made


@pytest.fixture
def system() -> Iterator[Receiver]:
    with receiver() as made:
        yield made


def client_of(house: House) -> Iterator[FlaskClient]:
    app = create_app(house.settings)
    with app.test_client() as client:
        yield client
    app.extensions["store"].database.client.close()


@pytest.fixture
def web(notifications: House) -> Iterator[FlaskClient]:
    yield from client_of(notifications)


@pytest.fixture
def strict_web(strict: House) -> Iterator[FlaskClient]:
    yield from client_of(strict)


@pytest.fixture
def as_system(stack: Stack) -> As:
    """Headers with a token of a system; changes are of its grant, `If_Match` is a header."""

    def headers(match: str | None = None, **changes: Any) -> Headers:
        values: dict[str, Any] = {
            "client": "trygg-i-nykvarn",
            "party": MUNICIPALITY,
            "municipalities": ("0140",),
            "scopes": ("subscriptions:read", "subscriptions:write"),
        }
        grant = Grant(**values | changes)
        token = make_token(stack.keys.signing, grant, issuer="https://loftet.localhost", audience="loftet")
        return {"Authorization": f"Bearer {token}"} | ({"If-Match": match} if match else {})

    return headers


def problem(response: TestResponse) -> tuple[int, list[str]]:
    assert response.content_type == "application/problem+json"
    return response.status_code, [each["property"] for each in response.get_json().get("invalidParameters", [])]


def test_a_system_subscribes_and_is_shown_the_secret_once(web: FlaskClient, as_system: As) -> None:
    first = web.put(ONE, json=BODY, headers=as_system())
    again = web.put(ONE, json=BODY, headers=as_system())
    read = web.get(ONE, headers=as_system())

    assert (first.status_code, first.headers["ETag"]) == (201, '"1"')
    made = first.get_json()
    assert made["secret"].startswith("whsec_")
    assert (made["state"], made["reason"], made["municipalities"]) == ("unverified", NEW, ["0140"])
    assert (again.status_code, again.headers["ETag"]) == (200, '"1"')
    assert again.get_json() == read.get_json() == {name: made[name] for name in made if name != "secret"}


def test_a_change_says_which_revision_it_rests_on(web: FlaskClient, as_system: As) -> None:
    # given
    web.put(ONE, json=BODY, headers=as_system())
    other = BODY | {"states": ["behind"]}

    # when
    without = web.put(ONE, json=other, headers=as_system())
    stale = web.put(ONE, json=other, headers=as_system('"7"'))
    right = web.put(ONE, json=other, headers=as_system('"1"'))

    # then
    assert (problem(without)[0], problem(stale)[0], right.status_code) == (428, 412, 200)
    assert (right.headers["ETag"], right.get_json()["states"]) == ('"2"', ["behind"])
    assert problem(web.put(f"{EVERY}/ny", json=BODY, headers=as_system('"1"')))[0] == 412
    assert [problem(web.delete(ONE, headers=as_system(match)))[0] for match in (None, '"1"')] == [428, 412]
    assert web.delete(ONE, headers=as_system('"2"')).status_code == 204
    assert problem(web.get(ONE, headers=as_system()))[0] == 404


def test_what_was_seen_before_it_was_removed_is_no_ground_to_change_what_was_made_anew(
    web: FlaskClient, as_system: As
) -> None:
    # given
    seen = web.put(ONE, json=BODY, headers=as_system()).headers["ETag"]
    web.delete(ONE, headers=as_system(seen))
    anew = web.put(ONE, json=BODY, headers=as_system())

    # when
    stale = web.put(ONE, json=BODY | {"states": ["behind"]}, headers=as_system(seen))
    right = web.put(ONE, json=BODY | {"states": ["behind"]}, headers=as_system(anew.headers["ETag"]))

    # then
    assert (anew.status_code, problem(stale)[0], right.status_code) == (201, 412, 200)
    assert problem(web.post(f"{ONE}/verification", headers=as_system(seen)))[0] == 412
    assert web.delete(ONE, headers=as_system(right.headers["ETag"])).status_code == 204


def test_a_subscription_is_its_owner_s_and_nobody_else_knows_of_it(web: FlaskClient, as_system: As) -> None:
    # given
    web.put(ONE, json=BODY, headers=as_system())

    for other in ({"client": "annan"}, {"party": POLICE}):
        # when
        read = web.get(ONE, headers=as_system(**other))
        removed = web.delete(ONE, headers=as_system('"1"', **other))
        rotated = web.post(f"{ONE}/secret", headers=as_system('"1"', **other))
        verified = web.post(f"{ONE}/verification", headers=as_system(**other))
        listed = web.get(EVERY, headers=as_system(**other)).get_json()

        # then
        assert [problem(each)[0] for each in (read, removed, rotated, verified)] == [404] * 4
        assert listed["total"] == 0
        own = web.put(ONE, json=BODY, headers=as_system(**other))
        assert own.status_code == 201
    assert [item["id"] for item in web.get(EVERY, headers=as_system()).get_json()["items"]] == ["nykvarn-status"]


def test_it_reaches_no_further_than_the_token(web: FlaskClient, as_system: As) -> None:
    elsewhere = web.put(ONE, json=BODY | {"municipalities": ["0140", "9999"]}, headers=as_system())
    nowhere = web.put(ONE, json=BODY, headers=as_system(municipalities=()))
    nobody = web.put(ONE, json=BODY, headers=as_system(party=None))
    read_only = web.put(ONE, json=BODY, headers=as_system(scopes=("subscriptions:read",)))

    assert [problem(each)[0] for each in (elsewhere, nowhere, nobody, read_only)] == [403] * 4


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"url": "http://system.nykvarn.example/"}, "url"),
        ({"url": "https://user:pass@system.nykvarn.example/"}, "url"),
        ({"url": "https://system.nykvarn.example/#a"}, "url"),
        ({"url": "ftp://system.nykvarn.example/"}, "url"),
        ({"url": "https:///loftet"}, "url"),
        ({"url": "https://system.nykvarn.example:99999/"}, "url"),
        ({"url": "https://system.nykvarn.example/å"}, "url"),
        ({"url": "https://system.nykvarn.example/\r\nHost: x"}, "url"),
        ({"url": "http://127.0.0.1/"}, "url"),
        ({"url": "https://127.0.0.1/"}, "url"),
        ({"url": "https://[::ffff:10.0.0.1]/"}, "url"),
        ({"url": "https://169.254.169.254/latest/meta-data"}, "url"),
        ({"types": ["statuses", "everything"]}, "types[1]"),
        ({"municipalities": ["140"]}, "municipalities[0]"),
        ({"agreements": ["Å"]}, "agreements[0]"),
        ({"kinds": ["dance"]}, "kinds[0]"),
        ({"states": ["lost"]}, "states[0]"),
        ({"secret": "whsec_min"}, "secret"),
    ],
)
def test_a_bad_body_is_refused_with_what_is_wrong(
    strict_web: FlaskClient, as_system: As, changes: Any, wrong: str
) -> None:
    response = strict_web.put(ONE, json=BODY | changes, headers=as_system())

    assert problem(response) == (422, [wrong])


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
    notifications.store.database["subscriptions"].update_one({}, {"$set": {"since": done().time}})
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


def test_a_new_secret_is_shown_once_and_not_too_often(web: FlaskClient, as_system: As) -> None:
    # given
    first = web.put(ONE, json=BODY, headers=as_system()).get_json()

    # when
    without = web.post(f"{ONE}/secret", headers=as_system())
    secrets = [
        web.post(f"{ONE}/secret", headers=as_system(f'"{revision}"')).get_json()["secret"]
        for revision in range(1, MOST_SECRETS)
    ]
    one_more = web.post(f"{ONE}/secret", headers=as_system(f'"{MOST_SECRETS}"'))

    # then
    assert problem(without)[0] == 428
    assert len({first["secret"], *secrets}) == MOST_SECRETS
    assert problem(one_more)[0] == 409
    assert "secret" not in web.get(ONE, headers=as_system()).get_json()


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
