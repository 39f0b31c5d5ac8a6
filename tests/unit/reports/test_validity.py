"""valid_until: the first moment at which time alone could change a status."""

from datetime import date

import pytest

from services.reports.domain.assess import assess
from shared.events.agreement import Target
from tests.unit.reports.samples import YEAR, activity, at, commitment, days, plan, walks

TERM = Target(each="term")


@pytest.mark.parametrize(
    ("what", "asked", "done", "now", "until"),
    [
        ("the period begins", TERM, {}, "2020-06-01", "2021-01-01 00:00"),
        ("the last quarter begins", TERM, {}, "2021-01-01 00:00", "2021-05-16 18:15"),
        ("the window closes", TERM, {}, "2021-05-16 18:15", "2021-07-01 00:00"),
        ("the next window opens", TERM, walks("2021-04-15"), "2021-05-01", "2021-07-01 00:00"),
        ("a plan's time passes", TERM, days(plan("2021-06-01 18:00")), "2021-05-20", "2021-06-01 20:00"),
        ("the period ends", None, days(activity("2021-12-01")), "2021-12-10", "2022-01-01 00:00"),
        ("it stalls from the start", None, {}, "2021-01-01 00:00", "2021-04-01 00:00"),
        ("it stalls after the latest", None, walks("2021-04-15"), "2021-04-16", "2021-07-15 00:00"),
        ("the average asks for more", Target(each="day", average=True), {}, "2021-03-27 12:00", "2021-03-28 00:00"),
        ("a day of 23 hours ends", Target(each="day"), walks("2021-03-28"), "2021-03-28 12:00", "2021-03-29 00:00"),
        ("a quarter of 23 hours is left", Target(each="day"), {}, "2021-03-28 12:00", "2021-03-28 18:15"),
        ("a quarter of 25 hours is left", Target(each="day"), {}, "2021-10-31 12:00", "2021-10-31 17:45"),
    ],
)
def test_a_status_is_valid_until(what, asked, done, now, until):
    assert assess(commitment(asked), done, YEAR, at(now)).valid_until == at(until), what


@pytest.mark.parametrize(
    ("asked", "done", "now"),
    [
        (TERM, walks("2021-04-15", "2021-08-15"), "2021-08-16"),
        (TERM, walks("2021-04-15"), "2022-01-01 00:00"),
        (None, {}, "2022-01-01 00:00"),
        (Target(milestone=True, by=date(2021, 6, 1)), walks("2021-05-01"), "2021-05-02"),
    ],
)
def test_what_time_cannot_change_is_valid_for_ever(asked, done, now):
    assert assess(commitment(asked), done, YEAR, at(now)).valid_until is None


@pytest.mark.parametrize(
    ("asked", "done", "now", "until"),
    [
        (TERM, {}, "2021-02-01", "2021-04-01 00:00"),
        (None, walks("2021-02-01"), "2021-03-01", "2021-04-01 00:00"),
        (Target(), days(activity("2021-01-10"), plan("2021-03-31 23:00")), "2021-03-01", "2021-04-01 00:00"),
        (TERM, walks("2021-02-01"), "2021-04-01 00:00", None),
        (Target(), walks("2021-02-01"), "2021-03-01", None),
    ],
)
def test_the_end_of_an_agreement_that_is_ended_early_may_change_a_status(asked, done, now, until):
    status = assess(commitment(asked), done, YEAR, at(now), closed_on=date(2021, 3, 31))

    assert status.valid_until == (at(until) if until else None)


def test_the_turn_of_the_year_is_midnight_in_stockholm():
    term = commitment(TERM)
    spring = walks("2021-04-15")
    midnight = at("2022-01-01 00:00")

    last_second = assess(term, spring, YEAR, at("2021-12-31 23:59"))
    new_year = assess(term, spring, YEAR, midnight)

    assert midnight.isoformat() == "2021-12-31T23:00:00+00:00"
    assert (last_second.windows[1].state, last_second.valid_until) == ("open", midnight)
    assert new_year.windows[1].state == "missed"
