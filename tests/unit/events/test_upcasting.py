"""What was written in an earlier version of its type is read as it would be written today."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from shared.events import upcasting
from shared.events.catalogue import CATALOGUE, DONE_TYPES, TIP_RECEIVED
from shared.events.cloudevent import UnreadableEvent, decode, outgoing, read_headers
from shared.events.examples import EXAMPLES
from shared.events.upcasting import UPCASTERS, Data, UnknownType, Upcaster, current, upcast
from shared.kafka.wanted import wanted_event

FIRST, SECOND = "se.loftet.tip.received.v-2", "se.loftet.tip.received.v-1"


def renamed(data: Data) -> Data:
    """The second version called `kind` what the first called `sort`."""
    return {("kind" if name == "sort" else name): each for name, each in data.items()}


def today(data: Data) -> Data:
    """Today it is called `category`, and says whether it is for demonstration."""
    return {("category" if name == "kind" else name): each for name, each in data.items()} | {"demonstration": True}


@pytest.fixture
def earlier(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Given a type that had two versions before today's."""
    monkeypatch.setitem(UPCASTERS, FIRST, Upcaster(SECOND, renamed))
    monkeypatch.setitem(UPCASTERS, SECOND, Upcaster(TIP_RECEIVED, today))
    yield


def record(type_name: str, **changes: object) -> SimpleNamespace:
    """A record of a tip, by its type's name and with other data."""
    sent = outgoing(TIP_RECEIVED, "1", EXAMPLES[TIP_RECEIVED], time=datetime(2021, 4, 16, tzinfo=UTC))
    data = {name: each for name, each in {**json.loads(sent.value), **changes}.items() if each is not None}
    headers = [(name, value.encode()) for name, value in (sent.headers | {"ce_type": type_name}).items()]
    return SimpleNamespace(headers=headers, value=json.dumps(data).encode())


def test_an_event_of_an_earlier_version_is_read_through_every_version_since(earlier: None) -> None:
    old = record(FIRST, sort="vandalism", category=None)

    event = wanted_event(old, frozenset([TIP_RECEIVED]))

    assert event is not None
    assert event.type == TIP_RECEIVED
    assert (event.data.category, event.data.demonstration) == ("vandalism", True)
    # and what is kept of it is of today's form too
    assert decode(read_headers(record(TIP_RECEIVED).headers), event.value).data == event.data


def test_an_earlier_version_of_what_nobody_wants_is_passed_over_without_being_read(earlier: None) -> None:
    old = record(FIRST)
    old.value = b"{"

    assert wanted_event(old, frozenset([DONE_TYPES["walk"]])) is None


def test_what_is_not_of_its_versions_form_is_no_event_and_says_which_it_was(earlier: None) -> None:
    old = record(FIRST, sort=None, category=None)

    with pytest.raises(UnreadableEvent, match="category"):
        wanted_event(old, frozenset([TIP_RECEIVED]))
    old.value = b"[1]"
    with pytest.raises(UnreadableEvent, match=FIRST):
        wanted_event(old, frozenset([TIP_RECEIVED]))


def test_a_type_of_ours_that_only_newer_code_knows_is_not_passed_over() -> None:
    newer = record("se.loftet.tip.received.v2")

    with pytest.raises(UnreadableEvent, match="newer code"):
        wanted_event(newer, frozenset([DONE_TYPES["walk"]]))
    assert wanted_event(record("org.example.other"), frozenset([DONE_TYPES["walk"]])) is None


def test_what_is_written_today_takes_no_step(earlier: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> Data:
        raise AssertionError("a current event is not upcast")

    monkeypatch.setattr("shared.events.cloudevent.upcast", never)
    monkeypatch.setattr("shared.events.cloudevent.current", never)

    assert wanted_event(record(TIP_RECEIVED), frozenset([TIP_RECEIVED])) is not None


def test_names_follow_each_other_to_todays(earlier: None) -> None:
    assert current(FIRST) == current(TIP_RECEIVED) == TIP_RECEIVED
    assert upcast(TIP_RECEIVED, {"a": 1}) == {"a": 1}
    with pytest.raises(UnknownType):
        current("se.loftet.never.v1")


def test_each_earlier_version_becomes_one_that_is_written_today() -> None:
    for name in upcasting.UPCASTERS:
        assert name not in CATALOGUE
        assert current(name) in CATALOGUE
