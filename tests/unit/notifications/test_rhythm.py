"""Quiet hours and digests, by the clock on the wall in Stockholm."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.domain.endpoint import Endpoint, Quiet, Rhythm
from services.notifications.domain.rhythm import AT, next_digest, quiet_until
from shared.clock import STOCKHOLM

INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
RHYTHMS = st.sampled_from(["daily", "weekly"])


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)


@pytest.mark.parametrize(
    ("rhythm", "after", "due"),
    [
        ("daily", "2022-03-24 07:29", "2022-03-24 07:30"),
        ("daily", "2022-03-24 07:30", "2022-03-25 07:30"),
        ("daily", "2022-03-25 08:00", "2022-03-28 07:30"),  # over the weekend in which clocks are put forward
        ("daily", "2022-10-28 08:00", "2022-10-31 07:30"),  # and back
        ("weekly", "2022-03-24 12:00", "2022-03-28 07:30"),
        ("weekly", "2022-03-28 07:30", "2022-04-04 07:30"),
    ],
)
def test_a_digest_comes_at_half_past_seven_on_working_days_or_mondays(rhythm: Rhythm, after: str, due: str) -> None:
    assert next_digest(rhythm, wall(after)) == wall(due)


@given(RHYTHMS, INSTANTS)
def test_the_next_digest_is_later_and_there_is_none_between(rhythm: Rhythm, after: datetime) -> None:
    due = next_digest(rhythm, after)

    assert after < due <= after + timedelta(days=7, hours=1)
    assert due.astimezone(STOCKHOLM).time() == AT
    assert next_digest(rhythm, due - timedelta(seconds=1)) == due
    assert next_digest(rhythm, due) > due


def endpoint(from_: str, until: str) -> Endpoint:
    quiet = Quiet(time.fromisoformat(from_), time.fromisoformat(until))
    return Endpoint("p", "e", "mail", "e@p.example", quiet=quiet)


@pytest.mark.parametrize(
    ("from_", "until", "at", "ends"),
    [
        ("20:00", "07:00", "2022-03-24 19:59", None),
        ("20:00", "07:00", "2022-03-24 20:00", "2022-03-25 07:00"),
        ("20:00", "07:00", "2022-03-25 03:00", "2022-03-25 07:00"),
        ("20:00", "07:00", "2022-03-25 07:00", None),
        ("12:00", "13:00", "2022-03-25 12:30", "2022-03-25 13:00"),
        ("20:00", "07:00", "2022-03-26 23:00", "2022-03-27 07:00"),  # the night of 23 hours
    ],
)
def test_what_falls_in_quiet_hours_waits_for_their_end(from_: str, until: str, at: str, ends: str | None) -> None:
    assert quiet_until(endpoint(from_, until), wall(at)) == (wall(ends) if ends else None)


@given(INSTANTS, st.times(), st.times())
def test_the_end_of_quiet_hours_is_never_within_them(at: datetime, from_: time, until: time) -> None:
    found = Endpoint("p", "e", "mail", "e@p.example", quiet=Quiet(from_, until))

    ends = quiet_until(found, at)

    assert ends is None or (at < ends <= at + timedelta(hours=26) and quiet_until(found, ends) is None)


NIGHTS = [datetime(2022, 3, 26, 22, tzinfo=UTC), datetime(2022, 10, 29, 21, tzinfo=UTC)]
ABOUT_THEN = st.integers(0, 5 * 60).map(lambda minutes: time(minutes // 60, minutes % 60))


@given(st.sampled_from(NIGHTS), st.integers(0, 6 * 60), ABOUT_THEN, ABOUT_THEN)
def test_nor_is_it_in_the_nights_of_23_and_25_hours(night: datetime, minutes: int, from_: time, until: time) -> None:
    found = Endpoint("p", "e", "mail", "e@p.example", quiet=Quiet(from_, until))
    at = night + timedelta(minutes=minutes)

    ends = quiet_until(found, at)

    here = at.astimezone(STOCKHOLM).time()
    is_quiet = from_ <= here < until if from_ <= until else here >= from_ or here < until
    assert (ends is not None) is is_quiet
    assert ends is None or (at < ends and quiet_until(found, ends) is None)


def test_whoever_asks_for_no_quiet_hours_has_none() -> None:
    assert quiet_until(Endpoint("p", "e", "mail", "e@p.example"), wall("2022-03-25 03:00")) is None
