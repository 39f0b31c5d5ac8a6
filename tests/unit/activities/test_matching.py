"""Which commitments an activity counts toward."""

from datetime import date, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.activities.domain.matching import counts
from shared.events.activity import Kind
from shared.events.agreement import Counts, Period
from tests.unit.activities.things import POLICE, TOWN, activity, agreement, local, participant, place

EVENING = {"from_": time(21), "until": time(3)}


def matches(wanted: Counts, **changes: Any) -> bool:
    return bool(counts(activity(**changes), [agreement(wanted)]))


@pytest.mark.parametrize(
    ("wanted", "changes", "expected"),
    [
        pytest.param(Counts(), {}, True, id="an empty filter lets everything through"),
        pytest.param(Counts(kinds=("patrol", "walk")), {}, True, id="one of the kinds"),
        pytest.param(Counts(kinds=("walk",)), {}, False, id="another kind"),
        pytest.param(Counts(tags=("civil-dress", "x")), {"tags": ("x",)}, True, id="one of the tags"),
        pytest.param(Counts(tags=("civil-dress",)), {"tags": ("Civil-Dress ",)}, True, id="the tag, in any letters"),
        pytest.param(Counts(tags=("civil-dress",)), {}, False, id="no tag"),
        pytest.param(Counts(audiences=("resident",)), {"audiences": ("business", "resident")}, True, id="an audience"),
        pytest.param(Counts(audiences=("Boende",)), {"audiences": ("boende",)}, True, id="an audience, in any letters"),
        pytest.param(Counts(audiences=("resident",)), {"audiences": ("business",)}, False, id="another audience"),
        pytest.param(Counts(groups=("gruppen",)), {"group": "gruppen"}, True, id="the group"),
        pytest.param(Counts(groups=("gruppen",)), {}, False, id="no group"),
        pytest.param(Counts(parties=(TOWN,)), {}, True, id="the party that reports"),
        pytest.param(Counts(parties=(POLICE,)), {"participants": (participant(POLICE),)}, True, id="a participant"),
        pytest.param(
            Counts(parties=(POLICE,)), {"participants": (participant(None, POLICE),)}, False, id="a name only"
        ),
        pytest.param(Counts(places=("Torget",)), {"place": place("torget ")}, True, id="the place, in any letters"),
        pytest.param(Counts(places=("Ängen",)), {"place": place("A\u0308NGEN")}, True, id="letters made of two"),
        pytest.param(Counts(places=("Torget",)), {"place": place("Torget 2")}, False, id="another place"),
        pytest.param(Counts(places=("Torget",)), {}, False, id="no place"),
        pytest.param(Counts(kinds=("patrol",), tags=("x",)), {}, False, id="every field must let it through"),
    ],
)
def test_each_field_of_the_filter_lets_through_what_fits_any_of_its_values(
    wanted: Counts, changes: dict[str, Any], expected: bool
):
    assert matches(wanted, **changes) is expected


@pytest.mark.parametrize(
    ("day", "clock", "expected"),
    [
        ("2021-05-06", "17:00", True),
        ("2021-05-06", "16:59", False),
        ("2021-05-06", "23:59", True),
        ("2021-05-07", "17:00", False),
    ],
)
def test_thursdays_from_five_are_reckoned_by_the_clock_in_stockholm(day: str, clock: str, expected: bool):
    wanted = Counts(weekdays=("thu",), from_=time(17))

    assert matches(wanted, start=local(day, clock)) is expected


@pytest.mark.parametrize(
    ("day", "clock", "expected"),
    [
        ("2021-05-07", "21:00", True),
        ("2021-05-08", "02:59", True),
        ("2021-05-08", "03:00", False),
        ("2021-05-07", "02:00", False),
        ("2021-05-08", "22:00", False),
        ("2021-05-07", "12:00", False),
    ],
)
def test_after_midnight_a_friday_night_is_still_fridays(day: str, clock: str, expected: bool):
    wanted = Counts(weekdays=("fri",), **EVENING)  # 7 May 2021 was a Friday

    assert matches(wanted, start=local(day, clock)) is expected


def test_the_hour_that_summer_time_skips_is_reckoned_as_the_wall_clock_shows_it():
    wanted = Counts(from_=time(3), until=time(4))

    assert matches(wanted, start=local("2021-03-28", "03:30"))
    assert not matches(wanted, start=local("2021-03-28", "01:30"))


@pytest.mark.parametrize(
    ("day", "clock", "expected"),
    [
        ("2021-01-01", "00:00", True),
        ("2020-12-31", "23:59", False),
        ("2021-12-31", "23:59", True),
        ("2022-01-01", "00:00", False),
    ],
)
def test_the_period_holds_both_its_days_whole_in_stockholm(day: str, clock: str, expected: bool):
    assert matches(Counts(), start=local(day, clock)) is expected


def test_what_is_planned_counts_as_well():
    planned = activity(state="planned", planned=activity().actual, actual=None)

    assert counts(planned, [agreement()])


def test_named_promises_narrow_and_never_widen():
    agreements = [agreement(Counts(), Counts(), Counts(kinds=("walk",)))]

    narrowed = counts(activity(narrowed_to=("ort-2021-p2", "ort-2021-p3")), agreements)

    assert [each.promise for each in narrowed] == ["ort-2021-p2"]


def test_two_agreements_that_cover_the_day_both_count():
    next_one = agreement(id="ort-2021-b", period=Period(start=date(2021, 5, 1), end=date(2022, 5, 1)))

    found = counts(activity(), [agreement(), next_one])

    assert [each.agreement for each in found] == ["ort-2021", "ort-2021-b"]


def test_a_count_carries_what_readers_of_the_event_need():
    (count,) = counts(activity(), [agreement()])

    assert count.commitment == "ort-2021-p1-c"
    assert count.promise_title == "Löfte 1"
    assert count.responsible == (TOWN, POLICE)


@given(
    kinds=st.sets(st.sampled_from(list(Kind))),
    weekdays=st.sets(st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"])),
    opens=st.none() | st.times(),
    closes=st.none() | st.times(),
    day=st.dates(date(2021, 1, 1), date(2021, 12, 31)),
    clock=st.times(),
)
def test_a_narrower_filter_never_lets_more_through(
    kinds: set[Kind], weekdays: set[Any], opens: time | None, closes: time | None, day: date, clock: time
):
    start = local(day.isoformat(), clock.replace(microsecond=0).isoformat())
    narrow = Counts(kinds=tuple(kinds), weekdays=tuple(weekdays), from_=opens, until=closes)

    if matches(narrow, start=start):
        assert matches(Counts(weekdays=narrow.weekdays, from_=opens, until=closes), start=start)
        assert matches(Counts(kinds=narrow.kinds, from_=opens, until=closes), start=start)
        assert matches(Counts(kinds=narrow.kinds), start=start)
