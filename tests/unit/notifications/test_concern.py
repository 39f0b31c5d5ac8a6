"""What is still to be done, and the days on which it is spoken of."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.notifications.domain.concern import concern_of, due, fallen, looked_at_from, next_at
from shared.events.agreement import AgreementChange
from shared.events.catalogue import MEASURE_ACCEPTED, MEASURE_STARTED, MEASURE_TRANSFERRED
from shared.events.status import State
from tests.unit.notifications.events import NOW, agreement, done, measure, status


def test_a_measure_without_a_last_day_or_with_one_at_the_end_of_time_is_never_asked_for() -> None:
    for day in (None, date.max):
        concern = concern_of(measure(due_on=day))
        assert concern is not None
        assert next_at(concern, NOW) is None


def test_what_was_handed_to_somebody_who_is_no_party_is_nobodys_to_do() -> None:
    handed = measure("transferred", MEASURE_TRANSFERRED, revision=2, transferred_to="Trafikverket")

    concern = concern_of(handed)

    assert concern is not None
    assert concern.counted_from is None


def test_a_promise_that_goes_well_and_what_is_done_are_no_concern() -> None:
    concern = concern_of(status(State.ON_TRACK, State.BEHIND))

    assert concern is not None
    assert looked_at_from(concern, NOW) is None
    assert concern_of(done()) is None


def test_days_before_it_was_heard_of_are_not_spoken_of() -> None:
    concern = concern_of(measure(due_on=NOW.date() - timedelta(days=6)))

    assert concern is not None
    assert due(concern, NOW) is None
    assert due(concern, NOW + timedelta(days=3)) is not None


@pytest.mark.parametrize("how", [MEASURE_ACCEPTED, MEASURE_STARTED])
def test_a_day_that_passed_while_nobody_looked_is_spoken_of_though_the_measure_was_taken_on_since(how: str) -> None:
    # given a last day that passed two days ago, of a measure that was proposed a month before it is taken on
    now = NOW + timedelta(days=31)
    concern = concern_of(measure("accepted", how, revision=2, due_on=now.date() - timedelta(days=2), reported_at=now))
    assert concern is not None

    found = due(concern, now)

    assert found is not None
    assert found[0].id == "measure-overdue"


@pytest.mark.parametrize("change", ["published", "replaced"])
def test_what_became_of_an_agreement_is_asked_for_when_it_is_over_though_another_takes_its_place(
    change: AgreementChange,
) -> None:
    concern = concern_of(agreement(change))
    assert concern is not None

    found = due(concern, datetime(2023, 1, 1, 12, 0, tzinfo=UTC))

    assert found is not None
    assert found[0].id == "assessment-asked"


def test_it_is_asked_for_as_long_as_it_is_undone() -> None:
    concern = concern_of(measure())
    assert concern is not None

    at, days = NOW, []
    for _ in range(20):
        following = next_at(concern, at)
        assert following is not None
        days.append(following)
        at = following

    assert days == sorted(set(days))
    assert days[-1] - days[-2] == timedelta(days=90) or days[-1] - days[-2] in (
        timedelta(days=90, hours=1),
        timedelta(days=90, hours=-1),
    )


@pytest.mark.parametrize(
    ("state", "previous", "rules"),
    [
        (State.BEHIND, None, ["status-behind", "status-reminder", "status-reminder", "status-escalated"]),
        (State.AT_RISK, None, ["status-at-risk", "status-reminder", "status-reminder", "status-escalated"]),
        (State.BEHIND, State.ON_TRACK, ["status-reminder"] * 3 + ["status-escalated"]),
    ],
)
def test_the_first_word_of_a_promise_is_its_state_and_no_reminder(
    state: State, previous: State | None, rules: list[str]
) -> None:
    concern = concern_of(status(state, previous))
    assert concern is not None

    found = [due(concern, NOW + timedelta(days=days, hours=12)) for days in (14, 42, 98, 126)]

    assert [each[0].id for each in found if each] == rules


def test_the_days_of_a_promise_go_on_while_it_moves_between_states_that_are_all_bad() -> None:
    # given a promise that was at risk, and fell behind before the third reminder
    fell, later = concern_of(status(State.AT_RISK)), NOW + timedelta(days=90)
    moved = concern_of(status(State.BEHIND, State.AT_RISK, changed_at=later))
    assert fell is not None
    assert moved is not None

    # when it is known since when it has gone badly
    counted = fallen(moved, fell.fell)

    # then it has its third reminder and those who signed their turn on the days that it would have had them
    assert (fell.fell, moved.fell, counted.counted_from) == (NOW, None, fell.counted_from)
    found = [due(counted, NOW + timedelta(days=days, hours=12)) for days in (98, 126)]
    assert [each[0].id for each in found if each] == ["status-reminder", "status-escalated"]

    # and is looked at at once, since those days may be nearer than those that are counted from its state
    assert looked_at_from(moved, later) == later


@pytest.mark.parametrize(("days", "rules"), [(98, []), (126, ["status-escalated"])])
def test_a_state_that_is_told_takes_a_missed_reminders_place_but_not_that_of_those_who_signed(
    days: int, rules: list[str]
) -> None:
    # given a day that passed while nobody looked, and another state on the next
    moved = concern_of(status(State.BEHIND, State.AT_RISK, changed_at=NOW + timedelta(days=days + 1)))
    assert moved is not None

    found = due(fallen(moved, NOW), NOW + timedelta(days=days + 2))

    assert [each.id for each in (found or ())[:1]] == rules
