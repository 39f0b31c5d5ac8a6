"""Receivers that answer otherwise than they should, or do not: by real HTTP."""

import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from services.notifications.domain.delivery import SUBSCRIPTION_DISABLED
from services.notifications.domain.schedule import WAITS
from services.notifications.domain.subscription import FAILING, GONE
from shared.events.status import State
from tests.integration.notifications.webhooks.sending import deliver, to_system
from tests.integration.notifications_house import NEVER, House
from tests.integration.webhook_receiver import Received, Receiver, answer
from tests.unit.notifications.events import done, status
from tests.waiting import eventually


def written(notifications: House) -> dict[str, int]:
    """How many documents each collection has."""
    database = notifications.store.database
    return {name: found for name in database.list_collection_names() if (found := database[name].count_documents({}))}


def test_a_redirect_is_not_followed_and_the_event_is_sent_again(notifications: House, system: Receiver) -> None:
    notifications.subscribe(system.url)
    system.manners = [answer(301, Location=f"{system.url}/annorstades")]
    notifications.planner.handle([done()])

    deliver(notifications)
    notifications.machine.advance(WAITS[1])
    deliver(notifications)

    assert [each.path for each in system.received] == ["/loftet", "/loftet"]
    (logged,) = to_system(notifications)
    assert [each["detail"] for each in logged["attempts"]] == ["301 Moved Permanently", "204 No Content"]
    assert len(set(system.ids)) == 1


def test_410_disables_the_subscription_and_what_waits_for_it_is_not_sent(
    notifications: House, system: Receiver
) -> None:
    # given
    made = notifications.subscribe(system.url)
    system.usual = answer(410)
    notifications.planner.handle([done(), status(State.BEHIND)])

    # when
    deliver(notifications)
    deliver(notifications)

    # then
    assert len(system.received) == 1
    now = notifications.subscription(made)
    assert (now.state, now.reason, now.revision) == ("disabled", GONE, 2)
    assert {(each["state"], each["reason"]) for each in to_system(notifications)} == {
        ("failed", "410 Gone"),
        ("suppressed", SUBSCRIPTION_DISABLED),
    }


def test_five_days_of_failures_disable_it_and_one_success_between_does_not(
    notifications: House, system: Receiver
) -> None:
    # given
    made = notifications.subscribe(system.url)
    system.usual = answer(500)

    def a_day(manner: Any = None) -> None:
        system.manners = [manner] if manner else []
        notifications.store.database["deliveries"].delete_many({})
        notifications.planner.handle([done(id=f"walk-{notifications.machine.now()}")])
        deliver(notifications)
        notifications.machine.advance(timedelta(days=1))

    # when
    for _ in range(4):
        a_day()
    a_day(answer(200))
    for _ in range(5):
        a_day()
    after_a_success = notifications.subscription(made).state
    a_day()

    # then
    assert after_a_success == "active"
    now = notifications.subscription(made)
    assert (now.state, now.reason) == ("disabled", FAILING)


@pytest.mark.parametrize(
    ("asked", "waited"),
    [("600", timedelta(minutes=10)), ("1", WAITS[1]), ("9999999", WAITS[-1]), ("soon", WAITS[1]), ("-5", WAITS[1])],
)
def test_retry_after_is_respected_within_bounds(
    notifications: House, system: Receiver, asked: str, waited: timedelta
) -> None:
    notifications.subscribe(system.url)
    system.manners = [answer(429, Retry_After=asked)]
    notifications.planner.handle([done()])

    deliver(notifications)

    (logged,) = to_system(notifications)
    assert logged["nextAttemptAt"] - notifications.machine.now() == waited
    assert logged["attempts"][0]["detail"] == "429 Too Many Requests"


def test_a_receiver_that_hangs_is_cut_and_tried_again(notifications: House, system: Receiver) -> None:
    # given
    notifications.subscribe(system.url)
    let_go = threading.Event()
    system.manners = [lambda *_: str(let_go.wait(60))]
    notifications.planner.handle([done()])

    # when
    deliver(notifications, read=0.3)
    let_go.set()

    # then
    (logged,) = to_system(notifications)
    assert (logged["state"], logged["attempts"][0]["detail"]) == ("pending", "the receiver took too long")


def test_an_answer_without_end_is_cut(notifications: House, system: Receiver) -> None:
    # given
    notifications.subscribe(system.url)
    written: list[int] = []

    def endless(handler: BaseHTTPRequestHandler, _: Received) -> None:
        handler.send_response(200)
        handler.send_header("Connection", "close")
        handler.end_headers()
        while True:
            written.append(handler.wfile.write(b"x" * 65_536))

    system.manners = [endless]
    notifications.planner.handle([done()])

    # when
    deliver(notifications)

    # then
    assert [each["state"] for each in to_system(notifications)] == ["delivered"]
    eventually(lambda: system.at_once == 0)
    assert sum(written) < 50_000_000  # no more than what the machine's own buffers took


def test_one_that_fails_rests_so_that_not_all_that_waits_for_it_is_tried(
    notifications: House, system: Receiver
) -> None:
    notifications.subscribe(system.url)
    system.usual = answer(503)
    notifications.planner.handle([done(id=f"walk-{n}") for n in range(10)])

    webhooks = notifications.webhooks()
    webhooks.deliver_due(NEVER)
    at_first = len(system.received)
    notifications.machine.advance(timedelta(seconds=1))
    webhooks.deliver_due(NEVER)

    assert (at_first, len(system.received)) == (1, 2)
