"""The relay: a change stream carries the events of committed changes to Kafka.

A document holds the events of its latest change (`events`, ready to send) and when it changed (`changedAt`), so no
change is without its event and no event without its change. The relay watches, sends with the idempotent producer, and
keeps the resume token of the last change before which every record is acknowledged. Nothing is marked or taken out;
after any failure it begins again from its token, and repeats carry the same event ids. What can never be sent is set
aside: see `shared.store.unsendable`.

When the token leads nowhere (the server's history is gone, error 286, or it does not know the token), or there is none
yet, it sweeps the documents by `changedAt` from its last checkpoint, less a margin: every event carries the whole state
at its revision, so the latest of a document stands for those before it.
"""

import threading
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from kafka.errors import KafkaError
from pymongo import ASCENDING
from pymongo.change_stream import ChangeStream
from pymongo.errors import OperationFailure, PyMongoError

from shared.config import Settings
from shared.observe import metrics
from shared.store.in_flight import InFlight, Sent, Told
from shared.store.mongo import TOKEN_IS_USELESS, Document, Store, is_away, why

log = structlog.get_logger(__name__)

AWAIT_MS = 1_000  # how long the server holds an idle read
TOKEN_SECONDS = 0.5  # at most so often is the token stored
FRESH_SECONDS = 60.0  # so often when nothing happens
REST_SECONDS = 0.01
SWEEP_MARGIN = timedelta(minutes=10)
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0
UNWELL_AFTER = 30.0


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
            collections: whose documents hold events, each with all its generations (`promises`, `promises_g2`).
            rest: seconds to let pass after a look that found nothing. A server may end its wait for every change
                that anybody makes; whoever tells of less urgent things rests longer and lets it work.
        """
        self._store = store
        self._name = name
        self._collections = list(collections)
        self._named = rf"^({'|'.join(collections)})(_g[0-9]+)?$"
        self._rest = rest
        self._in_flight = InFlight(settings, name)
        self._acknowledged: Sent | None = None
        self._stored_at = 0.0
        self._failing: tuple[float, str] | None = None

    def run(self, stop: threading.Event) -> None:
        """Relay until told to stop; what is away is waited for."""
        pause = FIRST_PAUSE
        while not stop.is_set():
            try:
                self._in_flight.begin()
                self._relay(stop)
                pause = FIRST_PAUSE
            except (PyMongoError, KafkaError) as error:
                self._note(error)
                stop.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            finally:
                self._in_flight.end()

    def check(self) -> str | None:
        """None when well; else what is wrong, once it has lasted."""
        if self._failing and time.monotonic() - self._failing[0] > UNWELL_AFTER:
            return self._failing[1]
        if (age := self._in_flight.age()) > UNWELL_AFTER:
            return f"Kafka has not acknowledged a change that was first sent {age:.0f} s ago"
        return self._in_flight.check()

    def _note(self, error: PyMongoError | KafkaError) -> None:
        if isinstance(error, PyMongoError) and not is_away(error):
            raise error
        reason = why(error) if isinstance(error, PyMongoError) else str(error)
        self._failing = self._failing or (time.monotonic(), reason)
        log.warning("relay begins again", relay=self._name, reason=reason)

    def _relay(self, stop: threading.Event) -> None:
        for collection in self._all():
            self._store[collection].create_index([("changedAt", ASCENDING)])
        kept = self._store.relays.find_one({"_id": self._name}) or {}
        self._tell(kept)
        try:
            self._follow(kept, stop)
        except OperationFailure as error:
            if error.code not in TOKEN_IS_USELESS:
                raise
            log.warning("history lost, a sweep follows", relay=self._name)
            self._store.relays.update_one({"_id": self._name}, {"$unset": {"token": ""}})

    def _follow(self, kept: Document, stop: threading.Event) -> None:
        with self._watch(kept.get("token")) as stream:
            if kept.get("token") is None:
                self._sweep(kept.get("changedAt"), stop)
                self._store_position({"token": stream.resume_token})
            while not stop.is_set():
                change = stream.try_next()
                if change is not None:
                    self._in_flight.send(change["_id"], _told(change))
                is_taken = self._settle(wait=self._in_flight.is_full)
                if change is None:
                    self._in_flight.nothing_more()
                    self._keep_fresh(stream.resume_token)
                    stop.wait(self._rest)
                if is_taken or not self._in_flight.owes:
                    self._failing = None
            self._settle(wait=True)

    def _all(self) -> list[str]:
        """The collections with all the generations of them that there are."""
        there = self._store.list_collection_names(filter={"name": {"$regex": self._named}})
        return sorted(there) or self._collections

    def _watch(self, token: Document | None) -> ChangeStream[Document]:
        told = [
            {"operationType": {"$in": ["insert", "replace"]}, "fullDocument.events.0": {"$exists": True}},
            {"operationType": "update", "updateDescription.updatedFields.events": {"$exists": True}},
        ]
        match = {"ns.coll": {"$regex": self._named}, "$or": told}
        return self._store.watch([{"$match": match}], resume_after=token, max_await_time_ms=AWAIT_MS)

    def _sweep(self, since: datetime | None, stop: threading.Event) -> None:
        query: Document = {"events.0": {"$exists": True}}
        if since is not None:
            query["changedAt"] = {"$gte": since - SWEEP_MARGIN}
        for collection in self._all():
            for document in self._store[collection].find(query, {"events": 1, "changedAt": 1}).sort("changedAt"):
                if stop.is_set():
                    return
                where = f"{collection}/{document['_id']}"
                self._in_flight.send(None, Told(where, document["events"], document["changedAt"]))
                if self._in_flight.is_full:
                    self._in_flight.settle(wait=True)
        # No position before this: it would be of one collection, and the next has older documents.
        self._in_flight.settle(wait=True)

    def _settle(self, *, wait: bool) -> bool:
        """Store how far all is acknowledged; returns whether anything was, just now."""
        settled = self._in_flight.settle(wait=wait)
        last = self._acknowledged = settled or self._acknowledged
        if last is not None and (wait or time.monotonic() - self._stored_at >= TOKEN_SECONDS):
            known = {"changedAt": last.told.changed_at, "token": last.token}
            self._store_position({name: value for name, value in known.items() if value is not None})
        return settled is not None

    def _keep_fresh(self, token: Any) -> None:  # noqa: ANN401  (the server's own form)
        """While nothing happens here, follow the server's history, so that the token does not grow too old."""
        idle = self._acknowledged is None and not self._in_flight
        if idle and time.monotonic() - self._stored_at >= FRESH_SECONDS:
            self._store_position({"token": token})

    def _store_position(self, position: Document) -> None:
        self._store.relays.update_one({"_id": self._name}, {"$set": position}, upsert=True)
        self._acknowledged, self._stored_at = None, time.monotonic()
        self._tell(position)

    def _tell(self, position: Document) -> None:
        if changed_at := position.get("changedAt"):
            metrics.relay_position_seconds.labels(self._name).set(changed_at.timestamp())


def _told(change: Document) -> Told:
    fields = change.get("fullDocument") or change["updateDescription"]["updatedFields"]
    where = f"{change['ns']['coll']}/{change['documentKey']['_id']}"
    return Told(where, fields["events"], fields.get("changedAt"))
