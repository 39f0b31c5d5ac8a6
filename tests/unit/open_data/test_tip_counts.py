"""Counts of tips: small ones are masked, and no total, shown or withheld, says anything more of a masked one."""

from collections import Counter
from datetime import date, datetime
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.reports.domain.tip_counts import FEW, counted, forget_after, months
from shared.clock import start_of_day

CATEGORIES = ("theft", "traffic", "youth", "other")
COUNTS = st.fixed_dictionaries({name: st.integers(0, FEW + 2) for name in CATEGORIES})


def test_a_count_under_five_is_told_as_fewer_than_five_and_so_is_none() -> None:
    found = {one.category: one for one in counted({"theft": 5, "traffic": 4}, CATEGORIES)}

    assert (found["theft"].count, found["theft"].in_words) == (5, "5")
    for name in ("traffic", "youth", "other"):
        assert (found[name].count, found[name].in_words) == (None, "färre än 5")


def test_a_total_that_leaves_one_masked_count_to_be_reckoned_is_withheld() -> None:
    total = counted({"theft": 9, "traffic": 8, "youth": 7, "other": 3}, CATEGORIES)[0]

    assert (total.category, total.count, total.in_words) == ("all", None, "visas inte")


def test_a_total_that_gives_nothing_away_is_told() -> None:
    assert counted({"theft": 9, "traffic": 2, "youth": 3, "other": 1}, CATEGORIES)[0].count == 15
    assert counted(dict.fromkeys(CATEGORIES, 5), CATEGORIES)[0].count == 20
    assert counted({"theft": 1}, CATEGORIES)[0].in_words == "färre än 5"


@given(COUNTS)
def test_whoever_knows_the_rule_cannot_tell_any_masked_count_from_another(counts: dict[str, int]) -> None:
    # given what is told, and all counts of which the same is told
    seen = counted(counts, CATEGORIES)
    masked = [name for name in CATEGORIES if counts[name] < FEW]
    guesses = [counts | dict(zip(masked, guess, strict=True)) for guess in product(range(FEW), repeat=len(masked))]
    possible = [guess for guess in guesses if counted(guess, CATEGORIES) == seen]

    # then each masked one may still be any of them
    for name in masked:
        assert Counter(guess[name] for guess in possible).keys() == set(range(FEW)), name


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-23T12:00:00+01:00", ["2026-09", "2026-10"]),
        ("2026-10-31T23:59:59+01:00", ["2026-09"]),
        ("2026-11-01T00:00:00+01:00", ["2026-09", "2026-10"]),
        ("2026-03-31T12:00:00+02:00", ["2026-01", "2026-02"]),
        ("2027-01-15T12:00:00+01:00", ["2026-11", "2026-12"]),
    ],
)
def test_the_whole_months_of_the_last_ninety_days_are_told(now: str, expected: list[str]) -> None:
    assert months(datetime.fromisoformat(now)) == expected


@given(st.dates(date(2020, 1, 1), date(2032, 1, 1)))
def test_what_is_told_is_not_forgotten_yet(today: date) -> None:
    now = start_of_day(today)

    told = months(now)

    assert 1 <= len(told) <= 3
    assert all(forget_after(start_of_day(date.fromisoformat(f"{month}-01"))) > now for month in told)
