"""Projectors of reports at a moment that stands still, and what they ask of the database."""

import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo import MongoClient, monitoring

from deploy.local import Stack
from services.reports.projector import Projector
from services.reports.store import ReportsStore
from shared.events.activity import Activity
from shared.events.agreement import AgreementPublished
from tests.integration.reports_house import WALKED, changed

NOW = datetime(2022, 3, 1, 12, tzinfo=UTC)


class Noon:
    """A clock that stands still, so that two projections are of the same moment."""

    def now(self) -> datetime:
        """The moment."""
        return NOW


class Commands(monitoring.CommandListener):
    """Counts what is asked of the database, by command and collection."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        self.asked[f"{event.command_name} {event.command.get(event.command_name)}"] += 1

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """It was counted."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """It was counted."""

    def of(self, work: Any) -> Counter[str]:
        """What some work asks."""
        self.asked.clear()
        work()
        return Counter(self.asked)


@contextmanager
def projectors(stack: Stack, number: int) -> Iterator[tuple[Commands, list[Projector], MongoClient[dict[str, Any]]]]:
    """So many projectors on one database, each with its own connection, as processes have."""
    name, commands = f"together_{uuid.uuid4().hex[:12]}", Commands()
    clients: list[MongoClient[dict[str, Any]]] = [
        MongoClient(stack.mongodb_uri, tz_aware=True, event_listeners=[commands]) for _ in range(number)
    ]
    stores = [ReportsStore(client[name]) for client in clients]
    stores[0].prepare()
    try:
        yield commands, [Projector(store, Noon()) for store in stores], clients[0]
    finally:
        clients[0].drop_database(name)
        for client in clients:
            client.close()


def walk(number: int, **changes: Any) -> Activity:
    """A walk of its own; several fall on the same day."""
    start = WALKED.actual.start + timedelta(days=number // 3, minutes=number) if WALKED.actual else NOW
    span = changed(WALKED.actual, start=start, end=start + timedelta(hours=1))
    return changed(WALKED, **{"id": f"walk-{number}", "actual": span, "reported_at": span.end} | changes)


def renamed(published: AgreementPublished) -> AgreementPublished:
    """An agreement whose promises are named after it, and ask for nothing."""
    latest = published.latest
    promises = tuple(
        changed(each, id=f"{published.agreement_id}-{number}", commitments=())
        for number, each in enumerate(latest.agreement.promises)
    )
    agreement = changed(latest.agreement, id=published.agreement_id, promises=promises)
    made: AgreementPublished = changed(published, versions=(changed(latest, agreement=agreement),))
    return made
