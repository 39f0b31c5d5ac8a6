"""The endpoint: where a party is reached, with what, how often and when not; and how it stands. Pure.

A new address is sent nothing but the link that confirms it, so that nobody can have mail sent to somebody else. An
address in a reserved domain belongs to nobody, so there is nobody to ask: it counts as confirmed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Literal

from services.notifications.domain.addresses import reaches_nobody

# Channels: how something is sent.
MAIL = "mail"
WEBHOOK = "webhook"
OTHER = "other"  # one that the operator has set up for the party

# Stands where a party stands else, for residents who follow something; no party can have the name.
FOLLOWERS = "@followers"

EndpointState = Literal["unconfirmed", "active", "disabled"]
Rhythm = Literal["immediate", "daily", "weekly"]

LINK_HOLDS = timedelta(days=7)
LINK_RESTS = timedelta(minutes=1)  # before another is made for the same address
MOST_FAILING = timedelta(days=5)  # of nothing but failures disable an endpoint

# Why an endpoint is as it is.
UNCONFIRMED = "the address has not been confirmed yet"
FAILING = "every attempt of five days has failed"
NOT_SET_UP = "no such channel is set up"


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

    def wants(self, rule: str, municipality: str) -> bool:
        """Whether the endpoint asks for what a rule tells of a municipality."""
        return (not self.rules or rule in self.rules) and (
            not self.municipalities or municipality in self.municipalities
        )

    def same_choice(self, other: "Endpoint") -> bool:
        """Whether another asks for the same, whatever became of it since."""
        return _chosen(self) == _chosen(other)


def settled(wanted: Endpoint, before: Endpoint | None, chance: Callable[[], str], at: datetime) -> Endpoint:
    """An endpoint as it begins, or goes on when it is asked for otherwise.

    A new address is to be confirmed anew; whatever else changes leaves it as it stands.

    Args:
        wanted: what is asked for.
        before: as it stands.
        chance: gives a token that nobody can guess.
        at: Löftet's time.
    """
    if before is not None and (before.channel, before.address) == (wanted.channel, wanted.address):
        return replace(
            wanted, state=before.state, reason=before.reason, link=before.link, failing_since=before.failing_since
        )
    if wanted.channel != MAIL or reaches_nobody(wanted.address):
        return wanted
    return to_be_confirmed(wanted, chance, at)


def to_be_confirmed(endpoint: Endpoint, chance: Callable[[], str], at: datetime) -> Endpoint:
    """With a link that confirms it; one that was sent before leads nowhere from now on."""
    number = endpoint.link.number + 1 if endpoint.link else 1
    state: EndpointState = "disabled" if endpoint.state == "disabled" else "unconfirmed"
    reason = endpoint.reason if state == "disabled" else UNCONFIRMED
    return replace(endpoint, state=state, reason=reason, link=Link(chance(), at + LINK_HOLDS, number))


def is_fresh(endpoint: Endpoint, at: datetime) -> bool:
    """Whether its link was made so lately that another would only pester whoever reads the mailbox."""
    return endpoint.link is not None and at < endpoint.link.until - LINK_HOLDS + LINK_RESTS


def confirmed(endpoint: Endpoint) -> Endpoint:
    """Ready to be sent to; the link has done its work."""
    return replace(endpoint, state="active", reason=None, link=None, failing_since=None)


def disabled(endpoint: Endpoint, reason: str) -> Endpoint:
    """Sent to no more, until it is confirmed again."""
    return replace(endpoint, state="disabled", reason=reason, link=None, failing_since=None)


def _chosen(endpoint: Endpoint) -> Endpoint:
    return replace(endpoint, state="active", reason=None, link=None, failing_since=None)
