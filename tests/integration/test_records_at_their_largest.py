"""Records that are changed time after time: refused before the database takes no more of them, and harming nobody."""

import uuid
from collections.abc import Iterator

import pytest

from deploy.local import Stack
from services.activities.domain import room
from services.activities.inbound import Inbound
from services.activities.inbound_record import read_record
from services.activities.recount import Recounter
from tests.integration.activities_house import KOMMUN, POLICE, House, event, house_on, nykvarn, walk
from tests.integration.inbound import ANY, Polled, inbound_of, results_of

CLOSING = {"reason": "Fel ärende."}


@pytest.fixture(scope="module")
def house(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house_on(stack, tmp_path_factory.mktemp("room")) as made:
        yield made


@pytest.fixture(scope="module")
def inbound(house: House) -> Inbound:
    return inbound_of(house)


def told(subject: str, revision: int, **more: str) -> dict[str, object]:
    said = walk(outcome=f"{revision}.", revision=revision, **more)
    return event(f"{subject}.{revision}", said, subject=subject)


def swell(house: House, collection: str, record: str, size: int) -> None:
    """Let a record have held so many bytes before."""
    kept = house.database[collection].find_one({"_id": record})
    assert kept is not None
    many = [kept["record"] | {"outcome": "x" * room.MIB} for _ in range(size // room.MIB)]
    house.database[collection].update_one({"_id": record}, {"$set": {"history": many}})


def take(inbound: Inbound, *events: dict[str, object]) -> list[str]:
    handled = inbound.handle([read_record(Polled(number, each), ANY) for number, each in enumerate(events)])
    assert len(handled.invalid) == results_of(handled).count("rejected")
    return results_of(handled)


def test_one_event_too_many_of_a_record_is_refused_and_its_neighbours_are_not(house: House, inbound: Inbound):
    # given a record that holds all that it may
    assert take(inbound, told("full", 1)) == ["accepted"]
    full = house.database.activities.find_one({"senderRevision": 1})
    assert full is not None
    swell(house, "activities", full["_id"], room.LARGEST)

    # then it is changed no more, but can be withdrawn
    assert take(inbound, told("full", 2), told("neighbour", 1), told("full", 3)) == ["rejected", "accepted", "rejected"]
    assert take(inbound, told("full", 4, withdrawn="Fel ärende.")) == ["accepted"]


@pytest.mark.parametrize("path", ["activities", "measures"])
def test_a_request_too_many_is_refused_with_what_to_do_and_the_record_can_be_withdrawn(house: House, path: str):
    caller = house.caller(KOMMUN)
    body = walk() if path == "activities" else {"municipality": "0140", "title": "Lampor", "responsible": KOMMUN}
    made = caller.post(f"/{path}", json=body)
    assert made.status_code == 201, made.get_data(as_text=True)
    record = made.get_json()["id"]
    swell(house, path, record, room.LARGEST)

    refused = caller.post(f"/{path}/{record}/correction", json={**CLOSING, "title": "Nytt"}, headers={"If-Match": "*"})

    assert (refused.status_code, refused.mimetype) == (422, "application/problem+json")
    assert "report what is new as another" in refused.get_data(as_text=True)
    withdrawn = caller.post(f"/{path}/{record}/withdrawal", json=CLOSING, headers={"If-Match": "*"})
    assert withdrawn.status_code == 200, withdrawn.get_data(as_text=True)


def test_events_of_one_record_that_fit_one_by_one_are_all_taken(
    house: House, inbound: Inbound, monkeypatch: pytest.MonkeyPatch
):
    # given room for all of them, and not for all of their events at once
    monkeypatch.setattr(room, "LARGEST", 15_000)

    # when
    results = take(inbound, *[told("many", revision) for revision in range(1, 13)])

    # then
    assert results == ["accepted"] * 12
    (kept,) = house.database.activities.find({"senderRevision": 12})
    assert kept["revision"] == len(kept["history"]) + 1 == 12
    assert len(kept["events"]) < 12


def test_an_activity_that_can_be_recounted_no_more_keeps_no_other_waiting(
    house: House, monkeypatch: pytest.MonkeyPatch
):
    caller = house.caller(POLICE)
    for _ in range(2):
        caller.post("/activities", json=walk(kind="night-walk"), headers={"Idempotency-Key": uuid.uuid4().hex})
    promises = nykvarn()["promises"]
    promises[4]["commitments"][0]["counts"]["kinds"] = ["dialogue"]
    house.publish({"promises": promises}, reason="Nattvandringar räknas inte längre.")
    monkeypatch.setattr(room, "LARGEST_AT_LAST", 0)

    assert Recounter(house.store).turn() == 0
