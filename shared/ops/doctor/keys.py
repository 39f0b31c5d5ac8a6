"""The keys and registers that a service reads from files or addresses, each read as the service reads it."""

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

from shared.clock import SystemClock
from shared.config import BadConfiguration
from shared.http.clients import Clients
from shared.http.keys import Keys, NoKeys
from shared.ops.doctor.finding import Finding, found


def examine_keys(settings: Any, *, tokens: bool = True) -> Iterator[Finding]:  # noqa: ANN401  (each service's own)
    """The keys that tokens are checked against, those that tips are sealed for, and the registered clients."""
    if tokens:
        yield found("token keys", _no_keys(settings.jwks), "mend LOFTET_JWKS, or reach the identity provider from here")
    if location := getattr(settings, "tips_keys", None):
        sealer = import_module("services.activities.sealing").Sealer
        do = "mend LOFTET_TIPS_KEYS: a JWKS file of public keys that each name their party and have a kid"
        yield found("tip keys", _refused(lambda: sealer(location, SystemClock())), do)
    if settings.clients:
        do = "mend the file that LOFTET_CLIENTS names, as the README shows it; until then what was read before holds"
        yield found("clients", _refused(lambda: Clients(settings.clients, SystemClock())), do)


def _no_keys(location: str) -> str | None:
    try:
        Keys(location).get(None)
    except NoKeys as error:
        return f"{location} gives none: {str(error).partition(' (Caused by')[0]}"
    return None


def _refused(read: Callable[[], object]) -> str | None:
    try:
        read()
    except BadConfiguration as error:
        return " ".join(str(error).split())
    return None
