"""Channels beside mail and webhooks: set up by the operator, named by a party, and really sent to."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from deploy.local import Stack
from services.notifications.channels.other import BadChannels, channels_of
from services.notifications.domain.delivery import OUTSIDE_DEMONSTRATION
from services.notifications.domain.endpoint import NOT_SET_UP, OTHER, Endpoint
from services.notifications.domain.schedule import WAITS
from shared.events.status import State
from shared.ops.token import Grant, make_token
from tests.integration.notifications_house import NEVER, House, house
from tests.integration.webhook_receiver import Receiver, answer, receiver
from tests.unit.notifications.events import BOTH, done, endpoint, status

MUNICIPALITY, POLICE = BOTH
CHAT = Endpoint(MUNICIPALITY, "chatt", OTHER, f"{MUNICIPALITY}/teams")
HERE = f"/notifications/v1/parties/{MUNICIPALITY}/endpoints/chatt"


@pytest.fixture
def chat() -> Iterator[Receiver]:
    with receiver(answer(200)) as made:
        yield made


@pytest.fixture
def notifications(stack: Stack, chat: Receiver) -> Iterator[House]:
    with house(stack, channels=f"{MUNICIPALITY}/teams=json://127.0.0.1:{chat.port}/hemligt") as made:
        yield made


@pytest.fixture
def bearer(stack: Stack) -> dict[str, str]:
    scopes = ("notifications:read", "notifications:write")
    grant = Grant(client="system", party=MUNICIPALITY, municipalities=("0140",), scopes=scopes)
    token = make_token(stack.keys.signing, grant, issuer="https://loftet.localhost", audience="loftet")
    return {"Authorization": f"Bearer {token}"}


def deliver(notifications: House) -> int:
    return notifications.others().deliver_due(NEVER)


def test_what_is_told_reaches_the_channel_in_its_words_and_stands_in_the_log(
    notifications: House, chat: Receiver
) -> None:
    # given
    notifications.put(CHAT)

    # when
    for _ in range(2):
        notifications.planner.handle([done()])
        deliver(notifications)

    # then
    (received,) = chat.received
    told = json.loads(received.body)
    (logged,) = notifications.log(party=MUNICIPALITY)
    assert "Trygghetsvandring" in told["title"]
    assert "https://loftet.example/0140" in told["message"]
    assert told["message"].rstrip().endswith(logged["_id"])
    assert (logged["channel"], logged["state"], logged["attempts"][0]["outcome"]) == (OTHER, "delivered", "accepted")
    assert "hemligt" not in str(logged)


def test_what_is_not_accepted_is_tried_again_by_the_published_waits(notifications: House, chat: Receiver) -> None:
    notifications.put(CHAT)
    chat.manners = [answer(503)]
    notifications.planner.handle([done()])

    deliver(notifications)
    notifications.machine.advance(WAITS[1] - timedelta(seconds=1))
    too_early = deliver(notifications)
    notifications.machine.advance(timedelta(seconds=1))
    deliver(notifications)

    assert too_early == 0
    (logged,) = notifications.log(party=MUNICIPALITY)
    assert [each["outcome"] for each in logged["attempts"]] == ["delayed", "accepted"]


def test_quiet_hours_digests_and_demonstrations_hold_there_too(notifications: House, chat: Receiver) -> None:
    notifications.put(Endpoint(MUNICIPALITY, "chatt", OTHER, CHAT.address, rhythm="daily"))
    notifications.planner.handle([done(), done(id="prov", demonstration=True)])
    deliver(notifications)
    at_once = len(chat.received)

    notifications.clock.advance(timedelta(days=3))
    notifications.timekeeper.tick()
    deliver(notifications)

    assert (at_once, len(chat.received)) == (0, 1)
    assert "1 nyhet" in json.loads(chat.received[0].body)["title"]
    assert OUTSIDE_DEMONSTRATION in {each["reason"] for each in notifications.log(party=MUNICIPALITY)}


def test_five_days_of_failures_disable_it_and_its_owner_is_told_by_mail(
    notifications: House, chat: Receiver, web: FlaskClient, bearer: dict[str, str]
) -> None:
    # given
    notifications.put(CHAT)
    notifications.put(endpoint(MUNICIPALITY))
    chat.usual = answer(500)

    # when
    for day in range(7):
        notifications.planner.handle([status(State.BEHIND)] if day == 0 else [done(id=f"walk-{day}")])
        deliver(notifications)
        notifications.machine.advance(timedelta(days=1))

    # then
    disabled = web.get(HERE, headers=bearer).get_json()
    assert disabled["state"] == "disabled"
    assert [each["endpoint"] for each in notifications.log(rule="endpoint-disabled")] == ["trygghet"]
    assert web.post(f"{HERE}/confirmation", headers=bearer).get_json()["state"] == "active"


def test_a_party_names_a_channel_of_its_own_and_no_other(
    web: FlaskClient, bearer: dict[str, str], notifications: House, chat: Receiver
) -> None:
    def put(**body: Any) -> Any:
        return web.put(HERE, json={"channel": OTHER} | body, headers=bearer)

    refused = [put(name="slack"), put(), put(name="teams", address="a@b.example"), put(address="json://10.0.0.1")]
    made = put(name="teams")
    tested = web.post(f"{HERE}/test", headers=bearer)
    notifications.machine.advance(timedelta(minutes=1))
    deliver(notifications)

    assert [each.status_code for each in refused] == [422] * 4
    assert (made.status_code, made.get_json()["state"]) == (201, "active")
    assert (made.get_json()["name"], made.get_json()["address"]) == ("teams", None)
    assert "hemligt" not in made.text
    assert tested.status_code == 202
    assert json.loads(chat.received[0].body)["title"] == "Provmeddelande från Löftet"


def test_one_that_is_set_up_no_more_fails_and_says_so(stack: Stack) -> None:
    with house(stack) as notifications:
        notifications.put(CHAT)
        notifications.planner.handle([done()])

        deliver(notifications)

        (logged,) = notifications.log(party=MUNICIPALITY)
        assert (logged["state"], logged["reason"]) == ("failed", NOT_SET_UP)


@pytest.mark.parametrize("text", ["teams=json://x", "a/b=nonsense://hemligt", "a/b=json://hemligt c/d", "a/b"])
def test_what_is_no_channel_is_refused_at_the_start_without_its_address(text: str) -> None:
    with pytest.raises(BadChannels) as error:
        channels_of(text)

    assert "hemligt" not in str(error.value)


def test_without_the_package_it_is_said_which_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.notifications.channels.other.find_spec", lambda _: None)

    assert channels_of("") == {}
    with pytest.raises(BadChannels, match="install the extra `channels`"):
        channels_of("a/b=json://x")
