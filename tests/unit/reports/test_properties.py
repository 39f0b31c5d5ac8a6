"""What holds of every commitment, whatever is done and whenever it is asked."""

import re
from datetime import date, timedelta

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.reports.domain.assess import assess
from services.reports.domain.tally import DayTally
from shared.clock import start_of_day
from shared.events.agreement import Commitment
from shared.events.status import CommitmentStatus, State
from tests.unit.reports.strategies import commitments, day_tallies, endings, moments, periods

thoroughly = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
TICK = timedelta(microseconds=1)


@given(st.data(), commitments(), periods())
@thoroughly
def test_a_status_holds_until_its_valid_until(data: st.DataObject, asked: Commitment, period):
    days, now, ended = (
        data.draw(day_tallies(period)),
        data.draw(moments(period)),
        data.draw(st.none() | endings(period)),
    )
    status = assess(asked, days, period, now, closed_on=ended)

    end = status.valid_until or now + timedelta(days=2000)
    assert end > now
    later = now + (end - now) * data.draw(st.floats(0, 0.999999))
    for moment in (max(later, now), end - TICK):
        assert assess(asked, days, period, moment, closed_on=ended) == status


@given(st.data(), commitments(), periods())
@thoroughly
def test_following_valid_until_meets_every_change_of_state(data: st.DataObject, asked: Commitment, period):
    days, now, ended = (
        data.draw(day_tallies(period)),
        data.draw(moments(period)),
        data.draw(st.none() | endings(period)),
    )
    stop = now + timedelta(days=data.draw(st.integers(1, 400)))

    followed = assess(asked, days, period, now, closed_on=ended)
    while followed.valid_until is not None and followed.valid_until <= stop:
        followed = assess(asked, days, period, followed.valid_until, closed_on=ended)

    assert followed == assess(asked, days, period, stop, closed_on=ended)


@given(st.data(), commitments(), periods())
@thoroughly
def test_until_an_agreement_is_ended_early_it_goes_as_if_it_were_not(data: st.DataObject, asked: Commitment, period):
    ended = data.draw(endings(period))
    days = {day: tally for day, tally in data.draw(day_tallies(period)).items() if day <= ended}
    now = start_of_day(ended + timedelta(days=1)) - timedelta(seconds=data.draw(st.integers(1, 80_000_000)))

    told, otherwise = assess(asked, days, period, now, closed_on=ended), assess(asked, days, period, now)

    # then all but the days that lie ahead is the same, and nothing is due after the last one
    def but_for_what_lies_ahead(status: CommitmentStatus) -> CommitmentStatus:
        words = re.sub(r"stänger [\d-]+", "stänger", status.explanation)
        return msgspec.structs.replace(status, valid_until=None, next_due=None, explanation=words)

    assert but_for_what_lies_ahead(told) == but_for_what_lies_ahead(otherwise)
    assert told.next_due in (otherwise.next_due, ended, None)
    assert told.next_due is None or told.next_due <= ended


@given(st.data(), commitments(), periods())
@thoroughly
def test_what_was_ended_early_is_over_and_fulfilled_only_if_all_that_was_signed_for_was_met(
    data: st.DataObject, asked: Commitment, period
):
    days, ended = data.draw(day_tallies(period)), min(data.draw(endings(period)), period.end - timedelta(days=1))
    now = start_of_day(ended + timedelta(days=1)) + timedelta(days=data.draw(st.integers(0, 900)))
    in_time = {day: tally for day, tally in days.items() if day <= ended}

    status = assess(asked, days, period, now, closed_on=ended)

    whole = assess(asked, in_time, period, start_of_day(period.end + timedelta(days=1)))
    assert (status.state == State.FULFILLED) == (whole.state == State.FULFILLED)
    assert status.state in (State.FULFILLED, State.PARTLY_FULFILLED, State.NOT_FULFILLED, State.NOT_MEASURABLE)
    assert {window.state for window in status.windows} <= {"met", "missed", "asks_nothing"}
    assert status.next_due is None


@given(st.data(), commitments(), periods())
@thoroughly
def test_more_done_is_never_less_done(data: st.DataObject, asked: Commitment, period):
    days, now = data.draw(day_tallies(period)), data.draw(moments(period))
    more = _with(days, data.draw(day_tallies(period)))

    before, after = assess(asked, days, period, now), assess(asked, more, period, now)

    assert after.done >= before.done - 1e-9
    for one, other in zip(before.windows, after.windows, strict=True):
        assert other.done >= one.done - 1e-9
        assert set(other.missing) <= set(one.missing)
        assert other.state == "met" or one.state != "met"


@given(st.data(), commitments(), periods())
@thoroughly
def test_a_status_travels_and_says_its_windows_as_one_of_so_many(data: st.DataObject, asked: Commitment, period):
    days, now, ended = (
        data.draw(day_tallies(period)),
        data.draw(moments(period)),
        data.draw(st.none() | endings(period)),
    )
    status = assess(asked, days, period, now, closed_on=ended)

    assert msgspec.json.decode(msgspec.json.encode(status), type=CommitmentStatus) == status
    assert all(" av " in window.summary and "%" not in window.summary for window in status.windows)
    assert status.explanation.endswith(".")
    assert "%" not in status.explanation


def _with(days: dict[date, DayTally], more: dict[date, DayTally]) -> dict[date, DayTally]:
    both = {day: _sum(days[day], more[day]) for day in days.keys() & more.keys()}
    return {**days, **more, **both}


def _sum(one: DayTally, other: DayTally) -> DayTally:
    return DayTally(
        activities=one.activities + other.activities,
        quantity=one.quantity + other.quantity,
        minutes=one.minutes + other.minutes,
        results={"r": one.results.get("r", 0) + other.results.get("r", 0)},
        audiences=tuple({*one.audiences, *other.audiences}),
        planned_until=one.planned_until + other.planned_until,
    )
