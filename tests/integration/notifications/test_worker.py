"""The worker as it runs: from the topics to the mailbox, and back to a topic."""

import json
import os
import signal
import subprocess
import sys
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
import requests

from deploy.local import Stack
from shared.events.catalogue import DELIVERIES
from shared.events.cloudevent import outgoing
from shared.kafka.clients import make_producer
from tests.integration.brokers import everything_on
from tests.integration.notifications_house import House, addresses_in, house
from tests.integration.webhook_receiver import receiver
from tests.unit.notifications.events import BOTH, NOW, done, endpoint, tip
from tests.waiting import eventually


@pytest.fixture
def notifications(stack: Stack) -> Iterator[House]:
    with house(stack, smtp_port=stack.smtp_port) as made:
        made.put(endpoint(BOTH[0]))
        made.put(endpoint(BOTH[1]))
        yield made


@contextmanager
def worker(stack: Stack, notifications: House) -> Iterator[subprocess.Popen[bytes]]:
    """The worker's process; what it logs is kept for the test to read."""
    environment = os.environ | stack.settings("notifications")
    environment |= {"LOFTET_MONGODB_DATABASE": notifications.settings.mongodb_database, "LOFTET_WORKER_PORT": "0"}
    log = stack.root / f"{uuid.uuid4()}.log"
    with log.open("wb") as stderr:
        command = [sys.executable, "-m", "services.notifications.worker"]
        process = subprocess.Popen(command, env=environment, stderr=stderr)
        try:
            yield process
        finally:
            process.terminate()
            process.wait(20)


def send(stack: Stack, notifications: House, *events: Any) -> None:
    producer = make_producer(notifications.settings.broker)
    try:
        for event in events:
            record = outgoing(event.type, event.id, event.data, time=datetime.now(UTC))
            headers = [(name, value.encode()) for name, value in record.headers.items()]
            producer.send(record.topic, record.value, record.key.encode(), headers).get(timeout=20)
    finally:
        producer.close(timeout=5)


def mails_of(stack: Stack, notifications: House, about: str) -> list[str]:
    """The names of the files in which the sink keeps the mails about something."""
    ids = [d["_id"] for d in notifications.log(about=about)]
    return sorted(path.name for path in stack.mails.glob("*.eml") if any(each in path.name for each in ids))


def test_a_walk_on_the_topic_becomes_mails_and_the_outcome_is_told_on_the_topic(
    stack: Stack, notifications: House
) -> None:
    walk = done(id=str(uuid.uuid4()))
    with worker(stack, notifications) as process:
        # when
        send(stack, notifications, walk, walk)

        # then
        eventually(lambda: notifications.states(about=walk.data.id) == ["delivered", "delivered"], 30)
        assert len(mails_of(stack, notifications, walk.data.id)) == 2

        def outcomes() -> list[dict[str, Any]]:
            values = [json.loads(record.value) for record in everything_on(stack, DELIVERIES)]
            return [value for value in values if value["cause"] == walk.id]

        told = eventually(lambda: len(outcomes()) == 2 and outcomes(), 30)
        assert {(value["party"], value["state"]) for value in told} == {(party, "delivered") for party in BOTH}
        assert addresses_in(str(told)) == set()

        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


def test_a_walk_on_the_topic_is_sent_to_the_system_that_subscribes_and_a_stop_ends_the_worker_in_time(
    stack: Stack, notifications: House
) -> None:
    walk = done(id=str(uuid.uuid4()))
    held = threading.Event()
    with receiver() as system, worker(stack, notifications) as process:
        # given a system that takes the first, and holds on to the second
        made = notifications.subscribe(system.url)
        send(stack, notifications, walk)
        eventually(lambda: notifications.states(about=walk.data.id, channel="webhook") == ["delivered"], 30)
        system.usual = lambda *_: held.wait(60)
        send(stack, notifications, done(id=str(uuid.uuid4())))
        eventually(lambda: system.at_once == 1, 30)

        # when
        process.send_signal(signal.SIGTERM)
        code = process.wait(20)
        held.set()

    # then
    assert code == 0
    assert system.received[0].signed_by(made.secrets[0].value)["data"]["id"] == walk.data.id


def test_no_log_of_the_worker_holds_an_address_and_no_tip_its_text(stack: Stack, notifications: House) -> None:
    received = tip(tip_id=str(uuid.uuid4()))
    before = set(stack.root.glob("*.log"))
    with worker(stack, notifications):
        send(stack, notifications, received)
        eventually(lambda: notifications.log(about=received.data.tip_id, state="delivered"), 30)

    (log,) = set(stack.root.glob("*.log")) - before
    lines = log.read_text(encoding="utf-8")
    assert "delivery attempted" in lines
    assert addresses_in(lines) == set()


def test_those_who_ask_how_the_worker_is_leave_no_line_in_its_log(stack: Stack, notifications: House) -> None:
    before = set(stack.root.glob("*.log"))
    with worker(stack, notifications):
        (log,) = set(stack.root.glob("*.log")) - before
        started = eventually(lambda: [line for line in log.read_bytes().splitlines() if b"worker started" in line], 30)
        port = json.loads(started[0])["port"]

        assert requests.get(f"http://127.0.0.1:{port}/health/live", timeout=5).status_code == 200

    assert "/health/live" not in log.read_text(encoding="utf-8")


def test_a_worker_that_is_killed_again_and_again_tells_everything_and_each_thing_once(
    stack: Stack, notifications: House
) -> None:
    # given
    walks = [done(id=str(uuid.uuid4())) for _ in range(60)]
    about = {"$in": [walk.data.id for walk in walks]}
    send(stack, notifications, *walks)

    # when the worker is killed in the midst of its work, twice
    for told_before in (10, 60):
        with worker(stack, notifications) as process:
            eventually(lambda enough=told_before: notifications.states(about=about).count("delivered") >= enough, 40)
            process.kill()
    with worker(stack, notifications):
        _forget_leases(notifications)
        eventually(lambda: notifications.states(about=about) == ["delivered"] * 120, 60)

    # then
    sent = [name for walk in walks for name in mails_of(stack, notifications, walk.data.id)]
    repeats = [name for name in sent if ".repeat-" in name]
    assert len(sent) - len(repeats) == 120
    assert len(repeats) <= 2  # one for each kill, at most, and with the same Message-ID


def _forget_leases(notifications: House) -> None:
    """As if a minute had passed: what the killed held is free."""
    deliveries = notifications.store.database["deliveries"]
    deliveries.update_many({"state": "pending"}, {"$set": {"leaseUntil": NOW}})
