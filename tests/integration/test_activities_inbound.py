"""Each record on the inbound topic is answered on another: what became of it, and nothing else of what it said."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from kafka import KafkaProducer

from deploy.local import Stack
from services.activities.inbound import Inbound, consumer
from services.activities.inbound_record import read_record
from shared.clock import SystemClock
from shared.events.acknowledgement import RecordPlace
from shared.events.catalogue import ACKNOWLEDGEMENTS, INBOUND, dead_letters_of
from shared.events.cloudevent import read_headers
from shared.http.clients import Clients
from shared.kafka.clients import make_producer
from shared.kafka.handled import Handled
from shared.ops.dead_letters.letters import Letter, told_by
from tests.integration.activities_house import KOMMUN, POLICE, House, event, house_on, walk
from tests.integration.brokers import everything_on, running
from tests.integration.inbound import Headers, acknowledgements, answers_to, headers_of, letters_of, put, put_raw
from tests.integration.strange_headers import NOT_UTF8, NULL, null_values
from tests.waiting import eventually

STRUCTURED = ("content-type", b"application/cloudevents+json")
ANY = Clients(None, SystemClock())


@pytest.fixture(scope="module")
def house(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house_on(stack, tmp_path_factory.mktemp("inbound")) as made:
        yield made


@pytest.fixture(scope="module")
def inbound(house: House) -> Inbound:
    return Inbound(house.app.extensions["service"].intake, house.app.extensions["clock"])


@pytest.fixture(scope="module")
def producer(house: House, inbound: Inbound) -> Iterator[KafkaProducer]:
    """One who puts records on the topic, while they are taken in."""
    made = make_producer(house.settings.broker)
    with running(consumer(house.settings, inbound, ANY).run):
        yield made
    made.close(timeout=5)


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
    ("sent", "value", "reason"),
    [
        pytest.param(event("a", type="se.loftet.parade.held.v1"), b"{}", "type is not taken", id="another type"),
        pytest.param(event("a", type="se.loftet.tip.reported.v1"), b"{}", "for the police alone", id="a tip"),
        pytest.param(event("a"), b"{", "not JSON", id="no JSON"),
        pytest.param(event("a", subject="x" * 300), b"{}", "not as it should be", id="a subject that is too long"),
    ],
)
def test_whatever_says_who_it_is_from_is_answered(
    house: House, producer: KafkaProducer, sent: dict[str, str], value: bytes, reason: str
):
    place = put_raw(producer, headers_of(sent), value)

    (answer,) = eventually(lambda: answers_to(house.stack, place))

    assert (answer.result, answer.event_id) == ("rejected", "a")
    assert reason in (answer.reason or "")


@pytest.mark.parametrize(
    "strange",
    [
        pytest.param([("x-null", NULL)], id="a header without a value"),
        pytest.param([(NOT_UTF8, b"1")], id="a header whose name is not UTF-8"),
        pytest.param([("loftet-settles", b"activities/0")], id="a header that looks like ours"),
    ],
)
def test_a_refused_record_with_a_strange_header_is_a_dead_letter_and_the_next_is_taken(
    house: House, producer: KafkaProducer, strange: Headers
):
    with null_values():
        place = put_raw(producer, [*headers_of(event("strange")), *strange], b"{")
    after = put(producer, event(f"after {place.partition} {place.offset}"))

    eventually(lambda: answers_to(house.stack, after))

    (letter,) = eventually(lambda: letters_of(house.stack, place))
    assert isinstance(told_by("activities", letter), Letter)


@pytest.mark.parametrize(
    ("sent", "party", "reason"),
    [
        pytest.param({}, None, "for which party", id="no headers"),
        pytest.param(event("nobody"), None, "ce_party", id="no party"),
        pytest.param(event("nobody"), "Polisen i Solna", "party", id="no party's id"),
    ],
)
def test_what_does_not_say_who_it_is_from_is_a_dead_letter_alone(
    house: House, producer: KafkaProducer, sent: dict[str, str], party: str | None, reason: str
):
    place = put_raw(producer, headers_of(sent, party), b"{}")
    after = put(producer, event(f"after {place.partition} {place.offset}"))

    eventually(lambda: answers_to(house.stack, after))

    (letter,) = eventually(lambda: letters_of(house.stack, place))
    assert reason in dict(letter.headers)["loftet-reason"].decode()
    assert answers_to(house.stack, place) == []


@pytest.mark.parametrize(
    ("headers", "value", "reason"),
    [
        pytest.param([("ce_party", POLICE.encode())], b"{}", "id: is required", id="nothing but its party"),
        pytest.param(headers_of(event("two\nlines")), b"{}", "id", id="an id of two lines"),
        pytest.param([("ce_party", POLICE.encode()), STRUCTURED], b"{", "not JSON", id="no JSON"),
        pytest.param([("ce_party", POLICE.encode()), STRUCTURED], b"[]", "no event", id="a list"),
        pytest.param(
            [("ce_party", POLICE.encode()), ("content-type", b"application/cloudevents-batch+json")],
            json.dumps([event("a")]).encode(),
            "one event a record",
            id="a batch",
        ),
        pytest.param([*headers_of(event("a")), ("ce_time", b"\xff")], b"{}", "not UTF-8", id="a header no text"),
        pytest.param([STRUCTURED], json.dumps(event("a", party=POLICE, source="/a/..")).encode(), "source", id="dots"),
    ],
)
def test_whatever_says_for_whom_it_speaks_is_answered_with_as_much_as_it_says(
    house: House, producer: KafkaProducer, headers: Headers, value: bytes, reason: str
):
    place = put_raw(producer, headers, value)

    (answer,) = eventually(lambda: answers_to(house.stack, place))

    said = f"{answer.reason} {'; '.join(f'{each.property}: {each.reason}' for each in answer.invalid_parameters)}"
    assert (answer.party, answer.result, answer.dead_letter) == (POLICE, "rejected", dead_letters_of("activities"))
    assert reason in said
    assert "\n" not in (answer.event_id or "")
    assert len(letters_of(house.stack, place)) == 1


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


@pytest.mark.parametrize("party", [POLICE, None])
def test_of_a_tip_that_is_put_there_nothing_is_kept(house: House, producer: KafkaProducer, party: str | None):
    tip = event("a tip", {"text": "Bilar om natten."}, type="se.loftet.tip.reported.v1")
    whole = json.dumps(tip | ({"party": party} if party else {})).encode()
    places = [
        put_raw(producer, [STRUCTURED], whole),
        put_raw(producer, [STRUCTURED], whole[:-1]),
        put_raw(producer, headers_of(tip, party), b"{}"),
    ]

    letters = [eventually(lambda place=place: letters_of(house.stack, place))[0] for place in places]

    assert [each.value for each in letters] == [None] * 3


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
    records = [_Record(0, event("crashed")), _Record(1, event("crashed-badly", walk(kind="parade")))]
    first = inbound.handle([read_record(each, ANY) for each in records])

    # when it comes again, twice
    second, third = (inbound.handle([read_record(each, ANY) for each in records]) for _ in range(2))

    # then the answers are told apart by their ids exactly when they say something else
    assert _results(first) == ["accepted", "rejected"]
    assert _results(second) == _results(third) == ["duplicate", "rejected"]
    (one, refused), (two, refused_again) = _ids(first), _ids(second)
    assert refused == refused_again
    assert one != two
    assert _ids(third) == _ids(second)


def test_where_clients_are_registered_a_source_is_taken_for_the_party_that_it_is_registered_for(
    inbound: Inbound, tmp_path: Path
):
    registry = tmp_path / "clients.yml"
    registry.write_text(
        f"""clients:
  police: {{party: {POLICE}, municipalities: ["0140"], scopes: [events:write], sources: [/polisen/insatser]}}
  elsewhere: {{party: {POLICE}, municipalities: ["9999"], scopes: [events:write], sources: [/polisen/annat]}}
  reader: {{party: {POLICE}, municipalities: ["0140"], scopes: [activities:read], sources: [/polisen/gammalt]}}
  town: {{party: {KOMMUN}, municipalities: ["0140"], scopes: [events:write], sources: [/nykvarn]}}
""",
        encoding="utf-8",
    )
    clients = Clients(str(registry), SystemClock())
    sources = ["/polisen/insatser/syd", "/polisen/annat", "/polisen/gammalt", "/nykvarn", "/polisen/insatserna"]
    records = [_Record(number, event(f"own-{number}", source=source)) for number, source in enumerate(sources)]

    handled = inbound.handle([read_record(each, clients) for each in records])

    assert _results(handled) == ["accepted", *["rejected"] * 4]
    assert len(handled.invalid) == 4
    assert "the sender's own" in handled.invalid[1].reason


class _Record:
    topic, partition, timestamp = INBOUND, 0, 1_618_500_000_000

    def __init__(self, offset: int, sent: dict[str, str]) -> None:
        self.offset, self.headers, self.value = offset, headers_of(sent), json.dumps(sent["data"]).encode()


def _results(handled: Handled) -> list[str]:
    return [json.loads(each.value)["result"] for each in handled.told]


def _ids(handled: Handled) -> list[str]:
    return [each.headers["ce_id"] for each in handled.told]
