"""Configuration: one small class per service, read once from the environment, all errors reported at once.

Every setting is named `LOFTET_...` and declared here; secrets are never printed. A service's own class extends
`Settings`; `read` makes it.
"""

import ssl
from dataclasses import dataclass, field
from typing import Any, Final, Self, cast
from urllib.parse import urlsplit

from environs import Env, EnvValidationError, ValidationError, validate

from shared.kafka.broker import Broker
from shared.store.connection import wrong_with

RATE_LIMIT: Final = 3_000  # fifty requests a second: a year of a municipality's activities within a minute


class BadConfiguration(Exception):
    """The environment lacks a setting or holds a bad one; the message names every one of them."""


@dataclass(frozen=True, kw_only=True)
class ProcessSettings:
    """What every process needs that meets Kafka and answers over HTTP.

    Attributes:
        kafka_bootstrap, kafka_tls, kafka_ca, kafka_user, kafka_password: see `Broker`.
        jwks: the public keys that tokens are checked against: an https URL or a file.
        token_issuer, token_audience: what a token's `iss` and `aud` must be.
        public_url: where the outside reaches it, without a trailing slash.
        bind_host: the address that it listens on, unless its web server was told another.
        log_level: debug, info, warning or error.
        clients: a file that says what each client may do at most, or None: what its token says.
        rate_limit: requests a minute that a client may send with its token, to each process; 0: any number.
    """

    kafka_bootstrap: str
    jwks: str
    token_issuer: str
    token_audience: str
    public_url: str
    bind_host: str
    log_level: str
    clients: str | None = None
    rate_limit: int = RATE_LIMIT
    kafka_tls: bool = False
    kafka_ca: str | None = None
    kafka_user: str | None = None
    kafka_password: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Hold the settings against each other.

        Raises:
            BadConfiguration: two of them do not go together.
        """
        try:
            self.broker  # noqa: B018  (made to be checked)
        except ValueError as error:
            raise BadConfiguration(str(error)) from error

    @property
    def broker(self) -> Broker:
        """How Kafka is reached."""
        return Broker(
            addresses=self.kafka_bootstrap,
            tls=self.kafka_tls,
            ca=self.kafka_ca,
            user=self.kafka_user,
            password=self.kafka_password,
        )

    @classmethod
    def read(cls) -> Self:
        """Read all settings of this class from the environment.

        Raises:
            BadConfiguration: names every setting that is missing or bad, and what it should be.
        """
        env = Env(eager=False, prefix="LOFTET_")
        values = cls.declare(env)
        try:
            env.seal()
        except EnvValidationError as error:
            wrong = cast(dict[str, list[str]], error.error_messages)
            raise BadConfiguration("; ".join(f"{name}: {' '.join(wrong[name])}" for name in wrong)) from error
        return cls(**values)

    @classmethod
    def declare(cls, env: Env) -> dict[str, Any]:
        """Declare each setting by its name, form and default; a subclass adds its own."""
        return {
            "kafka_bootstrap": env.str("KAFKA_BOOTSTRAP"),
            "kafka_tls": env.bool("KAFKA_TLS", False),
            "kafka_ca": env.str("KAFKA_CA", None, validate=_authorities),
            "kafka_user": env.str("KAFKA_USER", None),
            "kafka_password": env.str("KAFKA_PASSWORD", None),
            "jwks": env.str("JWKS"),
            "token_issuer": env.str("TOKEN_ISSUER"),
            "token_audience": env.str("TOKEN_AUDIENCE", "loftet"),
            "public_url": env.str("PUBLIC_URL"),
            "bind_host": env.str("BIND_HOST", "127.0.0.1"),
            "log_level": env.str("LOG_LEVEL", "info", validate=validate.OneOf(["debug", "info", "warning", "error"])),
            "clients": env.str("CLIENTS", None),
            "rate_limit": env.int("RATE_LIMIT", RATE_LIMIT, validate=validate.Range(0)),
        }


@dataclass(frozen=True, kw_only=True)
class Settings(ProcessSettings):
    """What every service needs, in both its processes.

    Attributes:
        mongodb_uri: MongoDB connection string; may hold a password.
        mongodb_database: the service's own database.
        activities_url: where the outside reaches activities, which serves the schemas of all events.
        worker_port: loopback port of the worker's health and metrics; 0 is any free one.
        clock_file: a file that holds the present instant (a rehearsal), or None: the machine's clock.
        max_dead_letters: so many unreadable records in a row stop a consumer.
        contact: the e-mail address that callers may write to, named in the APIs' documents, or None.
        traces_url: where OpenTelemetry's traces go (OTLP over HTTP), or None: they are not made.
    """

    mongodb_uri: str
    mongodb_database: str
    activities_url: str
    worker_port: int
    clock_file: str | None
    max_dead_letters: int
    contact: str | None = None
    traces_url: str | None = None

    @classmethod
    def declare(cls, env: Env) -> dict[str, Any]:
        """The settings of every process and those of every service."""
        return super().declare(env) | {
            "mongodb_uri": env.str("MONGODB_URI", validate=_connection_string),
            "mongodb_database": env.str("MONGODB_DATABASE"),
            "activities_url": env.str("ACTIVITIES_URL"),
            "worker_port": env.int("WORKER_PORT", 0, validate=validate.Range(0, 65535)),
            "clock_file": env.str("CLOCK_FILE", None),
            "max_dead_letters": env.int("MAX_DEAD_LETTERS", 100, validate=validate.Range(1)),
            "contact": env.str("CONTACT", None, validate=validate.Email()),
            "traces_url": env.str("TRACES_URL", None, validate=_receiver) or None,
        }


def _receiver(url: str | None) -> None:
    if url and urlsplit(url).scheme not in ("http", "https"):
        raise ValidationError("is the address of a receiver, as http://collector:4318/v1/traces")


def _authorities(file: str | None) -> None:
    """Certificates that cannot be read would be told apart from a broker that is away by nobody."""
    if file is None:
        return
    try:
        ssl.create_default_context(cafile=file)
    except OSError as error:
        raise ValidationError(f"{file} holds no certificates in PEM that can be read: {error.strerror}") from None


def _connection_string(uri: str) -> None:
    if wrong := wrong_with(uri):
        raise ValidationError(wrong)
