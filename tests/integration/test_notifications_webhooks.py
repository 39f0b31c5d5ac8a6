"""From an event to a system that subscribes: filtered, signed, repeated when it must be, and never in others' way."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from standardwebhooks.webhooks import WebhookVerificationError

from deploy.local import Stack
from services.notifications.domain.delivery import SUBSCRIPTION_DISABLED, SUBSCRIPTION_GONE
from services.notifications.domain.facets import FOLLOWED
from services.notifications.domain.schedule import LEASE, WAITS
from services.notifications.domain.subscription import FAILING, GONE, new_secret, redefined, rotated
from services.notifications.domain.withheld import WITHDRAWN
from services.notifications.lanes import LANES
from shared.clock import SystemClock
from shared.events import catalogue
from shared.events.cloudevent import Outgoing
from shared.events.examples import EXAMPLES
from shared.events.status import State
from tests.contract.webhooks import assert_told
from tests.integration.notifications_house import NEVER, House, house
from tests.integration.webhook_receiver import Received, Receiver, answer, receiver
from tests.unit.notifications.events import BOTH, done, endpoint, event, status, tip, withdrawn
from tests.waiting import eventually

MUNICIPALITY, POLICE = BOTH
WALK = "se.loftet.walk.completed.v1"


@pytest.fixture
def notifications(stack: Stack) -> Iterator[House]:
    with house(stack, activities_url="https://loftet.example") as made:
        yield made


@pytest.fixture
def system() -> Iterator[Receiver]:
    with receiver() as made:
        yield made


def deliver(notifications: House, **limits: float) -> None:
    notifications.webhooks(**limits).deliver_due(NEVER)


def to_system(notifications: House) -> list[dict[str, Any]]:
    return notifications.log(channel="webhook")


def test_a_subscriber_is_sent_the_event_whole_and_signed(notifications: House, system: Receiver) -> None:
    # given
    made = notifications.subscribe(f"{system.url}?key=1")
    walk = done()

    # when
    notifications.planner.handle([walk])
    deliver(notifications)

    # then
    (received,) = system.received
    sent = received.signed_by(made.secrets[0].value)
    assert sent == {
        "specversion": "1.0",
        "id": walk.id,
        "source": "/loftet/activities",
        "type": WALK,
        "time": "2022-01-01T00:00:01Z",
        "datacontenttype": "application/json",
        "dataschema": f"https://loftet.example/activities/v1/schemas/{WALK}",
        "data": sent["data"],
    }
    assert sent["data"]["outcome"] == "Trasig belysning vid gångtunneln är anmäld."
    assert received.path == "/loftet?key=1"
    assert received.headers["content-type"] == "application/cloudevents+json; charset=utf-8"
    (logged,) = to_system(notifications)
    assert (logged["state"], logged["_id"], logged["payload"]) == ("delivered", system.ids[0], None)
    (told,) = [Outgoing.from_document(each) for each in logged["events"]]
    assert told.headers["ce_type"] == "se.loftet.delivery.succeeded.v1"


def test_every_type_that_can_be_followed_is_sent(notifications: House, system: Receiver) -> None:
    # given
    notifications.subscribe(system.url, party=POLICE)

    # when
    notifications.planner.handle([event(name, EXAMPLES[name]) for name in FOLLOWED])
    deliver(notifications)

    # then
    assert sorted(system.types) == sorted(FOLLOWED)
    for each in system.received:
        assert_told(each.event["type"], each.headers, each.event)


def test_a_subscription_is_sent_what_it_asks_for_and_nothing_else(notifications: House, system: Receiver) -> None:
    # given
    wanted = {"types": ("statuses",), "states": ("behind",), "agreements": ("nykvarn-2021-2022",)}
    notifications.subscribe(system.url, wanted=wanted)

    # when
    elsewhere = status(State.BEHIND, municipality="9999", municipality_name="Exempelkommun", promise="annat")
    notifications.planner.handle([done(), tip(), status(State.AT_RISK), status(State.BEHIND), elsewhere])
    deliver(notifications)

    # then
    assert [each.event["data"]["status"]["state"] for each in system.received] == ["behind"]


def test_a_tip_is_sent_to_the_police_that_it_is_for_and_to_nobody_else(notifications: House, system: Receiver) -> None:
    for name, party in (("kommun", MUNICIPALITY), ("polis", POLICE)):
        notifications.subscribe(f"{system.url}/{name}", name, party=party, wanted={"types": ("tips",)})

    notifications.planner.handle([tip()])
    deliver(notifications)

    assert [each.path for each in system.received] == ["/loftet/polis"]


def test_what_happened_before_the_receiver_was_verified_is_not_sent(notifications: House, system: Receiver) -> None:
    # given a subscription of now, and events of years ago
    made = notifications.subscribe(system.url)
    since = notifications.clock.now()
    notifications.store.database["subscriptions"].update_one({"_id": made.key}, {"$set": {"since": since}})

    notifications.planner.handle([done(), status(State.BEHIND)])

    assert to_system(notifications) == []


def test_what_nobody_follows_is_written_nowhere(notifications: House) -> None:
    before = written(notifications)

    notifications.planner.handle([event(catalogue.OBSERVATION_NOTED, EXAMPLES[catalogue.OBSERVATION_NOTED])])

    assert written(notifications) == before


def written(notifications: House) -> dict[str, int]:
    """How many documents each collection has."""
    database = notifications.store.database
    return {name: found for name in database.list_collection_names() if (found := database[name].count_documents({}))}


def test_the_same_event_again_is_sent_once(notifications: House, system: Receiver) -> None:
    notifications.subscribe(system.url)

    for _ in range(3):
        notifications.planner.handle([done(), done()])
        deliver(notifications)

    assert len(system.received) == 1


def test_after_a_kill_between_acceptance_and_books_the_repeat_is_the_same_message(
    notifications: House, system: Receiver
) -> None:
    # given a deliverer that ended when the receiver had accepted, before it wrote so
    made = notifications.subscribe(system.url)
    notifications.planner.handle([done()])
    now, told = notifications.machine.now(), notifications.clock.now()
    (due,) = notifications.store.sending.due_to_subscriptions(now, told, 10, ())[made.key]
    claimed = notifications.store.sending.claim(due, now, told)
    assert claimed is not None
    notifications.webhook_channel().send(claimed.delivery, made)

    # when another looks: at once, and when the lease is over
    deliver(notifications)
    at_once = len(system.received)
    notifications.machine.advance(LEASE)
    deliver(notifications)

    # then
    assert (at_once, len(system.received)) == (1, 2)
    assert len(set(system.ids)) == 1
    assert system.received[0].body == system.received[1].body


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


def test_a_slow_receiver_delays_neither_others_nor_mail_and_is_asked_one_thing_at_a_time(
    notifications: House, system: Receiver
) -> None:
    # given one that holds on to what it is sent, for as long as we like
    let_go = threading.Event()

    def slowly(handler: BaseHTTPRequestHandler, received: Received) -> None:
        let_go.wait(60)
        answer(204)(handler, received)

    with receiver(slowly) as slow:
        notifications.subscribe(slow.url, "langsam")
        notifications.subscribe(system.url, "snabb")
        notifications.put(endpoint(MUNICIPALITY))
        notifications.planner.handle([done(id=f"walk-{n}") for n in range(20)])
        stop = threading.Event()
        thread = threading.Thread(target=notifications.webhooks(read=60, total=60).run, args=(stop,))
        thread.start()

        # when
        try:
            eventually(lambda: len(system.received) == 20, 20)
            notifications.planner.handle([status(State.BEHIND)])
            eventually(lambda: len(system.received) == 21, 20)
            while_it_held = len(slow.received)
            let_go.set()
            eventually(lambda: len(slow.received) == 21, 20)
        finally:
            let_go.set()
            stop.set()
            thread.join(20)

    # then
    assert while_it_held == 1
    assert slow.most_at_once == system.most_at_once == 1
    assert not thread.is_alive()


def test_more_that_hang_than_there_are_lanes_delay_nobody(notifications: House, system: Receiver) -> None:
    # given receivers that take what they are sent and never answer, and after them one that does
    let_go = threading.Event()
    with receiver(lambda *_: str(let_go.wait(60))) as dead:
        for number in range(LANES + 2):
            notifications.subscribe(dead.url, f"a-hanging-{number}")
        notifications.planner.handle([done()])
        notifications.subscribe(system.url, "svarar")
        stop = threading.Event()
        thread = threading.Thread(target=notifications.webhooks(read=60, total=60).run, args=(stop,))
        thread.start()
        try:
            eventually(lambda: len(dead.received) >= LANES, 20)

            # when
            notifications.planner.handle([status(State.BEHIND)])

            # then
            eventually(lambda: len(system.received) == 1, 20)
        finally:
            let_go.set()
            stop.set()
            thread.join(20)


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


def test_after_the_secret_was_changed_the_old_one_signs_too_for_a_day(notifications: House, system: Receiver) -> None:
    # given
    made = notifications.subscribe(system.url)
    old = made.secrets[0].value
    now = SystemClock().now()
    twice = rotated(made, new_secret(lambda n: b"n" * n), notifications.clock.now(), now)
    assert notifications.store.subscriptions.put(twice)

    # when, within the day and after it
    notifications.planner.handle([done()])
    deliver(notifications)
    ended = {"$set": {"secrets.1.until": now - timedelta(seconds=1)}}
    notifications.store.database["subscriptions"].update_one({"_id": made.key}, ended)
    notifications.planner.handle([status(State.BEHIND)])
    deliver(notifications)

    # then
    first, second = system.received
    assert first.signed_by(old) == first.signed_by(twice.secrets[0].value)
    second.signed_by(twice.secrets[0].value)
    with pytest.raises(WebhookVerificationError):
        second.signed_by(old)


def test_what_may_not_be_shown_yet_is_sent_to_the_party_that_reported_it_and_to_others_on_the_day(
    notifications: House, system: Receiver
) -> None:
    # given
    notifications.subscribe(f"{system.url}/kommun", "kommun", party=MUNICIPALITY)
    notifications.subscribe(f"{system.url}/polis", "polis", party=POLICE)
    later = {"publishable_from": notifications.clock.now() + timedelta(days=3)}
    notifications.planner.handle([done(id="kvar", **later), done(id="borta", **later)])
    notifications.planner.handle([withdrawn(id="borta", **later)])

    # when
    deliver(notifications)
    before = [each.path for each in system.received]
    notifications.clock.advance(timedelta(days=3))
    deliver(notifications)

    # then
    assert set(before) == {"/loftet/kommun"}
    on_the_day = [each.event for each in system.received if each.path == "/loftet/polis"]
    assert sorted((each["data"]["id"], each["data"]["state"]) for each in on_the_day) == [
        ("borta", "withdrawn"),
        ("kvar", "completed"),
    ]
    assert [each["reason"] for each in notifications.log(channel="webhook", state="suppressed")] == [WITHDRAWN]


def test_what_waits_when_the_address_changes_is_sent_to_the_new_one_once_that_is_verified(
    notifications: House, system: Receiver
) -> None:
    # given
    made = notifications.subscribe(f"{system.url}/gammal")
    notifications.planner.handle([done()])
    moved = redefined(made, f"{system.url}/ny", made.wanted, notifications.clock.now())
    assert notifications.store.subscriptions.put(moved)

    # when
    deliver(notifications)
    before = list(system.received)
    again = {"$set": {"state": "active"}}
    notifications.store.database["subscriptions"].update_one({"_id": made.key}, again)
    notifications.machine.advance(WAITS[1])
    deliver(notifications)

    # then
    assert before == []
    assert [each.path for each in system.received] == ["/loftet/ny"]


def test_what_waits_for_a_subscription_that_has_ended_is_not_sent(notifications: House, system: Receiver) -> None:
    made = notifications.subscribe(system.url)
    notifications.planner.handle([done()])
    assert notifications.store.subscriptions.delete(made)

    deliver(notifications)

    assert system.received == []
    assert [each["reason"] for each in to_system(notifications)] == [SUBSCRIPTION_GONE]
