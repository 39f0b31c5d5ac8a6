"""Who a record on the inbound topic is from, and for whom it speaks: whoever says so is answered."""

import json
from pathlib import Path

import pytest
from kafka import KafkaProducer

from services.activities.inbound import Inbound
from services.activities.inbound_record import read_record
from shared.clock import SystemClock
from shared.events.catalogue import dead_letters_of
from shared.http.clients import Clients
from shared.ops.dead_letters.letters import Letter, told_by
from tests.integration.activities_house import KOMMUN, POLICE, House, event
from tests.integration.inbound import (
    Headers,
    Polled,
    answers_to,
    headers_of,
    letters_of,
    put,
    put_raw,
    results_of,
)
from tests.integration.strange_headers import NOT_UTF8, NULL, null_values
from tests.waiting import eventually

STRUCTURED = ("content-type", b"application/cloudevents+json")


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
    records = [Polled(number, event(f"own-{number}", source=source)) for number, source in enumerate(sources)]

    handled = inbound.handle([read_record(each, clients) for each in records])

    assert results_of(handled) == ["accepted", *["rejected"] * 4]
    assert len(handled.invalid) == 4
    assert "the sender's own" in handled.invalid[1].reason
