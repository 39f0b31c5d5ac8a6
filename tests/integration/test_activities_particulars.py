"""What else is told of activities: who was there, which walk they belong to, from when they may be shown; and maps."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from deploy.local import Stack
from tests.integration.activities_house import KOMMUN, NOON, POLICE, House, event, house_on, reasons, walk

GROUP = "operativa-gruppen"
LATER = (NOON + timedelta(hours=6)).isoformat()
GEOJSON = {"Accept": "application/geo+json"}
SQUARE = {"name": "Torget", "point": [17.4294, 59.1789]}
_NONE = "5f0c6c0a-7f0e-5a5c-9c56-0c1d7c1b7a11"


@pytest.fixture(scope="module")
def house(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house_on(stack, tmp_path_factory.mktemp("particulars")) as made:
        yield made


@pytest.fixture(autouse=True)
def at_noon(house: House) -> Iterator[None]:
    house.set_clock(NOON)
    yield


def report(house: House, party: str = KOMMUN, **fields: Any) -> Any:
    return house.caller(party).post("/activities", json=walk(**fields))


def reported(house: House, party: str = KOMMUN, **fields: Any) -> dict[str, Any]:
    answer = report(house, party, **fields)
    assert answer.status_code == 201, answer.get_data(as_text=True)
    activity: dict[str, Any] = answer.get_json()
    return activity


def change(house: House, activity: dict[str, Any], what: str, body: dict[str, Any], party: str = KOMMUN) -> Any:
    headers = {"If-Match": f'"{activity["revision"]}"'}
    return house.caller(party).post(f"/activities/{activity['id']}/{what}", json=body, headers=headers)


def members(house: House) -> list[str]:
    agreement = house.caller().get("/agreements/nykvarn-2021-2022").get_json()["agreement"]
    return [each["name"] for group in agreement["groups"] if group["id"] == GROUP for each in group["members"]]


def test_a_meeting_of_the_group_says_who_was_there_and_who_was_not(house: House):
    there, away = members(house)[:2]
    attendance = [{"member": there, "present": True}, {"member": away, "present": False}]

    meeting = reported(house, kind="meeting", group=GROUP, attendance=attendance)

    assert meeting["attendance"] == attendance


def test_who_was_there_is_told_when_a_plan_is_done_and_can_be_corrected(house: House):
    name = members(house)[0]
    span = {"start": "2021-04-20T13:00:00+02:00", "end": "2021-04-20T14:00:00+02:00"}
    planned = reported(house, kind="meeting", group=GROUP, planned=span, actual=None)

    done = {"actual": walk()["actual"], "attendance": [{"member": name, "present": True}]}
    completed = change(house, planned, "completion", done).get_json()
    correction = {"reason": "Kom aldrig.", "attendance": [{"member": name, "present": False}]}
    corrected = change(house, completed, "correction", correction).get_json()

    assert completed["attendance"] == [{"member": name, "present": True}]
    assert corrected["attendance"] == [{"member": name, "present": False}]


def test_attendance_is_of_the_groups_members_each_once(house: House):
    name = members(house)[0]
    twice = [{"member": name, "present": True}, {"member": name, "present": False}]
    stranger = [{"member": "Ingen alls", "present": True}]

    without = report(house, kind="meeting", attendance=twice[:1])
    unknown = report(house, kind="meeting", group=GROUP, attendance=stranger)
    repeated = report(house, kind="meeting", group=GROUP, attendance=twice)

    assert set(reasons(without)) == {"attendance"}
    assert set(reasons(unknown)) == {"attendance[0].member"}
    assert set(reasons(repeated)) == {"attendance[0].member", "attendance[1].member"}


def test_a_meeting_prepares_a_walk_and_another_follows_it_up(house: House):
    of = reported(house)["id"]

    before = reported(house, kind="meeting", walkStep={"walk": of, "step": "preparation"})
    after = reported(house, kind="other", walkStep={"walk": of, "step": "follow-up"})

    assert before["walkStep"] == {"walk": of, "step": "preparation"}
    assert after["walkStep"]["step"] == "follow-up"


def test_a_step_is_a_meetings_and_of_a_walk_that_is_there(house: House):
    of, meeting = reported(house)["id"], reported(house, kind="meeting")["id"]

    def wrong(kind: str, step: str) -> set[str]:
        return set(reasons(report(house, kind=kind, walkStep={"walk": step, "step": "preparation"})))

    assert wrong("patrol", of) == {"walkStep"}
    assert wrong("meeting", meeting) == wrong("meeting", _NONE) == {"walkStep.walk"}


def test_a_walk_may_follow_an_earlier_walk(house: House):
    first = reported(house)
    later = {"start": "2021-04-16T08:00:00+02:00", "end": "2021-04-16T09:00:00+02:00"}

    second = reported(house, actual=later, previousWalk=first["id"])

    assert second["previousWalk"] == first["id"]
    correction = {"reason": "Fel vandring.", "previousWalk": second["id"]}
    assert set(reasons(change(house, first, "correction", correction))) == {"previousWalk"}
    assert set(reasons(report(house, kind="meeting", actual=later, previousWalk=first["id"]))) == {"previousWalk"}
    assert set(reasons(report(house, previousWalk=_NONE))) == {"previousWalk"}
    assert change(house, second, "correction", {"reason": "Ingen.", "previousWalk": None}).status_code == 200


def test_a_plan_that_is_a_step_of_a_walk_can_be_moved_and_done(house: House):
    of = reported(house)["id"]
    span = {"start": "2021-04-20T13:00:00+02:00", "end": "2021-04-20T14:00:00+02:00"}
    moved = {"start": "2021-04-21T13:00:00+02:00", "end": "2021-04-21T14:00:00+02:00"}
    step = {"walk": of, "step": "follow-up"}
    planned = reported(house, kind="meeting", planned=span, actual=None, walkStep=step)

    rescheduled = change(house, planned, "rescheduling", {"planned": moved, "reason": "Krock."}).get_json()
    completed = change(house, rescheduled, "completion", {"actual": walk()["actual"]}).get_json()

    assert completed["walkStep"] == step


def test_walks_of_a_batch_are_looked_up_in_one_call(house: House):
    of = reported(house)["id"]
    batch = [event(f"step-{n}", walk(kind="meeting", walkStep={"walk": of, "step": "follow-up"})) for n in range(20)]
    counters = house.database.client.admin.command
    before = counters("serverStatus")["opcounters"]["query"]

    answer = house.caller(POLICE).post("/events", json=batch)

    assert {each["result"] for each in answer.get_json()["results"]} == {"accepted"}
    assert counters("serverStatus")["opcounters"]["query"] - before == 2


def sees(house: House, activity: dict[str, Any], party: str | None) -> list[bool]:
    """Whether a party sees it by itself, in a list, and on a map."""
    caller = house.caller(party)
    query = {"municipality": "0140", "limit": "100"}
    alone = caller.get(f"/activities/{activity['id']}").status_code == 200
    listed = caller.get("/activities", query_string=query).get_json()["items"]
    mapped = caller.get("/activities", query_string=query, headers=GEOJSON).get_json(force=True)["features"]
    return [alone, *(activity["id"] in [each["id"] for each in found] for found in (listed, mapped))]


def test_before_it_may_be_shown_nobody_but_its_reporter_sees_an_activity(house: House):
    secret = reported(house, POLICE, kind="operation", place=SQUARE, publishableFrom=LATER)

    assert sees(house, secret, POLICE) == [True] * 3
    assert sees(house, secret, KOMMUN) == sees(house, secret, None) == [False] * 3
    assert change(house, secret, "withdrawal", {"reason": "Inte vår."}).status_code == 404

    house.set_clock(datetime.fromisoformat(LATER))

    assert sees(house, secret, KOMMUN) == sees(house, secret, None) == [True] * 3


def test_a_walk_that_may_not_be_shown_yet_is_named_by_no_other_party(house: House):
    secret = reported(house, POLICE, publishableFrom=LATER)["id"]
    step = {"walk": secret, "step": "preparation"}

    assert set(reasons(report(house, kind="meeting", walkStep=step))) == {"walkStep.walk"}
    assert reported(house, POLICE, kind="meeting", walkStep=step)["walkStep"] == step


def test_from_when_it_may_be_shown_is_told_when_it_is_done_and_can_be_corrected(house: House):
    span = {"start": "2021-04-20T13:00:00+02:00", "end": "2021-04-20T14:00:00+02:00"}
    planned = reported(house, POLICE, kind="operation", planned=span, actual=None, place=SQUARE)

    done = {"actual": walk()["actual"], "publishableFrom": LATER}
    completed = change(house, planned, "completion", done, POLICE).get_json()
    hidden = sees(house, completed, KOMMUN)
    correction = {"reason": "Får visas nu.", "publishableFrom": None}
    corrected = change(house, completed, "correction", correction, POLICE).get_json()

    assert (hidden, sees(house, corrected, KOMMUN)) == ([False] * 3, [True] * 3)


@pytest.mark.parametrize("instant", ["2021-04-16T20:00:00", "9999-12-31T23:59:59-12:00", "i morgon"])
def test_a_moment_that_no_calendar_of_ours_has_is_named(house: House, instant: str):
    assert "publishableFrom" in reasons(report(house, publishableFrom=instant))


def test_a_list_comes_as_geojson_with_what_has_a_point(house: House):
    outside = reported(house, kind="inspection", place={"name": "Någonstans"})
    inside = reported(house, kind="inspection", place=SQUARE, title="Tillsyn vid torget")
    query = {"kind": "inspection", "limit": "5"}

    answer = house.caller().get("/activities", query_string=query, headers=GEOJSON)

    assert (answer.status_code, answer.content_type) == (200, "application/geo+json")
    assert "Accept" in answer.headers["Vary"]
    found = answer.get_json(force=True)
    assert (found["type"], found["page"], found["limit"], found["total"]) == ("FeatureCollection", 1, 5, 1)
    assert found["features"] == [
        {
            "type": "Feature",
            "id": inside["id"],
            "geometry": {"type": "Point", "coordinates": [17.4294, 59.1789]},
            "properties": {
                "id": inside["id"],
                "kind": "inspection",
                "state": "completed",
                "title": "Tillsyn vid torget",
                "place": "Torget",
                "start": "2021-04-15T16:00:00Z",
                "end": "2021-04-15T18:00:00Z",
            },
        }
    ]
    plain = house.caller().get("/activities", query_string=query)
    assert {each["id"] for each in plain.get_json()["items"]} == {inside["id"], outside["id"]}


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("*/*", "application/json"),
        ("application/json, application/geo+json;q=0.5", "application/json"),
        ("application/geo+json, application/json;q=0.5", "application/geo+json"),
        ("text/html", "application/json"),
    ],
)
def test_the_form_is_what_the_caller_prefers(house: House, accept: str, content_type: str):
    assert house.caller().get("/activities", headers={"Accept": accept}).content_type == content_type
