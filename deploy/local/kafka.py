"""The embedded broker: Apache Kafka itself, one KRaft node, its jars fetched by Maven."""

import base64
import hashlib
import shutil
import subprocess
import uuid
from collections.abc import Mapping
from pathlib import Path

from kafka import KafkaAdminClient
from kafka.errors import KafkaError

from deploy.local import ports
from deploy.local.guard import ADMINISTRATOR, Guard
from deploy.local.part import Part
from shared.kafka import clients
from shared.kafka.broker import Broker

HERE = Path(__file__).parent
JARS = HERE.parent.parent / ".loftet" / "kafka" / "jars"

# Small and quick to start rather than fast for hours: C1 only, one collector thread.
_JVM = ["-Xms64m", "-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"]

# One node: nothing is replicated, and internal topics want few partitions. The cleaner would hold 128 MiB.
# After kill -9 a broker is let in again when its old session has timed out. How large a record may be is each
# topic's to say; one that does not takes the broker's word.
_PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@{host}:{controller}
controller.listener.names=CONTROLLER
listeners={clients}://{host}:{port},CONTROLLER://{host}:{controller}
advertised.listeners={clients}://{host}:{port}
inter.broker.listener.name={clients}
listener.security.protocol.map=CONTROLLER:PLAINTEXT,{clients}:{protocol}
log.dirs={data}
auto.create.topics.enable=false
group.initial.rebalance.delay.ms=0
offsets.topic.num.partitions=3
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.num.partitions=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=1000
num.network.threads=2
num.io.threads=4
background.threads=2
log.cleaner.dedupe.buffer.size=8388608
log.index.size.max.bytes=1048576
message.max.bytes=9437184
replica.fetch.max.bytes=10485760
"""

# Whoever connects is shown a certificate, logs in, and may do what an access rule says; the administrator may do all.
# The controller is the node itself, on loopback.
_GUARDED = """\
ssl.keystore.type=PEM
ssl.keystore.location={both}
ssl.truststore.type=PEM
ssl.truststore.location={ca}
sasl.enabled.mechanisms=SCRAM-SHA-512
sasl.mechanism.inter.broker.protocol=SCRAM-SHA-512
listener.name.clients.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule \
required username="{administrator}" password="{password}";
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:{administrator};User:ANONYMOUS
"""


def fetch_jars() -> Path:
    """The folder with the broker's jars; fetched when it is missing or the pom has changed.

    Raises:
        RuntimeError: Maven failed; with what it said.
    """
    stamp = JARS / ".pom"
    pom = HERE / "pom.xml"
    digest = hashlib.sha256(pom.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return JARS
    shutil.rmtree(JARS, ignore_errors=True)
    goal = ["dependency:copy-dependencies", f"-DoutputDirectory={JARS}"]
    command = ["mvn", "-B", "-q", "-f", str(pom), *goal]
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"Maven could not fetch the broker:\n{done.stdout}{done.stderr}")
    stamp.write_text(digest)
    return JARS


def part(
    data: Path,
    log: Path,
    port: int,
    controller: int,
    environment: Mapping[str, str],
    guard: Guard | None = None,
) -> Part:
    """The broker, with its data in one folder and its log in a file; guarded, or open to all on loopback."""
    properties = data.with_name("kafka.properties")
    text = _properties(data, port, controller, guard)
    broker = broker_at(f"{ports.HOST}:{port}", guard)
    java = ["java", *_JVM, f"-Dkafka.log.file={log}", f"-Dlog4j2.configurationFile={HERE / 'log4j2.xml'}"]
    java += ["-cp", f"{JARS}/*"]

    def prepare() -> None:
        fetch_jars()
        properties.parent.mkdir(parents=True, exist_ok=True)
        properties.write_text(text, encoding="ascii")
        if not (data / "meta.properties").exists():
            shutil.rmtree(data, ignore_errors=True)
            _format(java, properties, guard)

    return Part(
        name="kafka",
        port=port,
        command=[*java, "kafka.Kafka", str(properties)],
        environment=environment,
        check=lambda: check(broker),
        prepare=prepare,
    )


def broker_at(addresses: str, guard: Guard | None = None, user: str = ADMINISTRATOR) -> Broker:
    """How a broker is reached; by a user, where it is guarded."""
    if guard is None:
        return Broker(addresses=addresses)
    return Broker(addresses=addresses, tls=True, ca=str(guard.ca), user=user, password=guard.passwords[user])


def check(broker: Broker) -> str | None:
    """None when the broker answers, else what is wrong."""
    if reason := clients.check(broker):
        return reason
    try:
        with KafkaAdminClient(**broker.options(), request_timeout_ms=5000) as admin:
            admin.list_topics()
    except (KafkaError, OSError, ValueError) as error:
        return f"{type(error).__name__}: {error}"
    return None


def _properties(data: Path, port: int, controller: int, guard: Guard | None) -> str:
    clients_are, protocol = ("CLIENTS", "SASL_SSL") if guard else ("PLAINTEXT", "PLAINTEXT")
    text = _PROPERTIES.format(
        host=ports.HOST, port=port, controller=controller, data=data, clients=clients_are, protocol=protocol
    )
    if guard is None:
        return text
    password = guard.passwords[ADMINISTRATOR]
    return text + _GUARDED.format(both=guard.both, ca=guard.ca, administrator=ADMINISTRATOR, password=password)


def _format(java: list[str], properties: Path, guard: Guard | None) -> None:
    cluster = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=").replace("-", "A")
    storage_tool = ["kafka.tools.StorageTool", "format", "-t", cluster, "-c", str(properties)]
    if guard:
        storage_tool += [
            "--add-scram",
            f"SCRAM-SHA-512=[name={ADMINISTRATOR},password={guard.passwords[ADMINISTRATOR]}]",
        ]
    done = subprocess.run([*java, *storage_tool], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"Kafka's storage could not be formatted: {done.stdout}{done.stderr}")
