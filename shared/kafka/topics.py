"""Topics: declared in one file, made where they are missing, held against the broker."""

import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml
from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType

from shared.events.catalogue import INBOUND, answers_to
from shared.kafka.broker import Broker
from shared.kafka.clients import MIB, make_admin

_DECLARATION = Path(__file__).parent.parent.parent / "deploy" / "kafka" / "topics.yml"
_DAY_MS = 24 * 60 * 60 * 1000
PREFIX = "loftet."
MISSING = "missing"
LARGEST = "max.message.bytes"


class BadDeclaration(Exception):
    """The file of topics cannot be read; the message names it and why."""


class NotMended(Exception):
    """The broker refused to change a topic; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic as it is declared: how many partitions and copies, and Kafka's own settings for it."""

    name: str
    partitions: int
    replication: int
    config: dict[str, str]


def declared_topics(path: Path | None = None) -> list[Topic]:
    """Every topic of the declaration: the given file, that of LOFTET_TOPICS_FILE, or the repository's.

    Raises:
        BadDeclaration: there is no such file, it has another form, or an inbound topic has none for its answers.
    """
    chosen = path or Path(os.environ.get("LOFTET_TOPICS_FILE") or _DECLARATION)
    try:
        declaration = yaml.safe_load(chosen.read_text(encoding="utf-8"))
        defaults = declaration["defaults"]
        topics = [_topic(name, defaults | own) for name, own in declaration["topics"].items()]
    except OSError as error:
        raise BadDeclaration(f"LOFTET_TOPICS_FILE: {chosen} cannot be read: {error.strerror}") from error
    except (yaml.YAMLError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise BadDeclaration(f"LOFTET_TOPICS_FILE: {chosen} has not the form of deploy/kafka/topics.yml") from error
    names = {topic.name for topic in topics}
    if unanswered := {answers_to(name) for name in names if name.startswith(f"{INBOUND}.")} - names:
        raise BadDeclaration(f"LOFTET_TOPICS_FILE: {chosen} lacks {', '.join(sorted(unanswered))}")
    return topics


def create_topics(broker: Broker, topics: list[Topic]) -> list[str]:
    """Create those that are missing; returns their names. A topic that exists is left as it is."""
    with make_admin(broker) as admin:
        existing = set(admin.list_topics())
        missing = {topic.name: _request(topic) for topic in topics if topic.name not in existing}
        if missing:
            admin.create_topics(missing, wait_for_metadata=True)
    return list(missing)


def undeclared(broker: Broker, topics: list[Topic]) -> list[str]:
    """Topics of Löftet's own names that the broker has and the declaration does not."""
    with make_admin(broker) as admin:
        there = {name for name in admin.list_topics() if name.startswith(PREFIX)}
    return sorted(there - {topic.name for topic in topics})


def mend_settings(broker: Broker, topics: list[Topic], *, dry_run: bool = False) -> dict[str, str]:
    """Give topics that exist the settings that they are declared with; returns what was changed, by name.

    Partitions and copies are left as they are: with more partitions, the records of a key would be on two of them.

    Args:
        broker: where.
        topics: those that are looked at.
        dry_run: have the broker check the change and change nothing.

    Raises:
        NotMended: the broker refused one.
    """
    with make_admin(broker) as admin:
        existing = set(admin.list_topics())
        configs = _configs(admin, [topic.name for topic in topics if topic.name in existing])
        wanted = {topic.name: _unlike(topic, configs[topic.name]) for topic in topics if topic.name in configs}
        changes = {name: settings for name, settings in wanted.items() if settings}
        resources = [
            ConfigResource(ConfigResourceType.TOPIC, name, configs={key: new for key, (_, new) in settings.items()})
            for name, settings in changes.items()
        ]
        done = admin.alter_configs(resources, validate_only=dry_run)["topic"] if resources else {}
    if refused := {name: result for name, result in done.items() if result != "OK"}:
        raise NotMended("; ".join(f"{name}: {result}" for name, result in refused.items()))
    return {
        name: ", ".join(f"{key} from {old} to {new}" for key, (old, new) in settings.items())
        for name, settings in changes.items()
    }


def differences(broker: Broker, topics: list[Topic], *, as_far_as_told: bool = False) -> dict[str, str]:
    """How each declared topic differs from the broker's, by name; those that agree have an empty text.

    Args:
        broker: where.
        topics: those that are looked at.
        as_far_as_told: settings that the broker does not tell its user count as agreeing, not as a difference.
    """
    with make_admin(broker) as admin:
        existing = set(admin.list_topics())
        names = [topic.name for topic in topics if topic.name in existing]
        described = {found["name"]: found for found in admin.describe_topics(names)} if names else {}
        configs = _configs(admin, names)
    if as_far_as_told:
        topics = [topic if configs.get(topic.name) else replace(topic, config={}) for topic in topics]
    return {topic.name: difference(topic, described.get(topic.name), configs.get(topic.name)) for topic in topics}


def largest_records(broker: Broker, topics: Collection[str]) -> dict[str, int]:
    """How large a record each topic takes, in bytes; without those that the broker does not tell this user of."""
    with make_admin(broker) as admin:
        found = _configs(admin, sorted(topics))
    return {name: int(config[LARGEST]["value"]) for name, config in found.items() if LARGEST in config}


def _topic(name: str, declared: dict[str, Any]) -> Topic:
    config = {"cleanup.policy": declared.get("cleanup", "delete")}
    if "retention" in declared:
        days = declared["retention"]
        config["retention.ms"] = "-1" if days == "forever" else str(days * _DAY_MS)
    if "largest" in declared:
        config[LARGEST] = str(declared["largest"] * MIB)
    return Topic(name, declared["partitions"], declared["replication"], config)


def _unlike(topic: Topic, config: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """Settings that are not as declared: what each is, and what it should be."""
    pairs = {key: (str(config[key]["value"]), value) for key, value in topic.config.items() if key in config}
    return {key: (has, wants) for key, (has, wants) in pairs.items() if has != wants}


def _request(topic: Topic) -> dict[str, Any]:
    return {
        "num_partitions": topic.partitions,
        "replication_factor": topic.replication,
        "configs": topic.config,
    }


def _configs(admin: KafkaAdminClient, names: list[str]) -> dict[str, dict[str, Any]]:
    if not names:
        return {}
    resources = [ConfigResource(ConfigResourceType.TOPIC, name) for name in names]
    found: dict[str, dict[str, Any]] = admin.describe_configs(resources, config_filter="all")["topic"]
    return found


def difference(topic: Topic, found: dict[str, Any] | None, config: dict[str, Any] | None) -> str:
    """How a topic differs from its declaration, in words; an empty text when it does not.

    Args:
        topic: as it is declared.
        found: as the broker describes it, or None: it has none.
        config: its settings there, or nothing: they are not told to this user.
    """
    if found is None:
        return MISSING
    if topic.config and not config:
        return "its settings are not told to this user"
    pairs = {"partitions": (str(topic.partitions), str(len(found["partitions"])))}
    copies = min(len(each["replica_nodes"]) for each in found["partitions"])
    if copies < topic.replication:  # more is no harm
        pairs["replication"] = (str(topic.replication), str(copies))
    pairs |= {name: (value, config[name]["value"]) for name, value in topic.config.items() if config}
    told = [f"{name} is {has}, not {wants}" for name, (wants, has) in pairs.items() if wants != has]
    return "; ".join([*told, *_unwell(found["partitions"])])


def _unwell(partitions: list[dict[str, Any]]) -> Iterator[str]:
    """What brokers that are away leave undone."""
    led = [each for each in partitions if each["leader_id"] >= 0]
    if len(led) < len(partitions):
        yield f"no broker leads {_numbers([each for each in partitions if each not in led])}"
    if behind := [each for each in led if len(each["isr_nodes"]) < len(each["replica_nodes"])]:
        yield f"a copy is behind or away of {_numbers(behind)}"


def _numbers(partitions: list[dict[str, Any]]) -> str:
    numbers = sorted(each["partition_index"] for each in partitions)
    return f"partition{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers))}"
