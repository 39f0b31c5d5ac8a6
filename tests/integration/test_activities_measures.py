"""Measures through the interface: proposed on a ground, listed, corrected."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from deploy.local import Stack
from tests.integration.activities_house import KOMMUN, NOON, POLICE, WALKS, House, house_on, reasons
from tests.integration.walks_house import SPOT, last_event, measure, noted, proposed, step, walked

WHY = {"reason": "Därför att."}


@pytest.fixture(scope="module")
def house(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house_on(stack, tmp_path_factory.mktemp("measures")) as made:
        yield made


@pytest.fixture
def moved_clock(house: House) -> Iterator[Callable[[str], None]]:
    yield lambda day: house.set_clock(datetime.fromisoformat(f"{day}T11:00:00").replace(tzinfo=UTC))
    house.set_clock(NOON)


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
