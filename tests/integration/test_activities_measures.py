"""Measures through the interface: proposed on a ground, and in each state exactly the steps of the table."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from deploy.local import Stack
from services.activities.domain.measure import LIFE, TOLD_AS, Operation
from tests.integration.activities_house import KOMMUN, NOON, POLICE, WALKS, House, house_on, reasons
from tests.integration.walks_house import SPOT, last_event, measure, noted, proposed, step, walked

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


def test_a_measure_is_raised_by_a_walk_and_belongs_to_its_area(house: House):
    walk_id = walked(house)
    seen = [noted(house, walk_id), noted(house, walk_id, POLICE)]
    said = measure(walk=walk_id, observations=seen, promises=[WALKS], place=SPOT, dueOn="2021-06-30", priority="high")

    answer = house.caller(POLICE).post("/measures", json=said)

    assert (answer.status_code, answer.headers["ETag"]) == (201, '"1"')
    found = answer.get_json()
    assert (found["state"], found["area"], found["overdue"]) == ("proposed", "Nykvarns centrum", False)
    assert (found["reportedBy"], found["responsibleName"]) == (POLICE, "Nykvarns kommun")
    assert found["place"]["point"] == [17.431, 59.18]
    kept = house.database.measures.find_one({"_id": found["id"]})
    assert kept is not None
    assert "overdue" not in kept["record"]
    assert last_event(house, "measures", found["id"]) == "measure.proposed"


def test_a_repeated_proposal_is_answered_as_the_first_time(house: House, moved_clock: Callable[[str], None]):
    headers, said = {"Idempotency-Key": "belysning"}, measure(dueOn="2021-04-16")
    first = house.caller().post("/measures", json=said, headers=headers)
    step(house, first.get_json()["id"], "acceptance")
    moved_clock("2021-04-17")

    again = house.caller().post("/measures", json=said, headers=headers)
    other = house.caller().post("/measures", json=said | {"title": "Annat"}, headers=headers)

    assert again.get_data() == first.get_data()
    assert other.status_code == 422


def test_what_a_proposal_rests_on_must_be_there(house: House):
    walk_id, elsewhere = walked(house), walked(house)
    seen, withdrawn = noted(house, elsewhere), noted(house, walk_id)
    gone = {"If-Match": '"1"'}
    house.caller().post(f"/observations/{withdrawn}/withdrawal", json=WHY, headers=gone)

    def wrong(**changes: Any) -> set[str]:
        answer = house.caller().post("/measures", json=measure(**changes))
        assert answer.status_code == 422
        return set(reasons(answer))

    assert wrong(responsible="trafikverket") == {"responsible"}
    assert wrong(promises=[WALKS, "annat"]) == {"promises[1]"}
    assert wrong(walk="ingen") == {"walk"}
    assert wrong(observations=[seen]) == {"walk", "observations[0]"}
    assert wrong(walk=walk_id, observations=[seen, withdrawn, "ingen"]) == {f"observations[{n}]" for n in range(3)}
    assert wrong(dueOn="1621-01-01") == {"dueOn"}
    assert wrong(priority="urgent", title=" ") == {"priority", "title"}


def test_overdue_is_as_of_now_and_lists_find_it(house: House, moved_clock: Callable[[str], None]):
    late, early = proposed(house, dueOn="2021-04-20"), proposed(house, dueOn="2021-07-01")
    done = proposed(house, dueOn="2021-04-19")
    step(house, done, "acceptance")
    step(house, done, "completion")
    never = proposed(house)
    handed = proposed(house, dueOn="2021-04-18")
    step(house, handed, "transfer", WHY | {"party": POLICE})

    def found(**query: str) -> list[str]:
        page = house.caller().get("/measures", query_string={"limit": 100, **query}).get_json()
        ours = {late, early, done, never, handed}
        return [each["id"] for each in page["items"] if each["id"] in ours]

    assert found(overdue="true") == []
    moved_clock("2021-04-21")

    assert house.caller().get(f"/measures/{late}").get_json()["overdue"] is True
    assert found() == [handed, done, late, early, never]
    assert found(overdue="true") == [handed, late]
    assert found(overdue="false") == [done, early, never]
    assert found(dueBefore="2021-04-20") == [handed, done]
    assert found(dueBefore="2021-04-20", overdue="true") == [handed]


def test_lists_narrow_by_every_filter(house: House):
    walk_id = walked(house)
    one = proposed(house, walk=walk_id, promises=[WALKS], responsible=POLICE)
    other = proposed(house, walk=walk_id)
    step(house, other, "acceptance")

    def found(**query: str) -> set[str]:
        page = house.caller().get("/measures", query_string={"walk": walk_id, **query}).get_json()
        return {each["id"] for each in page["items"]}

    assert found() == {one, other}
    assert found(state="accepted") == {other}
    assert found(responsible=POLICE) == {one}
    assert found(promise=WALKS) == {one}
    assert found(municipality="0140", changedSince="2020-01-01T00:00:00Z") == {one, other}
    assert house.caller().get("/measures", query_string={"state": "open"}).status_code == 422


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


def test_a_correction_takes_what_was_said_and_leaves_the_rest(house: House):
    walk_id, other = walked(house), walked(house, place={"name": "Stationen"})
    found = proposed(house, walk=walk_id, dueOn="2021-06-30", observations=[noted(house, walk_id)])

    unmatched = step(house, found, "correction", WHY | {"walk": other})
    moved = step(
        house, found, "correction", WHY | {"walk": other, "observations": [], "responsible": POLICE}
    ).get_json()
    step(house, found, "acceptance", party=POLICE)
    late = step(house, found, "correction", WHY | {"responsible": KOMMUN})
    undue = step(house, found, "correction", WHY | {"dueOn": None}).get_json()

    assert "observations[0]" in reasons(unmatched)
    assert (moved["walk"], moved["area"], moved["observations"]) == (other, "Stationen", [])
    assert (moved["responsible"], moved["dueOn"], moved["title"]) == (POLICE, "2021-06-30", "Laga belysningen")
    assert "responsible" in reasons(late)
    assert (undue["dueOn"], undue["state"]) == (None, "accepted")


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


def test_a_name_in_a_public_reason_can_be_taken_out(house: House):
    found = proposed(house, POLICE)
    step(house, found, "declination", {"reason": "Kalle Karlsson vill inte."})

    said = {"reason": "Ett namn stod där.", "publicReason": "Vägen är en annans."}
    by_the_responsible = step(house, found, "correction", said).get_json()
    retitled = step(house, found, "correction", WHY | {"title": "Byt lamporna"}, party=POLICE).get_json()

    assert (by_the_responsible["reason"], by_the_responsible["correctedBecause"]) == (
        "Vägen är en annans.",
        "Ett namn stod där.",
    )
    assert (retitled["reason"], retitled["title"]) == ("Vägen är en annans.", "Byt lamporna")
    assert reasons(step(house, found, "correction", WHY | {"title": "Annat"})).keys() == {"title"}
