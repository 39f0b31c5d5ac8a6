"""Windows: the stretches of time in which a target asks for something."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.events.agreement import Period, Target
from shared.windows import windows
from tests.unit.reports.samples import TWO_YEARS, YEAR
from tests.unit.reports.strategies import periods, targets


def labels(target: Target, period: Period = YEAR) -> list[str]:
    return [window.label for window in windows(target, period)]


@pytest.mark.parametrize(
    ("asked", "count", "first", "last"),
    [
        (Target(each="period"), 1, "hela perioden", "hela perioden"),
        (Target(each="year"), 1, "2021", "2021"),
        (Target(each="term"), 2, "våren 2021", "hösten 2021"),
        (Target(each="quarter"), 4, "kvartal 1 2021", "kvartal 4 2021"),
        (Target(each="month"), 12, "januari 2021", "december 2021"),
        (Target(each="week"), 53, "vecka 53 2020", "vecka 52 2021"),
        (Target(each="day"), 365, "2021-01-01", "2021-12-31"),
        (Target(each="month", every=2), 6, "januari–februari 2021", "november–december 2021"),
        (Target(each="quarter", every=2), 2, "kvartal 1–2 2021", "kvartal 3–4 2021"),
        (Target(each="term", every=2), 1, "våren–hösten 2021", "våren–hösten 2021"),
        (Target(each="day", every=365), 1, "2021-01-01–2021-12-31", "2021-01-01–2021-12-31"),
    ],
)
def test_a_year_has_windows_named_in_swedish(asked: Target, count: int, first: str, last: str):
    found = labels(asked)

    assert (len(found), found[0], found[-1]) == (count, first, last)


def test_a_label_over_the_turn_of_the_year_names_both_years():
    autumn_to_spring = Period(start=date(2021, 7, 1), end=date(2022, 6, 30))

    assert labels(Target(each="term", every=2), autumn_to_spring) == ["hösten 2021–våren 2022"]
    assert labels(Target(each="year", every=2), TWO_YEARS) == ["2021–2022"]
    assert labels(Target(each="week", every=2), autumn_to_spring)[13] == "vecka 52 2021–vecka 1 2022"


def test_terms_begin_on_the_first_of_january_and_of_july():
    spring, autumn = windows(Target(each="term"), YEAR)

    assert (spring.start, spring.end) == (date(2021, 1, 1), date(2021, 6, 30))
    assert (autumn.start, autumn.end) == (date(2021, 7, 1), date(2021, 12, 31))


def test_weeks_are_iso_weeks_and_the_year_of_a_week_is_its_own():
    first, second, *_ = windows(Target(each="week"), YEAR)

    assert (first.label, first.start, first.end) == ("vecka 53 2020", date(2021, 1, 1), date(2021, 1, 3))
    assert (second.label, second.start, second.end) == ("vecka 1 2021", date(2021, 1, 4), date(2021, 1, 10))


def test_several_together_are_reckoned_from_the_unit_that_holds_the_first_day():
    from_march = Period(start=date(2021, 3, 10), end=date(2021, 12, 31))

    found = windows(Target(each="month", every=3), from_march)

    assert [window.label for window in found][:2] == ["mars–maj 2021", "juni–augusti 2021"]
    assert found[0].start == date(2021, 3, 10)


@pytest.mark.parametrize(
    ("last_day", "asked", "asks"),
    [
        (date(2021, 2, 14), Target(each="month"), True),  # 14 of 28 days
        (date(2021, 2, 13), Target(each="month"), False),
        (date(2021, 1, 17), Target(each="week", every=2), True),  # 14 days from 2021-01-04
        (date(2021, 1, 24), Target(each="week", every=2), True),  # 7 of 14 days
        (date(2021, 1, 23), Target(each="week", every=2), False),
        (date(2021, 1, 20), Target(each="week"), False),  # 3 of 7 days
        (date(2021, 1, 21), Target(each="week"), True),
    ],
)
def test_a_window_cut_to_less_than_half_its_length_asks_for_nothing(last_day: date, asked: Target, asks: bool):
    period = Period(start=date(2021, 1, 4), end=last_day)

    last = windows(asked, period)[-1]

    assert last.asks is asks
    assert (last.note is None) is asks
    assert (last.required == 0) is not asks


def test_a_short_window_says_why_it_asks_for_nothing():
    period = Period(start=date(2021, 6, 1), end=date(2021, 12, 31))

    spring, _ = windows(Target(each="term"), period)

    assert spring.note == "bara 30 av 181 dagar ligger i perioden"


def test_a_short_window_asks_when_the_document_says_so():
    period = Period(start=date(2021, 6, 1), end=date(2021, 12, 31))

    spring, _ = windows(Target(each="term", keep_short_windows=True), period)

    assert spring.asks
    assert spring.required == 1


def test_a_milestone_is_one_window_from_the_periods_start_to_its_day():
    (window,) = windows(Target(milestone=True, by=date(2021, 9, 1)), YEAR)

    assert (window.label, window.start, window.end) == ("senast 2021-09-01", YEAR.start, date(2021, 9, 1))


def test_a_milestone_without_a_day_has_the_whole_period():
    (window,) = windows(Target(milestone=True), YEAR)

    assert (window.end, window.note) == (YEAR.end, None)


@pytest.mark.parametrize("by", [date(2020, 12, 1), date(2022, 3, 1)])
def test_a_milestones_day_outside_the_period_is_moved_into_it_and_said(by: date):
    (window,) = windows(Target(milestone=True, by=by), YEAR)

    assert YEAR.start <= window.end <= YEAR.end
    assert window.note == f"dagen {by} ligger utanför perioden"


def test_an_average_is_one_window_that_asks_for_more_as_each_span_ends():
    (window,) = windows(Target(at_least=2, each="month", average=True), YEAR)

    assert (window.start, window.end, window.required) == (YEAR.start, YEAR.end, 24)
    assert window.steps[0] == date(2021, 1, 31)
    assert len(window.steps) == 12


def test_an_average_over_spans_that_are_all_too_short_asks_for_nothing():
    (window,) = windows(Target(each="year", average=True), Period(start=date(2021, 1, 1), end=date(2021, 3, 1)))

    assert not window.asks


def test_a_period_that_ends_before_it_begins_has_no_windows():
    assert windows(Target(each="day"), Period(start=date(2021, 2, 1), end=date(2021, 1, 1))) == ()


@given(targets(), periods())
def test_windows_share_the_period_without_gap_or_overlap(asked: Target, period: Period):
    found = windows(asked, period)

    assert found[0].start == period.start
    assert all(window.start <= window.end for window in found)
    assert all(one.after == other.start for one, other in pairwise(found))
    assert found[-1].end == period.end or asked.milestone


@given(st.sampled_from(["term", "quarter", "month", "week"]), st.integers(1, 4), periods())
def test_only_the_first_and_the_last_window_are_cut(each, every: int, period: Period):
    inner = windows(Target(each=each, every=every), period)[1:-1]

    assert all(window.asks for window in inner)
    assert all(window.after - window.start >= timedelta(days=7 * every) for window in inner)
