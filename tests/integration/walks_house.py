"""What tests of walks, observations and measures say to the house of activities."""

from typing import Any

from werkzeug.test import TestResponse

from tests.integration.activities_house import KOMMUN, MUNICIPALITY, House, walk

SPOT = {"name": "Gångvägen mot skolan", "point": [17.43127, 59.18049]}


def walked(house: House, day: str = "2021-04-15", hour: int = 18, **changes: Any) -> str:
    """The id of a walk that was done on a day."""
    span = {"start": f"{day}T{hour:02}:00:00+02:00", "end": f"{day}T{hour + 1:02}:00:00+02:00"}
    return made(house.caller().post("/activities", json=walk(actual=span, **changes)))


def noted(house: House, walk_id: str, party: str = KOMMUN, **changes: Any) -> str:
    """The id of an observation on a walk."""
    return made(house.caller(party).post(f"/walks/{walk_id}/observations", json=seen(**changes)))


def proposed(house: House, party: str = KOMMUN, **changes: Any) -> str:
    """The id of a measure that was proposed."""
    return made(house.caller(party).post("/measures", json=measure(**changes)))


def seen(**changes: Any) -> dict[str, Any]:
    """What is said of an unsafe place."""
    return {"feeling": "unsafe", "category": "lighting", "place": SPOT, "text": "Tre lampor är släckta."} | changes


def measure(**changes: Any) -> dict[str, Any]:
    """What is said of a measure."""
    return {"municipality": MUNICIPALITY, "title": "Laga belysningen", "responsible": KOMMUN} | changes


def step(
    house: House, measure_id: str, operation: str, body: dict[str, Any] | None = None, party: str = KOMMUN
) -> TestResponse:
    """A step of a measure's life, based on its present revision."""
    revision = house.caller().get(f"/measures/{measure_id}").headers["ETag"]
    path = f"/measures/{measure_id}/{operation}"
    return house.caller(party).post(path, json=body or {}, headers={"If-Match": revision})


def last_event(house: House, collection: str, record_id: str) -> str:
    """The short type of the event of the latest change."""
    kept = house.database[collection].find_one({"_id": record_id})
    assert kept is not None
    return str(kept["events"][-1]["headers"]["ce_type"]).removeprefix("se.loftet.").removesuffix(".v1")


def made(answer: TestResponse) -> str:
    assert answer.status_code == 201, answer.get_data(as_text=True)
    return str(answer.get_json()["id"])
