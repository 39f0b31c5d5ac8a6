"""The relay: a change stream carries the events of committed changes to Kafka.

A document holds the events of its latest change (`events`, ready to send) and when it changed (`changedAt`), so no
change is without its event and no event without its change. The relay watches, sends with the idempotent producer, and
keeps the resume token of the last change before which every record is acknowledged. Nothing is marked or taken out;
after any failure it begins again from its token, and repeats carry the same event ids.

When the token leads nowhere (the server's history is gone, error 286, or it does not know the token), or there is none
yet, it sweeps the documents by `changedAt` from its last checkpoint, less a margin: every event carries the whole state
at its revision, so the latest of a document stands for those before it.
"""

import threading
import time
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from kafka import KafkaProducer
from kafka.errors import KafkaError
from pymongo import ASCENDING
from pymongo.change_stream import ChangeStream
from pymongo.errors import OperationFailure, PyMongoError

from shared.config import Settings
from shared.events.cloudevent import Outgoing
from shared.kafka.clients import CLOSE_SECONDS, make_producer
from shared.kafka.sending import ACK_SECONDS, record_of
from shared.observe import metrics
from shared.store.mongo import TOKEN_IS_USELESS, Document, Store, is_away

log = structlog.get_logger(__name__)

AWAIT_MS = 1_000  # how long the server holds an idle read
TOKEN_SECONDS = 0.5  # at most so often is the token stored
FRESH_SECONDS = 60.0  # so often when nothing happens
REST_SECONDS = 0.01
MOST_IN_FLIGHT = 5_000
SWEEP_MARGIN = timedelta(minutes=10)
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0
UNWELL_AFTER = 30.0


@dataclass(slots=True)
class _Sent:
    token: Document | None
    changed_at: datetime | None
    futures: list[Any]
    sent_at: float


