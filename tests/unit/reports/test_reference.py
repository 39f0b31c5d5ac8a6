"""The domain's states are those of a plain reading of the table, whatever is agreed, done and asked when."""

import itertools
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from services.reports.domain.assess import assess
from services.reports.domain.fold import status_of, version_in_force
from services.reports.domain.promise import promise_of
from services.reports.domain.since import dated
from services.reports.domain.tally import tally
from shared.events.activity import Activity, EarlierCounts, Span
from shared.events.agreement import AgreementVersion, Covering, Period, Target
from tests.unit.reports import reference
from tests.unit.reports.samples import activity, agreement, commitment

thoroughly = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
AUDIENCES = ("business", "association", "resident")

# Where calendars are odd: leap days, summer time's turns, years with 53 weeks, terms, the turn of a year.
EDGES = [
    date(2020, 2, 28),
    date(2020, 2, 29),
    date(2020, 3, 29),
    date(2020, 10, 25),
    date(2020, 12, 27),
    date(2020, 12, 31),
    date(2021, 1, 1),
    date(2021, 1, 4),
    date(2021, 3, 28),
    date(2021, 6, 30),
    date(2021, 7, 1),
    date(2021, 10, 31),
    date(2024, 2, 29),
]


@st.composite
def periods(draw: st.DrawFn) -> Period:
    start = draw(st.sampled_from(EDGES) | st.dates(date(2019, 12, 1), date(2024, 3, 1)))
    length = draw(st.sampled_from([0, 1, 6, 13, 27, 30, 180, 364, 365, 729, 730]) | st.integers(0, 760))
    return Period(start=start, end=start + timedelta(days=length))


def targets() -> st.SearchStrategy[Target]:
    return st.builds(
        Target,
        at_least=st.integers(1, 4) | st.sampled_from([0.25, 0.5, 1.5]),
        each=st.sampled_from(["period", "year", "term", "quarter", "month", "week", "day"]),
        every=st.sampled_from([1, 1, 2, 3]),
        unit=st.sampled_from(["activities", "quantity", "days", "weeks", "hours", "result"]),
        result=st.just("r"),
        covering=st.none() | st.builds(Covering, audiences=st.sampled_from([(), AUDIENCES[:1], AUDIENCES[:2]])),
        average=st.sampled_from([False, False, True]),
        milestone=st.sampled_from([False, False, False, True]),
        by=st.none() | st.sampled_from(EDGES),
        keep_short_windows=st.booleans(),
    )


@st.composite
def deeds(draw: st.DrawFn, period: Period) -> list[Activity]:
    """What is done and planned in the period and around it, near midnight too."""
    length = (period.end - period.start).days
    found = []
    for number in range(draw(st.integers(0, 12))):
        offsets = st.integers(-3, length + 20) | st.sampled_from([0, length, length + 1])
        day = period.start + timedelta(days=draw(offsets))
        start = reference.midnight(day).astimezone(UTC) + timedelta(
            minutes=draw(st.sampled_from([-1, 0, 1, 59, 120, 1380, 1439, 1440]) | st.integers(0, 1440))
        )
        span = Span(start=start, end=start + timedelta(minutes=draw(st.sampled_from([0, 30, 90, 600]))))
        done = draw(st.sampled_from([True, True, False]))
        found.append(
            msgspec.structs.replace(
                activity("2021-01-01", id=f"a{number}", quantity=draw(st.sampled_from([0, 0.5, 1, 12]))),
                state="completed" if done else "planned",
                actual=span if done else None,
                planned=None if done else span,
                audiences=draw(st.sampled_from([(), AUDIENCES[:1], AUDIENCES])),
                results=draw(st.sampled_from([{}, {"r": 1.0}, {"r": 2.5}])),
            )
        )
    return found


@st.composite
def moments(draw: st.DrawFn, period: Period) -> datetime:
    """From before the period until well after it; at midnight and a moment before it too."""
    length = (period.end - period.start).days
    offsets = st.integers(-5, length + 120) | st.sampled_from([-1, 0, 89, 90, length + 1])
    day = period.start + timedelta(days=draw(offsets))
    return reference.midnight(day).astimezone(UTC) + timedelta(
        seconds=draw(st.sampled_from([-1, 0, 1, 43_200]) | st.integers(0, 86_399))
    )


@given(st.data(), periods(), st.none() | targets())
@thoroughly
def test_the_state_of_a_commitment_is_that_of_the_table(data: st.DataObject, period: Period, asked: Target | None):
    facts, now = data.draw(deeds(period)), data.draw(moments(period))
    closed_on = data.draw(st.none() | st.dates(period.start, period.end))

    found = assess(commitment(asked), tally(facts, "c"), period, now, closed_on=closed_on)

    assert found.state.value == reference.state(asked, facts, period, now, closed_on)


