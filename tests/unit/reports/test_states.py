"""The state of a commitment: one case for each way to each state."""

from datetime import date

import pytest

from services.reports.domain.assess import assess
from services.reports.domain.promise_rules import PROMISE_RULES, RULES
from services.reports.domain.rules import COMMITMENT_RULES
from services.reports.domain.tally import DayTally
from shared.events.agreement import Period, Target
from shared.events.status import State
from tests.unit.reports.samples import activity, at, commitment, days, plan, walks
from tests.unit.reports.state_cases import (
    DAILY,
    DAY_BY_DAY,
    ENDED_EARLY,
    MONTH,
    ONCE,
    TERM,
    WITHOUT_MEASURE,
    Case,
)

MILESTONE = Target(milestone=True, by=date(2021, 9, 30))

MEASURED = [
    Case("the period has not begun", TERM, "2020-12-31 23:59", State.UPCOMING, "period-not-begun"),
    Case("met beforehand", ONCE, "2020-12-31", State.UPCOMING, "period-not-begun", walks("2021-01-02")),
    Case(
        "the last window is met",
        TERM,
        "2021-08-20",
        State.FULFILLED,
        "every-window-met",
        walks("2021-04-15", "2021-08-20"),
    ),
    Case(
        "fulfilled stays fulfilled when the period is over",
        TERM,
        "2022-02-01",
        State.FULFILLED,
        "every-window-met",
        walks("2021-04-15", "2021-08-20"),
    ),
    Case("milestone reached", MILESTONE, "2021-06-01", State.FULFILLED, "every-window-met", walks("2021-05-01")),
    Case(
        "milestone reached late",
        MILESTONE,
        "2021-11-01",
        State.FULFILLED,
        "every-window-met-late",
        walks("2021-10-01"),
    ),
    Case(
        "period over, one of two",
        TERM,
        "2022-01-01 00:00",
        State.PARTLY_FULFILLED,
        "period-over-some-met",
        walks("2021-04-15"),
    ),
    Case("period over, none", TERM, "2022-01-01 00:00", State.NOT_FULFILLED, "period-over-none-met"),
    Case(
        "period over, some of one window",
        Target(at_least=4),
        "2022-01-01 00:00",
        State.NOT_FULFILLED,
        "period-over-none-met",
        walks("2021-04-15"),
    ),
    Case("a term was missed", TERM, "2021-07-01 00:00", State.BEHIND, "window-missed"),
    Case(
        "a month was missed, and the open one is met",
        MONTH,
        "2021-02-15",
        State.BEHIND,
        "window-missed",
        walks("2021-02-10"),
    ),
    Case("a milestone was missed", MILESTONE, "2021-10-01 00:00", State.BEHIND, "window-missed"),
    Case("missed comes before at risk", MONTH, "2021-02-28 12:00", State.BEHIND, "window-missed", walks("2021-03-10")),
    Case("an average not kept", DAILY, "2021-01-12", State.BEHIND, "average-below", DAY_BY_DAY),
    Case("an average, and nothing at all", DAILY, "2021-01-02", State.BEHIND, "average-below"),
    Case("a quarter is left of the term", TERM, "2021-05-16 18:15", State.AT_RISK, "window-closing"),
    Case(
        "a quarter is left and what was planned has passed",
        TERM,
        "2021-06-01 20:00",
        State.AT_RISK,
        "window-closing",
        days(plan("2021-06-01 18:00")),
    ),
    Case(
        "a quarter is left, and what is planned is in another window",
        TERM,
        "2021-06-01",
        State.AT_RISK,
        "window-closing",
        days(plan("2021-08-01 18:00")),
    ),
    Case("nothing done", TERM, "2021-01-01 00:00", State.NOT_STARTED, "nothing-done-yet"),
    Case(
        "nothing done, but planned", TERM, "2021-02-01", State.NOT_STARTED, "nothing-done-yet", days(plan("2021-03-01"))
    ),
    Case("an average on its first day", DAILY, "2021-01-01 23:59", State.NOT_STARTED, "nothing-done-yet"),
    Case("an average kept", DAILY, "2021-01-11 23:59", State.ON_TRACK, "average-kept", DAY_BY_DAY),
    Case(
        "an average in its last quarter",
        DAILY,
        "2021-12-30",
        State.ON_TRACK,
        "average-kept",
        {date(2021, 1, 1): DayTally(activities=364)},
    ),
    Case("the open window is met", TERM, "2021-06-29", State.ON_TRACK, "window-met", walks("2021-04-15")),
    Case(
        "the open window asks for nothing",
        Target(each="quarter"),
        "2021-03-30",
        State.ON_TRACK,
        "window-met",
        walks("2021-03-20"),
        period=Period(start=date(2021, 3, 15), end=date(2021, 12, 31)),
    ),
    Case(
        "planned for, late in the window",
        Target(at_least=2),
        "2021-12-01",
        State.ON_TRACK,
        "window-planned",
        days(activity("2021-02-01"), plan("2021-12-20 18:00")),
    ),
    Case(
        "planned for, and under way",
        Target(at_least=2),
        "2021-12-20 19:59",
        State.ON_TRACK,
        "window-planned",
        days(activity("2021-02-01"), plan("2021-12-20 18:00")),
    ),
    Case(
        "there is time left",
        Target(at_least=2, each="term"),
        "2021-05-16 18:14",
        State.ON_TRACK,
        "window-has-time",
        walks("2021-02-01"),
    ),
]
CASES = [*WITHOUT_MEASURE, *ENDED_EARLY, *MEASURED]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_commitment_is_in_the_state_that_its_windows_give(case: Case):
    status = assess(commitment(case.asked), case.done, case.period, at(case.now), closed_on=case.closed_on)

    assert (status.state, status.rule) == (case.state, case.rule)


def test_every_rule_of_the_table_is_told_here_and_no_other():
    assert {case.rule for case in CASES} == {rule.id for rule in COMMITMENT_RULES}


def test_a_rule_always_gives_the_same_state():
    states = {rule.id: rule.state for rule in COMMITMENT_RULES}

    assert all(states[case.rule] == case.state for case in CASES)
    assert set(states.values()) == set(State)


def test_each_rule_has_an_id_of_its_own_and_says_what_it_means():
    assert len(RULES) == len(COMMITMENT_RULES) + len(PROMISE_RULES)
    assert all(each.en.endswith(".") and each.sv.endswith(".") for each in RULES.values())
