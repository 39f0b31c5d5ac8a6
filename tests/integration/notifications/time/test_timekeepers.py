"""Timekeepers: several at once, what an event costs, and peace while the topics are read anew."""

from dataclasses import replace
from datetime import timedelta

from pymongo import MongoClient

from services.notifications.planner import Planner
from services.notifications.store import NotificationStore
from shared.events.catalogue import (
    MEASURE_COMPLETED,
)
from shared.events.status import State
from tests.integration.calls import Calls
from tests.integration.notifications.time.passing import hear, let_pass, told
from tests.integration.notifications_house import House, in_parallel
from tests.unit.notifications.events import (
    agreement,
    at,
    measure,
    status,
)


def test_several_timekeepers_and_repeats_tell_each_occasion_once(notifications: House) -> None:
    hear(notifications, measure(), status(State.BEHIND))

    for _ in range(5):
        notifications.clock.advance(timedelta(days=7))
        in_parallel([notifications.timekeeper.tick] * 3)

    timed = [one for one in notifications.log() if one["notice"]["days"] is not None]
    rules = [(one["rule"], one["party"], one["notice"]["days"]) for one in timed]
    assert len(rules) > 3
    assert len(rules) == len(set(rules))


def test_an_event_costs_few_calls_to_the_database(notifications: House) -> None:
    """Of those that write: the deliveries together, the mark that it was planned, and what is to be reminded of."""
    calls = Calls()
    settings = notifications.settings
    with MongoClient(settings.mongodb_uri, tz_aware=True, event_listeners=[calls]) as client:
        store = NotificationStore(client[settings.mongodb_database])
        wakes = {"mail": notifications.wake, "webhook": notifications.wake_webhooks}
        planner = Planner(store, notifications.clock, wakes, settings.activities_url, notifications.machine)

        planner.handle([at(notifications.clock.now(), status(State.BEHIND))])

    assert sorted(calls.writes) == ["insert deliveries", "insert planned", "update concerns"]


def test_nothing_is_sent_during_a_rebuild(notifications: House) -> None:
    """The topics are read anew, into a database whose projection is gone, a year later."""
    # given a year in which a measure was overdue, and mended in the end
    begin = notifications.clock.now()
    mended = status(State.ON_TRACK, State.BEHIND, changed_at=begin + timedelta(days=3))
    history = [measure(), agreement(), status(State.BEHIND), mended]
    history += [measure("completed", MEASURE_COMPLETED, revision=2)]
    dated = [replace(each, time=begin + timedelta(days=place)) for place, each in enumerate(history)]
    notifications.clock.advance(timedelta(days=38))
    for name in ("concerns", "planned", "deliveries"):
        notifications.store.database[name].delete_many({})

    # when the past comes again, one by one, while the timekeeper looks
    for each in dated:
        notifications.planner.handle([each])
        notifications.timekeeper.tick()

    # then
    assert notifications.log() == []
    # and once it is over what is still undone is reminded of as always
    notifications.machine.advance(timedelta(minutes=2))
    let_pass(notifications, 300, a_day=30)
    assert {rule for rule, _ in told(notifications)} <= {"assessment-asked"}