@given(st.data(), periods(), targets())
@thoroughly
def test_each_window_holds_what_a_count_day_by_day_finds(data: st.DataObject, period: Period, asked: Target):
    asked = msgspec.structs.replace(asked, average=False)
    facts, now = data.draw(deeds(period)), data.draw(moments(period))
    expected = reference.stretches(asked, period)
    reference.fill(expected, [each for each in facts if reference.day_of(each) >= period.start])

    found = assess(commitment(asked), tally(facts, "c"), period, now).windows

    assert [(one.start, one.end, one.state != "asks_nothing") for one in found] == [
        (one.start, one.end, one.asks) for one in expected
    ]
    for one, other in zip(found, expected, strict=True):
        assert one.done == pytest.approx(reference.much(asked, other.done))
        in_time = [each for each in other.done if reference.day_of(each) <= other.end]
        met = other.asks and reference.reached(asked, other.done, other.required)
        assert one.late == (met and not reference.reached(asked, in_time, other.required))


def version(number: int, asked: Target | None, period: Period, since: datetime, told: datetime) -> AgreementVersion:
    made = agreement(commitment(asked), period=period, version=number)
    return msgspec.structs.replace(made, in_force_from=since, published_at=told)


@given(st.data(), periods(), st.none() | targets(), st.none() | targets())
@thoroughly
def test_after_amendments_each_day_is_judged_by_the_version_then_in_force_and_known(
    data: st.DataObject, period: Period, first: Target | None, second: Target | None
):
    # given an agreement that was amended on a day, since that day or one before it, for whatever was done
    told = data.draw(moments(period))
    since = min(told, data.draw(moments(period)))
    begins = reference.midnight(period.start).astimezone(UTC) - timedelta(days=30)
    since = max(since, begins)
    before, after = version(1, first, period, begins, begins), version(2, second, period, since, told)
    adds = data.draw(st.booleans())
    if adds:
        (held,) = before.agreement.promises
        bare = msgspec.structs.replace(held, commitments=())
        before = msgspec.structs.replace(before, agreement=msgspec.structs.replace(before.agreement, promises=(bare,)))
    versions = dated([before, after])
    facts = [_reported(each) for each in data.draw(deeds(period))]
    counted_before = data.draw(st.sets(st.sampled_from([each.id for each in facts]))) if facts else set()
    facts = [each if each.id in counted_before else _only_now(each) for each in facts]
    as_of, known_at = data.draw(moments(period)), data.draw(moments(period))

    # when a moment is asked for, as known at another
    version_then = version_in_force(versions, as_of, known_at)
    held = {each.id: {1: each} for each in facts}
    found = status_of(version_then, promise_of(version_then, "p"), held, as_of, known_at)

    # then the version is the second if it was in force and known, and the state that of what was done and known
    is_second = since <= as_of and told <= known_at
    assert found.agreement_version == (2 if is_second else 1)
    seen = [each for each in _seen(facts, as_of, known_at) if is_second or each.id in counted_before]
    if adds and is_second:
        period = Period(start=max(period.start, reference.day_at(since)), end=period.end)
    elif adds:
        first, seen = None, []
    asked = second if is_second else first
    assert found.state.value == reference.state(asked, seen, period, as_of)


def _reported(fact: Activity) -> Activity:
    """Reported when it had ended; a plan a week ahead."""
    told = fact.span.end if fact.state == "completed" else fact.span.start - timedelta(days=7)
    return msgspec.structs.replace(fact, reported_at=told)


def _only_now(fact: Activity) -> Activity:
    return msgspec.structs.replace(fact, earlier=(EarlierCounts(agreement="a", version=1, commitments=()),))


def _seen(facts: Sequence[Activity], as_of: datetime, known_at: datetime) -> list[Activity]:
    """What had happened by a moment, or was then planned, of what was known at another."""
    return [
        each
        for each in facts
        if each.reported_at <= known_at
        and (each.span.start <= as_of if each.state == "completed" else each.reported_at <= as_of)
    ]


@example(Period(start=date(2020, 2, 29), end=date(2020, 2, 29)), "day")
@example(Period(start=date(2020, 12, 28), end=date(2021, 1, 10)), "week")
@given(periods(), st.sampled_from(["year", "term", "quarter", "month", "week", "day"]))
@settings(max_examples=50, deadline=None)
def test_the_windows_share_the_period_without_gap_or_overlap(period: Period, each: str):
    found = assess(commitment(Target(each=each)), {}, period, reference.midnight(period.start)).windows

    assert found[0].start == period.start
    assert found[-1].end == period.end
    assert all(one.end + timedelta(days=1) == other.start for one, other in itertools.pairwise(found))
