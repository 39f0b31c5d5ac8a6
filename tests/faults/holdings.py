"""What Löftet holds, read past its services: from the databases, the topics and the mail folder."""

import email
import email.policy
from collections.abc import Iterator, Sequence
from email.message import EmailMessage
from typing import Any

import msgspec
from kafka import KafkaConsumer, TopicPartition
from pymongo import MongoClient

from deploy.local import Stack
from services.notifications.planner import TOPICS as PLANNED
from services.reports.domain.tally import Revisions
from services.reports.projector import TOPICS as PROJECTED
from services.reports.store import Board, ReportsStore
from shared.events.activity import Activity
from shared.events.agreement import AgreementVersion
from shared.events.catalogue import ACTIVITIES, AGREEMENTS, INBOUND
from shared.events.cloudevent import Event, decode, read_headers
from tests.integration.brokers import everything_on
from tests.waiting import eventually

GROUPS: dict[str, Sequence[str]] = {
    "loftet.activities.inbound": [INBOUND],
    "loftet.reports.projector": PROJECTED,
    "loftet.notifications.planner": PLANNED,
}
TELLING = {  # the collections whose documents hold events
    "loftet_activities": ("agreements", "activities"),
    "loftet_reports": ("promises",),
    "loftet_notifications": ("deliveries",),
}
LEASE = 60.0  # seconds that a mail in flight waits, when its deliverer was killed
STILL = LEASE + 180


class Holdings:
    """All that one stack holds."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    def be_still(self) -> None:
        """Wait until nothing is under way: all is published, read and delivered.

        Each look follows the flow, and what it has passed may still move by what it finds last: three in a row see
        the whole of it at rest.
        """
        eventually(lambda: all(self.under_way() == NOTHING for _ in range(3)), STILL, "stillness")

    def under_way(self) -> dict[str, int]:
        """How many events are not yet published, records not yet read, deliveries not yet made."""
        return {"events": len(self._unpublished()), "records": self.lag(), "deliveries": self._pending()}

    def lag(self) -> int:
        """How many records the services' groups have not yet read, by the broker's own account."""
        return sum(self._lag(group, topics) for group, topics in GROUPS.items())

    def events(self, topic: str) -> list[Event]:
        """The events on a topic, each once, in order. A repeat must be the same, byte for byte."""
        found: dict[str, Event] = {}
        for record in everything_on(self._stack, topic):
            event = decode(read_headers(record.headers), record.value)
            assert found.setdefault(event.id, event).value == event.value, f"{event.id} differs from its repeat"
        return list(found.values())

    def published(self) -> dict[str, Revisions]:
        """The activities on their topic: every revision by activity id."""
        found: dict[str, dict[int, Activity]] = {}
        for event in self.events(ACTIVITIES):
            found.setdefault(event.data.id, {})[event.data.revision] = event.data
        return found

    def agreement(self) -> AgreementVersion:
        """The only agreement, at its latest version."""
        (event,) = self.events(AGREEMENTS)
        version: AgreementVersion = event.data.latest
        return version

    def stored(self) -> dict[str, Revisions]:
        """The activities in their own service's database: every revision by activity id."""
        found: dict[str, Revisions] = {}
        for document in self.documents("loftet_activities", "activities"):
            states = [msgspec.convert(each, Activity) for each in (*document["history"], document["record"])]
            found[document["_id"]] = {each.revision: each for each in states}
        return found

    def facts(self) -> dict[str, Revisions]:
        """What reports has kept of the activities."""
        return {
            document["_id"]: {
                int(number): msgspec.json.decode(value, type=Activity)
                for number, value in document["revisions"].items()
            }
            for document in self.documents("loftet_reports", "facts")
        }

    def board(self, promise: str) -> Board:
        """A promise's scoreboard in reports: its day tallies and its status."""
        with MongoClient[dict[str, Any]](self._stack.mongodb_uri, tz_aware=True) as client:
            (found,) = ReportsStore(client.loftet_reports).boards.of([promise])
            return found

    def documents(self, database: str, collection: str) -> list[dict[str, Any]]:
        """All documents of a collection."""
        with MongoClient[dict[str, Any]](self._stack.mongodb_uri, tz_aware=True) as client:
            return list(client[database][collection].find())

    def mails(self, pattern: str = "*.eml") -> dict[str, EmailMessage]:
        """The mails in the folder, by file name."""
        return {
            path.name: email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            for path in self._stack.mails.glob(pattern)
        }

    def _unpublished(self) -> set[tuple[str, str]]:
        told = set(self._told())
        topics = {topic for topic, _ in told}
        return told - {(topic, event.id) for topic in topics for event in self.events(topic)}

    def _told(self) -> Iterator[tuple[str, str]]:
        for database, collections in TELLING.items():
            for collection in collections:
                for document in self.documents(database, collection):
                    for event in document.get("events", ()):
                        yield event["topic"], event["headers"]["ce_id"]

    def _pending(self) -> int:
        return sum(one["state"] == "pending" for one in self.documents("loftet_notifications", "deliveries"))

    def _lag(self, group: str, topics: Sequence[str]) -> int:
        consumer = KafkaConsumer(
            bootstrap_servers=self._stack.kafka_bootstrap, group_id=group, enable_auto_commit=False
        )
        try:
            partitions = [TopicPartition(topic, n) for topic in topics for n in consumer.partitions_for_topic(topic)]
            ends: dict[TopicPartition, int] = consumer.end_offsets(partitions)
            return sum(end - (consumer.committed(partition) or 0) for partition, end in ends.items())
        finally:
            consumer.close()


NOTHING = {"events": 0, "records": 0, "deliveries": 0}
