"""What becomes of an activity: each change is a revision, based on the one before, and told of by an event."""

from collections.abc import Iterator
from typing import Any

import pytest

from deploy.local import Stack
from services.activities.recount import Recounter
from shared.clock import SystemClock
from tests.integration.activities_house import KOMMUN, POLICE, WALKS, House, event, house_on, nykvarn, reasons, walk

PLANNED = {"start": "2021-05-20T18:00:00+02:00", "end": "2021-05-20T20:00:00+02:00"}
DONE = {"start": "2021-04-15T18:15:00+02:00", "end": "2021-04-15T20:00:00+02:00"}


@pytest.fixture(scope="module")
def house(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house_on(stack, tmp_path_factory.mktemp("changes")) as made:
        yield made


def plan(house: House, **changes: Any) -> str:
    report = {**walk(planned=PLANNED, **changes)}
    del report["actual"]
    answer = house.caller().post("/activities", json=report)
    assert answer.status_code == 201
    return str(answer.get_json()["id"])


def change(house: House, activity: str, what: str, body: dict[str, Any], revision: int = 1, party: str = KOMMUN) -> Any:
    headers = {"If-Match": f'"{revision}"'}
    return house.caller(party).post(f"/activities/{activity}/{what}", json=body, headers=headers)


def last_event(house: House, activity: str) -> str:
    kept = house.database.activities.find_one({"_id": activity})
    assert kept is not None
    return str(kept["events"][-1]["headers"]["ce_type"]).removeprefix("se.loftet.")


def test_a_planned_walk_is_completed_and_keeps_what_was_planned(house: House):
    activity = plan(house, audiences=["resident"])
    assert last_event(house, activity) == "activity.planned.v1"

    answer = change(house, activity, "completion", {"actual": DONE, "outcome": "Tolv platser."})

    assert answer.status_code == 200
    assert answer.headers["ETag"] == '"2"'
    done = answer.get_json()
    assert (done["state"], done["revision"], done["audiences"]) == ("completed", 2, ["resident"])
    assert done["planned"]["start"] == "2021-05-20T16:00:00Z"
    assert last_event(house, activity) == "walk.completed.v1"


def test_a_correction_counts_anew_and_says_why(house: House):
    activity = house.caller().post("/activities", json=walk()).get_json()["id"]

    answer = change(house, activity, "correction", {"reason": "Det var ett möte.", "kind": "meeting"})

    corrected = answer.get_json()
    assert not corrected.get("counts")
    assert (corrected["kind"], corrected["title"], corrected["reason"]) == ("meeting", "Möte", "Det var ett möte.")
    assert last_event(house, activity) == "activity.corrected.v1"


def test_a_cancelled_plan_still_says_what_it_would_have_counted_toward(house: House):
    activity = plan(house)

    cancelled = change(house, activity, "cancellation", {"reason": "Sjukdom."}).get_json()

    assert (cancelled["state"], cancelled["reason"]) == ("cancelled", "Sjukdom.")
    assert [count["promise"] for count in cancelled["counts"]] == [WALKS]
    assert last_event(house, activity) == "activity.cancelled.v1"


def test_a_withdrawn_activity_is_withdrawn_once(house: House):
    activity = house.caller().post("/activities", json=walk()).get_json()["id"]

    first = change(house, activity, "withdrawal", {"reason": "Dubbelt rapporterad."})
    second = change(house, activity, "withdrawal", {"reason": "Igen."}, revision=2)

    assert (first.status_code, second.status_code) == (200, 409)
    assert last_event(house, activity) == "activity.withdrawn.v1"


@pytest.mark.parametrize("what", ["completion", "cancellation"])
def test_what_is_done_can_be_neither_completed_nor_cancelled(house: House, what: str):
    activity = house.caller().post("/activities", json=walk()).get_json()["id"]
    body = {"actual": DONE} if what == "completion" else {"reason": "Regn."}

    assert change(house, activity, what, body).status_code == 409


@pytest.mark.parametrize(
    ("what", "body", "wrong"),
    [
        ("completion", {"actual": PLANNED}, "actual.start"),
        ("completion", {}, "actual"),
        ("correction", {"kind": "walk"}, "reason"),
        ("correction", {"reason": "Fel kommun.", "municipality": "0181"}, "municipality"),
        ("correction", {"reason": "Den är gjord.", "actual": DONE}, "actual"),
        ("correction", {"reason": "Ingen tid.", "planned": None}, "planned"),
        ("correction", {"reason": "Med 19121212-1212."}, "reason"),
        ("cancellation", {"reason": "121212-1212 är sjuk."}, "reason"),
        ("cancellation", {"reason": "Sjuk.", "who": "x"}, "who"),
    ],
)
def test_a_bad_change_is_named_and_leaves_the_activity_as_it_was(
    house: House, what: str, body: dict[str, Any], wrong: str
):
    activity = plan(house)

    answer = change(house, activity, what, body)

    assert answer.status_code == 422
    assert wrong in reasons(answer)
    assert house.caller().get(f"/activities/{activity}").headers["ETag"] == '"1"'


def test_a_change_says_which_revision_it_is_based_on(house: House):
    activity = plan(house)

    without = house.caller().post(f"/activities/{activity}/cancellation", json={"reason": "Regn."})
    with_old = change(house, activity, "cancellation", {"reason": "Regn."}, revision=7)

    assert (without.status_code, with_old.status_code) == (428, 412)


def test_only_the_party_that_reported_it_changes_it(house: House):
    activity = plan(house)

    answer = change(house, activity, "cancellation", {"reason": "Regn."}, party=POLICE)

    assert answer.status_code == 403


def test_an_activity_that_is_not_there_is_not_found(house: House):
    assert house.caller().get("/activities/none").status_code == 404
    assert change(house, "none", "withdrawal", {"reason": "Regn."}).status_code == 404


def test_a_read_activity_is_not_sent_again_while_it_is_the_same(house: House):
    activity = plan(house)

    answer = house.caller().get(f"/activities/{activity}", headers={"If-None-Match": '"1"'})

    assert answer.status_code == 304


def test_a_list_narrows_by_every_filter_and_pages(house: House):
    caller = house.caller()
    days = ["2022-03-01", "2022-03-02", "2022-03-03"]
    house.set_clock(SystemClock().now())
    for day in days:
        span = {"start": f"{day}T23:30:00+01:00", "end": f"{day}T23:45:00+01:00"}
        report = walk(actual=span, kind="patrol", tags=["narcotics"], participants=[{"name": "P", "party": POLICE}])
        assert caller.post("/activities", json=report).status_code == 201

    def listed(**query: Any) -> list[str]:
        found = caller.get("/activities", query_string={"municipality": "0140", "kind": "patrol", **query}).get_json()
        return [each["actual"]["start"][:10] for each in found["items"]]

    assert listed() == days[::-1]
    assert listed(**{"from": days[1], "to": days[1]}) == [days[1]]
    assert listed(promise="nykvarn-2021-2022-narkotika") == days[::-1]
    assert listed(promise=WALKS) == []
    assert listed(party=POLICE) == days[::-1]
    assert listed(party="nykvarn-nattvandrarna") == []
    assert listed(limit=1, page=2) == [days[1]]
    assert listed(changedSince="2020-01-01T00:00:00Z") == days
    assert caller.get("/activities", query_string={"kind": "patrol"}).get_json()["total"] == 3


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"kind": "parade"}, 422),
        ({"from": "0001-01-01"}, 422),
        ({"to": "9999-12-31"}, 422),
        ({"changedSince": "2021-01-01T00:00:00"}, 422),
        ({"limit": "101"}, 422),
        ({"wanted": "x"}, 422),
        ({"municipality": "0181"}, 403),
    ],
)
def test_a_list_refuses_what_it_does_not_understand(house: House, query: dict[str, str], status: int):
    assert house.caller().get("/activities", query_string=query).status_code == status


