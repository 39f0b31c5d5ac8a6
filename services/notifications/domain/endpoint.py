"""The endpoint: where a party is reached, with what, how often and when not; and how it stands. Pure.

A new address is sent nothing but the link that confirms it, so that nobody can have mail sent to somebody else; the
one before it stays in use until then, and is told. An address in a reserved domain belongs to nobody, so there is
nobody to ask: it counts as confirmed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Final, Literal

from services.notifications.domain.addresses import reaches_nobody

# Channels: how something is sent.
MAIL = "mail"
WEBHOOK = "webhook"
OTHER = "other"  # one that the operator has set up for the party
CHANNELS = (MAIL, WEBHOOK, OTHER)

# Stands where a party stands else, for residents who follow something; no party can have the name.
FOLLOWERS = "@followers"

EndpointState = Literal["unconfirmed", "active", "disabled"]
Rhythm = Literal["immediate", "daily", "weekly"]

LINK_HOLDS = timedelta(days=7)
LINK_RESTS = timedelta(minutes=1)  # before another is made for the same address
MOST_LINKS, LINKS_REST = 5, timedelta(hours=1)  # so many within so long, to whatever addresses
MOST_FAILING = timedelta(days=5)  # of nothing but failures disable an endpoint

# Why an endpoint is as it is.
UNCONFIRMED = "the address has not been confirmed yet"
FAILING = "every attempt of five days has failed"
NOT_SET_UP = "no such channel is set up"

_CHOICES: Final = ("language", "rules", "municipalities", "rhythm", "quiet")  # what changes without being confirmed


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours of every night or day in which nothing is sent, by the clock on the wall in Stockholm."""

    from_: time
    until: time


@dataclass(frozen=True, slots=True)
class Link:
    """The confirming link's token, until when it holds, and the number of times that one was made."""

    token: str = field(repr=False)
    until: datetime
    number: int = 1


@dataclass(frozen=True, slots=True)
class Former:
    """A mailbox in use that is told that something else is to take its place, and when that was asked for."""

    address: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a party is reached.

    Attributes:
        party, id: whose it is, and the party's own name for it.
        channel: `mail`, `webhook` or `other`.
        address: a functional mailbox, the key of the subscription over which notices are sent, or `party/name` of a
            channel that the operator has set up.
        rules: ids of those it asks for; empty: all. ``municipalities`` likewise, by code.
        rhythm: when it is told of what is not urgent.
        state: only an active one is sent to; ``reason`` says why it is not.
        failing_since: since when every attempt has failed, by the machine's clock.
        leave: of a follower, the token of the link that ends it.
        next_address: the mailbox that is to take the address's place once it is confirmed.
        former: the mailbox that was in use when something else was last asked for, or None.
    """

    party: str
    id: str
    channel: str
    address: str
    language: str = "sv"
    rules: tuple[str, ...] = ()
    municipalities: tuple[str, ...] = ()
    rhythm: Rhythm = "immediate"
    quiet: Quiet | None = None
    state: EndpointState = "active"
    reason: str | None = None
    link: Link | None = None
    failing_since: datetime | None = None
    leave: str | None = field(default=None, repr=False)
    next_address: str | None = None
    former: Former | None = None

    def wants(self, rule: str, municipality: str) -> bool:
        """Whether the endpoint asks for what a rule tells of a municipality."""
        return (not self.rules or rule in self.rules) and (
            not self.municipalities or municipality in self.municipalities
        )

    def same_choice(self, other: "Endpoint") -> bool:
        """Whether another asks for the same, whatever became of it since."""
        return _chosen(self) == _chosen(other)

    def at(self, address: str | None) -> "Endpoint":
        """The same at another mailbox, if there is one."""
        return replace(self, address=address) if address else self


def settled(wanted: Endpoint, before: Endpoint | None, chance: Callable[[], str], at: datetime) -> Endpoint:
    """An endpoint as it begins, or goes on when it is asked for otherwise.

    A new address is to be confirmed anew, and one that is in use stays so until then; whatever else changes leaves it
    as it stands.

    Args:
        wanted: what is asked for.
        before: as it stands.
        chance: gives a token that nobody can guess.
        at: Löftet's time.
    """
    if before is None or before.channel != wanted.channel:
        begun = replace(wanted, former=in_use(before, at) if before else None)
        return begun if _asks_nobody(wanted) else to_be_confirmed(begun, chance, at)
    stands = replace(before, **{name: getattr(wanted, name) for name in _CHOICES})
    if wanted.address == (before.next_address or before.address):
        return stands
    if wanted.address == before.address:
        return replace(stands, next_address=None, link=None)
    moved = replace(stands, next_address=wanted.address, former=in_use(before, at))
    if before.state != "active":
        return wanted if _asks_nobody(wanted) else to_be_confirmed(replace(wanted, link=before.link), chance, at)
    return confirmed(moved) if _asks_nobody(wanted) else to_be_confirmed(moved, chance, at)


def to_be_confirmed(endpoint: Endpoint, chance: Callable[[], str], at: datetime) -> Endpoint:
    """With a link that confirms it; one that was sent before leads nowhere from now on."""
    number = endpoint.link.number + 1 if endpoint.link else 1
    asked = replace(endpoint, link=Link(chance(), at + LINK_HOLDS, number))
    if endpoint.next_address or endpoint.state == "disabled":
        return asked
    return replace(asked, state="unconfirmed", reason=UNCONFIRMED)


def rests(endpoint: Endpoint, at: datetime) -> timedelta:
    """For how long another link would only pester whoever reads the mailbox; maybe zero."""
    made = endpoint.link.until - LINK_HOLDS if endpoint.link else at - LINK_RESTS
    return max(made + LINK_RESTS - at, timedelta())


def confirmed(endpoint: Endpoint) -> Endpoint:
    """Ready to be sent to; the link has done its work."""
    ready = replace(endpoint, state="active", reason=None, link=None, failing_since=None)
    if endpoint.next_address is None:
        return ready
    return replace(ready, address=endpoint.next_address, next_address=None)


def disabled(endpoint: Endpoint, reason: str) -> Endpoint:
    """Sent to no more, until it is confirmed again."""
    link = endpoint.link if endpoint.next_address else None
    return replace(endpoint, state="disabled", reason=reason, link=link, failing_since=None)


def in_use(endpoint: Endpoint, at: datetime) -> Former | None:
    """The mailbox that an endpoint is reached at, as one that something else was asked for at an instant."""
    return Former(endpoint.address, at) if endpoint.channel == MAIL and endpoint.state == "active" else None


def _chosen(endpoint: Endpoint) -> list[object]:
    return [endpoint.next_address or endpoint.address, *(getattr(endpoint, name) for name in ("channel", *_CHOICES))]


def _asks_nobody(endpoint: Endpoint) -> bool:
    return endpoint.channel != MAIL or reaches_nobody(endpoint.address)
