"""Reports at work on topics and a database of its own, and rebuilds of it."""

import itertools
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from typing import Any

import msgspec
from kafka import KafkaProducer
from pymongo import MongoClient

from deploy.local import Stack
from services.reports.projector import TOPICS, WANTED, Projector
from services.reports.rebuilding.reading import Reader
from services.reports.rebuilding.rebuild import Outcome, Rebuild
from services.reports.store import ReportsStore
from shared.clock import SystemClock
from shared.events.activity import Activity
from shared.events.agreement import AgreementPublished
from shared.events.catalogue import MEASURE_PROPOSED, STATUSES
from shared.events.cloudevent import Outgoing, outgoing, read_headers
from shared.events.examples import EXAMPLES
from shared.events.measure import Measure
from shared.events.record import Revised, event_id
from shared.kafka.consumer import Consumer
from shared.kafka.sending import record_of
from shared.store.relay import Relay
from tests.integration.brokers import everything_on, running, settings
from tests.integration.reports_house import PUBLISHED, WALKED, changed, event_type_of

SECONDS = 30


class Quiet:
    """Is told, and says nothing."""

    def __init__(self) -> None:
        self.steps: list[str] = []

    def step(self, what: str, total: int = 0) -> None:
        self.steps.append(what)

    def advance(self, records: int) -> None:
        pass


class Works:
    """Reports at work on a database and a group of its own, on topics that it shares with others."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.settings = settings(stack)
        self.group = f"test.{uuid.uuid4().hex[:12]}"
        self.client = MongoClient[dict[str, Any]](stack.mongodb_uri, tz_aware=True)
        self.database = self.client[self.settings.mongodb_database]
        self.store = ReportsStore(self.database)
        self.store.prepare()
        self.town = f"ort{uuid.uuid4().hex[:8]}"
        self.promise = f"{self.town}-vandringar"
        self.measure: Measure = changed(EXAMPLES[MEASURE_PROPOSED], id=str(uuid.uuid4()))
        self._producer = KafkaProducer(bootstrap_servers=stack.kafka_bootstrap)
        self._numbers = itertools.count(1)

    def worker(self) -> Consumer:
        """A projector as the worker runs it."""
        projector = Projector(ReportsStore(self.database), SystemClock())
        return Consumer(
            self.settings, service="reports", group=self.group, topics=TOPICS, handle=projector.handle, wanted=WANTED
        )

    def relay(self) -> Relay:
        return Relay(self.settings, self.database, "reports", ["promises"])

    def send(self, *facts: msgspec.Struct) -> None:
        """Put facts on their topics, as activities does."""
        for fact in facts:
            record = record_of(_outgoing(fact), "http://activities.example")
            self._producer.send(*record)
        self._producer.flush()

    def agreement(self, version: int = 1) -> AgreementPublished:
        """One promise of walks, of our own town; each version has another title."""
        (latest,) = PUBLISHED.versions
        promise = latest.agreement.promises[0]
        commitments = tuple(changed(each, id=f"{self.town}-{n}") for n, each in enumerate(promise.commitments))
        versions = []
        for number in range(1, version + 1):
            ours = changed(promise, id=self.promise, title=f"Vandringar {number}", commitments=commitments)
            agreement = changed(latest.agreement, id=self.town, promises=(ours,))
            in_force = latest.in_force_from + timedelta(days=number - 1)
            versions.append(changed(latest, version=number, agreement=agreement, in_force_from=in_force))
        return changed(PUBLISHED, agreement_id=self.town, versions=tuple(versions))

    def walk(self, **changes: Any) -> Activity:
        """A walk on a day of its own, which counts toward our promise."""
        start = WALKED.actual.start + timedelta(days=next(self._numbers))
        span = changed(WALKED.actual, start=start, end=start + timedelta(hours=1))
        count = changed(WALKED.counts[0], agreement=self.town, promise=self.promise, commitment=f"{self.town}-0")
        told = {"id": str(uuid.uuid4()), "actual": span, "counts": (count,), "reported_at": span.end}
        return changed(WALKED, **told | changes)

    def done(self) -> float:
        """How many walks the status rests on, as those who read it see it."""
        board = self.store.boards.without_days(self.promise)
        return board.status.commitments[0].done if board and board.status else -1

    def rebuild(self, told: Quiet | None = None, **how: Any) -> Outcome:
        reader = Reader(self.settings.broker, self.group, TOPICS, WANTED)
        try:
            return Rebuild(ReportsStore(self.database), reader, SystemClock(), told or Quiet()).run(linger=1, **how)
        finally:
            reader.close()

    def told(self) -> list[str]:
        """The ids of all status events of our promise, in order."""
        records = everything_on(self.stack, STATUSES)
        return [read_headers(each.headers)["ce_id"] for each in records if each.key == self.promise.encode()]

    def close(self) -> None:
        self._producer.close()
        self.client.drop_database(self.database.name)
        self.client.close()


@contextmanager
def works_on(stack: Stack) -> Iterator[Works]:
    """Works whose database is gone afterwards."""
    made = Works(stack)
    try:
        yield made
    finally:
        made.close()


def _outgoing(fact: Any) -> Outgoing:
    if isinstance(fact, AgreementPublished):
        name, number = fact.agreement_id, fact.latest.version
    else:
        assert isinstance(fact, Revised)
        name, number = fact.id, fact.revision
    return outgoing(event_type_of(fact), event_id(name, number), fact, time=WALKED.reported_at, subject=name)


@contextmanager
def at_work(works: Works, workers: int = 1) -> Iterator[None]:
    with ExitStack() as parts:
        for _ in range(workers):
            parts.enter_context(running(works.worker().run))
        parts.enter_context(running(works.relay().run))
        yield
