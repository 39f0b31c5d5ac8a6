"""The life of a measure through the interface: in each state exactly the steps of the table, each by whose it is."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from deploy.local import Stack
from services.activities.domain.measure import LIFE, TOLD_AS, Operation
from tests.integration.activities_house import KOMMUN, NOON, POLICE, House, house_on, reasons
from tests.integration.walks_house import last_event, proposed, step, walked

WHY = {"reason": "Därför att."}


BODIES: dict[str, dict[str, Any]] = {
    "declination": WHY,
    "reopening": WHY,
    "transfer": WHY | {"name": "Trafikverket"},
    "correction": WHY | {"title": "Byt lamporna"},
    "withdrawal": WHY,
}


# How a measure comes to stand where it stands.
WAYS: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "proposed": [],
    "accepted": [("acceptance", {})],
    "in_progress": [("acceptance", {}), ("start", {})],
    "completed": [("acceptance", {}), ("completion", {})],
    "verified": [("acceptance", {}), ("completion", {}), ("verification", {})],
    "declined": [("declination", WHY)],
    "transferred": [("transfer", WHY | {"party": POLICE})],
    "given away": [("transfer", BODIES["transfer"])],
    "withdrawn": [("withdrawal", WHY)],
}


@pytest.fixture(scope="module")
def house(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house_on(stack, tmp_path_factory.mktemp("measures")) as made:
        yield made


@pytest.fixture(scope="module")
def later(house: House) -> str:
    """A walk on the day on which everything is completed."""
    return walked(house, NOON.date().isoformat(), hour=8)


@pytest.fixture
def moved_clock(house: House) -> Iterator[Callable[[str], None]]:
    yield lambda day: house.set_clock(datetime.fromisoformat(f"{day}T11:00:00").replace(tzinfo=UTC))
    house.set_clock(NOON)


def brought(house: House, standing: str, later: str) -> str:
    """A measure that stands so."""
    found = proposed(house)
    for operation, body in WAYS[standing]:
        said = {"walk": later} if operation == "verification" else body
        assert step(house, found, operation, said).status_code == 200
    return found


@pytest.mark.parametrize("operation", list(LIFE))
@pytest.mark.parametrize("standing", list(WAYS))
def test_in_each_state_the_table_says_what_can_be_done(house: House, later: str, standing: str, operation: Operation):
    found = brought(house, standing, later)
    before = house.caller().get(f"/measures/{found}").get_json()
    steps = {name: each for name, taken in LIFE.items() for each in taken if standing in each.of}
    is_responsible = "responsible" in (steps[operation] if operation in steps else LIFE[operation][0]).actors
    party = POLICE if standing == "transferred" and is_responsible and operation != "correction" else KOMMUN
    said = {"walk": later} if operation == "verification" else BODIES.get(operation, {})
    if operation == "transfer" and standing == "transferred":
        said = WHY | {"party": KOMMUN}

    answer = step(house, found, operation, said, party)

    after = house.caller().get(f"/measures/{found}").get_json()
    if operation in steps:
        assert answer.status_code == 200
        assert after == answer.get_json()
        assert (after["state"], after["revision"]) == (steps[operation].to or before["state"], before["revision"] + 1)
        assert f"se.loftet.{last_event(house, 'measures', found)}.v1" == TOLD_AS[operation]
    else:
        assert (answer.status_code, answer.get_json()["allowed"]) == (409, list(steps))
        assert after == before


@pytest.mark.parametrize(
    ("operation", "party"),
    [
        *((name, POLICE) for name in ("acceptance", "start", "completion", "declination", "transfer")),
        ("withdrawal", KOMMUN),
        *((name, "region-sormland") for name in LIFE),
    ],
)
def test_a_step_is_taken_by_whose_it_is_alone(house: House, operation: str, party: str):
    found = proposed(house, POLICE)

    answer = step(
        house, found, operation, {"walk": "w"} if operation == "verification" else BODIES.get(operation), party
    )

    assert answer.status_code == 403


def test_another_party_that_a_measure_is_transferred_to_answers_for_it(house: House):
    found = proposed(house)

    transferred = step(house, found, "transfer", WHY | {"party": POLICE}).get_json()
    former = step(house, found, "acceptance", party=KOMMUN)
    accepted = step(house, found, "acceptance", {"dueOn": "2021-09-01"}, party=POLICE).get_json()

    assert (transferred["responsible"], transferred["transferredTo"]) == (POLICE, None)
    assert former.status_code == 403
    assert (accepted["state"], accepted["dueOn"], accepted["reason"]) == ("accepted", "2021-09-01", None)


@pytest.mark.parametrize(
    ("to", "wrong"),
    [
        ({}, "party"),
        ({"party": POLICE, "name": "Polisen"}, "party"),
        ({"party": "trafikverket"}, "party"),
        ({"party": KOMMUN}, "party"),
        ({"name": "nykvarns  KOMMUN"}, "name"),
    ],
)
def test_a_measure_is_transferred_to_one_who_does_not_have_it(house: House, to: dict[str, str], wrong: str):
    found = proposed(house)

    answer = step(house, found, "transfer", WHY | to)

    assert answer.status_code == 422
    assert wrong in reasons(answer)


@pytest.mark.parametrize("operation", ["declination", "transfer", "reopening", "withdrawal", "correction"])
def test_what_others_will_ask_about_needs_a_reason(house: House, operation: str):
    found = proposed(house)

    assert "reason" in reasons(step(house, found, operation, {"reason": ""}))


def test_only_a_later_walk_verifies(house: House, moved_clock: Callable[[str], None]):
    raised, before = walked(house, "2021-04-13"), walked(house, "2021-04-12")
    found = proposed(house, walk=raised)
    step(house, found, "acceptance")
    step(house, found, "completion", {"completedOn": "2021-04-15"})
    between = walked(house, "2021-04-14")
    meeting = walked(house, "2021-04-15", kind="meeting")
    moved_clock("2021-04-20")
    after = walked(house, "2021-04-15")

    for each in (raised, before, between, meeting, "none"):
        assert "walk" in reasons(step(house, found, "verification", {"walk": each})), each
    verified = step(house, found, "verification", {"walk": after}, party=POLICE).get_json()

    assert (verified["state"], verified["verifiedAt"], verified["completedOn"]) == ("verified", after, "2021-04-15")


def test_what_is_reopened_is_not_completed(house: House):
    found = proposed(house)
    step(house, found, "acceptance")
    step(house, found, "completion")

    reopened = step(house, found, "reopening", WHY, party=POLICE).get_json()

    assert (reopened["state"], reopened["completedOn"], reopened["reason"]) == ("in_progress", None, WHY["reason"])


def test_nothing_is_completed_in_the_future(house: House):
    found = proposed(house)
    step(house, found, "acceptance")

    assert "completedOn" in reasons(step(house, found, "completion", {"completedOn": "2021-04-17"}))


def test_a_step_says_which_revision_it_is_based_on(house: House):
    found = proposed(house)
    path = f"/measures/{found}/acceptance"

    without = house.caller().post(path, json={})
    with_old = house.caller().post(path, json={}, headers={"If-Match": '"7"'})

    assert (without.status_code, with_old.status_code) == (428, 412)


def test_ends_that_were_mistakes_are_taken_back(house: House, later: str):
    declined, given, verified = (brought(house, each, later) for each in ("declined", "given away", "verified"))

    back = [step(house, each, "reopening", WHY).get_json() for each in (declined, given, verified)]

    assert [each["state"] for each in back] == ["proposed", "proposed", "in_progress"]
    assert all(each["transferredTo"] is each["completedOn"] is each["verifiedAt"] is None for each in back)