def test_an_amendment_rewrites_the_activities_that_count_otherwise(house: House):
    recounter = Recounter(house.store)
    night = house.caller().post("/activities", json=walk(kind="night-walk")).get_json()
    untouched = house.caller().post("/activities", json=walk()).get_json()
    promises = nykvarn()["promises"]
    promises[4]["commitments"][0]["counts"]["kinds"] = ["dialogue"]

    assert house.publish({"promises": promises}, reason="Nattvandringar räknas inte längre.").status_code == 200
    assert recounter.turn() >= 1

    now = house.caller().get(f"/activities/{night['id']}").get_json()
    assert now["revision"] == 2
    assert not now.get("counts")
    assert last_event(house, night["id"]) == "activity.recounted.v1"
    assert house.caller().get(f"/activities/{untouched['id']}").get_json()["revision"] == 1


def test_what_matched_the_earlier_version_at_that_very_moment_is_found_by_a_later_pass(house: House):
    recounter = Recounter(house.store)
    house.publish(reason="Som förut.")
    recounter.turn()
    raced = house.caller(POLICE).post("/events", json=event("raced", walk(kind="night-walk"))).get_json()
    activity = raced["results"][0]["activityId"]
    house.database.activities.update_one({"_id": activity}, {"$set": {"record.counts": [], "inForce": "before"}})
    house.database.agreements.update_one({}, {"$set": {"recount.next": SystemClock().now()}})

    assert recounter.turn() == 1

    assert house.caller().get(f"/activities/{activity}").get_json()["counts"]


def test_when_no_request_can_rest_on_the_version_before_recounting_ends(house: House):
    recounter = Recounter(house.store)
    house.publish({"title": "Medborgarlöften"}, reason="Kortare titel.")
    long_ago = SystemClock().now().replace(year=2020)
    house.database.agreements.update_one({}, {"$set": {"recount.publishedAt": long_ago}})

    recounter.turn()

    assert "recount" not in (house.database.agreements.find_one({}) or {})
