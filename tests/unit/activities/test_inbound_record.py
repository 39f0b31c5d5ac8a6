"""A record on an inbound topic is read, whatever it holds, and its answer is small enough to be given."""

import json
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from services.activities.acknowledging import acknowledgement
from services.activities.domain.refusal import MOST_REASONS, Reason, Refused
from services.activities.inbound_record import read_record
from services.activities.told import Outcome, Told
from shared.clock import SystemClock
from shared.events.catalogue import INBOUND
from shared.events.cloudevent import Event, Outgoing, UnreadableEvent
from shared.http.clients import Clients

SENDER = "polisen-exempel"
OWN = f"{INBOUND}.{SENDER}"
TRACED = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
GOOD: dict[str, Any] = {
    "municipality": "0140",
    "kind": "patrol",
    "actual": {"start": "2022-01-01T10:00:00Z", "end": "2022-01-01T11:00:00Z"},
}
EVENT: dict[str, Any] = {
    "specversion": "1.0",
    "id": "1",
    "source": f"/{SENDER}/insatser",
    "type": "se.loftet.activity.reported.v1",
    "party": SENDER,
    "data": GOOD,
}
STRUCTURED = [("content-type", b"application/cloudevents+json")]


def test_however_many_things_are_wrong_so_many_are_named_and_the_rest_counted():
    event = _read(json.dumps({**EVENT, "data": {**GOOD, **{f"u{each}": 1 for each in range(55_000)}}}).encode())

    answer = json.loads(_answer(event).value)

    assert len(answer["invalidParameters"]) == MOST_REASONS == 100
    last = {"property": "data", "reason": f"{55_000 - 99} more things are wrong; mend the others first"}
    assert answer["invalidParameters"][-1] == last
    assert len(str(event.data.told)) < 10_000  # what stands in the dead letter's header


def test_things_that_were_counted_are_counted_when_others_join_them():
    many = Refused("Wrong.", [Reason(f"p{each}", "is wrong") for each in range(150)]).within("data")

    joined = Refused("Wrong.", [*many.reasons, Reason("q", "is wrong too")])

    assert joined.reasons[-1].reason == "52 more things are wrong; mend the others first"


def test_a_name_that_is_repeated_is_cut_short():
    header = ("n" * 500_000, b"\xff")

    event = _read(json.dumps(EVENT).encode(), [*STRUCTURED, header])

    assert isinstance(event.data.told, Refused)
    assert len(_answer(event).value) < 1_000


@pytest.mark.parametrize(
    "sent", ["x" * 100_000, TRACED.replace("0af7", "0AF7"), "00-" + "0" * 32 + TRACED[35:], TRACED + "-x"]
)
def test_a_traceparent_that_is_none_is_left_out(sent: str):
    event = _read(json.dumps({**EVENT, "traceparent": sent}).encode())

    assert event.traceparent is None
    assert event.data.told.traceparent is None


def test_a_traceparent_is_kept_and_of_a_later_version_what_is_known_of_it():
    later = TRACED.replace("00-", "cc-", 1)

    assert _read(json.dumps({**EVENT, "traceparent": TRACED}).encode()).traceparent == TRACED
    assert _read(json.dumps({**EVENT, "traceparent": later + "-" + "x" * 1000}).encode()).traceparent == TRACED


@pytest.mark.parametrize("timestamp", [-(10**17), -62_135_596_800_001, 1_700_000_000_000_000, 10**18])
def test_a_timestamp_that_is_no_time_of_ours_is_refused(timestamp: int):
    event = _read(json.dumps(EVENT).encode(), timestamp=timestamp)

    assert [each.property for each in event.data.told.reasons] == ["timestamp"]
    assert json.loads(_answer(event).value)["result"] == "rejected"


UNREADABLE = {
    "no party": (json.dumps({key: value for key, value in EVENT.items() if key != "party"}).encode(), STRUCTURED),
    "no party in its headers": (json.dumps(GOOD).encode(), [("ce_id", b"1"), ("content-type", b"application/json")]),
    "a comma too many": (json.dumps(EVENT).encode()[:-1] + b",}", STRUCTURED),
    "latin-1": (json.dumps({**EVENT, "id": "Å"}, ensure_ascii=False).encode("latin-1"), STRUCTURED),
    "a name twice": (json.dumps(EVENT).encode()[:-1] + b',"id":"1"}', STRUCTURED),
    "no event": (b"[]", STRUCTURED),
    "nothing": (b"", []),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_answered_on_a_senders_own_topic_and_on_the_common_one_only_if_it_names_its_party(
    name: str,
):
    value, headers = UNREADABLE[name]

    answer = _answer(_read(value, headers))

    told = json.loads(answer.value)
    assert (answer.topic, answer.key) == (f"loftet.acknowledgements.{SENDER}", SENDER)
    assert (told["result"], told["party"]) == ("rejected", SENDER)
    assert told["reason"]
    with pytest.raises(UnreadableEvent):
        _read(value, headers, topic=INBOUND)


def test_an_event_without_its_party_is_told_to_name_it():
    event = _read(*UNREADABLE["no party"])

    assert [each.property for each in event.data.told.reasons] == ["party"]


def test_an_event_that_is_as_it_should_be_is_told():
    assert isinstance(_read(json.dumps(EVENT).encode()).data.told, Told)


def _read(
    value: bytes,
    headers: list[tuple[str, bytes]] = STRUCTURED,
    topic: str = OWN,
    timestamp: int = 1_700_000_000_000,
) -> Event:
    record = SimpleNamespace(
        topic=topic, partition=0, offset=1, timestamp=timestamp, key=b"0140", value=value, headers=headers
    )
    return read_record(record, Clients(None, SystemClock()))


def _answer(event: Event) -> Outgoing:
    return acknowledgement(event, Outcome("rejected", refusal=event.data.told), datetime.now(UTC))
