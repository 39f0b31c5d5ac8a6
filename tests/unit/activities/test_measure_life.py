"""The life of a measure: whatever is asked of it, and in whatever order, it keeps to the table."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.activities.domain.change import Change
from services.activities.domain.measure import LIFE, TOLD_AS, Operation, allowed, must_be_actor, standing, step
from services.activities.domain.proposal import CarriedOut, MeasureCorrection, Proposal, Transfer, Undertaking
from services.activities.domain.refusal import Conflict, Forbidden, Refused
from services.activities.domain.steps import Ground, complete, correct, propose, reopen, transfer, undertake, verify
from shared.events.catalogue import CATALOGUE
from shared.events.measure import Measure, MeasureState
from tests.unit.activities.things import NOW, POLICE, TOWN, activity, in_force, local, place

# The life as people tell it, apart from `LIFE`: where it can go from where it stands.
LEADS: dict[str, set[str]] = {
    "proposed": {"accepted", "declined", "transferred", "withdrawn"},
    "accepted": {"in_progress", "completed", "declined", "transferred", "withdrawn"},
    "in_progress": {"completed", "declined", "transferred", "withdrawn"},
    "completed": {"verified", "in_progress", "withdrawn"},
    "transferred": {"accepted", "declined", "transferred", "withdrawn"},
    "given away": {"proposed", "withdrawn"},
    "verified": {"in_progress", "withdrawn"},
    "declined": {"proposed", "withdrawn"},
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
    "reopening": [lambda measure, now: reopen(measure, "Mörkt.", now)],
    "declination": [lambda measure, now: step(measure, "declination", now, reason="Inte vår.")],
    "transfer": [
        lambda measure, now: transfer(measure, Transfer(reason="Deras.", party=_other(measure)), in_force(), now),
        lambda measure, now: transfer(measure, Transfer(reason="Deras.", name="Trafikverket"), in_force(), now),
    ],
    "correction": [lambda measure, now: corrected(measure, now, title="Byt lampor")],
    "withdrawal": [lambda measure, now: step(measure, "withdrawal", now, reason="Två gånger.")],
}

TAKEN = [(operation, taking) for operation, ways in STEPS.items() for taking in ways]


def proposal(**changes: Any) -> Proposal:
    return Proposal(**{"municipality": "0184", "title": "Laga", "responsible": TOWN, "walk": "w"} | changes)


def proposed(**changes: Any) -> Measure:
    return propose(proposal(**changes), "m", POLICE, Ground(WALK), in_force(), NOW).record


def _other(measure: Measure) -> str:
    return POLICE if measure.responsible == TOWN else TOWN


def corrected(measure: Measure, now: datetime = NOW, party: str = POLICE, **changes: Any) -> Change[Measure]:
    told = MeasureCorrection(reason="Fel.", **changes)
    return correct(measure, told, party, Ground(WALK), in_force(), now)


def at(standing: str) -> Measure:
    """A measure that stands there."""
    ways = {
        "accepted": ["acceptance"],
        "in_progress": ["acceptance", "start"],
        "completed": ["acceptance", "completion"],
        "verified": ["acceptance", "completion", "verification"],
        "declined": ["declination"],
        "transferred": ["transfer"],
        "withdrawn": ["withdrawal"],
    }
    if standing == "given away":
        return STEPS["transfer"][1](proposed(), NOW).record
    measure = proposed()
    for operation in ways.get(standing, []):
        measure = STEPS[operation][0](measure, NOW).record
    return measure


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
        if operation == "correction":
            assert measure.state == before.state
        else:
            assert measure.state in LEADS[standing(before)]
        assert (measure.completed_on is not None) == (measure.state in ("completed", "verified")) or is_gone(measure)
        assert (measure.verified_at is not None) == (measure.state == "verified") or is_gone(measure)
        assert measure.transferred_to is None or standing(measure) == "given away" or is_gone(measure)


def is_gone(measure: Measure) -> bool:
    return measure.state == "withdrawn"


def test_the_table_leads_where_people_say_it_leads():
    for state in (*get_args(MeasureState), "given away"):
        leads = {each.to for steps in LIFE.values() for each in steps if state in each.of and each.to is not None}
        assert leads == LEADS[state], state


@pytest.mark.parametrize("operation", list(LIFE))
@pytest.mark.parametrize("where", list(LEADS))
def test_from_wherever_it_stands_a_step_is_one_step_of_the_table_or_none(where: str, operation: Operation):
    found = [each for each in LIFE[operation] if where in each.of]
    measure = at(where)
    assert standing(measure) == where

    if found:
        (taken,) = found
        change = STEPS[operation][0](measure, NOW)
        assert (change.record.state, change.event) == (taken.to or measure.state, TOLD_AS[operation])
    else:
        with pytest.raises(Conflict) as refused:
            STEPS[operation][0](measure, NOW)
        assert refused.value.allowed == tuple(name for name, steps in LIFE.items() if any(where in s.of for s in steps))


@pytest.mark.parametrize("where", [each for each in LEADS if each not in ("withdrawn", "proposed")])
def test_no_end_is_for_ever_but_the_withdrawal_of_what_should_never_have_been(where: str):
    reached, ahead = set[str](), {where}
    while ahead:
        reached |= ahead
        ahead = {each for state in ahead for each in LEADS[state]} - reached

    assert {"withdrawn", "verified", "declined", "transferred"} <= reached


def test_every_step_tells_of_itself_by_its_own_type():
    assert TOLD_AS.keys() == LIFE.keys()
    assert len(set(TOLD_AS.values())) == len(TOLD_AS)
    assert all(CATALOGUE[each].data is Measure for each in TOLD_AS.values())


@pytest.mark.parametrize("where", ["verified", "declined", "given away", "withdrawn"])
def test_at_an_end_the_texts_are_corrected_and_nothing_else(where: str):
    measure = at(where)

    after = corrected(measure, title="Byt lampor", description="Tre.", area="Parken").record

    assert (after.title, after.description, after.area, after.state) == ("Byt lampor", "Tre.", "Parken", measure.state)
    with pytest.raises(Refused, match="promises: is corrected only while the measure is open"):
        corrected(measure, promises=())


@pytest.mark.parametrize("where", ["declined", "transferred", "given away", "withdrawn"])
def test_a_public_reason_stays_until_it_is_itself_corrected(where: str):
    measure = at(where)

    retitled = corrected(measure, title="Byt lampor").record
    reworded = corrected(retitled, public_reason="Inte vår väg.").record

    assert (retitled.reason, retitled.corrected_because) == (measure.reason, "Fel.")
    assert (reworded.reason, reworded.corrected_because) == ("Inte vår väg.", "Fel.")


def test_who_gave_a_public_reason_corrects_that_and_nothing_else():
    declined = at("declined")

    assert corrected(declined, party=TOWN, public_reason="Inte vår väg.").record.reason == "Inte vår väg."
    with pytest.raises(Refused, match="title: is corrected by"):
        corrected(declined, party=TOWN, title="Byt lampor")
    with pytest.raises(Refused, match="publicReason: there is none"):
        corrected(proposed(), public_reason="Inte vår väg.")


def test_what_another_party_is_handed_is_handed_back():
    handed = STEPS["transfer"][0](proposed(), NOW).record
    must_be_actor(handed, "transfer", POLICE, in_force())

    assert transfer(handed, Transfer(reason="Er.", party=TOWN), in_force(), NOW).record.responsible == TOWN


def test_for_a_party_that_has_left_the_proposer_or_the_municipality_transfers():
    orphan = msgspec.structs.replace(proposed(), responsible="vaktbolaget")

    for party in (POLICE, TOWN):
        must_be_actor(orphan, "transfer", party, in_force())
        with pytest.raises(Forbidden):
            must_be_actor(orphan, "acceptance", party, in_force())
    with pytest.raises(Forbidden, match="once that has left"):
        must_be_actor(proposed(), "transfer", POLICE, in_force())


@pytest.mark.parametrize(
    ("operation", "may"),
    [
        ("acceptance", {TOWN}),
        ("declination", {TOWN}),
        ("transfer", {TOWN}),
        ("correction", {TOWN, POLICE}),
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
