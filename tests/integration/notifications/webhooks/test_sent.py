"""Events that systems subscribe to: which are sent, whole and signed, and once."""

from datetime import timedelta

import pytest
from standardwebhooks.webhooks import WebhookVerificationError

from services.notifications.domain.delivery import SUBSCRIPTION_GONE
from services.notifications.domain.facets import FOLLOWED
from services.notifications.domain.schedule import LEASE
from services.notifications.domain.subscription import new_secret, redefined, rotated, verified
from services.notifications.domain.withheld import WITHDRAWN
from shared.clock import SystemClock
from shared.events import catalogue
from shared.events.cloudevent import Outgoing
from shared.events.examples import EXAMPLES
from shared.events.status import State
from tests.contract.webhooks import assert_told
from tests.integration.notifications.webhooks.sending import deliver, to_system
from tests.integration.notifications_house import House
from tests.integration.webhook_receiver import Receiver
from tests.unit.notifications.events import BOTH, done, event, status, tip, withdrawn

MUNICIPALITY, POLICE = BOTH
WALK = "se.loftet.walk.completed.v1"


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


def test_the_address_before_is_sent_to_until_the_new_one_is_verified(notifications: House, system: Receiver) -> None:
    # given
    now = notifications.clock.now()
    made = notifications.subscribe(f"{system.url}/gammal")
    moved = redefined(made, f"{system.url}/ny", made.wanted, now)
    assert notifications.store.subscriptions.put(moved)

    # when
    notifications.planner.handle([done()])
    deliver(notifications)
    assert notifications.store.subscriptions.put(verified(moved, now))
    notifications.planner.handle([done(revision=5)])
    deliver(notifications)

    # then
    assert [each.path for each in system.received] == ["/loftet/gammal", "/loftet/ny"]


def test_what_waits_for_a_subscription_that_has_ended_is_not_sent(notifications: House, system: Receiver) -> None:
    made = notifications.subscribe(system.url)
    notifications.planner.handle([done()])
    assert notifications.store.subscriptions.delete(made)

    deliver(notifications)

    assert system.received == []
    assert [each["reason"] for each in to_system(notifications)] == [SUBSCRIPTION_GONE]
