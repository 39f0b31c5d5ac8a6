"""When a series takes place: RFC 5545's rules, by the clock on the wall in Stockholm."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from services.activities.domain.forms import SaidSpan
from services.activities.domain.recurrence import MOST, occurrences
from services.activities.domain.refusal import Refused
from tests.unit.activities.things import STOCKHOLM, local

TUESDAY = SaidSpan(start=local("2021-01-05", "13:00"), end=local("2021-01-05", "15:00"))
MONTHLY = "FREQ=MONTHLY;BYDAY=1TU;COUNT=12"


def days(rule: str, first: SaidSpan = TUESDAY, excepted: tuple[date, ...] = ()) -> list[str]:
    return [f"{each.start.astimezone(STOCKHOLM):%Y-%m-%d}" for each in occurrences(first, rule, excepted)]


def wrong(rule: str, first: SaidSpan = TUESDAY, excepted: tuple[date, ...] = ()) -> dict[str, str]:
    with pytest.raises(Refused) as refused:
        occurrences(first, rule, excepted)
    return {each.property: each.reason for each in refused.value.reasons}


def test_the_first_tuesday_of_each_month_is_at_the_same_time_of_day_summer_and_winter() -> None:
    found = occurrences(TUESDAY, MONTHLY, ())

    assert len(found) == 12
    assert {f"{each.start.astimezone(STOCKHOLM):%H:%M %a}" for each in found} == {"13:00 Tue"}
    assert {each.end - each.start for each in found} == {timedelta(hours=2)}
    assert (found[0].start.hour, found[5].start.hour, found[0].start.tzinfo) == (12, 11, UTC)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=DAILY;COUNT=3", ["2021-01-05", "2021-01-06", "2021-01-07"]),
        ("RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=2", ["2021-01-05", "2021-01-19"]),
        ("FREQ=WEEKLY;UNTIL=20210119", ["2021-01-05", "2021-01-12", "2021-01-19"]),
        ("FREQ=WEEKLY;UNTIL=20210119T120000Z", ["2021-01-05", "2021-01-12", "2021-01-19"]),
        ("FREQ=WEEKLY;UNTIL=20210119T115959Z", ["2021-01-05", "2021-01-12"]),
        ("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=1;COUNT=2", ["2021-01-05", "2021-02-02"]),
        ("FREQ=YEARLY;COUNT=2", ["2021-01-05", "2022-01-05"]),
    ],
)
def test_rules_are_read_as_the_standard_has_them(rule: str, expected: list[str]) -> None:
    assert days(rule) == expected


def test_a_leap_day_is_found_in_leap_years_alone() -> None:
    leap = SaidSpan(start=local("2020-02-29"), end=local("2020-02-29", "19:00"))

    assert days("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;COUNT=3", leap) == ["2020-02-29", "2024-02-29", "2028-02-29"]


def test_excepted_days_are_left_out() -> None:
    assert "2021-07-06" not in days(MONTHLY, excepted=(date(2021, 7, 6),))
    assert len(days(MONTHLY, excepted=(date(2021, 7, 6),))) == 11


def test_a_clock_time_that_is_skipped_in_spring_does_not_stop_the_series() -> None:
    night = SaidSpan(start=local("2021-03-27", "02:30"), end=local("2021-03-27", "04:30"))

    assert len(occurrences(night, "FREQ=DAILY;COUNT=3", ())) == 3


def test_what_the_clock_skips_in_spring_begins_an_hour_later_and_lasts_as_long() -> None:
    night = SaidSpan(start=local("2021-03-21", "02:30"), end=local("2021-03-21", "03:15"))

    found = occurrences(night, "FREQ=WEEKLY;COUNT=3", ())

    assert [f"{each.start.astimezone(STOCKHOLM):%d %H:%M}" for each in found] == ["21 02:30", "28 03:30", "04 02:30"]
    assert {each.end - each.start for each in found} == {timedelta(minutes=45)}


def test_an_end_that_the_clock_skips_or_shows_twice_is_after_the_start() -> None:
    late = SaidSpan(start=local("2021-03-21", "01:30"), end=local("2021-03-21", "02:30"))

    assert all(each.end > each.start for each in occurrences(late, "FREQ=WEEKLY;COUNT=40", ()))


def test_a_first_time_in_the_hour_that_comes_twice_in_autumn_keeps_its_instant() -> None:
    second = datetime(2021, 10, 31, 2, 30, tzinfo=timezone(timedelta(hours=1)))
    night = SaidSpan(start=second, end=second + timedelta(minutes=45))

    assert occurrences(night, "FREQ=DAILY;COUNT=2", ())[0] == night


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("every tuesday", "RFC 5545"),
        ("", "RFC 5545"),
        ("FREQ=MONTHLY;BYDAY=1TU", "COUNT or UNTIL"),
        ("FREQ=MONTHLY;COUNT=2;UNTIL=20211231", "COUNT or UNTIL"),
        ("FREQ=HOURLY;COUNT=2", "FREQ"),
        ("COUNT=2", "FREQ"),
        ("FREQ=DAILY;COUNT=0", "COUNT"),
        ("FREQ=DAILY;INTERVAL=0;COUNT=2", "INTERVAL"),
        ("FREQ=DAILY;COUNT=2;COUNT=3", "once"),
        ("FREQ=DAILY;BYHOUR=8;COUNT=2", "once at most"),
        ("FREQ=DAILY;COUNT=400", f"more than {MOST}"),
        ("FREQ=DAILY;UNTIL=20991231", f"more than {MOST}"),
        ("FREQ=DAILY;UNTIL=20211341", "UNTIL"),
        ("FREQ=MONTHLY;BYDAY=XX;COUNT=2", "RFC 5545"),
    ],
)
def test_a_rule_that_cannot_be_followed_is_named(rule: str, words: str) -> None:
    assert words in wrong(rule)["recurrence.rrule"]


def test_a_first_time_that_does_not_fit_the_rule_is_refused_with_one_that_does() -> None:
    assert (
        "2021-02-02"
        in wrong("FREQ=MONTHLY;BYDAY=1TU;COUNT=2", SaidSpan(start=local("2021-01-06"), end=local("2021-01-06")))[
            "activity.planned.start"
        ]
    )
    assert "activity.planned.start" in wrong("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=2")


def test_an_excepted_day_without_an_occurrence_is_a_slip() -> None:
    assert "2021-07-07" in wrong(MONTHLY, excepted=(date(2021, 7, 7),))["recurrence.except[0]"]
    assert "recurrence.except" in wrong("FREQ=DAILY;COUNT=1", excepted=(date(2021, 1, 5),))


_VALUES = st.sampled_from(["MO", "1TU", "-1FR", "53SU", "0", "-1", "1", "13", "30", "366", "1,2,3", "20211231", "XX"])
_PARTS = st.sampled_from(["INTERVAL", "BYDAY", "BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS", "WKST"])


@given(
    st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
    st.dictionaries(_PARTS, _VALUES, max_size=4),
    st.sampled_from(["COUNT=5", "UNTIL=20221231", "COUNT=366"]),
)
@settings(deadline=timedelta(seconds=5))
@example("DAILY", {"BYMONTH": "2", "BYMONTHDAY": "30"}, "COUNT=5")
def test_any_rule_is_followed_or_refused_and_soon(frequency: str, parts: dict[str, str], end: str) -> None:
    rule = ";".join([f"FREQ={frequency}", *(f"{name}={value}" for name, value in parts.items()), end])

    try:
        found = occurrences(TUESDAY, rule, ())
    except Refused as refused:
        assert refused.reasons
    else:
        assert found[0] == TUESDAY
        assert found == sorted(found, key=lambda each: each.start)
        assert len(found) <= MOST


@given(st.text(max_size=40))
def test_whatever_is_said_is_no_fault_of_ours(rule: str) -> None:
    with pytest.raises(Refused):
        occurrences(TUESDAY, rule, ())
