"""What a party's system told of in one municipality stays there, out of reach of its systems of another."""

import itertools
import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from deploy.local import Stack
from services.activities.inbound_record import read_record
from shared.clock import SystemClock
from shared.http.clients import Clients
from tests.integration.activities_house import (
    BATCH,
    MUNICIPALITY,
    POLICE,
    House,
    event,
    house_on,
    walk,
)
from tests.integration.creating import CREATING, Creating
from tests.integration.inbound import headers_of, inbound_of

ELSEWHERE = "9999"
_numbers = itertools.count()


@pytest.fixture(scope="module")
def house(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house_on(stack, tmp_path_factory.mktemp("elsewhere")) as made:
        made.publish_exempel(POLICE)
        yield made


def there(**changes: Any) -> dict[str, Any]:
    return walk(municipality=ELSEWHERE, **changes)


def send(house: House, *events: dict[str, Any], reaching: tuple[str, ...] = (MUNICIPALITY,)) -> list[dict[str, Any]]:
    caller = house.caller(POLICE, municipalities=reaching)
    answer = caller.post("/events", data=json.dumps(events), content_type=BATCH)
    assert answer.status_code == 200
    results: list[dict[str, Any]] = answer.get_json()["results"]
    return results


def of_record(subject: str, data: dict[str, Any]) -> dict[str, Any]:
    return event(f"{subject}.{next(_numbers)}", data, subject=subject)


@pytest.mark.parametrize("reaching", [(MUNICIPALITY,), (MUNICIPALITY, ELSEWHERE)], ids=["one", "both"])
@pytest.mark.parametrize("said", [{}, {"withdrawn": "Bort."}], ids=["rewritten", "withdrawn"])
@pytest.mark.parametrize("revision", [1, 9])
def test_a_record_of_another_municipality_is_not_taken_over_by_an_event(
    house: House, reaching: tuple[str, ...], said: dict[str, Any], revision: int
):
    subject = str(uuid.uuid4())
    (before,) = send(house, of_record(subject, there(revision=5)), reaching=(ELSEWHERE,))
    kept = house.database.activities.find_one({"_id": before["activityId"]})

    (answer,) = send(house, of_record(subject, walk(revision=revision, **said)), reaching=reaching)

    assert answer["result"] == "rejected"
    assert [each["property"] for each in answer["invalidParameters"]] == ["data.municipality"]
    assert ELSEWHERE not in json.dumps(answer) and before["activityId"] not in json.dumps(answer)
    assert house.database.activities.find_one({"_id": before["activityId"]}) == kept


def test_what_lies_beyond_the_token_is_refused_alike_whether_or_not_it_came_before(house: House):
    same, subject = event(str(uuid.uuid4()), there()), str(uuid.uuid4())
    send(house, same, of_record(subject, there(revision=5)), reaching=(ELSEWHERE,))

    known = send(house, same, of_record(subject, there(revision=5)), of_record(subject, there(revision=2)))
    new = send(house, event(str(uuid.uuid4()), there()), of_record(str(uuid.uuid4()), there(revision=5)))

    assert {each["result"] for each in known + new} == {"rejected"}
    assert len({each["reason"] for each in known + new}) == 1
    assert not any("activityId" in each for each in known + new)


def test_an_event_that_came_in_another_municipality_is_no_duplicate(house: House):
    event_id = str(uuid.uuid4())
    send(house, event(event_id, there()), reaching=(ELSEWHERE,))

    (answer,) = send(house, event(event_id))

    assert (answer["result"], "activityId" in answer) == ("rejected", False)


def test_what_came_straight_onto_the_topic_takes_no_record_over_either(house: House):
    inbound, subject = inbound_of(house), str(uuid.uuid4())
    (before,) = send(house, of_record(subject, there()), reaching=(ELSEWHERE,))

    taken = of_record(subject, walk(revision=2))
    handled = inbound.handle([read_record(_Put(taken), Clients(None, SystemClock()))])

    assert ["municipality" in each.reason for each in handled.invalid] == [True]
    assert house.database.activities.find_one({"_id": before["activityId"]})["revision"] == 1


@pytest.mark.parametrize("creating", [each for each in CREATING if not each.resident], ids=lambda each: each.name)
def test_a_repeat_by_who_reaches_it_no_longer_is_refused_as_what_never_came(house: House, creating: Creating):
    key, beyond = {"Idempotency-Key": str(uuid.uuid4())}, house.caller(municipalities=(ELSEWHERE,))
    path = creating.path(house)
    assert creating.caller(house).post(path, json=creating.body, headers=key).status_code == 201

    again = beyond.post(path, json=creating.body, headers=key)
    never = beyond.post(path, json=creating.body, headers={"Idempotency-Key": str(uuid.uuid4())})

    assert again.status_code == never.status_code in (403, 404, 422)
    assert again.get_json()["detail"] == never.get_json()["detail"]


class _Put:
    """A record as it lies on the topic."""

    topic, partition, offset, timestamp = "loftet.inbound", 0, 0, 0

    def __init__(self, sent: dict[str, Any]) -> None:
        self.headers = headers_of(sent)
        self.value = json.dumps(sent["data"]).encode()
