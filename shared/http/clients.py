"""The registry of clients: what each may do at most, whatever its token says. A YAML or JSON file.

clients:
  nykvarn-arenden:
    party: nykvarn-kommun
    municipalities: ["0140"]
    scopes: [activities:read, activities:write, events:write]
    sources: [/nykvarn/arenden]
    sender: nykvarn-arenden

Without `party` a client is an operator: it speaks for the party that its token names, or for none. Without `sources` it
sends no events. Straight onto Kafka a client with `sender` sends them on `loftet.inbound.nykvarn-arenden` and nowhere
else; without, on `loftet.inbound`, where all such clients' events are taken from whoever may write there.
"""

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final

import msgspec
import yaml
from msgspec import Meta

from shared.clock import Clock
from shared.config import BadConfiguration
from shared.http.caller import Caller, belongs
from shared.http.health import Worry
from shared.http.problem import forbidden
from shared.http.watched import Watched

LOOK: Final = timedelta(seconds=5)

_SENDS: Final = "events:write"

_Name = Annotated[str, Meta(min_length=1, max_length=255)]
_Code = Annotated[str, Meta(pattern=r"^[0-9]{4}\Z")]
_Sender = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9.-]{0,199}\Z")]  # as a topic's name may end
_Scope = Annotated[str, Meta(pattern=r"^[a-z]+:[a-z]+\Z")]


class Client(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a client may do at most."""

    scopes: frozenset[_Scope]
    municipalities: frozenset[_Code] = frozenset()
    party: _Name | None = None
    sources: tuple[_Name, ...] = ()
    sender: _Sender | None = None


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    clients: dict[_Name, Client]


class Clients:
    """The registry, as its file stands; without a file every client may do what its token says."""

    def __init__(self, path: str | None, clock: Clock) -> None:
        """Read the registry; it is looked at every five seconds, and read again when it is another.

        Raises:
            BadConfiguration: it cannot be read.
        """
        self._file = Watched(Path(path), _read, clock, what="registered clients", look=LOOK) if path else None

    def cut(self, caller: Caller) -> Caller:
        """The caller with no more than is registered for its client.

        Raises:
            Problem: 403 when the client is not registered, or for another party than the token speaks for.
        """
        if self._file is None:
            return caller
        client = self._file.present().get(caller.client)
        if client is None:
            raise forbidden(
                f"The client {caller.client[:100]!r} is not registered here.", remedy="Ask the operator to register it."
            )
        return Caller(
            client=caller.client,
            party=_party(caller, client),
            municipalities=caller.municipalities & client.municipalities,
            scopes=caller.scopes & client.scopes,
            sources=_sources(caller, client),
        )

    def lets(self, client: str, party: str, scope: str, municipalities: Iterable[str]) -> bool:
        """Whether a client is still registered for what it began with a token; without a registry it is."""
        if self._file is None:
            return True
        found = self._file.present().get(client)
        if found is None or found.party not in (None, party):
            return False
        return scope in found.scopes and found.municipalities.issuperset(municipalities)

    def sending(self, party: str, source: str, sender: str | None) -> Client | None:
        """What whoever puts a party's event straight onto a topic may do at most; None: there is no registry.

        That is what all of the party's clients with such a source and that sender (None: the topic is the common one)
        may do together. With none, nothing.
        """
        if self._file is None:
            return None
        there = [each for each in self._file.present().values() if each.sender == sender and _SENDS in each.scopes]
        found = [each for each in there if each.party == party and belongs(source, each.sources)]
        return Client(
            scopes=frozenset({_SENDS}),
            municipalities=frozenset(code for each in found for code in each.municipalities),
            party=party,
            sources=tuple(dict.fromkeys(own for each in found for own in each.sources)),
        )

    def check(self) -> Worry | None:
        """For readiness: None, or that the file is bad and the clients before it are kept."""
        return self._file.check() if self._file else None


def _party(caller: Caller, client: Client) -> str | None:
    """A client of a party speaks for it alone; an operator for whom its token says."""
    if client.party is None:
        return caller.party
    if caller.party not in (None, client.party):
        raise forbidden(
            f"The token speaks for another party than the client {caller.client[:100]!r} is registered for.",
            remedy=f"It is registered for {client.party}.",
        )
    return client.party


def _sources(caller: Caller, client: Client) -> tuple[str, ...]:
    """Those that are registered; of them, those that the token names, if it names any."""
    if caller.sources is None:
        return client.sources
    narrower = [each for each in caller.sources if belongs(each, client.sources)]
    narrowed = [each for each in client.sources if belongs(each, caller.sources)]
    return tuple(dict.fromkeys([*narrower, *narrowed]))


def _read(path: Path) -> dict[str, Client]:
    try:
        plain = yaml.safe_load(path.read_text(encoding="utf-8"))
        return msgspec.convert(plain, _File).clients
    except (OSError, ValueError, yaml.YAMLError, msgspec.MsgspecError) as error:
        raise BadConfiguration(f"LOFTET_CLIENTS: {path} is no registry of clients: {error}") from None
