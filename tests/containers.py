"""Kafka and MongoDB in containers, for machines where a Docker engine runs: the tests then meet the real MongoDB."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from pymongo import MongoClient
from testcontainers.core.container import DockerContainer

from deploy.local import kafka, mongodb, ports
from tests.waiting import eventually

KAFKA_IMAGE = "apache/kafka:4.3.1"
MONGODB_IMAGE = "mongo:8.0"
_START_SECONDS = 120


def wanted() -> bool:
    """Whether a Docker engine answers; LOFTET_TEST_BROKERS=embedded says not to ask."""
    if os.environ.get("LOFTET_TEST_BROKERS") == "embedded":
        return False
    try:
        asked = subprocess.run(["docker", "info"], capture_output=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.returncode == 0


@contextmanager
def brokers() -> Iterator[tuple[str, str]]:
    """Both, running: Kafka's bootstrap address and MongoDB's connection string."""
    with ExitStack() as running:
        kafka_port, mongodb_port = ports.choose(None, ()), ports.choose(None, ())
        running.enter_context(_kafka(kafka_port))
        running.enter_context(_mongodb(mongodb_port))
        bootstrap = f"{ports.HOST}:{kafka_port}"
        uri = f"mongodb://{ports.HOST}:{mongodb_port}/?directConnection=true"
        eventually(lambda: kafka.check(kafka.broker_at(bootstrap)) is None, _START_SECONDS, "Kafka in its container")
        eventually(lambda: mongodb.check(uri) is None, _START_SECONDS, "MongoDB in its container")
        _become_replica_set(uri)
        yield bootstrap, uri


def _kafka(port: int) -> DockerContainer:
    settings = {
        "KAFKA_NODE_ID": "1",
        "KAFKA_PROCESS_ROLES": "broker,controller",
        "KAFKA_CONTROLLER_QUORUM_VOTERS": "1@localhost:9093",
        "KAFKA_CONTROLLER_LISTENER_NAMES": "CONTROLLER",
        "KAFKA_LISTENERS": "PLAINTEXT://:9092,CONTROLLER://:9093",
        "KAFKA_ADVERTISED_LISTENERS": f"PLAINTEXT://{ports.HOST}:{port}",
        "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "KAFKA_AUTO_CREATE_TOPICS_ENABLE": "false",
        "KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS": "0",
        "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR": "1",
        "KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR": "1",
        "KAFKA_TRANSACTION_STATE_LOG_MIN_ISR": "1",
    }
    container = DockerContainer(KAFKA_IMAGE).with_bind_ports(9092, port)
    for name, value in settings.items():
        container = container.with_env(name, value)
    return container


def _mongodb(port: int) -> DockerContainer:
    return DockerContainer(MONGODB_IMAGE).with_command("--replSet loftet --bind_ip_all").with_bind_ports(27017, port)


def _become_replica_set(uri: str) -> None:
    """Change streams need a replica set, be it of one."""
    with MongoClient(uri) as client:
        members = [{"_id": 0, "host": f"{ports.HOST}:27017"}]
        client.admin.command("replSetInitiate", {"_id": "loftet", "members": members})
        eventually(lambda: client.admin.command("hello")["isWritablePrimary"], _START_SECONDS, "a primary")
