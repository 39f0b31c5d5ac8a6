"""A promise's state, from the states of its commitments."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.reports.domain.promise import assess_commitments, assess_promise
from services.reports.domain.promise_rules import PROMISE_RULES
from shared.events.agreement import Target
from shared.events.status import CommitmentStatus, State, WindowStatus
from tests.unit.reports.samples import YEAR, agreement, at, commitment, walks

NOW = at("2021-05-01")
WINDOW = WindowStatus(
    label="2021", start=YEAR.start, end=YEAR.end, state="open", done=0, required=1, unit="activities", summary="0 av 1"
)
S = State


def measured(state: State, **fields) -> CommitmentStatus:
    return CommitmentStatus(
        commitment="c", title="Mätt", state=state, rule="", explanation=f"{state}.", windows=(WINDOW,), **fields
    )


def unmeasured(state: State, **fields) -> CommitmentStatus:
    return CommitmentStatus(commitment="u", title="Omätt", state=state, rule="", explanation=f"{state}.", **fields)


def combined(*statuses: CommitmentStatus):
    version = agreement()
    return assess_promise(version.agreement.promises[0], version, statuses, NOW)


CASES = [
    ([measured(S.UPCOMING), unmeasured(S.UPCOMING)], S.UPCOMING, "promise-upcoming"),
    ([measured(S.BEHIND), measured(S.AT_RISK), unmeasured(S.STALLED)], S.BEHIND, "any-behind"),
    ([measured(S.FULFILLED), measured(S.BEHIND)], S.BEHIND, "any-behind"),
    ([measured(S.ON_TRACK), measured(S.AT_RISK), unmeasured(S.STALLED)], S.AT_RISK, "any-at-risk"),
    ([measured(S.ON_TRACK), unmeasured(S.STALLED)], S.STALLED, "any-stalled"),
    ([unmeasured(S.ONGOING), unmeasured(S.STALLED)], S.STALLED, "any-stalled"),
    ([measured(S.FULFILLED), measured(S.FULFILLED)], S.FULFILLED, "measured-all-fulfilled"),
    ([measured(S.FULFILLED), unmeasured(S.STALLED)], S.FULFILLED, "measured-all-fulfilled"),
    ([measured(S.FULFILLED), measured(S.NOT_STARTED)], S.ON_TRACK, "measured-on-track"),
    ([measured(S.NOT_STARTED), unmeasured(S.ONGOING)], S.ON_TRACK, "measured-on-track"),
    ([unmeasured(S.ONGOING), unmeasured(S.NOT_STARTED)], S.ONGOING, "any-ongoing"),
    ([measured(S.NOT_STARTED), unmeasured(S.NOT_STARTED)], S.NOT_STARTED, "none-started"),
    ([measured(S.FULFILLED), unmeasured(S.NOT_MEASURABLE)], S.FULFILLED, "measured-all-fulfilled"),
    ([measured(S.FULFILLED), measured(S.NOT_FULFILLED)], S.PARTLY_FULFILLED, "measured-some-fulfilled"),
    ([measured(S.PARTLY_FULFILLED), measured(S.NOT_FULFILLED)], S.PARTLY_FULFILLED, "measured-some-fulfilled"),
    ([measured(S.NOT_FULFILLED), unmeasured(S.NOT_MEASURABLE)], S.NOT_FULFILLED, "measured-none-fulfilled"),
    ([unmeasured(S.NOT_MEASURABLE)], S.NOT_MEASURABLE, "none-measured-period-over"),
]


@pytest.mark.parametrize(("statuses", "state", "rule"), CASES)
def test_a_promise_is_in_the_state_that_its_commitments_give(statuses, state, rule):
    for order in (statuses, statuses[::-1]):
        found = combined(*order)

        assert (found.state, found.rule) == (state, rule)


def test_a_promise_whose_agreement_was_ended_early_is_never_fulfilled_for_what_it_no_longer_asks():
    version = agreement(commitment(Target()), commitment(Target(each="term"), name="d"), closed_on=date(2021, 3, 31))
    promise, met = version.agreement.promises[0], {"c": walks("2021-02-01"), "d": walks("2021-02-01")}

    def ended(done):
        return assess_commitments(promise, version, done, at("2021-04-01"))

    assert ended(met).state == State.PARTLY_FULFILLED
    assert ended({}).state == State.NOT_FULFILLED
    assert "Avtalet avslutades i förtid den 31 mars 2021" in ended(met).explanation


def test_every_rule_of_the_table_is_told_here_and_no_other():
    assert {rule for _, _, rule in CASES} == {rule.id for rule in PROMISE_RULES}


@pytest.mark.parametrize("state", list(State))
def test_a_promise_with_one_commitment_goes_as_it_does(state: State):
    asked = unmeasured if state in (S.ONGOING, S.STALLED, S.NOT_MEASURABLE) else measured

    assert combined(asked(state)).state == state


@given(st.lists(st.sampled_from([S.BEHIND, S.AT_RISK, S.STALLED, S.ON_TRACK, S.NOT_STARTED, S.ONGOING]), min_size=1))
def test_the_worst_commitment_decides_while_the_period_runs(states: list[State]):
    worst = next((state for state in (S.BEHIND, S.AT_RISK, S.STALLED) if state in states), None)

    found = combined(*(unmeasured(one) if one in (S.STALLED, S.ONGOING) else measured(one) for one in states))

    assert found.state == worst or worst is None


def test_a_promise_explains_itself_by_the_commitments_that_decided():
    found = combined(measured(S.ON_TRACK), measured(S.BEHIND), unmeasured(S.STALLED))

    assert found.explanation == "Mätt: behind."


def test_a_single_commitment_explains_its_promise_in_its_own_words():
    assert combined(measured(S.ON_TRACK)).explanation == "on_track."


def test_a_promise_is_due_and_valid_until_the_first_of_its_commitments_and_reported_as_the_last():
    soon, later = NOW + timedelta(days=1), NOW + timedelta(days=9)
    one = measured(S.ON_TRACK, next_due=date(2021, 6, 30), valid_until=later, last_reported_at=NOW)
    other = unmeasured(S.ONGOING, valid_until=soon, last_reported_at=NOW - timedelta(days=3))

    found = combined(one, other)

    assert (found.next_due, found.valid_until, found.last_reported_at) == (date(2021, 6, 30), soon, NOW)


def test_a_promise_is_late_when_a_commitment_is():
    assert combined(measured(S.FULFILLED, late=True)).late


@pytest.mark.parametrize(
    ("now", "state"),
    [
        ("2020-12-01", S.UPCOMING),
        ("2021-02-01", S.NOT_STARTED),
        ("2021-05-01", S.STALLED),
        ("2022-01-01", S.NOT_MEASURABLE),
    ],
)
def test_a_promise_without_commitments_goes_as_one_without_a_measure(now: str, state: State):
    version = agreement()

    found = assess_commitments(version.agreement.promises[0], version, {}, at(now))

    assert (found.state, found.commitments) == (state, ())
    assert found.valid_until is None or found.valid_until > at(now)


def test_a_promise_is_assessed_from_the_day_tallies_of_its_commitments():
    walk, talks = commitment(Target(each="term"), name="walk"), commitment(None, name="talks")
    version = agreement(walk, talks)
    now: datetime = at("2021-05-01")

    found = assess_commitments(version.agreement.promises[0], version, {"walk": walks("2021-04-15")}, now)

    assert [one.state for one in found.commitments] == [S.ON_TRACK, S.STALLED]
    assert (found.promise, found.agreement, found.agreement_version, found.municipality) == ("p", "a", 1, "0140")
    assert (found.assessed_at, found.effect, found.demonstration) == (now, "not_assessed", False)
