"""What a case of a commitment's state is, and those in which no measure is named or the agreement ended early."""

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from services.reports.domain.tally import DayTally
from shared.events.agreement import Period, Target
from shared.events.status import State
from tests.unit.reports.samples import YEAR, walks

TERM: Final = Target(each="term")
MONTH: Final = Target(each="month")
ONCE: Final = Target()
DAILY: Final = Target(each="day", average=True)


@dataclass(frozen=True)
class Case:
    """What is asked for, what is done, when it is asked, and what the state then is, by which rule."""

    name: str
    asked: Target | None
    now: str
    state: State
    rule: str
    done: dict[date, DayTally] = field(default_factory=dict)
    period: Period = YEAR
    closed_on: date | None = None


MARCH: Final = date(2021, 3, 31)
DAY_BY_DAY: Final = walks(*(f"2021-01-{day:02}" for day in range(1, 11)))
SHORT: Final = Period(start=date(2021, 1, 1), end=date(2021, 3, 31))

WITHOUT_MEASURE: Final = [
    Case("no measure, before the period", None, "2020-12-31 23:59", State.UPCOMING, "period-not-begun"),
    Case("no measure, period over", None, "2022-01-01 00:00", State.NOT_MEASURABLE, "no-measure-period-over"),
    Case(
        "no measure, period over, things done",
        None,
        "2022-01-01 00:00",
        State.NOT_MEASURABLE,
        "no-measure-period-over",
        walks("2021-12-30"),
    ),
    Case("no measure, nothing at once", None, "2021-01-01 00:00", State.NOT_STARTED, "no-measure-nothing-yet"),
    Case("no measure, nothing in 90 days", None, "2021-03-31 23:59", State.NOT_STARTED, "no-measure-nothing-yet"),
    Case("no measure, nothing after 90 days", None, "2021-04-01 00:00", State.STALLED, "no-measure-silent"),
    Case(
        "no measure, done 90 days ago",
        None,
        "2021-07-14 23:59",
        State.ONGOING,
        "no-measure-reported",
        walks("2021-02-01", "2021-04-15"),
    ),
    Case(
        "no measure, done more than 90 days ago",
        None,
        "2021-07-15 00:00",
        State.STALLED,
        "no-measure-silent",
        walks("2021-02-01", "2021-04-15"),
    ),
    Case(
        "no window asks", Target(each="year"), "2021-02-01", State.NOT_STARTED, "no-measure-nothing-yet", period=SHORT
    ),
    Case(
        "no window asks, over",
        Target(each="year"),
        "2021-04-01",
        State.NOT_MEASURABLE,
        "no-measure-period-over",
        period=SHORT,
    ),
]

ENDED_EARLY: Final = [
    Case(
        "no measure, ended early",
        None,
        "2021-04-01 00:00",
        State.NOT_MEASURABLE,
        "closed-early-no-measure",
        walks("2021-02-01"),
        closed_on=MARCH,
    ),
    Case(
        "ended early, and nothing had to be met by then",
        TERM,
        "2021-04-01 00:00",
        State.NOT_FULFILLED,
        "closed-early-none-met",
        closed_on=MARCH,
    ),
    Case(
        "ended before it began",
        TERM,
        "2020-12-05",
        State.NOT_FULFILLED,
        "closed-early-none-met",
        closed_on=date(2020, 12, 4),
    ),
    Case(
        "ended early, with some of one window",
        Target(at_least=4),
        "2021-04-01 00:00",
        State.NOT_FULFILLED,
        "closed-early-none-met",
        walks("2021-02-01", "2021-05-01"),
        closed_on=MARCH,
    ),
    Case(
        "ended early, with one of two met",
        TERM,
        "2021-04-01 00:00",
        State.PARTLY_FULFILLED,
        "closed-early-some-met",
        walks("2021-02-01"),
        closed_on=MARCH,
    ),
    Case(
        "ended early, all that had ended met",
        MONTH,
        "2021-04-01 00:00",
        State.PARTLY_FULFILLED,
        "closed-early-some-met",
        walks("2021-01-10", "2021-02-10", "2021-03-10"),
        closed_on=MARCH,
    ),
    Case(
        "ended early, and the period is over",
        TERM,
        "2022-02-01",
        State.PARTLY_FULFILLED,
        "closed-early-some-met",
        walks("2021-02-01", "2021-09-01"),
        closed_on=MARCH,
    ),
    Case(
        "ended early, an average kept until then",
        DAILY,
        "2021-01-11 00:00",
        State.PARTLY_FULFILLED,
        "closed-early-some-met",
        DAY_BY_DAY,
        closed_on=date(2021, 1, 10),
    ),
    Case(
        "ended early, an average not kept",
        DAILY,
        "2021-01-12 00:00",
        State.NOT_FULFILLED,
        "closed-early-none-met",
        DAY_BY_DAY,
        closed_on=date(2021, 1, 11),
    ),
    Case(
        "ended early, and every window had been met",
        ONCE,
        "2021-04-01 00:00",
        State.FULFILLED,
        "every-window-met",
        walks("2021-02-01"),
        closed_on=MARCH,
    ),
    Case(
        "on its last day it goes as it did",
        TERM,
        "2021-03-31 23:59",
        State.ON_TRACK,
        "window-met",
        walks("2021-02-01"),
        closed_on=MARCH,
    ),
]
