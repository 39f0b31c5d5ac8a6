"""Each record on the inbound topic is answered on another: what became of it, and nothing else of what it said."""

import json

import pytest
from kafka import KafkaProducer

from services.activities.inbound import Inbound
from services.activities.inbound_record import read_record
from shared.events.acknowledgement import RecordPlace
from shared.events.catalogue import ACKNOWLEDGEMENTS, dead_letters_of
from shared.events.cloudevent import read_headers
from shared.kafka.handled import Handled
from tests.integration.activities_house import POLICE, House, event, walk
from tests.integration.brokers import everything_on
from tests.integration.inbound import (
    ANY,
    Headers,
    Polled,
    acknowledgements,
    answers_to,
    letters_of,
    put,
    put_raw,
    results_of,
)
from tests.waiting import eventually


def test_what_is_accepted_is_answered_with_its_activity_and_what_came_before_as_a_duplicate(
    house: House, producer: KafkaProducer
):
    # given an event that comes twice
    first, again = put(producer, event("twice")), put(producer, event("twice"))

    # when both are answered
    answers = eventually(lambda: len(found := answers_to(house.stack, first, again)) == 2 and found)

    # then one is accepted and the other a duplicate, of one activity that is there
    assert [each.result for each in answers] == ["accepted", "duplicate"]
    (activity,) = {each.activity_id for each in answers}
    assert house.database.activities.find_one({"_id": activity})
    assert [(each.event_id, each.source, each.party) for each in answers] == [
        ("twice", f"/{POLICE}/insatser", POLICE)
    ] * 2


def test_an_acknowledgement_stands_under_its_party_and_names_its_event_and_the_schema_of_its_data(
    house: House, producer: KafkaProducer
):
    place = put(producer, event("named", traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"))
    eventually(lambda: answers_to(house.stack, place))

    record = next(each for each in everything_on(house.stack, ACKNOWLEDGEMENTS) if b'"named"' in each.value)

    headers = read_headers(record.headers)
    assert record.key == POLICE.encode()
    assert (headers["ce_type"], headers["ce_subject"]) == ("se.loftet.inbound.acknowledged.v1", "named")
    assert headers["ce_dataschema"].endswith("/activities/v1/schemas/se.loftet.inbound.acknowledged.v1")
    assert headers["ce_traceparent"].startswith("00-0af7651916cd43dd8448eb211c80319c-")


def test_what_is_refused_is_answered_with_its_reasons_and_where_its_dead_letter_is(
    house: House, producer: KafkaProducer
):
    # given an event with a kind that is none
    place = put(producer, event("no-kind", walk(kind="parade", outcome="Det regnade hela tiden.")))

    # when it is answered
    (answer,) = eventually(lambda: answers_to(house.stack, place))

    # then its letter is already there, as the answer says, and the answer repeats nothing of what was said
    (letter,) = letters_of(house.stack, place)
    assert (letter.topic, answer.dead_letter) == (dead_letters_of("activities"),) * 2
    assert (answer.result, answer.activity_id) == ("rejected", None)
    assert [each.property for each in answer.invalid_parameters] == ["data.kind"]
    assert b"regnade" in letter.value
    told = [each.value for each in acknowledgements(house.stack) if each.data.record == place]
    assert not [each for each in told if b"regnade" in each or b"parade" in each]


def test_a_refused_event_that_comes_again_mended_is_accepted_under_its_own_id(house: House, producer: KafkaProducer):
    wrong = put(producer, event("mended", walk(kind="parade")))
    eventually(lambda: answers_to(house.stack, wrong))

    mended = put(producer, event("mended"))

    (answer,) = eventually(lambda: answers_to(house.stack, mended))
    assert (answer.event_id, answer.result) == ("mended", "accepted")


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param([("content-type", b"application/cloudevents+json; charset=UTF-8")], id="as the binding says"),
        pytest.param([("Content-Type", b"application/json")], id="as JSON"),
        pytest.param([], id="without a word"),
    ],
)
def test_an_event_may_be_the_value_itself(house: House, producer: KafkaProducer, headers: Headers):
    traced = "00-0af7651916cd43dd8448eb211c80319d-b7ad6b7169203331-01"
    whole = event(f"whole {headers}", party=POLICE, traceparent=traced, datacontenttype="application/json")
    place, again = (put_raw(producer, headers, json.dumps(whole).encode()) for _ in range(2))

    answers = eventually(lambda: len(found := answers_to(house.stack, place, again)) == 2 and found)

    assert [(each.result, each.event_id, each.party) for each in answers] == [
        ("accepted", whole["id"], POLICE),
        ("duplicate", whole["id"], POLICE),
    ]
    assert any(each.traceparent and traced[3:35] in each.traceparent for each in acknowledgements(house.stack))


def test_each_of_a_mixed_batch_is_answered_once_and_none_harms_its_neighbours(house: House, producer: KafkaProducer):
    # given sixty records at once, of which every third is refused
    places: dict[RecordPlace, str] = {}
    for number in range(60):
        said = walk(kind="parade") if number % 3 == 0 else walk(quantity=number)
        places[put(producer, event(f"mixed-{number}", said))] = "rejected" if number % 3 == 0 else "accepted"

    # when they are answered
    answers = eventually(lambda: len(found := answers_to(house.stack, *places)) == len(places) and found)

    # then each as it deserves, and everything consumed is applied or a dead letter
    assert {each.record: each.result for each in answers} == places
    assert all(len(letters_of(house.stack, place)) == (result == "rejected") for place, result in places.items())


def test_a_batch_that_comes_again_after_a_crash_is_answered_with_the_same_ids_or_as_duplicates(inbound: Inbound):
    # given a batch that was handled, and no offset committed
    records = [Polled(0, event("crashed")), Polled(1, event("crashed-badly", walk(kind="parade")))]
    first = inbound.handle([read_record(each, ANY) for each in records])

    # when it comes again, twice
    second, third = (inbound.handle([read_record(each, ANY) for each in records]) for _ in range(2))

    # then the answers are told apart by their ids exactly when they say something else
    assert results_of(first) == ["accepted", "rejected"]
    assert results_of(second) == results_of(third) == ["duplicate", "rejected"]
    (one, refused), (two, refused_again) = _ids(first), _ids(second)
    assert refused == refused_again
    assert one != two
    assert _ids(third) == _ids(second)


def _ids(handled: Handled) -> list[str]:
    return [each.headers["ce_id"] for each in handled.told]
