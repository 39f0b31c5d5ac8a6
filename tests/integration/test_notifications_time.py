"""What time alone makes worth telling: due soon, overdue, reminders that grow rarer, those who signed, assessments."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from pymongo import MongoClient

from deploy.local import Stack
from services.notifications.planner import Planner
from services.notifications.store import NotificationStore
from shared.clock import STOCKHOLM
from shared.events.agreement import AgreementPublished, Signatory
from shared.events.catalogue import (
    AGREEMENT_PUBLISHED,
    MEASURE_ACCEPTED,
    MEASURE_COMPLETED,
    MEASURE_CORRECTED,
    MEASURE_WITHDRAWN,
)
from shared.events.status import State
from tests.integration.calls import Calls
from tests.integration.notifications_house import House, house, in_parallel
from tests.unit.notifications.events import (
    AGREEMENT,
    BOTH,
    GROUP,
    WALKS,
    agreement,
    amended,
    at,
    endpoint,
    event,
    measure,
    signed,
    status,
)

MUNICIPALITY, POLICE = BOTH
NEW_YEAR = datetime(2022, 1, 1, 12, 0, tzinfo=STOCKHOLM)


@pytest.fixture
def notifications(stack: Stack) -> Iterator[House]:
    with house(stack, told=NEW_YEAR) as made:
        for party in BOTH:
            made.put(endpoint(party))
        yield made


def hear(notifications: House, *events: Any) -> None:
    notifications.planner.handle([at(notifications.clock.now(), each) for each in events])


def let_pass(notifications: House, days: int, *, a_day: int = 1) -> None:
    """Let days pass, with a look at half past eight on each, or only on some."""
    for _ in range(0, days, a_day):
        here = notifications.clock.now().astimezone(STOCKHOLM) + timedelta(days=a_day)
        notifications.clock.advance(here.replace(hour=8, minute=30) - notifications.clock.now())
        notifications.timekeeper.tick()


def told(notifications: House, party: str = MUNICIPALITY, but: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """What a party was told, and on which day, the earliest first."""
    rows = [
        (one["rule"], f"{one['createdAt'].astimezone(STOCKHOLM):%m-%d}")
        for one in notifications.log(party=party)
        if one["rule"] not in but
    ]
    return sorted(rows, key=lambda row: row[1])


def test_a_measure_is_asked_for_before_its_day_and_reminded_of_at_growing_intervals_until_those_who_signed_hear(
    notifications: House,
) -> None:
    hear(notifications, agreement(), measure())

    let_pass(notifications, 290)

    assert told(notifications, but=("agreement-published",)) == [
        ("measure-assigned", "01-01"),
        ("measure-due-soon", "01-24"),
        ("measure-overdue", "02-01"),
        ("measure-reminder", "02-08"),
        ("measure-reminder", "02-22"),
        ("measure-reminder", "03-22"),
        ("measure-escalated", "04-19"),
        ("measure-reminder", "07-18"),
        ("measure-reminder", "10-16"),
    ]
    assert told(notifications, POLICE, ("agreement-published",)) == [("measure-escalated", "04-19")]


def test_a_measure_is_escalated_to_those_who_signed_the_agreement_that_it_is_for(notifications: House) -> None:
    other = Signatory(party="region-sormland", role="chef")
    later = agreement(id="nykvarn-2023-2024", promises=(), signatories=(other,))
    late = AgreementPublished(agreement_id="nykvarn-2023-2024", municipality="0140", versions=later.data.versions)
    hear(notifications, agreement(), event(AGREEMENT_PUBLISHED, late, "later"), measure(promises=(WALKS,)))

    let_pass(notifications, 110)

    assert {one["party"] for one in notifications.log(rule="measure-escalated")} == set(BOTH)


def test_what_is_done_is_not_reminded_of_and_a_new_last_day_counts_anew(notifications: House) -> None:
    hear(notifications, measure())
    let_pass(notifications, 35)
    hear(notifications, measure("proposed", MEASURE_CORRECTED, revision=2, due_on=date(2022, 3, 31)))
    let_pass(notifications, 60)
    hear(notifications, measure("completed", MEASURE_COMPLETED, revision=3))
    let_pass(notifications, 60)

    assert told(notifications) == [
        ("measure-assigned", "01-01"),
        ("measure-due-soon", "01-24"),
        ("measure-overdue", "02-01"),
        ("measure-corrected", "02-05"),
        ("measure-due-soon", "03-24"),
        ("measure-overdue", "04-01"),
    ]


def test_an_earlier_revision_that_comes_late_wakes_nothing(notifications: House) -> None:
    hear(
        notifications,
        measure("completed", MEASURE_COMPLETED, revision=3),
        measure("accepted", MEASURE_ACCEPTED, revision=2),
    )

    let_pass(notifications, 60)

    assert told(notifications) == []


def test_a_measure_that_was_withdrawn_is_taken_back_once_from_whoever_knew(notifications: House) -> None:
    hear(notifications, measure())
    hear(notifications, measure("withdrawn", MEASURE_WITHDRAWN, revision=2, reason="Föreslogs två gånger."))
    hear(notifications, measure("withdrawn", MEASURE_WITHDRAWN, revision=2, reason="Föreslogs två gånger."))
    let_pass(notifications, 40)

    assert sorted(told(notifications)) == [("measure-assigned", "01-01"), ("measure-withdrawn", "01-01")]
    assert told(notifications, POLICE) == []


def test_a_promise_that_stays_behind_is_reminded_of_until_it_is_mended(notifications: House) -> None:
    hear(notifications, agreement(), status(State.BEHIND))
    let_pass(notifications, 50)
    hear(notifications, status(State.ON_TRACK, State.BEHIND, changed_at=notifications.clock.now()))
    let_pass(notifications, 200)

    for party in BOTH:
        assert told(notifications, party, ("agreement-published",)) == [
            ("status-behind", "01-01"),
            ("status-reminder", "01-15"),
            ("status-reminder", "02-12"),
            ("status-mended", "02-20"),
        ]


def test_a_promise_that_is_mended_before_anybody_was_told_is_no_news(notifications: House) -> None:
    hear(notifications, status(State.BEHIND, None), status(State.ON_TRACK, State.BEHIND))

    assert told(notifications) == []


def test_a_bad_state_that_was_told_and_is_taken_back_is_told_once(notifications: House) -> None:
    hear(notifications, status(State.BEHIND), status(State.ON_TRACK, State.BEHIND))
    hear(notifications, status(State.ON_TRACK, State.BEHIND))

    for party in BOTH:
        assert [rule for rule, _ in told(notifications, party)].count("status-mended") == 1


def test_those_who_signed_hear_of_a_promise_that_three_reminders_did_not_mend(notifications: House) -> None:
    only = (MUNICIPALITY,)
    hear(notifications, agreement(), status(State.BEHIND, responsible=only))

    let_pass(notifications, 230)

    assert told(notifications, POLICE, ("agreement-published",)) == [("status-escalated", "05-07")]
    assert told(notifications, but=("agreement-published",))[-2:] == [
        ("status-escalated", "05-07"),
        ("status-reminder", "08-05"),
    ]


def test_an_amendment_stops_reminders_of_what_was_agreed_before_it(notifications: House) -> None:
    hear(notifications, agreement(), status(State.BEHIND))
    let_pass(notifications, 20)
    hear(notifications, amended(WALKS))
    let_pass(notifications, 200)

    assert sorted(told(notifications)) == [
        ("agreement-amended", "01-21"),
        ("agreement-published", "01-01"),
        ("status-behind", "01-01"),
        ("status-reminder", "01-15"),
    ]


def test_an_amendment_of_another_promise_or_of_the_period_silences_nothing(notifications: House) -> None:
    hear(notifications, agreement(), status(State.BEHIND))
    let_pass(notifications, 20)
    hear(notifications, amended(GROUP))
    let_pass(notifications, 200)

    assert [rule for rule, _ in told(notifications)].count("status-reminder") == 4
    assert ("status-escalated", "05-07") in told(notifications)


def test_an_agreed_pause_stops_reminders_until_its_last_day(notifications: House) -> None:
    hear(notifications, status(State.BEHIND))
    notifications.pause(WALKS, MUNICIPALITY, date(2022, 3, 1))

    let_pass(notifications, 120)

    assert told(notifications) == [
        ("status-behind", "01-01"),
        ("status-reminder", "03-15"),
        ("status-reminder", "04-12"),
    ]


def test_after_a_pause_those_who_signed_hear_of_it_when_three_reminders_came_anew(notifications: House) -> None:
    # given a measure that is late, and after a reminder the agreement to wait
    hear(notifications, agreement(), measure())
    let_pass(notifications, 40)
    notifications.pause(measure().data.id, MUNICIPALITY, date(2022, 4, 10))

    let_pass(notifications, 170)

    assert told(notifications, but=("agreement-published",))[2:] == [
        ("measure-overdue", "02-01"),
        ("measure-reminder", "02-08"),
        ("measure-overdue", "04-11"),
        ("measure-reminder", "04-18"),
        ("measure-reminder", "05-02"),
        ("measure-reminder", "05-30"),
        ("measure-escalated", "06-27"),
    ]
    (again, *_) = notifications.log(rule="measure-overdue")
    assert (again["notice"]["days"], again["notice"]["since"]) == (70, "2022-01-31")


def test_at_the_periods_end_each_party_is_asked_for_what_it_has_not_assessed(notifications: House) -> None:
    # given an agreement that ends in February, and a party that has assessed one of its two promises
    end = date(2022, 2, 28)
    period = agreement().data.latest.agreement.period
    hear(notifications, signed(MUNICIPALITY, end=end), agreement(period=replace_end(period, end)))
    let_pass(notifications, 62)

    # when it assesses the other, and the police nothing
    hear(notifications, signed(MUNICIPALITY, f"{AGREEMENT}-operativ-grupp", end=end))
    let_pass(notifications, 150)

    # then
    assert told(notifications, but=("agreement-published",)) == [
        ("assessment-asked", "03-01"),
        ("assessment-escalated", "07-05"),
    ]
    assert [rule for rule, _ in told(notifications, POLICE, ("agreement-published",))] == [
        "assessment-asked",
        *["assessment-reminder"] * 3,
        "assessment-escalated",
    ]
    (asked,) = notifications.log(party=MUNICIPALITY, rule="assessment-asked")
    assert [line["id"] for line in asked["notice"]["promises"]] == [f"{AGREEMENT}-operativ-grupp"]


def replace_end(period: Any, end: date) -> Any:
    return type(period)(start=period.start, end=end)


def test_whoever_was_away_tells_the_latest_occasion_of_the_week_and_no_older_one(notifications: House) -> None:
    hear(notifications, measure())

    let_pass(notifications, 36, a_day=36)

    assert told(notifications) == [("measure-assigned", "01-01"), ("measure-overdue", "02-06")]
    let_pass(notifications, 30, a_day=30)
    assert len(told(notifications)) == 2


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


def test_those_who_signed_hear_of_nothing_that_nobody_was_reminded_of(notifications: House) -> None:
    # given a measure that is heard of three days before those who signed would be told
    late = NEW_YEAR.date() - timedelta(days=75)
    hear(notifications, agreement(), measure(due_on=late, reported_at=NEW_YEAR))

    let_pass(notifications, 200)

    assert told(notifications, but=("agreement-published", "measure-assigned")) == [
        ("measure-reminder", "01-04"),
        ("measure-escalated", "04-04"),
        ("measure-reminder", "07-03"),
    ]
    assert told(notifications, POLICE, ("agreement-published",)) == [("measure-escalated", "04-04")]
