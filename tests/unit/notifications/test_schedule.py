"""When a delivery is tried again, and when it is given up."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.notifications.channels.smtp import LIMIT
from services.notifications.domain.schedule import JITTER, LEASE, WAITS, Answer, Outcome, spelled, verdict
from tests.unit.notifications.events import NOW

BUSY = Outcome(Answer.DELAYED, "451 try later")


def test_the_published_schedule_is_this_one() -> None:
    minutes = [wait.total_seconds() / 60 for wait in WAITS]

    assert minutes == [0, 1, 5, 30, 120, 480, 1440, 1440, 1440]


def test_a_receiver_that_is_away_from_friday_evening_to_monday_morning_is_told_all() -> None:
    assert sum(WAITS, timedelta()) > timedelta(hours=64)


def test_what_was_accepted_is_delivered() -> None:
    assert verdict(Outcome(Answer.ACCEPTED, "250 ok"), 3, NOW, 0.5).state == "delivered"


def test_what_was_refused_has_failed_at_once_and_keeps_the_reason() -> None:
    what = verdict(Outcome(Answer.REFUSED, "550 no such user"), 1, NOW, 0.5)

    assert (what.state, what.reason, what.next_attempt_at) == ("failed", "550 no such user", None)


@given(st.integers(1, len(WAITS) - 1), st.floats(0, 1, exclude_max=True))
def test_what_was_delayed_is_tried_again_after_the_wait_and_at_most_a_fifth_more(made: int, chance: float) -> None:
    what = verdict(BUSY, made, NOW, chance)

    assert what.state == "pending"
    assert what.next_attempt_at is not None
    assert WAITS[made] <= what.next_attempt_at - NOW <= WAITS[made] * (1 + JITTER)


@given(st.integers(1, len(WAITS) - 1), st.timedeltas())
def test_a_receiver_may_ask_for_a_longer_wait_but_for_no_shorter_and_not_for_ever(made: int, asked: timedelta) -> None:
    what = verdict(Outcome(Answer.DELAYED, "429", retry_after=asked), made, NOW, 0)

    assert what.next_attempt_at is not None
    assert what.next_attempt_at - NOW == max(WAITS[made], min(asked, timedelta(hours=24)))


def test_after_the_last_attempt_it_is_given_up_and_says_why() -> None:
    what = verdict(BUSY, len(WAITS), NOW, 0)

    assert what.state == "failed"
    assert what.reason == "given up after 9 attempts; the last: 451 try later"


def test_a_lease_outlasts_what_sending_may_take_several_times_over() -> None:
    assert timedelta(seconds=LIMIT) * 4 <= LEASE


def test_the_schedule_is_told_in_words():
    assert ", ".join(map(spelled, WAITS[1:])) == (
        "1 minute, 5 minutes, 30 minutes, 2 hours, 8 hours, 24 hours, 24 hours, 24 hours"
    )
    assert spelled(timedelta(hours=1)) == "1 hour"
