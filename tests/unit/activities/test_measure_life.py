"""The life of a measure: whatever is asked of it, and in whatever order, it keeps to the table."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.activities.domain.change import Change
from services.activities.domain.measure import LIFE, Operation, allowed, must_be_actor, step
from services.activities.domain.proposal import CarriedOut, Proposal, Transfer, Undertaking
from services.activities.domain.refusal import Conflict, Forbidden, Refused
from services.activities.domain.steps import Ground, complete, propose, transfer, undertake, verify
from shared.events.catalogue import CATALOGUE
from shared.events.measure import OPEN, Measure, MeasureState
from tests.unit.activities.things import NOW, POLICE, TOWN, activity, in_force, local, place

# The life as people tell it, apart from `LIFE`: where it can go from where it stands.
LEADS: dict[str, set[str]] = {
    "proposed": {"accepted", "declined", "transferred", "withdrawn"},
    "accepted": {"in_progress", "completed", "declined", "transferred"},
    "in_progress": {"completed", "declined", "transferred"},
    "completed": {"verified", "in_progress"},
    "transferred": {"accepted", "declined"},
    "verified": set(),
    "declined": set(),
    "withdrawn": set(),
}
WALK = activity(local("2021-04-15"), id="w", kind="walk", place=place("Torget"))
LATER = activity(local("2021-05-30"), id="w2", kind="walk", place=place("Torget"))
Step = Callable[[Measure, datetime], Change[Measure]]
STEPS: dict[str, list[Step]] = {
    "acceptance": [lambda measure, now: undertake(measure, "acceptance", Undertaking(due_on=date(2021, 7, 1)), now)],
    "start": [lambda measure, now: undertake(measure, "start", Undertaking(), now)],
    "completion": [lambda measure, now: complete(measure, CarriedOut(completed_on=date(2021, 5, 1)), now)],
    "verification": [lambda measure, now: verify(measure, LATER, WALK, now)],
    "reopening": [lambda measure, now: step(measure, "reopening", now, reason="Mörkt.", completed_on=None)],
    "declination": [lambda measure, now: step(measure, "declination", now, reason="Inte vår.")],
    "transfer": [
        lambda measure, now: transfer(measure, Transfer(reason="Deras.", party=_other(measure)), in_force(), now),
        lambda measure, now: transfer(measure, Transfer(reason="Deras.", name="Trafikverket"), in_force(), now),
    ],
    "correction": [lambda measure, now: step(measure, "correction", now, reason="Fel.", title="Byt lampor")],
    "withdrawal": [lambda measure, now: step(measure, "withdrawal", now, reason="Två gånger.")],
}

TAKEN = [(operation, taking) for operation, ways in STEPS.items() for taking in ways]


def proposal(**changes: Any) -> Proposal:
    return Proposal(**{"municipality": "0184", "title": "Laga", "responsible": TOWN, "walk": "w"} | changes)


def proposed(**changes: Any) -> Measure:
    return propose(proposal(**changes), "m", POLICE, Ground(WALK), in_force(), NOW).record


def _other(measure: Measure) -> str:
    return POLICE if measure.responsible == TOWN else TOWN


def is_given_away(measure: Measure) -> bool:
    return measure.state == "transferred" and measure.transferred_to is not None


@given(st.lists(st.sampled_from(TAKEN), max_size=25))
def test_any_sequence_of_steps_keeps_to_the_table(sequence: list[tuple[Operation, Step]]):
    measure, now = proposed(), NOW
    for operation, taking in sequence:
        before, now = measure, now + timedelta(hours=1)
        try:
            measure = taking(before, now).record
        except Conflict as conflict:
            assert operation not in conflict.allowed
            assert conflict.allowed == allowed(before)
            continue
        assert operation in allowed(before)
        assert (measure.revision, measure.reported_at) == (before.revision + 1, now)
        assert (measure.id, measure.reported_by, measure.proposed_at) == ("m", POLICE, NOW)
        assert not is_given_away(before)
        if operation == "correction":
            assert measure.state == before.state
        else:
            assert measure.state in LEADS[before.state]
        assert measure.is_open == bool(allowed(measure))


def test_the_table_leads_where_people_say_it_leads():
    states: tuple[MeasureState, ...] = get_args(MeasureState)

    for state in states:
        leads = {each.to for each in LIFE.values() if state in each.of and each.to is not None}
        assert leads == LEADS[state], state


def test_every_step_tells_of_itself_by_its_own_type():
    told = [each.event for each in LIFE.values()]

    assert len(set(told)) == len(told)
    assert all(CATALOGUE[each].data is Measure for each in told)


def test_whatever_is_open_can_be_corrected_and_nothing_else():
    assert set(LIFE["correction"].of) == OPEN | {"transferred"}


@pytest.mark.parametrize(
    ("operation", "may"),
    [
        ("acceptance", {TOWN}),
        ("declination", {TOWN}),
        ("transfer", {TOWN}),
        ("correction", {POLICE}),
        ("withdrawal", {POLICE}),
        ("verification", {TOWN, POLICE}),
        ("reopening", {TOWN, POLICE}),
    ],
)
def test_each_step_is_its_partys(operation: Operation, may: set[str]):
    def is_let(party: str) -> bool:
        try:
            must_be_actor(proposed(), operation, party, in_force())
        except Forbidden:
            return False
        return True

    assert {party for party in (TOWN, POLICE, "trafikverket") if is_let(party)} == may


def test_a_reason_is_of_its_own_revision():
    declined = step(proposed(), "declination", NOW, reason="Inte vår.").record
    transferred = STEPS["transfer"][0](proposed(), NOW).record
    accepted = STEPS["acceptance"][0](transferred, NOW).record

    assert (declined.reason, transferred.reason, accepted.reason) == ("Inte vår.", "Deras.", None)


@pytest.mark.parametrize(
    ("walk", "wrong"),
    [
        (None, "is no walk"),
        (WALK, "raised the measure itself"),
        (activity(local("2021-05-30"), id="w3", kind="walk", municipality="0180"), "is no walk"),
        (activity(local("2021-05-30"), id="w3", kind="walk", state="withdrawn"), "is withdrawn"),
        (activity(local("2021-06-30"), id="w3", kind="walk", state="planned"), "has not taken place"),
        (activity(local("2021-05-30"), id="w3", kind="walk", state="planned"), "has not taken place"),
        (activity(local("2021-04-14"), id="w3", kind="walk"), "began no later than the walk that raised"),
        (activity(local("2021-05-19"), id="w3", kind="walk"), "began before the measure was completed"),
        (
            activity(local("2021-05-30"), id="w3", kind="walk", publishable_from=NOW + timedelta(1)),
            "shown",
        ),
    ],
)
def test_a_walk_that_cannot_have_seen_it_verifies_nothing(walk: Any, wrong: str):
    accepted = STEPS["acceptance"][0](proposed(), NOW).record
    completed = complete(accepted, CarriedOut(completed_on=date(2021, 5, 20)), NOW).record

    with pytest.raises(Refused, match=wrong):
        verify(completed, walk, WALK, NOW)


def test_a_walk_on_the_very_day_of_completion_verifies():
    accepted = STEPS["acceptance"][0](proposed(), NOW).record
    completed = complete(accepted, CarriedOut(completed_on=date(2021, 5, 30)), NOW).record

    assert verify(completed, LATER, WALK, NOW).record.verified_at == "w2"


def test_it_is_overdue_the_day_after_it_was_due_unless_it_is_done_or_ended():
    due = proposed(due_on=date(2021, 6, 30))
    done = complete(STEPS["acceptance"][0](due, NOW).record, CarriedOut(), NOW).record
    handed, given_away = (taking(due, NOW).record for taking in STEPS["transfer"])

    assert not due.is_overdue(date(2021, 6, 30))
    assert [each.is_overdue(date(2021, 7, 2)) for each in (due, handed, given_away, done)] == [True, True, False, False]


def test_a_measure_of_an_invented_walk_is_invented():
    invented = activity(id="w", kind="walk", demonstration=True)

    assert propose(proposal(), "m", TOWN, Ground(invented), in_force(), NOW).record.demonstration
