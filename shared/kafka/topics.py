"""Topics: declared in one file, made where they are missing, held against the broker."""

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml
from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType

from shared.kafka.broker import Broker
from shared.kafka.clients import MIB, make_admin

_DECLARATION = Path(__file__).parent.parent.parent / "deploy" / "kafka" / "topics.yml"
_DAY_MS = 24 * 60 * 60 * 1000


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic as it is declared: how many partitions and copies, and Kafka's own settings for it."""

    name: str
    partitions: int
    replication: int
    config: dict[str, str]


def declared_topics(path: Path | None = None) -> list[Topic]:
    """Every topic of the declaration: the given file, that of LOFTET_TOPICS_FILE, or the repository's."""
    chosen = path or Path(os.environ.get("LOFTET_TOPICS_FILE") or _DECLARATION)
    declaration = yaml.safe_load(chosen.read_text(encoding="utf-8"))
    defaults = declaration["defaults"]
    return [_topic(name, defaults | own) for name, own in declaration["topics"].items()]


def create_topics(broker: Broker, topics: list[Topic]) -> list[str]:
    """Create those that are missing; returns their names. A topic that exists is left as it is."""
    with make_admin(broker) as admin:
        existing = set(admin.list_topics())
        missing = {topic.name: _request(topic) for topic in topics if topic.name not in existing}
        if missing:
            admin.create_topics(missing, wait_for_metadata=True)
    return list(missing)


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
    return {topic.name: _difference(topic, described.get(topic.name), configs.get(topic.name)) for topic in topics}


def _topic(name: str, declared: dict[str, Any]) -> Topic:
    config = {"cleanup.policy": declared.get("cleanup", "delete")}
    if "retention" in declared:
        days = declared["retention"]
        config["retention.ms"] = "-1" if days == "forever" else str(days * _DAY_MS)
    if "largest" in declared:
        config["max.message.bytes"] = str(declared["largest"] * MIB)
    return Topic(name, declared["partitions"], declared["replication"], config)


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


def _difference(topic: Topic, found: dict[str, Any] | None, config: dict[str, Any] | None) -> str:
    if found is None:
        return "missing"
    if topic.config and not config:
        return "its settings are not told to this user"
    pairs = {"partitions": (str(topic.partitions), str(len(found["partitions"])))}
    pairs |= {name: (value, config[name]["value"]) for name, value in topic.config.items() if config}
    return "; ".join(f"{name} is {has}, not {wants}" for name, (wants, has) in pairs.items() if wants != has)
