"""How Kafka is reached: where it listens, and what it is shown of us."""

from dataclasses import dataclass, field
from typing import Any, Final

MECHANISM: Final = "SCRAM-SHA-512"  # RFC 5802 with SHA-512, as Kafka names it


@dataclass(frozen=True, slots=True, kw_only=True)
class Broker:
    """An address, and what is needed to be let in.

    Attributes:
        addresses: `host:port`, several by commas.
        tls: speak TLS, and demand a certificate that holds for the host.
        ca: a PEM file with the authorities that are trusted, or None: those of the machine.
        user, password: SASL's SCRAM-SHA-512, both or neither, and only under TLS.

    Raises:
        ValueError: half a login, a login that would travel in clear text, or authorities that nobody asks.
    """

    addresses: str
    tls: bool = False
    ca: str | None = None
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if (self.user is None) != (self.password is None):
            raise ValueError("LOFTET_KAFKA_USER and LOFTET_KAFKA_PASSWORD: set both or neither")
        if self.user is not None and not self.tls:
            raise ValueError("LOFTET_KAFKA_USER: a login is sent only under LOFTET_KAFKA_TLS=true")
        if self.ca is not None and not self.tls:
            raise ValueError("LOFTET_KAFKA_CA: says whom to trust under LOFTET_KAFKA_TLS=true, which is not set")

    def options(self) -> dict[str, Any]:
        """As any of kafka-python's clients takes it."""
        found: dict[str, Any] = {"bootstrap_servers": self.addresses.split(",")}
        if self.tls:
            found |= {"security_protocol": "SSL", "ssl_cafile": self.ca}
        if self.user is not None:
            found |= {
                "security_protocol": "SASL_SSL",
                "sasl_mechanism": MECHANISM,
                "sasl_plain_username": self.user,
                "sasl_plain_password": self.password,
            }
        return found
