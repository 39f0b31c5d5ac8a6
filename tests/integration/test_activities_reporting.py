"""Reporting over REST: one activity at a time, retried safely, refused clearly."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from deploy.local import Stack
from tests.integration.activities_house import (
    KOMMUN,
    MUNICIPALITY,
    POLICE,
    WALKS,
    House,
    house_on,
    nykvarn,
    reasons,
    walk,
)


@pytest.fixture(scope="module")
def house(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house_on(stack, tmp_path_factory.mktemp("reporting")) as made:
        yield made


def test_a_walk_reported_as_done_is_completed_and_counts_toward_its_commitment(house: House):
    answer = house.caller().post("/activities", json=walk())

    assert answer.status_code == 201
    activity = answer.get_json()
    assert activity["state"] == "completed"
    assert activity["title"] == "Trygghetsvandring"
    assert activity["reportedBy"] == KOMMUN
    assert activity["municipalityName"] == "Nykvarn"
    assert [count["promise"] for count in activity["counts"]] == [WALKS]
    assert activity["counts"][0]["promiseTitle"] == "Trygghetsvandringar"
    assert activity["counts"][0]["responsible"] == [KOMMUN, POLICE]
    assert answer.headers["ETag"] == '"1"'
    assert answer.headers["Location"].endswith(f"/activities/v1/activities/{activity['id']}")


def test_the_document_holds_the_event_of_its_change_with_the_requests_trace(house: House):
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"

    answer = house.caller().post("/activities", json=walk(), headers={"traceparent": f"00-{trace}-00f067aa0ba902b7-01"})

    kept = house.database.activities.find_one({"_id": answer.get_json()["id"]})
    assert kept is not None
    (event,) = kept["events"]
    assert event["topic"] == "loftet.activities"
    assert event["key"] == MUNICIPALITY
    assert event["headers"]["ce_type"] == "se.loftet.walk.completed.v1"
    assert event["headers"]["ce_traceparent"].split("-")[1] == trace


def test_a_repeated_request_with_the_same_key_is_answered_as_the_first_time_even_after_a_change(house: House):
    caller, key = house.caller(), {"Idempotency-Key": "walk-in-spring"}
    plan = walk(planned={"start": "2021-05-01T18:00:00+02:00", "end": "2021-05-01T19:00:00+02:00"})
    del plan["actual"]
    first = caller.post("/activities", json=plan, headers=key)
    where = f"/activities/{first.get_json()['id']}/cancellation"
    assert caller.post(where, json={"reason": "Regn."}, headers={"If-Match": '"1"'}).status_code == 200

    again = caller.post("/activities", json=plan, headers=key)

    assert again.status_code == 201
    assert again.get_data() == first.get_data()


@pytest.mark.parametrize("quantity", [{}, {"quantity": 1}, {"quantity": 1.5}, {"results": {"drivers": 40}}])
def test_a_repeated_request_is_answered_byte_by_byte_as_the_first_time(house: House, quantity: dict[str, Any]):
    key = {"Idempotency-Key": str(uuid.uuid4())}

    first, again = (house.caller().post("/activities", json=walk(**quantity), headers=key) for _ in range(2))

    assert first.status_code == 201
    assert again.get_data() == first.get_data()


def test_the_same_key_with_another_body_is_refused_and_another_clients_key_is_their_own(house: House):
    key = {"Idempotency-Key": "a-key-of-two"}
    first = house.caller(KOMMUN).post("/activities", json=walk(), headers=key)

    other_body = house.caller(KOMMUN).post("/activities", json=walk(kind="meeting"), headers=key)
    other_client = house.caller(POLICE).post("/activities", json=walk(), headers=key)

    assert other_body.status_code == 422
    assert "key" in other_body.get_json(force=True)["title"].lower()
    assert other_client.status_code == 201
    assert other_client.get_json()["id"] != first.get_json()["id"]


def test_a_repeat_is_answered_even_when_the_body_would_be_refused_by_now(house: House):
    caller, key = house.caller(), {"Idempotency-Key": "before-the-amendment"}
    report = walk(group="operativa-gruppen", kind="meeting")
    first = caller.post("/activities", json=report, headers=key)
    house.publish({"groups": [], "promises": nykvarn()["promises"][:1]}, reason="Gruppen är nedlagd.")

    again = caller.post("/activities", json=report, headers=key)
    house.publish(reason="Gruppen är tillbaka.")

    assert again.status_code == 201
    assert again.get_json() == first.get_json()


BAD: list[tuple[str, dict[str, Any], str]] = [
    ("an unknown promise", {"promises": ["nykvarn-2021-2022-ny"]}, "promises[0]"),
    ("an unknown party", {"participants": [{"name": "X", "party": "polisen-solna"}]}, "participants[0].party"),
    ("an unknown group", {"group": "ny-grupp"}, "group"),
    ("an unknown kind", {"kind": "parade"}, "kind"),
    ("an unknown field", {"outcom": "Bra."}, "outcom"),
    ("an unknown field inside", {"place": {"name": "Torget", "nam": "x"}}, "place.nam"),
    ("another party's name", {"reportedBy": POLICE}, "reportedBy"),
    ("no time at all", {"actual": None}, "planned"),
    ("a naive time", {"actual": {"start": "2021-04-15T18:00:00", "end": "2021-04-15T20:00:00+02:00"}}, "actual.start"),
    ("no time", {"actual": {"start": "i går", "end": "2021-04-15T20:00:00+02:00"}}, "actual.start"),
    (
        "an end before the start",
        {"actual": {"start": "2021-04-15T20:00:00+02:00", "end": "2021-04-15T18:00:00+02:00"}},
        "actual.end",
    ),
    (
        "done in the future",
        {"actual": {"start": "2021-04-17T20:00:00+02:00", "end": "2021-04-17T21:00:00+02:00"}},
        "actual.start",
    ),
    (
        "a day outside the period",
        {"actual": {"start": "2020-12-31T20:00:00+01:00", "end": "2020-12-31T21:00:00+01:00"}},
        "actual.start",
    ),
    (
        "a day outside the named promise's period",
        {"actual": {"start": "2020-12-31T20:00:00Z", "end": "2020-12-31T21:00:00Z"}, "promises": [WALKS]},
        "actual.start",
    ),
    (
        "a year that no calendar of ours has",
        {"actual": {"start": "0001-01-01T00:00:00+14:00", "end": "9999-12-31T23:59:59-12:00"}},
        "actual.start",
    ),
    ("nothing done", {"quantity": 0}, "quantity"),
    ("less than nothing", {"quantity": -1}, "quantity"),
    ("a number that is text", {"quantity": "12"}, "quantity"),
    ("too many tags", {"tags": [f"t{n}" for n in range(21)]}, "tags"),
    ("a tag that is blank", {"tags": [" "]}, "tags[0]"),
    ("a result with a name that cannot be kept", {"results": {"$drivers.reported": 3}}, "results"),
    ("a personal number in the outcome", {"outcome": "Vi talade med 19121212-1212 om saken."}, "outcome"),
    ("a personal number in the title", {"title": "Möte med 121212-1212"}, "title"),
    ("a personal number in a participant", {"participants": [{"name": "Tolvan 121212-1212"}]}, "participants[0].name"),
    ("a personal number in a tag", {"tags": ["1212121212"]}, "tags[0]"),
    ("a personal number in the place", {"place": {"name": "Hos 121212-1212"}}, "place.name"),
    ("a point that is nowhere", {"place": {"name": "Torget", "point": [17.4, 159.1]}}, "place.point[1]"),
    ("a text that turns what follows it", {"outcome": "Bra \u202e."}, "outcome"),
]


@pytest.mark.parametrize(("changes", "property_name"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_bad_input_is_named_and_nothing_is_stored(house: House, changes: dict[str, Any], property_name: str):
    before = house.stored()

    answer = house.caller().post("/activities", json=walk(**changes))

    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert property_name in reasons(answer)
    assert house.stored() == before


def test_all_that_is_wrong_is_told_at_once_and_never_repeated(house: House):
    answer = house.caller().post("/activities", json=walk(kind="121212-1212", quantity=0, outcome=5, party="x"))

    assert set(reasons(answer)) == {"kind", "quantity", "outcome", "party"}
    assert "121212" not in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b'{"kind": ', "application/json", 400),
        (b'{"kind": "\xff"}', "application/json", 400),
        (b'{"quantity": NaN}', "application/json", 400),
        (b'{"quantity": 1e999}', "application/json", 400),
        (b'{"title": "\\ud800"}', "application/json", 400),
        (b"[" * 10_000 + b"]" * 10_000, "application/json", 400),
        (b"[]", "application/json", 422),
        (b"null", "application/json", 422),
        (b"", "application/json", 400),
        (b'{"title": "' + b"x" * 2_000_000 + b'"}', "application/json", 413),
        (b"kind=walk", "application/x-www-form-urlencoded", 415),
    ],
)
def test_what_cannot_be_read_is_a_problem_and_never_our_fault(
    house: House, body: bytes, content_type: str, status: int
):
    answer = house.caller().post("/activities", data=body, content_type=content_type)

    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"


def test_a_municipality_without_an_agreement_is_unknown(house: House):
    answer = house.caller(municipalities=("0181",)).post("/activities", json=walk(municipality="0181"))

    assert answer.status_code == 422
    assert "municipality" in reasons(answer)


def test_a_token_reaches_only_its_own_municipalities_and_parties_of_their_agreements(house: House):
    elsewhere = house.caller(municipalities=("0181",)).post("/activities", json=walk())
    stranger = house.caller("polisen-solna").post("/activities", json=walk())
    nobody = house.caller(None).post("/activities", json=walk())
    no_token = house.resident().post("/activities", json=walk())

    assert [each.status_code for each in (elsewhere, stranger, nobody, no_token)] == [403, 403, 403, 401]
    assert all(each.mimetype == "application/problem+json" for each in (elsewhere, stranger, nobody, no_token))


def test_twelve_traffic_controls_are_one_fact(house: House):
    report = walk(kind="traffic-control", quantity=12, results={"drivers-reported": 31})

    activity = house.caller(POLICE).post("/activities", json=report).get_json()

    assert activity["quantity"] == 12
    assert activity["results"] == {"drivers-reported": 31}


def test_reporting_takes_two_calls_to_the_database(house: House):
    caller = house.caller()
    caller.post("/activities", json=walk())
    before = house.database.client.admin.command("serverStatus")["opcounters"]

    caller.post("/activities", json=walk())

    after = house.database.client.admin.command("serverStatus")["opcounters"]
    assert after["query"] - before["query"] == 1
    assert after["insert"] - before["insert"] == 1
