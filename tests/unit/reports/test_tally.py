"""Day tallies: what counts toward a commitment, on the day in Stockholm when it starts."""

from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.reports.domain.tally import MAX_IDS, DayTally, current, tally
from shared.events.activity import Activity, Kind
from tests.unit.reports.samples import KOMMUN, POLIS, activity, at, days, plan


def revised(fact: Activity, revision: int, reported: str, **changes) -> Activity:
    return msgspec.structs.replace(fact, revision=revision, reported_at=at(reported), **changes)


def test_the_highest_revision_is_current_whatever_order_they_came_in():
    first = activity("2021-04-15 18:00")
    second = revised(first, 2, "2021-04-20", quantity=3)

    assert current({2: second, 1: first}) == second
    assert current({1: first, 2: second}) == second


def test_a_revision_is_known_from_when_it_was_reported():
    first = activity("2021-04-15 18:00")
    second = revised(first, 2, "2021-04-20 12:00", state="withdrawn")
    revisions = {1: first, 2: second}

    assert current(revisions, at("2021-04-15 19:00")) is None
    assert current(revisions, at("2021-04-15 20:00")) == first
    assert current(revisions, at("2021-04-20 12:00")) == second


def test_there_is_no_current_revision_of_nothing():
    assert current({}) is None


def test_a_days_activities_are_summed():
    one = activity("2021-04-15 18:00", hours=1.5, quantity=2, results={"seized": 1, "reported": 2})
    other = activity("2021-04-15 21:00", hours=2, results={"seized": 4}, reported_at=at("2021-04-18"))

    (counted,) = days(one, other).values()

    assert (counted.activities, counted.quantity, counted.minutes) == (2, 3, 210)
    assert counted.results == {"reported": 2, "seized": 5}
    assert counted.last_reported_at == at("2021-04-18")
    assert counted.ids == (other.id, one.id)


def test_a_day_says_who_was_reached_who_took_part_and_where():
    walk = activity("2021-04-15", audiences=("resident",), parties=(POLIS,), place="Centrum")
    outreach = activity("2021-04-15", audiences=("business", "resident"), place="Torget")

    (counted,) = days(walk, outreach).values()

    assert counted.audiences == ("business", "resident")
    assert counted.parties == (KOMMUN, POLIS)
    assert counted.places == ("Centrum", "Torget")


def test_the_newest_ids_are_kept_and_all_are_counted():
    facts = [activity(f"2021-04-15 {hour:02}:{minute}") for hour in range(10, 22) for minute in ("00", "30")]

    (counted,) = days(*facts).values()

    assert counted.activities == 24
    assert len(counted.ids) == MAX_IDS
    assert counted.ids[0] == facts[-1].id


@pytest.mark.parametrize("state", ["cancelled", "withdrawn"])
def test_what_is_cancelled_or_withdrawn_counts_for_nothing(state):
    assert days(msgspec.structs.replace(activity("2021-04-15"), state=state)) == {}


def test_only_what_counts_toward_the_commitment_is_counted():
    facts = [activity("2021-04-15", toward=("other",)), activity("2021-04-16", toward=("other", "c"))]

    assert list(tally(facts, "c")) == [date(2021, 4, 16)]


def test_a_planned_activity_is_kept_by_when_it_ends_and_is_not_done():
    (counted,) = days(plan("2021-04-15 18:00")).values()

    assert counted == DayTally(planned_until=(at("2021-04-15 20:00"),))


@pytest.mark.parametrize(
    ("start", "day"),
    [
        ("2021-12-31T22:59:59+00:00", date(2021, 12, 31)),  # 23:59:59 in Stockholm
        ("2021-12-31T23:00:00+00:00", date(2022, 1, 1)),  # midnight in Stockholm, not in UTC
        ("2021-06-30T21:59:59+00:00", date(2021, 6, 30)),  # summer time
        ("2021-06-30T22:00:00+00:00", date(2021, 7, 1)),
        ("2021-03-28T00:59:59+00:00", date(2021, 3, 28)),  # the second before the clocks go forward
        ("2021-03-27T23:00:00+00:00", date(2021, 3, 28)),
        ("2021-03-28T22:00:00+00:00", date(2021, 3, 29)),
        ("2021-10-30T22:00:00+00:00", date(2021, 10, 31)),
        ("2021-10-31T22:59:59+00:00", date(2021, 10, 31)),  # a day of 25 hours
        ("2021-10-31T23:00:00+00:00", date(2021, 11, 1)),
    ],
)
def test_a_day_is_a_day_in_stockholm(start: str, day: date):
    at_utc = activity("2021-04-15")
    span = msgspec.convert({"start": start, "end": start}, type(at_utc.span))

    assert list(days(msgspec.structs.replace(at_utc, actual=span))) == [day]


def test_a_night_patrol_belongs_to_the_evening_it_began():
    assert list(days(activity("2021-04-15 22:00", Kind.PATROL, hours=6))) == [date(2021, 4, 15)]


@given(st.permutations([activity("2021-04-15 10:00", quantity=0.1 * n, results={"r": n / 7}) for n in range(8)]))
def test_a_tally_does_not_depend_on_the_order_of_the_facts(facts: list[Activity]):
    assert days(*facts) == days(*sorted(facts, key=lambda fact: fact.id))


def test_a_tally_travels_and_comes_back_the_same():
    (counted,) = days(activity("2021-04-15", audiences=("resident",), results={"r": 2}), plan("2021-04-15")).values()

    assert msgspec.convert(msgspec.to_builtins(counted), DayTally) == counted
