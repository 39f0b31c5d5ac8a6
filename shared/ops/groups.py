"""How far each group of readers has come on each partition."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition
from kafka.errors import CoordinatorNotAvailableError, GroupAuthorizationFailedError, NotCoordinatorError

from shared.kafka.offsets import bounds
from shared.kafka.users import covers, declared_users

PREFIX: Final = "loftet."
# The group that each service's workers read in; it reads all that the service's user may read.
STANDING: Final = {
    "activities": "loftet.activities.inbound",
    "notifications": "loftet.notifications.planner",
    "reports": "loftet.reports.projector",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lag:
    """One group on one partition.

    Attributes:
        group: the consumer group, as `loftet.reports.projector`.
        topic, partition: what is read.
        committed: the offset that the group will go on from, or None: it has committed none, and begins at the start.
        end: the offset that the next record will have.
        records: how many there are between the two.
        member: the host of whoever reads the partition, or None: nobody does.
    """

    group: str
    topic: str
    partition: int
    committed: int | None
    end: int
    records: int
    member: str | None


def lags(admin: KafkaAdminClient, reader: KafkaConsumer, service: str | None = None) -> list[Lag]:
    """Every group of the services, or of one, by group, topic and partition. Two requests a group, and three in all.

    A group reads all partitions of the topics that it reads, those too of which it has committed nothing yet, and of a
    service's own group also topics of which it has committed nothing at all: what comes there while nobody reads must
    not go unseen. A service that was never started is named once something waits for it.
    """
    wanted = f"{PREFIX}{service}." if service else PREFIX
    known = {each["group_id"] for each in admin.list_groups() if each["group_id"].startswith(wanted)}
    unknown = {name for name in STANDING.values() if name.startswith(wanted) and name not in known}
    seen = {name for name in unknown if _may_see(admin, name)}
    if unknown and not known | seen:
        _ask(admin, min(unknown))  # says why not, rather than that nobody reads
    groups = sorted(known | seen)
    committed: dict[str, dict[TopicPartition, Any]] = admin.list_group_offsets(sorted(known)) if known else {}
    members = {name: _members(admin.describe_groups([name])[name]) for name in sorted(known)}
    read = {
        name: _partitions(reader, {each.topic for each in (*committed.get(name, ()), *members.get(name, ()))}, name)
        for name in groups
    }
    partitions = list({each for some in read.values() for each in some})
    if not partitions:
        return []
    starts, ends = bounds(reader, partitions)
    found = [
        _lag(
            name,
            partition,
            committed.get(name, {}).get(partition),
            starts[partition],
            ends[partition],
            members.get(name, {}),
        )
        for name in groups
        for partition in read[name]
    ]
    waited_for = {each.group for each in found if each.records}
    return [each for each in found if each.group in known | waited_for]


def _may_see(admin: KafkaAdminClient, group: str) -> bool:
    """Whether a group that the broker does not name is not there, rather than kept from us."""
    try:
        _ask(admin, group)
    except GroupAuthorizationFailedError:
        return False
    return True


def _ask(admin: KafkaAdminClient, group: str) -> None:
    """Ask of a group what whoever may see it is told.

    Raises:
        GroupAuthorizationFailedError: we may not.
    """
    with suppress(CoordinatorNotAvailableError, NotCoordinatorError):
        admin.list_group_offsets([group])


def _partitions(reader: KafkaConsumer, known: set[str], group: str) -> list[TopicPartition]:
    """Every partition of some topics and of those that a group is there to read; a topic that is gone is left out."""
    named = {name for user in declared_users() if STANDING.get(user.name) == group for name in user.reads}
    own = {topic for topic in reader.topics() if any(covers(name, topic) for name in named)}
    there = {topic: reader.partitions_for_topic(topic) or () for topic in sorted(known | own)}
    return [TopicPartition(topic, number) for topic, numbers in there.items() for number in sorted(numbers)]


def _lag(
    group: str,
    partition: TopicPartition,
    committed: Any,  # noqa: ANN401  (untyped library)
    start: int,
    end: int,
    members: dict[TopicPartition, str],
) -> Lag:
    offset = None if committed is None or committed.offset < 0 else committed.offset
    return Lag(
        group=group,
        topic=partition.topic,
        partition=partition.partition,
        committed=offset,
        end=end,
        records=max(0, end - max(start, offset or 0)),
        member=members.get(partition),
    )


def _members(described: dict[str, Any]) -> dict[TopicPartition, str]:
    found: dict[TopicPartition, str] = {}
    for member in described["members"]:
        for topic, numbers in _assigned(member):
            found |= {TopicPartition(topic, number): member["client_host"].lstrip("/") for number in numbers}
    return found


def _assigned(member: dict[str, Any]) -> Iterable[tuple[str, list[int]]]:
    assignment = member["member_assignment"]
    return [(each["topic"], each["partitions"]) for each in assignment["assigned_partitions"]] if assignment else []
