"""What time makes worth telling of promises that go badly, are paused or amended, and are to be assessed."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations
from typing import Any

import pytest

from shared.events.status import State
from tests.integration.notifications.time.passing import MUNICIPALITY, POLICE, hear, let_pass, told
from tests.integration.notifications_house import House
from tests.unit.notifications.events import (
    AGREEMENT,
    BOTH,
    GROUP,
    WALKS,
    agreement,
    amended,
    at,
    given,
    measure,
    signed,
    status,
)


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


def test_whoever_takes_a_promise_over_is_told_how_it_goes_and_reminded_in_the_place_of_who_gave_it_away(
    notifications: House,
) -> None:
    hear(notifications, agreement(), status(State.BEHIND, responsible=(MUNICIPALITY,)))
    let_pass(notifications, 2)
    for _ in range(2):
        hear(notifications, at(notifications.clock.now(), given(WALKS, *BOTH)))

    let_pass(notifications, 50)

    others = ("agreement-published", "agreement-amended")
    assert told(notifications, MUNICIPALITY, others) == [("status-behind", "01-01")]
    assert told(notifications, POLICE, others) == [
        ("status-behind", "01-03"),
        ("status-reminder", "01-15"),
        ("status-reminder", "02-12"),
    ]


@pytest.mark.parametrize("mended", [State.ONGOING, State.FULFILLED])
def test_whoever_was_told_that_a_promise_had_stalled_hears_once_that_it_goes_on(
    notifications: House, mended: State
) -> None:
    # given a promise of which those who signed were told at last
    only, others = (MUNICIPALITY,), ("agreement-published",)
    hear(notifications, agreement(), status(State.STALLED, State.ONGOING, responsible=only))
    let_pass(notifications, 130)

    # when it goes on, and stalls and goes on anew
    for previous, state in ((State.STALLED, mended), (mended, State.STALLED), (State.STALLED, mended)):
        let_pass(notifications, 1)
        now = notifications.clock.now()
        hear(notifications, replace(status(state, previous, responsible=only, changed_at=now), id=str(now)))

    # then each is told once of what it was told
    assert [rule for rule, _ in told(notifications, POLICE, others)] == ["status-escalated", "status-mended"]
    mine = "status-fulfilled" if mended is State.FULFILLED else "status-mended"
    assert [rule for rule, _ in told(notifications, MUNICIPALITY, others)][-3:] == [mine, "status-stalled", mine]


def test_those_who_signed_hear_of_a_promise_that_three_reminders_did_not_mend(notifications: House) -> None:
    only = (MUNICIPALITY,)
    hear(notifications, agreement(), status(State.BEHIND, responsible=only))

    let_pass(notifications, 230)

    assert told(notifications, POLICE, ("agreement-published",)) == [("status-escalated", "05-07")]
    assert told(notifications, but=("agreement-published",))[-2:] == [
        ("status-escalated", "05-07"),
        ("status-reminder", "08-05"),
    ]


def test_a_promise_that_moves_between_bad_states_begins_no_days_anew(notifications: House) -> None:
    # given a promise of one party's that goes badly all the time, but not always in the same way
    only = (MUNICIPALITY,)
    hear(notifications, agreement(), status(State.AT_RISK, responsible=only))

    # when it moves three times
    states = (State.AT_RISK, State.BEHIND, State.STALLED, State.AT_RISK)
    for days, previous, state in zip((40, 50, 30), states, states[1:], strict=False):
        let_pass(notifications, days)
        hear(notifications, status(state, previous, responsible=only))
    let_pass(notifications, 110)

    # then each state is told, and reminders and the turn of those who signed come as if it had stayed as it was
    assert told(notifications, but=("agreement-published",)) == [
        ("status-at-risk", "01-01"),
        ("status-reminder", "01-15"),
        ("status-behind", "02-10"),
        ("status-reminder", "02-12"),
        ("status-stalled", "04-01"),
        ("status-reminder", "04-09"),
        ("status-at-risk", "05-01"),
        ("status-escalated", "05-07"),
        ("status-reminder", "08-05"),
    ]
    assert told(notifications, POLICE, ("agreement-published",)) == [("status-escalated", "05-07")]

    # and when it is mended and goes badly anew, its days begin anew
    hear(notifications, status(State.ON_TRACK, State.AT_RISK, responsible=only))
    let_pass(notifications, 1)
    hear(notifications, replace(status(State.BEHIND, responsible=only), id="anew"))
    let_pass(notifications, 20)
    assert told(notifications)[-1] == ("status-reminder", "09-03")


def test_the_day_is_the_same_in_whatever_order_and_how_often_its_words_are_read(notifications: House) -> None:
    # given a promise that was mended, and fell anew
    day, now = timedelta(days=1), notifications.clock.now()
    words = (
        (State.AT_RISK, State.ON_TRACK, now),
        (State.ON_TRACK, State.AT_RISK, now + 2 * day),
        (State.BEHIND, State.ON_TRACK, now + 4 * day),
        (State.STALLED, State.BEHIND, now + 9 * day),
    )
    notifications.clock.advance(10 * day)

    # when they are read in every order, one by one, and once more
    orders = [(*order, order[0]) for order in permutations(words)]
    for number, order in enumerate(orders):
        for state, previous, at_ in order:
            of_it = status(state, previous, promise=f"{WALKS}-{number}", changed_at=at_)
            notifications.planner.handle([replace(of_it, id=f"{of_it.id}-{number}", time=at_)])

    # then it is counted from the day on which it last fell, and looked at in time for it
    concerns = [notifications.store.concerns.about(f"{WALKS}-{number}") for number in range(len(orders))]
    assert {each.counted_from for each in concerns if each} == {(now + 4 * day).date()}
    waiting = notifications.store.concerns.to_look_at(now + 19 * day)
    assert len({each.about for each, _ in waiting}) == len(orders)


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
