"""Walks and what is noted on them: coarse places, and what a walk starts with."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.activities.domain.forms import SaidPlace
from services.activities.domain.named_walks import check_order, check_previous
from services.activities.domain.observation import ObservationCorrection, SaidObservation, correct, note, withdraw
from services.activities.domain.places import coarse
from services.activities.domain.refusal import Conflict, Forbidden
from shared.events.activity import Activity, Kind
from shared.events.measure import Measure
from shared.events.observation import Observation, ObservationCategory
from shared.places import plain
from shared.walks import begins_with
from tests.unit.activities.things import NOW, POLICE, TOWN, activity, in_force, local, place

SAID = SaidObservation(feeling="unsafe", category=ObservationCategory.LIGHTING, place=SaidPlace(name="Tunneln"))


def walk(walk_id: str = "w", day: str = "2021-05-06", area: str = "Torget", **changes: object) -> Activity:
    return activity(local(day), id=walk_id, kind=Kind.WALK, place=place(area), **changes)


def measure(measure_id: str = "m", **changes: object) -> Measure:
    fields = {
        "id": measure_id,
        "revision": 1,
        "municipality": "0184",
        "municipality_name": "Ort",
        "reported_by": TOWN,
        "reported_at": NOW,
        "proposed_at": NOW,
        "title": "Laga",
        "state": "proposed",
        "responsible": TOWN,
        "responsible_name": "Ort kommun",
        "area": "Torget",
    }
    return Measure(**fields | changes)  # type: ignore[arg-type]


def observation() -> Observation:
    return note(SAID, "o", walk(), POLICE, in_force(), NOW).record


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_a_point_shows_a_place_and_never_a_door(longitude: float, latitude: float):
    kept = coarse(SaidPlace(name="Tunneln", point=(longitude, latitude)))

    assert kept is not None
    assert kept.point is not None
    assert kept.point == (round(kept.point[0], 3), round(kept.point[1], 3))
    assert abs(kept.point[0] - longitude) <= 0.0005 + 1e-9
    assert abs(kept.point[1] - latitude) <= 0.0005 + 1e-9


def test_names_are_compared_whatever_their_case_and_spaces():
    assert plain(" Nykvarns  CENTRUM ") == plain("Nykvarns centrum")
    assert plain("Ha\u030agaparken") == plain("Hågaparken")


def test_parties_alone_note_and_only_on_walks_that_take_place():
    with pytest.raises(Forbidden):
        note(SAID, "o", walk(), "trafikverket", in_force(), NOW)
    with pytest.raises(Conflict, match="cancelled"):
        note(SAID, "o", walk(state="cancelled"), TOWN, in_force(), NOW)
    with pytest.raises(Conflict, match="shown"):
        note(SAID, "o", walk(publishable_from=NOW + timedelta(days=1)), TOWN, in_force(), NOW)


def test_a_withdrawn_observation_is_at_its_end():
    withdrawn = withdraw(observation(), "Två gånger.", NOW).record

    assert (withdrawn.state, withdrawn.revision) == ("withdrawn", 2)
    with pytest.raises(Conflict):
        withdraw(withdrawn, "Igen.", NOW)
    with pytest.raises(Conflict):
        correct(withdrawn, ObservationCorrection(reason="Fel.", feeling="safe"), NOW)


def test_a_correction_leaves_what_it_does_not_name():
    corrected = correct(observation(), ObservationCorrection(reason="Fel.", feeling="safe"), NOW).record

    assert (corrected.feeling, corrected.place.name, corrected.reason) == ("safe", "Tunneln", "Fel.")


@pytest.mark.parametrize(
    ("found", "begins"),
    [
        (measure(walk="before"), True),
        (measure(walk="before", area="torget "), True),
        (measure(walk="before", area="Stationen"), False),
        (measure(walk="before", area=None), False),
        (measure(walk="before", state="completed"), True),
        (measure(walk="before", state="transferred"), True),
        (measure(walk="before", state="transferred", transferred_to="Trafikverket"), False),
        (measure(walk="before", state="verified"), False),
        (measure(walk="w"), False),
        (measure(walk="after"), False),
        (measure(walk="unseen"), False),
        (measure(walk=None, proposed_at=local("2021-04-01")), True),
        (measure(walk=None, proposed_at=local("2021-05-10")), False),
    ],
)
def test_a_walk_starts_with_what_is_open_from_before_it_in_its_area(found: Measure, begins: bool):
    walks = {"before": walk("before", "2021-03-01"), "w": walk(), "after": walk("after", "2021-05-20")}

    assert begins_with(walk(), [found], walks) == ([found] if begins else [])


def test_a_walk_starts_with_what_the_walk_that_it_names_left_open_wherever_that_is():
    walks = {"before": walk("before", "2021-03-01")}
    left = measure(walk="before", area="Stationen")

    assert begins_with(walk(previous_walk="before"), [left], walks) == [left]


def test_nothing_is_told_of_another_municipalitys_walk_but_that_it_is_none_of_ours() -> None:
    named = walk("next", previous_walk="w")
    elsewhere = walk("w", "2030-01-01", municipality="9999")

    unknown = [*check_previous(named, {}), *check_order(named, {})]
    hidden = [*check_previous(named, {"w": elsewhere}), *check_order(named, {"w": elsewhere})]

    assert hidden == unknown
    assert list(check_order(named, {"w": walk("w", "2030-01-01")}))
