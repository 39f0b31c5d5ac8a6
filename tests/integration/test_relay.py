"""The relay carries every committed change's events to Kafka, whatever happens on the way."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import REGISTRY
from pymongo.errors import OperationFailure

from deploy.local import Stack, mongodb
from deploy.local.ports import choose
from deploy.local.runner import Runner
from deploy.local.state import State
from shared.clock import SystemClock
from shared.config import Settings
from shared.events.catalogue import TIPS, dead_letters_of
from shared.kafka.clients import MIB
from shared.kafka.topics import Topic, create_topics
from shared.observe import metrics
from shared.store import relay as relaying
from shared.store.mongo import Store, connect
from shared.store.relay import Relay
from tests.integration.brokers import everything_on, running, settings, tip
from tests.waiting import eventually


@pytest.fixture
def around(stack: Stack) -> Settings:
    return settings(stack)


@pytest.fixture
def store(around: Settings) -> Iterator[Store]:
    connected = connect(around)
    connected.create_collection("tips")
    yield connected
    connected.client.close()


def test_a_change_from_before_the_relay_ever_ran_is_sent(stack: Stack, around: Settings, store: Store) -> None:
    # given a committed document and a relay that has no token yet
    name = _insert(store)

    # when the relay starts
    with running(Relay(around, store, "test", ["tips"]).run):
        # then its event is on the topic
        eventually(lambda: name in _sent(stack))


def test_each_change_that_sets_events_is_sent_and_no_other(stack: Stack, around: Settings, store: Store) -> None:
    # given a running relay
    with running(Relay(around, store, "test", ["tips"]).run):
        first, second, third = _insert(store), _name(), _name()
        eventually(lambda: first in _sent(stack))

        # when the document is replaced, touched, and given new events
        store.tips.replace_one({"_id": first}, _document(second) | {"_id": first})
        store.tips.update_one({"_id": first}, {"$set": {"seen": True}})
        store.tips.update_one({"_id": first}, {"$set": {"events": _document(third)["events"], "changedAt": _now()}})

        # then each event was sent, once, in order
        eventually(lambda: third in _sent(stack))
        assert [name for name in _sent(stack) if name in (first, second, third)] == [first, second, third]


def test_what_was_committed_while_the_relay_was_away_is_sent_later(
    stack: Stack, around: Settings, store: Store
) -> None:
    # given a relay that has stored its token and stopped
    before = _insert(store)
    with running(Relay(around, store, "test", ["tips"]).run):
        eventually(lambda: before in _sent(stack))

    # when a document is committed before it comes back
    meanwhile = _insert(store)
    with running(Relay(around, store, "test", ["tips"]).run):
        eventually(lambda: meanwhile in _sent(stack))

    # then the earlier one was not sent again
    assert _sent(stack).count(before) == 1


def test_when_the_servers_history_is_gone_the_documents_are_swept(stack: Stack, forgetful: Settings) -> None:
    # given a relay that has stored its token, on a server that keeps next to no history
    store = connect(forgetful)
    store.create_collection("tips")
    before = _insert(store)
    with running(Relay(forgetful, store, "test", ["tips"]).run):
        eventually(lambda: before in _sent(stack))

    # when much is committed while the relay is away
    missed = _insert(store)
    store.other.insert_many([{"n": n} for n in range(1000)])
    eventually(lambda: _history_is_gone(store))

    # then it is sent when the relay runs again
    with running(Relay(forgetful, store, "test", ["tips"]).run):
        eventually(lambda: missed in _sent(stack))
    store.client.close()


@pytest.mark.parametrize("spoil", ["larger than its topic takes", "larger than any request", "no event"])
def test_what_can_never_be_sent_is_a_dead_letter_and_all_else_goes_on(
    stack: Stack, around: Settings, store: Store, spoil: str
) -> None:
    # given a relay that has sent something
    relay = Relay(around, store, "activities", ["tips"])
    with running(relay.run):
        before = _insert(store)
        eventually(lambda: before in _sent(stack))

        # when a document holds an event that no broker takes, and others come after it
        spoilt = _insert_spoilt(store, spoil)
        after = [_insert(store) for _ in range(3)]

        # then the others are sent, it is a dead letter that says whose it was and why, and the relay is well
        eventually(lambda: set(after) <= set(_sent(stack)))
        (letter,) = [
            each for each in everything_on(stack, dead_letters_of("activities")) if each.key == spoilt.encode()
        ]
        told = {name: value.decode() for name, value in letter.headers}
        assert (told["loftet-document"], told["loftet-topic"]) == (spoilt, TIPS)
        assert told["loftet-reason"]
        assert (letter.value is not None) == (spoil == "larger than its topic takes")
        assert relay.check() is None

    # and a relay that begins where this one was does not meet it again
    following = Relay(around, store, "activities", ["tips"])
    with running(following.run):
        last = _insert(store)
        eventually(lambda: last in _sent(stack))
    assert len([each for each in everything_on(stack, dead_letters_of("activities")) if each.key == letter.key]) == 1


def test_what_not_even_the_dead_letters_take_is_skipped_loudly(stack: Stack, around: Settings, store: Store) -> None:
    # given a relay whose dead letters can have no topic
    relay = Relay(around, store, "not/a/topic", ["tips"])
    skipped = metrics.relay_skipped_total.labels("not/a/topic")
    with running(relay.run):
        # when something can never be sent
        spoilt = _insert_spoilt(store, "no event")
        after = _insert(store)

        # then what comes after it is sent, and the process says that it is not ready, and why
        eventually(lambda: after in _sent(stack))
        assert spoilt in (relay.check() or "")
        assert skipped._value.get() == 1


def test_a_broker_that_takes_nothing_is_seen_while_it_lasts(
    stack: Stack, around: Settings, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given a change for a topic that is not there
    topic, name = Topic(f"test.{_name()}", 1, 1, {}), f"test-{_name()}"
    monkeypatch.setattr(relaying, "UNWELL_AFTER", 1.0)
    relay = Relay(around, store, name, ["tips"])
    with running(relay.run):
        store.tips.insert_one(_document(_name()) | {"events": [tip(_name()).to_document() | {"topic": topic.name}]})

        # when it waits, then the relay is not well and its age grows
        eventually(lambda: relay.check())
        assert _age(name) > 1

        # and when it is taken, then all is well
        create_topics(around.broker, [topic])
        eventually(lambda: len(everything_on(stack, topic.name)) == 1)
        eventually(lambda: relay.check() is None and _age(name) == 0)


@pytest.fixture
def forgetful(stack: Stack, tmp_path: Path) -> Iterator[Settings]:
    port = choose(None, [])
    database = mongodb.part(tmp_path / "data", port, os.environ, "--oplog-max-entries", "10")
    state = State.load(tmp_path / "state.json")
    state.ports["mongodb"] = port
    runner = Runner(state, tmp_path, tmp_path, lambda line: None)
    runner.start([database])
    yield settings(stack, mongodb_uri=mongodb.uri_of(port))
    runner.kill("mongodb")


def _history_is_gone(store: Store) -> bool:
    token = store.relays.find_one({"_id": "test"})["token"]
    try:
        with store.watch(resume_after=token, max_await_time_ms=10) as stream:
            stream.try_next()
    except OperationFailure as error:
        return error.code == 286
    return False


def _age(name: str) -> float:
    return REGISTRY.get_sample_value("loftet_relay_age_seconds", {"relay": name}) or 0


def _insert(store: Store) -> str:
    name = _name()
    store.tips.insert_one(_document(name))
    return name


def _insert_spoilt(store: Store, spoil: str) -> str:
    document = _document(name := _name())
    (event,) = document["events"]
    if spoil == "no event":
        del event["key"], event["value"]
    else:
        event["value"] = b"x" * ((3 if spoil.startswith("larger than its topic") else 11) * MIB)
    store.tips.insert_one(document)
    return f"tips/{name}"


def _document(name: str) -> dict[str, Any]:
    return {"_id": name, "changedAt": _now(), "events": [tip(name).to_document()]}


def _name() -> str:
    return str(uuid.uuid4())


def _now() -> Any:
    return SystemClock().now()


def _sent(stack: Stack) -> list[str]:
    return [dict(record.headers).get("ce_id", b"").decode() for record in everything_on(stack, TIPS)]
