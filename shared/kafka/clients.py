"""Kafka clients, set up once as the house wants them. Made after the process has started; they survive no fork."""

import socket
import ssl

import crc32c  # noqa: F401  without it kafka-python is several times slower, silently: fail at start instead
import structlog
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer
from kafka.errors import KafkaConnectionError, KafkaError

from shared.config import Settings
from shared.kafka.broker import Broker
from shared.kafka.greeting import Refused, Silent, hear, log_in
from shared.kafka.header_names import read_any_header_name
from shared.kafka.sockets import close_what_clients_leave

log = structlog.get_logger(__name__)

read_any_header_name()
close_what_clients_leave()

# A request holds the largest record that any topic of deploy/kafka/topics.yml takes, and what goes with it.
MIB = 1024 * 1024
LARGEST_REQUEST = 10 * MIB
LARGEST_FETCH = 32 * MIB  # of all partitions together

CHECK_SECONDS = 1.8  # for each answer: health gives a check two
PATIENT_SECONDS = 10.0
BOOTSTRAP_MS = 5_000
METADATA_MS = 60_000
CLOSE_SECONDS = 5.0  # a client's own close() waits up to two minutes for a broker that is gone


def make_producer(broker: Broker) -> KafkaProducer:
    """An idempotent producer that waits for all replicas. Takes and sends bytes.

    Raises:
        KafkaConnectionError: the broker is away, or does not let us in.
    """
    _reach(broker)
    return KafkaProducer(
        **broker.options(),
        acks="all",
        enable_idempotence=True,
        allow_auto_create_topics=False,
        max_request_size=LARGEST_REQUEST,
        delivery_timeout_ms=30_000,
        request_timeout_ms=10_000,
        max_block_ms=10_000,
        reconnect_backoff_max_ms=1_000,
        metrics_enabled=False,
    )


def make_consumer(settings: Settings, group: str, topics: list[str], pattern: str | None = None) -> KafkaConsumer:
    """A consumer of bytes, from the beginning for a new group, whose offsets are committed by hand.

    Of the topics, or of all that it may read whose names begin as a pattern says.

    Raises:
        KafkaConnectionError: the broker is away, or does not let us in.
    """
    _reach(settings.broker)
    consumer = KafkaConsumer(
        **settings.broker.options(),
        group_id=group,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        allow_auto_create_topics=False,
        max_poll_records=1_000,
        max_partition_fetch_bytes=LARGEST_REQUEST,
        fetch_max_bytes=LARGEST_FETCH,
        session_timeout_ms=10_000,
        heartbeat_interval_ms=3_000,
        request_timeout_ms=20_000,
        reconnect_backoff_max_ms=1_000,
        metadata_max_age_ms=METADATA_MS,
        metrics_enabled=False,
    )
    consumer.subscribe(pattern=pattern) if pattern else consumer.subscribe(topics)
    return consumer


def make_admin(broker: Broker) -> KafkaAdminClient:
    """A client for topics and groups, for whoever waits at a shell."""
    return KafkaAdminClient(**broker.options(), request_timeout_ms=20_000, bootstrap_timeout_ms=BOOTSTRAP_MS)


def make_reader(broker: Broker, group: str | None = None) -> KafkaConsumer:
    """A consumer of bytes that joins no group and leaves no offsets: for whoever only looks.

    Args:
        broker: where.
        group: whose offsets it can ask for.
    """
    return KafkaConsumer(
        **broker.options(),
        group_id=group,
        enable_auto_commit=False,
        allow_auto_create_topics=False,
        max_partition_fetch_bytes=LARGEST_REQUEST,
        fetch_max_bytes=LARGEST_FETCH,
        bootstrap_timeout_ms=BOOTSTRAP_MS,
        metrics_enabled=False,
    )


def let_go(producer: KafkaProducer) -> None:
    """Close a producer, in time and whatever comes of it: what it was not yet told of is sent again by another."""
    try:
        producer.close(timeout=CLOSE_SECONDS)
    except KafkaError as error:
        log.info("a producer was left with what it could not send", reason=str(error))


def check(broker: Broker, seconds: float = CHECK_SECONDS) -> str | None:
    """None when a broker answers, with a certificate that holds and our login taken; else what is wrong.

    A process that is frozen still takes connections, since the kernel does that: only an answer tells that it lives.

    Args:
        broker: where, and as whom.
        seconds: that each of its answers may take; health has no more, whoever needs it has `PATIENT_SECONDS`.
    """
    if broker.ca and (wrong := _unusable(broker.ca)):
        return wrong
    found = "no Kafka broker takes connections"
    for address in broker.addresses.split(","):
        host, _, port = address.strip().rpartition(":")
        host = host.removeprefix("[").removesuffix("]")  # an IPv6 address
        if not host or not port.isdecimal():
            return f"{address.strip()!r} is no host:port"
        try:
            _connect(host, int(port), broker, seconds)
        except ssl.SSLCertVerificationError as error:
            found = f"the broker's certificate does not hold: {error.verify_message}"
        except ssl.SSLError as error:
            found = f"the broker does not speak TLS with us: {error.reason}"
        except Refused as error:
            found = f"the broker refuses the login of {broker.user}: {error}"
        except Silent as error:
            found = f"the broker takes connections and {error}"
        except socket.gaierror as error:
            found = f"the host {host} is not known: {error.strerror}"
        except OSError:
            continue
        else:
            return None
    return found


def _unusable(authorities: str) -> str | None:
    """Why nobody can be trusted by a file of authorities; None: it can be read."""
    try:
        ssl.create_default_context(cafile=authorities)
    except ssl.SSLError:
        return f"{authorities}, whom to trust under TLS, holds no certificate in PEM"
    except OSError as error:
        return f"{authorities}, whom to trust under TLS, cannot be read: {error.strerror}"
    return None


def _reach(broker: Broker) -> None:
    """Say what is wrong before a client tries for half a minute and then only says that it could not."""
    if wrong := check(broker, PATIENT_SECONDS):
        raise KafkaConnectionError(wrong)


def _connect(host: str, port: int, broker: Broker, seconds: float) -> None:
    with socket.create_connection((host, port), timeout=seconds) as connection:
        if not broker.tls:
            hear(connection)
            return
        trusting = ssl.create_default_context(cafile=broker.ca)
        try:
            safe = trusting.wrap_socket(connection, server_hostname=host)
        except TimeoutError as error:
            raise Silent("answers nothing") from error
        with safe:
            log_in(safe, broker) if broker.user else hear(safe)
