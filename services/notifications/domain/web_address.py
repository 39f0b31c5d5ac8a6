"""Web addresses that others tell us to send to: which are well-formed, and which machines may be reached by them. Pure.

Whoever names an address chooses where our own network sends: without care a receiver could be the metadata service of
the cloud, or a database that trusts its neighbours.
"""

import ipaddress
import re
from collections.abc import Iterable
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from services.notifications.domain.addresses import is_reserved

MOST_CHARACTERS: Final = 2048
_HOST: Final = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\.?")
_VISIBLE: Final = re.compile(r"[!-\[\]-~]+")  # ASCII without space, control characters and the backslash

# Ways to another address, and what a cloud tells its own machines by.
_NEVER: Final = tuple(
    ipaddress.ip_network(each)
    for each in ("64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16", "fd00:ec2::/64", "168.63.129.16/32")
)
_OWN: Final = tuple(
    ipaddress.ip_network(each)
    for each in ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7")
)

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class BadUrl(ValueError):
    """Not an address that can be sent to; the message says what is wrong and repeats nothing of it."""


class Target(NamedTuple):
    """What a web address says of where to send."""

    secure: bool
    host: str
    port: int
    path: str


def target_of(url: str, *, insecure: bool) -> Target:
    """Where a web address leads.

    Args:
        url: as it was told.
        insecure: whether `http` to this very machine is allowed, and private addresses are.

    Raises:
        BadUrl: it is not well-formed, or not allowed.
    """
    if len(url) > MOST_CHARACTERS or not _VISIBLE.fullmatch(url):
        raise BadUrl(f"must be at most {MOST_CHARACTERS} visible ASCII characters; encode others")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise BadUrl("is not a web address, as in https://system.example/loftet") from error
    secure = parts.scheme == "https"
    _check(parts.scheme, host, insecure)
    if "@" in parts.netloc:
        raise BadUrl("must not hold a user name or password")
    if "#" in url:
        raise BadUrl("must not have a fragment")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(secure, host, (443 if secure else 80) if port is None else port, path)


def leads_nowhere(url: str) -> bool:
    """Whether a web address leads to this very machine or into a reserved domain: to nobody outside."""
    host = urlsplit(url).hostname or ""
    return _is_loopback(host, _literal(host)) or is_reserved(host)


def may_be_reached(address: Address, *, insecure: bool) -> bool:
    """Whether a machine may be sent to: one of the open internet, or when ``insecure`` also one of our own network.

    Never this network's link (where clouds have their metadata), a group, or a way around.
    """
    inner = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    if inner is not None:
        return may_be_reached(inner, insecure=insecure)
    if _is_among(address, _NEVER):
        return False
    open_to_all = address.is_global and not (address.is_multicast or address.is_reserved)
    return open_to_all or (insecure and _is_among(address, _OWN))


def _is_among(address: Address, networks: Iterable[Network]) -> bool:
    return any(address in network for network in networks if network.version == address.version)


def _check(scheme: str, host: str, insecure: bool) -> None:
    address = _literal(host)
    if address is None and not _HOST.fullmatch(host):
        raise BadUrl("is not a web address, as in https://system.example/loftet")
    if scheme != "https" and not (insecure and scheme == "http" and _is_loopback(host, address)):
        raise BadUrl("must begin with https://")
    if address is not None and not may_be_reached(address, insecure=insecure):
        raise BadUrl("leads to a machine that is not of the open internet")


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _is_loopback(host: str, address: Address | None) -> bool:
    if address is not None:
        return address.is_loopback
    return host == "localhost" or host.endswith(".localhost")
