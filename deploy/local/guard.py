"""What a guarded broker and database show and ask for: a certificate of a small authority, and passwords.

The embedded stack does without, on loopback; guarded, it is as an installation is whose brokers stand on a network.
"""

import os
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from deploy.local import ports

ADMINISTRATOR: Final = "administrator"
_DAYS: Final = 397  # what browsers take at most, and a year with a month to renew in


@dataclass(frozen=True, slots=True)
class Guard:
    """Where the authority, the server's certificate and key lie, and each user's password, by name."""

    folder: Path
    passwords: Mapping[str, str] = field(repr=False)

    @property
    def ca(self) -> Path:
        """The authority's certificate: whom clients trust."""
        return self.folder / "ca.pem"

    @property
    def authority_key(self) -> Path:
        """The authority's private key."""
        return self.folder / "ca-key.pem"

    @property
    def certificate(self) -> Path:
        """The server's certificate."""
        return self.folder / "server.pem"

    @property
    def key(self) -> Path:
        """The server's private key."""
        return self.folder / "server-key.pem"

    @property
    def both(self) -> Path:
        """The server's key and certificate in one file, as Kafka takes them."""
        return self.folder / "server-both.pem"


def make(folder: Path, users: Iterable[str], *, until: datetime | None = None) -> Guard:
    """Make all of it anew.

    Args:
        folder: where it lies; readable by its owner alone.
        users: who has a password beside the administrator.
        until: when the server's certificate expires; it held for two years before.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    guard = Guard(folder, {name: secrets.token_urlsafe(24) for name in (ADMINISTRATOR, *users)})
    until = until or datetime.now(UTC) + timedelta(days=_DAYS)
    authority_key = ec.generate_private_key(ec.SECP256R1())
    _write(guard.authority_key, _private(authority_key))
    _write(guard.ca, _pem(_authority(authority_key, until)))
    renew(guard, until)
    return guard


def renew(guard: Guard, until: datetime) -> None:
    """Make the server's key and certificate anew, by the same authority, in the place of those that are there.

    Args:
        guard: whose.
        until: when the certificate expires.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    authority = x509.load_pem_x509_certificate(guard.ca.read_bytes())
    authority_key = serialization.load_pem_private_key(guard.authority_key.read_bytes(), None)
    if not isinstance(authority_key, ec.EllipticCurvePrivateKey):
        raise TypeError("the authority's key is none of ours")
    server = _pem(_server(key.public_key(), authority, authority_key, until))
    _write(guard.certificate, server)
    _write(guard.key, _private(key))
    _write(guard.both, _private(key) + server)


def _authority(key: ec.EllipticCurvePrivateKey, until: datetime) -> x509.Certificate:
    name = _name("The embedded stack's authority")
    return (
        _certificate(name, name, key.public_key(), until + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )


def _server(
    key: ec.EllipticCurvePublicKey,
    authority: x509.Certificate,
    authority_key: ec.EllipticCurvePrivateKey,
    until: datetime,
) -> x509.Certificate:
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address(ports.HOST)), x509.DNSName("localhost")])
    return (
        _certificate(_name(ports.HOST), authority.subject, key, until)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(names, critical=False)
        .sign(authority_key, hashes.SHA256())
    )


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, until: datetime
) -> x509.CertificateBuilder:
    return x509.CertificateBuilder(
        subject_name=subject,
        issuer_name=issuer,
        public_key=key,
        serial_number=x509.random_serial_number(),
        not_valid_before=until - timedelta(days=2 * _DAYS),
        not_valid_after=until,
    )


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _write(path: Path, content: bytes) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
