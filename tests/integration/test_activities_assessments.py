"""Assessments over REST: each responsible party's own verdict; a later one replaces, the earlier stays readable."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest

from deploy.local import Stack
from shared.ops.token import Grant
from tests.integration.activities_house import KOMMUN, NOON, POLICE, WALKS, House, house_on, nykvarn, reasons

SAID: dict[str, Any] = {
    "promise": WALKS,
    "period": {"start": "2021-01-01", "end": "2021-06-30"},
    "delivery": "partly_fulfilled",
    "effect": "improved",
    "narrative": "Vårens vandring blev av.",
    "signedBy": "säkerhetschef",
}
MARCH = {"start": "2021-03-01", "end": "2021-03-31"}


SEEN = {"If-Match": '"1"'}


@pytest.fixture
def house(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house_on(stack, tmp_path_factory.mktemp("assessments")) as made:
        yield made


def sign(house: House, party: str = KOMMUN, headers: dict[str, str] | None = None, **changes: Any) -> Any:
    return house.caller(party).post("/assessments", json=SAID | changes, headers=headers or {})


def withdraw(house: House, assessment: str, revision: int = 1, party: str = KOMMUN) -> Any:
    where = f"/assessments/{assessment}/withdrawal"
    headers = {"If-Match": f'"{revision}"'}
    return house.caller(party).post(where, json={"reason": "Fel år angavs."}, headers=headers)


def kept(house: House, assessment: str) -> dict[str, Any]:
    found: dict[str, Any] | None = house.database.assessments.find_one({"_id": assessment})
    assert found is not None
    return found


def test_a_responsible_party_signs_and_it_is_told_of(house: House):
    answer = sign(house)

    assert (answer.status_code, answer.headers["ETag"]) == (201, '"1"')
    signed = answer.get_json()
    assert (signed["reportedBy"], signed["signedOn"], signed["state"]) == (KOMMUN, "2021-04-16", "signed")
    assert answer.headers["Location"].endswith(f"/activities/v1/assessments/{signed['id']}")
    assert house.caller(POLICE).get(f"/assessments/{signed['id']}").get_json() == signed
    (event,) = kept(house, signed["id"])["events"]
    assert (event["topic"], event["key"]) == ("loftet.assessments", "0140")
    assert event["headers"]["ce_type"] == "se.loftet.assessment.signed.v1"
    assert (signed["promiseTitle"], signed["responsible"]) == ("Trygghetsvandringar", [KOMMUN, POLICE])


def test_what_is_signed_later_replaces_and_the_earlier_stays_readable(house: House):
    first = sign(house)

    later = sign(house, headers=SEEN, delivery="fulfilled", narrative="Båda blev av.")

    assert (later.status_code, later.headers["ETag"]) == (200, '"2"')
    assert later.get_json()["id"] == first.get_json()["id"]
    where = f"/assessments/{first.get_json()['id']}"
    assert house.caller().get(where).get_json() == later.get_json()
    earlier = house.caller().get(f"{where}/revisions/1")
    assert (earlier.get_data(), earlier.headers["ETag"]) == (first.get_data(), '"1"')
    assert house.caller().get(f"{where}/revisions/2").get_json() == later.get_json()
    assert house.caller().get(f"{where}/revisions/3").status_code == 404


def test_the_same_again_changes_nothing_not_even_on_another_day(house: House):
    first = sign(house)
    house.set_clock(datetime(2021, 4, 20, 12, tzinfo=UTC))

    again = sign(house)
    on_its_day = sign(house, signedOn="2021-04-16")
    on_another = sign(house, headers=SEEN, signedOn="2021-04-20")

    assert [each.status_code for each in (again, on_its_day, on_another)] == [200, 200, 200]
    assert again.get_data() == on_its_day.get_data() == first.get_data()
    assert on_another.headers["ETag"] == '"2"'


def test_what_replaces_another_names_its_revision(house: House):
    too_early = sign(house, headers=SEEN)
    sign(house)

    without = sign(house, effect="unchanged")
    right = sign(house, headers=SEEN, effect="unchanged")
    wrong = sign(house, headers=SEEN, effect="worse")

    assert [each.status_code for each in (too_early, without, right, wrong)] == [412, 428, 200, 412]


def test_of_what_is_signed_at_the_same_moment_one_stands_and_the_others_are_told(house: House):
    verdicts = ["improved", "unchanged", "worse", "not_possible"]

    with ThreadPoolExecutor(len(verdicts)) as pool:
        answers = list(pool.map(lambda effect: sign(house, effect=effect), verdicts))

    assert sorted(each.status_code for each in answers) == [201, 428, 428, 428]
    (only,) = house.database.assessments.find({})
    assert only["history"] == []


def test_a_repeated_request_is_answered_as_the_first_time_whatever_was_signed_since(house: House):
    first_key, same_key, later_key = ({"Idempotency-Key": key} for key in ("first", "same", "later"))
    first = sign(house, headers=first_key)
    same = sign(house, headers=same_key)
    later = sign(house, headers=SEEN | later_key, delivery="fulfilled")

    again = [sign(house, headers=first_key), sign(house, headers=same_key)]
    again.append(sign(house, headers=SEEN | later_key, delivery="fulfilled"))

    assert [each.status_code for each in again] == [201, 200, 200]
    assert [each.get_data() for each in again] == [first.get_data(), same.get_data(), later.get_data()]
    assert [each.headers["ETag"] for each in again] == ['"1"', '"1"', '"2"']
    assert kept(house, first.get_json()["id"])["revision"] == 2


def test_a_withdrawal_forgets_no_request(house: House):
    key = {"Idempotency-Key": "before-the-withdrawal"}
    first = sign(house, headers=key)
    assert withdraw(house, first.get_json()["id"]).status_code == 200

    again = sign(house, headers=key)

    assert (again.status_code, again.get_data()) == (201, first.get_data())
    assert kept(house, first.get_json()["id"])["record"]["state"] == "withdrawn"


def test_a_key_that_came_with_another_body_is_refused_whichever_assessment_it_was_for(house: House):
    key = {"Idempotency-Key": "one-key"}
    sign(house, headers=key)

    assert sign(house, headers=key, effect="worse").status_code == 422
    assert sign(house, headers=key, period=MARCH).status_code == 422
    assert sign(house, POLICE, headers=key).status_code == 201


def test_all_who_sign_the_same_within_a_day_are_remembered(house: House):
    signed = sign(house).get_json()["id"]

    for number in range(60):
        last = sign(house, headers={"Idempotency-Key": f"number-{number}"})

    assert (last.status_code, kept(house, signed)["revision"]) == (200, 1)
    assert sign(house, headers={"Idempotency-Key": "number-0"}, effect="worse").status_code == 422


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"promise": "nykvarn-2021-2022-ny"}, "promise"),
        ({"promise": f"{WALKS}-per-termin"}, "promise"),
        ({"period": {"start": "2020-12-01", "end": "2021-03-31"}}, "period.start"),
        ({"period": {"start": "2021-01-01", "end": "2023-01-01"}}, "period.end"),
        ({"period": {"start": "2021-03-31", "end": "2021-03-01"}}, "period.end"),
        ({"period": {"start": "2021-04-17", "end": "2021-12-31"}}, "period.start"),
        ({"signedOn": "2021-04-17"}, "signedOn"),
        ({"delivery": "done"}, "delivery"),
        ({"effect": "great"}, "effect"),
        ({"narrative": "   "}, "narrative"),
        ({"narrative": "Anna 19121212-1212 var med."}, "narrative"),
        ({"signedBy": "19121212-1212"}, "signedBy"),
        ({"reportedBy": POLICE}, "reportedBy"),
    ],
)
def test_what_does_not_hold_is_refused_with_the_property(house: House, changes: dict[str, Any], where: str):
    answer = sign(house, **changes)

    assert answer.status_code == 422
    assert where in reasons(answer)
    assert house.database.assessments.count_documents({}) == 0


def test_only_a_responsible_party_with_the_scope_signs(house: House):
    assert sign(house, promise="nykvarn-2021-2022-narkotika").status_code == 403
    assert house.caller(None).post("/assessments", json=SAID).status_code == 403
    assert house.caller(KOMMUN, municipalities=("9999",)).post("/assessments", json=SAID).status_code == 422
    scopes = ("activities:read", "activities:write")
    other = house.bearer_of(Grant(client="x", scopes=scopes, party=KOMMUN, municipalities=("0140",)))
    answer = other.post("/assessments", json=SAID)
    assert (answer.status_code, "assessments:write" in answer.get_json(force=True)["detail"]) == (403, True)


def test_a_withdrawal_is_the_partys_own_and_leaves_only_to_sign_anew(house: House):
    signed = sign(house).get_json()["id"]

    assert withdraw(house, signed, party=POLICE).status_code == 403
    assert withdraw(house, signed, revision=2).status_code == 412
    gone = withdraw(house, signed)
    assert (gone.status_code, gone.get_json()["state"], gone.get_json()["reason"]) == (
        200,
        "withdrawn",
        "Fel år angavs.",
    )
    assert kept(house, signed)["events"][0]["headers"]["ce_type"] == "se.loftet.assessment.withdrawn.v1"
    again = withdraw(house, signed, revision=2)
    assert (again.status_code, again.get_json(force=True)["allowed"]) == (409, ["signing"])
    assert sign(house).status_code == 428
    anew = sign(house, headers={"If-Match": '"2"'})
    assert (anew.status_code, anew.headers["ETag"], anew.get_json()["state"]) == (200, '"3"', "signed")


def test_a_joint_promise_shows_who_is_missing_and_whether_they_agree(house: House):
    where = f"/promises/{WALKS}/assessments"
    assert house.caller().get(where).get_json()["periods"] == []
    ours = sign(house).get_json()

    (alone,) = house.caller().get(where).get_json()["periods"]
    theirs = sign(house, POLICE, effect="not_possible").get_json()
    (both,) = house.caller().get(where).get_json()["periods"]

    assert [each["assessment"] for each in alone["parties"]] == [ours, None]
    assert (alone["complete"], alone["missing"]) == (False, [POLICE])
    assert alone["agree"] == {"delivery": None, "effect": None}
    assert [each["assessment"] for each in both["parties"]] == [ours, theirs]
    assert (both["complete"], both["missing"], both["agree"]) == (True, [], {"delivery": True, "effect": False})
    assert house.caller().get("/promises/none/assessments").status_code == 404
    assert house.caller(municipalities=("9999",)).get(where).status_code == 404


def test_what_was_signed_of_a_promise_that_is_gone_stays_readable(house: House):
    signed = sign(house).get_json()
    rest = [each for each in nykvarn()["promises"] if each["id"] != WALKS]
    assert house.publish({"promises": rest}, reason="Löftet är struket.").status_code == 200

    refused = sign(house, delivery="fulfilled")
    read = house.caller().get(f"/promises/{WALKS}/assessments").get_json()

    assert "no longer" in reasons(refused)["promise"]
    assert read["periods"][0]["parties"][0]["assessment"] == signed


def test_a_list_narrows_by_every_filter(house: House):
    house.set_clock(NOON.replace(year=2022))
    autumn = {"start": "2021-07-01", "end": "2021-12-31"}
    sign(house)
    sign(house, POLICE, period=autumn)
    sign(house, POLICE, promise="nykvarn-2021-2022-narkotika")

    def listed(**query: str) -> list[tuple[str, str]]:
        found = house.caller().get("/assessments", query_string=query).get_json()
        return [(each["reportedBy"], each["period"]["start"]) for each in found["items"]]

    assert len(listed()) == len(listed(municipality="0140")) == 3
    assert listed()[0] == (POLICE, "2021-07-01")
    assert listed(party=KOMMUN) == [(KOMMUN, "2021-01-01")]
    assert listed(promise="nykvarn-2021-2022-narkotika") == [(POLICE, "2021-01-01")]
    assert listed(promise=WALKS) == [(POLICE, "2021-07-01"), (KOMMUN, "2021-01-01")]
    assert listed(**{"from": "2021-07-01"}) == [(POLICE, "2021-07-01")]
    assert len(listed(to="2021-06-30")) == 2
    assert listed(changedSince="2020-01-01T00:00:00Z")[0] == (KOMMUN, "2021-01-01")
    assert house.caller().get("/assessments", query_string={"party": POLICE, "kind": "x"}).status_code == 422
