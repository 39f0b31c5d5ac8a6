"""What every command that meets Kafka has in common: how it gets there, and how it says that it does not."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, TypeVar

import click
from kafka.errors import AuthorizationError, KafkaError, KafkaTimeoutError

from shared.kafka.broker import Broker
from shared.kafka.clients import PATIENT_SECONDS, check

_R = TypeVar("_R")

_OPTIONS = (
    click.option("--bootstrap", envvar="LOFTET_KAFKA_BOOTSTRAP", required=True, help="Kafka, as host:port."),
    click.option("--tls/--no-tls", envvar="LOFTET_KAFKA_TLS", default=False, help="Speak TLS with it."),
    click.option("--ca", envvar="LOFTET_KAFKA_CA", help="A PEM file: whom to trust under TLS."),
    click.option("--user", envvar="LOFTET_KAFKA_USER", help="Who logs in, by SCRAM-SHA-512."),
    click.option("--password", envvar="LOFTET_KAFKA_PASSWORD", help="Better in the environment than here."),
)


def reaches_kafka(command: Callable[..., _R]) -> Callable[..., _R]:
    """Give a command the options by which Kafka is reached; it is called with a `Broker` as ``broker``."""

    @wraps(command)
    def reaching(
        *args: Any,  # noqa: ANN401  (what click gives)
        bootstrap: str,
        tls: bool,
        ca: str | None,
        user: str | None,
        password: str | None,
        **options: Any,  # noqa: ANN401
    ) -> _R:
        try:
            broker = Broker(addresses=bootstrap, tls=tls, ca=ca, user=user, password=password)
        except ValueError as error:
            raise click.UsageError(str(error)) from error
        return command(*args, broker=broker, **options)

    for option in reversed(_OPTIONS):
        reaching = option(reaching)
    return reaching


class Away(Exception):
    """Kafka was not reached, or refused; the message says where, and why."""


@contextmanager
def meeting(broker: Broker) -> Iterator[None]:
    """Whatever Kafka refuses in here is told in a line, and ends the command with exit code 1."""
    try:
        with reached(broker):
            yield
    except Away as error:
        raise click.ClickException(str(error)) from error


@contextmanager
def reached(broker: Broker) -> Iterator[None]:
    """Whatever Kafka refuses in here becomes one kind of error, in words for people.

    Raises:
        Away: it did.
    """
    if reason := check(broker, PATIENT_SECONDS):
        raise Away(f"Kafka at {broker.addresses}: {reason}")
    try:
        yield
    except BrokenPipeError:  # of the output, whose reader has seen enough; Kafka's own would be a KafkaError
        raise
    except KafkaTimeoutError as error:  # all that the client says when it is turned away
        hint = "" if broker.user else ": does it ask for TLS and a login?"
        raise Away(f"Kafka at {broker.addresses} takes connections and answers nothing{hint}") from error
    except AuthorizationError as error:  # the request itself is told whole, and says nothing more
        user = broker.user or "whoever does not log in"
        raise Away(f"Kafka at {broker.addresses}: {user} may not do this: {type(error).__name__}") from error
    except (KafkaError, OSError) as error:
        raise Away(f"Kafka at {broker.addresses}: {error or type(error).__name__}") from error