class Relay:
    """Carries the events of some collections of one database to Kafka. One a database is enough."""

    def __init__(
        self, settings: Settings, store: Store, name: str, collections: Sequence[str], rest: float = REST_SECONDS
    ) -> None:
        """Set up, without connecting.

        Args:
            settings: the broker.
            store: the database whose changes are watched.
            name: of the position that is kept, and in metrics.
            collections: whose documents hold events.
            rest: seconds to let pass after a look that found nothing. A server may end its wait for every change
                that anybody makes; whoever tells of less urgent things rests longer and lets it work.
        """
        self._settings = settings
        self._store = store
        self._name = name
        self._activities_url = settings.activities_url
        self._collections = list(collections)
        self._rest = rest
        self._in_flight: deque[_Sent] = deque()
        self._acknowledged: _Sent | None = None
        self._stored_at = 0.0
        self._failing: tuple[float, str] | None = None

    def run(self, stop: threading.Event) -> None:
        """Relay until told to stop; what is away is waited for."""
        pause = FIRST_PAUSE
        while not stop.is_set():
            producer: KafkaProducer | None = None
            try:
                producer = make_producer(self._settings)
                self._relay(producer, stop)
                pause = FIRST_PAUSE
            except (PyMongoError, KafkaError) as error:
                self._note(error)
                stop.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            finally:
                self._in_flight.clear()
                if producer is not None:
                    producer.close(timeout=CLOSE_SECONDS)

    def check(self) -> str | None:
        """None when well; else what is wrong, once it has lasted."""
        if self._failing and time.monotonic() - self._failing[0] > UNWELL_AFTER:
            return self._failing[1]
        return None

    def _note(self, error: PyMongoError | KafkaError) -> None:
        if isinstance(error, PyMongoError) and not is_away(error):
            raise error
        self._failing = self._failing or (time.monotonic(), repr(error))
        log.warning("relay begins again", relay=self._name, reason=repr(error))

    def _relay(self, producer: KafkaProducer, stop: threading.Event) -> None:
        for collection in self._collections:
            self._store[collection].create_index([("changedAt", ASCENDING)])
        kept = self._store.relays.find_one({"_id": self._name}) or {}
        try:
            self._follow(producer, kept, stop)
        except OperationFailure as error:
            if error.code not in TOKEN_IS_USELESS:
                raise
            log.warning("history lost, a sweep follows", relay=self._name)
            self._store.relays.update_one({"_id": self._name}, {"$unset": {"token": ""}})

    def _follow(self, producer: KafkaProducer, kept: Document, stop: threading.Event) -> None:
        with self._watch(kept.get("token")) as stream:
            if kept.get("token") is None:
                self._sweep(producer, kept.get("changedAt"), stop)
                self._store_position({"token": stream.resume_token})
            while not stop.is_set():
                change = stream.try_next()
                if change is not None:
                    self._send(producer, change["_id"], *_told(change))
                self._settle(wait=len(self._in_flight) > MOST_IN_FLIGHT)
                if change is None:
                    self._keep_fresh(stream.resume_token)
                    stop.wait(self._rest)
                self._failing = None
            self._settle(wait=True)

    def _watch(self, token: Document | None) -> ChangeStream[Document]:
        told = [
            {"operationType": {"$in": ["insert", "replace"]}, "fullDocument.events.0": {"$exists": True}},
            {"operationType": "update", "updateDescription.updatedFields.events": {"$exists": True}},
        ]
        match = {"ns.coll": {"$in": self._collections}, "$or": told}
        return self._store.watch([{"$match": match}], resume_after=token, max_await_time_ms=AWAIT_MS)

    def _sweep(self, producer: KafkaProducer, since: datetime | None, stop: threading.Event) -> None:
        query: Document = {"events.0": {"$exists": True}}
        if since is not None:
            query["changedAt"] = {"$gte": since - SWEEP_MARGIN}
        for collection in self._collections:
            for document in self._store[collection].find(query, {"events": 1, "changedAt": 1}).sort("changedAt"):
                if stop.is_set():
                    return
                self._send(producer, None, document["events"], document["changedAt"])
                if len(self._in_flight) > MOST_IN_FLIGHT:
                    self._settle(wait=True)
        self._settle(wait=True)

    def _send(
        self,
        producer: KafkaProducer,
        token: Document | None,
        events: Iterable[Document],
        changed_at: datetime | None,
    ) -> None:
        sent = _Sent(token, changed_at, [], time.monotonic())
        for event in map(Outgoing.from_document, events):
            sent.futures.append(producer.send(*record_of(event, self._activities_url)))
        self._in_flight.append(sent)

    def _settle(self, *, wait: bool) -> None:
        """Let go of what is acknowledged, in order, and store how far that is. A failed record raises."""
        while self._in_flight and (wait or all(future.is_done for future in self._in_flight[0].futures)):
            sent = self._in_flight[0]
            for future in sent.futures:
                future.get(timeout=ACK_SECONDS)
            metrics.relay_sent_total.labels(self._name).inc(len(sent.futures))
            self._acknowledged = self._in_flight.popleft()
        oldest = self._in_flight[0].sent_at if self._in_flight else time.monotonic()
        metrics.relay_age_seconds.labels(self._name).set(time.monotonic() - oldest)
        last = self._acknowledged
        if last is not None and (wait or time.monotonic() - self._stored_at >= TOKEN_SECONDS):
            known = {"changedAt": last.changed_at, "token": last.token}
            self._store_position({name: value for name, value in known.items() if value is not None})

    def _keep_fresh(self, token: Any) -> None:  # noqa: ANN401  (the server's own form)
        """While nothing happens here, follow the server's history, so that the token does not grow too old."""
        idle = self._acknowledged is None and not self._in_flight
        if idle and time.monotonic() - self._stored_at >= FRESH_SECONDS:
            self._store_position({"token": token})

    def _store_position(self, position: Document) -> None:
        self._store.relays.update_one({"_id": self._name}, {"$set": position}, upsert=True)
        self._acknowledged, self._stored_at = None, time.monotonic()


def _told(change: Document) -> tuple[list[Document], datetime | None]:
    """The events of a change, and when it happened; None: in the very millisecond of the change before it."""
    fields = change.get("fullDocument") or change["updateDescription"]["updatedFields"]
    return fields["events"], fields.get("changedAt")
