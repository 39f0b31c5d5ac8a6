"""Settings and records for tests that speak to the brokers without the services."""

import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import bson
from kafka import KafkaConsumer, TopicPartition
from pymongo import MongoClient

from deploy.local import Stack
from shared.config import Settings
from shared.events.catalogue import TIP_RECEIVED
from shared.events.cloudevent import Outgoing, outgoing
from shared.events.tip import TipReceived

NOW = datetime(2021, 4, 15, 16, 0, tzinfo=UTC)


def settings(stack: Stack, **changes: Any) -> Settings:
    """Settings for a process of the stack, with a database of its own."""
    values: dict[str, Any] = {
        "kafka_bootstrap": stack.kafka_bootstrap,
        "mongodb_uri": stack.mongodb_uri,
        "mongodb_database": f"test_{uuid.uuid4().hex[:12]}",
        "jwks": "unused",
        "token_issuer": "unused",
        "token_audience": "loftet",
        "public_url": "http://127.0.0.1",
        "activities_url": "http://127.0.0.1",
        "worker_port": 0,
        "bind_host": "127.0.0.1",
        "log_level": "info",
        "clock_file": None,
        "max_dead_letters": 100,
    }
    return Settings(**values | changes)


def tip(tip_id: str) -> Outgoing:
    """A small event, ready to send."""
    data = TipReceived(
        tip_id=tip_id,
        municipality="0140",
        municipality_name="Nykvarn",
        category="narcotics",
        received_at=NOW,
        recipients=("polisen-sodertalje",),
    )
    return outgoing(TIP_RECEIVED, tip_id, data, time=NOW, subject=tip_id)


@contextmanager
def running(run: Callable[[threading.Event], None]) -> Iterator[threading.Thread]:
    """A worker's part in a thread, told to stop at the end."""
    stop = threading.Event()
    thread = threading.Thread(target=run, args=(stop,), daemon=True)
    thread.start()
    try:
        yield thread
    finally:
        stop.set()
        thread.join(30)


def everything_on(stack: Stack, topic: str) -> list[Any]:
    """All records that a topic holds now."""
    consumer = KafkaConsumer(bootstrap_servers=stack.kafka_bootstrap, enable_auto_commit=False)
    try:
        partitions = [TopicPartition(topic, number) for number in consumer.partitions_for_topic(topic) or ()]
        ends = consumer.end_offsets(partitions)
        consumer.assign(partitions)
        consumer.seek_to_beginning(*partitions)
        found: list[Any] = []
        while len(found) < sum(ends.values()) - sum(consumer.beginning_offsets(partitions).values()):
            for records in consumer.poll(timeout_ms=500).values():
                found.extend(records)
        return found
    finally:
        consumer.close()


def everything_stored(stack: Stack) -> Iterator[bytes]:
    """Every document of every database, as the server keeps it (BSON holds text as it is)."""
    with MongoClient(stack.mongodb_uri) as client:
        for name in client.list_database_names():
            for collection in client[name].list_collection_names():
                for document in client[name][collection].find():
                    yield bson.encode(document)
