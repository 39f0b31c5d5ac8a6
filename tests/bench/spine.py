"""The bare spine: Flask POST, one insert, change stream, produce, consume, one bulk write, read. No rules at all.

What the product takes beyond this is what it adds: validation, matching, tallies, statuses, safety.

    gunicorn ... "tests.bench.spine:create_app()"        the web process
    python -m tests.bench.spine relay | consumer         the two halves of its worker
"""

import json
import os
import sys
from typing import Any

from flask import Flask, request
from kafka import KafkaConsumer, KafkaProducer
from kafka.structs import OffsetAndMetadata
from pymongo import MongoClient, ReplaceOne
from pymongo.database import Database

TOPIC = "bench.spine"
GROUP = "bench.spine"


def database() -> Database[dict[str, Any]]:
    client: MongoClient[dict[str, Any]] = MongoClient(os.environ["BENCH_MONGODB_URI"])
    return client["bench_spine"]


def create_app() -> Flask:
    app, store = Flask(__name__), database()

    @app.post("/activities")
    def one() -> tuple[dict[str, Any], int]:
        document = request.get_json()
        store.written.insert_one(document)
        return {"id": document["_id"]}, 201

    @app.post("/events")
    def many() -> dict[str, Any]:
        documents = request.get_json()
        store.written.insert_many(documents, ordered=False)
        return {"accepted": len(documents)}

    @app.get("/read/<key>")
    def read(key: str) -> tuple[dict[str, Any], int]:
        found = store.read.find_one({"_id": key})
        return (found, 200) if found else ({}, 404)

    @app.get("/count")
    def count() -> dict[str, int]:
        return {"count": store.read.estimated_document_count()}

    return app


def relay() -> None:
    producer = KafkaProducer(bootstrap_servers=os.environ["BENCH_KAFKA"], acks="all", enable_idempotence=True)
    with database().written.watch([{"$match": {"operationType": "insert"}}], max_await_time_ms=1000) as stream:
        print("ready", flush=True)
        while True:
            change = stream.try_next()
            if change is not None:
                document = change["fullDocument"]
                producer.send(TOPIC, json.dumps(document).encode(), document["municipality"].encode())


def consume() -> None:
    store = database()
    consumer = KafkaConsumer(
        TOPIC,
        bootstrap_servers=os.environ["BENCH_KAFKA"],
        group_id=GROUP,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
    )
    told = False
    while True:
        polled = consumer.poll(timeout_ms=500)
        if consumer.assignment() and not told:
            print("ready", flush=told)
            sys.stdout.flush()
            told = True
        if not polled:
            continue
        documents = [json.loads(record.value) for records in polled.values() for record in records]
        store.read.bulk_write([ReplaceOne({"_id": d["_id"]}, d, upsert=True) for d in documents], ordered=False)
        ends = {tp: OffsetAndMetadata(records[-1].offset + 1, "", -1) for tp, records in polled.items()}
        consumer.commit(ends)


if __name__ == "__main__":
    {"relay": relay, "consumer": consume}[sys.argv[1]]()
