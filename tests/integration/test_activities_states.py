"""The table of what is allowed in which state, tried through the interface: every state with every operation."""

from collections.abc import Iterator
from typing import Any, get_args

import pytest

from deploy.local import Stack
from services.activities.domain.states import ALLOWED, Operation
from shared.events.activity import ActivityState
from tests.integration.activities_house import KOMMUN, POLICE, House, house_on, reasons, walk

PLANNED = {"start": "2021-05-20T18:00:00+02:00", "end": "2021-05-20T20:00:00+02:00"}
MOVED = {"start": "2021-05-27T18:00:00+02:00", "end": "2021-05-27T20:00:00+02:00"}
DONE = {"start": "2021-04-15T18:15:00+02:00", "end": "2021-04-15T20:00:00+02:00"}

BODIES: dict[Operation, dict[str, Any]] = {
    "completion": {"actual": DONE},
    "rescheduling": {"planned": MOVED, "reason": "Oväder."},
    "correction": {"reason": "Fel plats.", "place": {"name": "Stationen"}},
    "cancellation": {"reason": "Sjukdom."},
    "withdrawal": {"reason": "Dubbelt rapporterad."},
}
STATE_AFTER: dict[Operation, ActivityState | None] = {  # None: as it was
    "completion": "completed",
    "rescheduling": None,
    "correction": None,
    "cancellation": "cancelled",
    "withdrawal": "withdrawn",
}
LEADS_TO: dict[ActivityState, Operation | None] = {
    "planned": None,
    "completed": "completion",
    "cancelled": "cancellation",
    "withdrawn": "withdrawal",
}
EVERY = [(state, operation) for state in get_args(ActivityState) for operation in get_args(Operation)]


@pytest.fixture(scope="module")
def house(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house_on(stack, tmp_path_factory.mktemp("states")) as made:
        yield made


def change(house: House, activity: dict[str, Any], operation: Operation, body: Any = None, party: str = KOMMUN) -> Any:
    headers = {"If-Match": f'"{activity["revision"]}"'}
    where = f"/activities/{activity['id']}/{operation}"
    return house.caller(party).post(where, json=body or BODIES[operation], headers=headers)


def plan(house: House) -> dict[str, Any]:
    planned: dict[str, Any] = house.caller().post("/activities", json=walk(planned=PLANNED, actual=None)).get_json()
    return planned


def in_state(house: House, state: ActivityState) -> dict[str, Any]:
    activity, operation = plan(house), LEADS_TO[state]
    if operation:
        activity = change(house, activity, operation).get_json()
    assert activity["state"] == state
    return activity


def last_event(house: House, activity: dict[str, Any]) -> str:
    kept = house.database.activities.find_one({"_id": activity["id"]})
    assert kept is not None
    return str(kept["events"][-1]["headers"]["ce_type"])


def test_the_table_tells_of_every_state():
    assert set(ALLOWED) == set(get_args(ActivityState))


@pytest.mark.parametrize(("state", "operation"), EVERY, ids=[f"{state}-{operation}" for state, operation in EVERY])
def test_what_the_table_allows_is_done_and_all_else_is_refused_with_what_is_allowed(
    house: House, state: ActivityState, operation: Operation
):
    activity = in_state(house, state)

    answer = change(house, activity, operation)

    now = house.caller().get(f"/activities/{activity['id']}").get_json()
    if operation in ALLOWED[state]:
        assert answer.status_code == 200
        assert (now["state"], now["revision"]) == (STATE_AFTER[operation] or state, activity["revision"] + 1)
        assert now["reason"] == BODIES[operation].get("reason")
    else:
        assert answer.status_code == 409
        assert answer.get_json(force=True)["allowed"] == list(ALLOWED[state])
        assert now == activity


def test_a_plan_that_is_moved_is_told_of_as_rescheduled(house: House):
    moved = change(house, plan(house), "rescheduling").get_json()

    assert moved["planned"]["start"] == "2021-05-27T16:00:00Z"
    assert last_event(house, moved) == "se.loftet.activity.rescheduled.v1"


def test_a_correction_may_move_a_plan_too_and_tells_of_it_alike(house: House):
    moved = change(house, plan(house), "correction", {"planned": MOVED, "reason": "Fel vecka."}).get_json()

    assert moved["planned"]["start"] == "2021-05-27T16:00:00Z"
    assert last_event(house, moved) == "se.loftet.activity.rescheduled.v1"


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"planned": MOVED}, "reason"),
        ({"reason": "Oväder."}, "planned"),
        ({"reason": "Oväder.", "planned": PLANNED}, "planned"),
        ({"reason": "Oväder.", "planned": {"start": MOVED["end"], "end": MOVED["start"]}}, "planned.end"),
        (
            {"reason": "Oväder.", "planned": {"start": "2031-05-20T18:00:00Z", "end": "2031-05-20T18:00:00Z"}},
            "planned.start",
        ),
    ],
)
def test_a_move_that_makes_no_sense_is_named(house: House, body: dict[str, Any], wrong: str):
    answer = change(house, plan(house), "rescheduling", body)

    assert answer.status_code == 422
    assert wrong in reasons(answer)


def test_only_the_party_that_planned_it_moves_it(house: House):
    assert change(house, plan(house), "rescheduling", party=POLICE).status_code == 403
