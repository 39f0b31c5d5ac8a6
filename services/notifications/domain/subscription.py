"""The subscription: what a system wants to be sent, where to, and how it stands. Pure.

A subscription is its owner's: the system (client) that made it, speaking for its party. It is sent to once its receiver
has answered the verification, and what happened before that is not sent. While its address is new or it is disabled
nothing is planned for it; whoever was away synchronises by `changedSince`.
"""

import base64
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal
from uuid import uuid5

from services.notifications.domain.delivery import NAMESPACE
from services.notifications.domain.facets import FOLLOWED, GROUPS, Facets
from shared.events.catalogue import ACTIVITY_RECOUNTED
from shared.events.cloudevent import Event
from shared.events.tip import TipReceived

SubscriptionState = Literal["unverified", "active", "disabled"]

SUBSCRIBING = "subscriptions:write"  # the scope that a client needs to subscribe, and to be sent anything after that
SECRET_BYTES = 32
SECRET_PREFIX = "whsec_"  # noqa: S105  (what Standard Webhooks puts before every secret)
OVERLAP = timedelta(hours=24)  # for so long an older secret signs beside the new one
MOST_SECRETS = 5  # that sign at once
MOST_FAILING = timedelta(days=5)  # of nothing but failures disable a subscription

# Why a subscription is as it is.
NEW = "the receiver has not been verified yet"
GONE = "the receiver answered 410 Gone"
FAILING = "every attempt of five days has failed"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be sent: each list that is not empty must name something that the event has.

    ``types`` are event types or names of groups of them; ``municipalities`` is never empty.
    """

    municipalities: tuple[str, ...]
    types: tuple[str, ...] = ()
    agreements: tuple[str, ...] = ()
    promises: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    states: tuple[str, ...] = ()

    def names(self, type_name: str) -> bool:
        """Whether events of a type are among what is wanted."""
        if not self.types:
            return type_name in FOLLOWED
        return any(type_name == each or type_name in GROUPS.get(each, ()) for each in self.types)

    def matches(self, facets: Facets) -> bool:
        """Whether every list that narrows the choice names something that the event has."""
        return (
            facets.municipality in self.municipalities
            and (not self.agreements or any(map(facets.concerns_agreement, self.agreements)))
            and (not self.promises or not facets.promises.isdisjoint(self.promises))
            and (not self.parties or not facets.parties.isdisjoint(self.parties))
            and (not self.kinds or facets.kind in self.kinds)
            and (not self.states or facets.state in self.states)
        )


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret that messages are signed with, and until when; None: for as long as it is the newest.

    ``made_for`` is the id of the request that it was made for, if that may come again, and ``made_with`` the hash of
    that request's body.
    """

    value: str = field(repr=False)
    until: datetime | None = None
    made_for: str | None = None
    made_with: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A subscription at its revision.

    Attributes:
        id: its owner's own name for it.
        client, party: the owner.
        state: only an active one is sent to; ``reason`` says why it is not.
        secrets: that messages are signed with, the newest first.
        rotated_at: when the newest secret was made.
        since: what happened before this is not sent; None: it has never been verified.
        failing_since: since when every attempt has failed, by the machine's clock.
        next_url: the receiver that is to take the place of ``url`` once it is verified.
    """

    id: str
    client: str
    party: str
    url: str = field(repr=False)
    wanted: Wanted
    state: SubscriptionState
    reason: str | None
    secrets: tuple[Secret, ...] = field(repr=False)
    rotated_at: datetime
    created_at: datetime
    changed_at: datetime
    since: datetime | None = None
    failing_since: datetime | None = None
    revision: int = 1
    next_url: str | None = field(default=None, repr=False)

    @property
    def key(self) -> str:
        """What it is stored and told apart by: the owner's name for it among all owners' names."""
        return key_of(self.client, self.party, self.id)

    @property
    def asked_url(self) -> str:
        """The receiver that was asked for last, whether it is verified or not."""
        return self.next_url or self.url

    def wants(self, event: Event, facets: Facets, *, was_sent: bool = False) -> bool:
        """Whether an event is to be sent to it; what was sent before is, whatever is said of it later.

        A tip is for the police parties that it names, and for nobody else. A recount has the time of what was
        recounted, so it cannot be said to be older than the subscription.
        """
        if self.state != "active" or self.since is None:
            return False
        if event.time < self.since and event.type != ACTIVITY_RECOUNTED:
            return False
        if isinstance(event.data, TipReceived) and self.party not in event.data.recipients:
            return False
        if not self.wanted.names(event.type) or facets.municipality not in self.wanted.municipalities:
            return False
        return was_sent or self.wanted.matches(facets)

    def signing(self, now: datetime) -> list[Secret]:
        """The secrets that sign now (the machine's time), the newest first."""
        return [secret for secret in self.secrets if secret.until is None or secret.until > now]


def key_of(client: str, party: str, subscription: str) -> str:
    """The key of an owner's subscription."""
    return str(uuid5(NAMESPACE, "\n".join((client, party, subscription))))


def new_secret(chance: Callable[[int], bytes]) -> str:
    """A secret in the form of Standard Webhooks; ``chance`` gives so many unpredictable bytes."""
    return SECRET_PREFIX + base64.b64encode(chance(SECRET_BYTES)).decode()


def begin(
    subscription: str,
    client: str,
    party: str,
    url: str,
    wanted: Wanted,
    chance: Callable[[int], bytes],
    at: datetime,
    *,
    made_for: str | None = None,
    made_with: str | None = None,
) -> Subscription:
    """A new subscription of an owner, with a secret of its own (see `Secret`) and still to be verified."""
    return Subscription(
        id=subscription,
        client=client,
        party=party,
        url=url,
        wanted=wanted,
        state="unverified",
        reason=NEW,
        secrets=(Secret(new_secret(chance), made_for=made_for, made_with=made_with),),
        rotated_at=at,
        created_at=at,
        changed_at=at,
    )


def redefined(subscription: Subscription, url: str, wanted: Wanted, at: datetime) -> Subscription:
    """With another address or choice. A new address has to be verified anew; one that is in use stays so until then."""
    changed = replace(_next(subscription, at), wanted=wanted, next_url=None)
    if url == subscription.url:
        return changed
    if subscription.state == "active":
        return replace(changed, next_url=url)
    return replace(changed, url=url, state="unverified", reason=NEW, failing_since=None)


def rotated(
    subscription: Subscription,
    value: str,
    at: datetime,
    now: datetime,
    *,
    made_for: str | None = None,
    made_with: str | None = None,
) -> Subscription:
    """With a new secret; the older ones sign beside it for a day.

    Args:
        subscription: whose secret it is.
        value: the new secret.
        at: Löftet's time.
        now: the machine's time, which the day is measured by.
        made_for: the id of the request that asks for it, if that may come again.
        made_with: the hash of that request's body.

    Raises:
        ValueError: so many were made within a day that no more can sign at once.
    """
    older = [replace(each, until=each.until or now + OVERLAP) for each in subscription.signing(now)]
    if len(older) >= MOST_SECRETS:
        raise ValueError(f"{len(older)} secrets sign already")
    return replace(
        _next(subscription, at), secrets=(Secret(value, made_for=made_for, made_with=made_with), *older), rotated_at=at
    )


def verified(subscription: Subscription, at: datetime) -> Subscription:
    """Ready to be sent to; what happens from now on is."""
    ready = replace(_next(subscription, at), url=subscription.asked_url, next_url=None)
    active = replace(ready, state="active", reason=None, failing_since=None)
    return active if subscription.state == "active" else replace(active, since=at)


def disabled(subscription: Subscription, reason: str, at: datetime) -> Subscription:
    """Sent to no more, until it is verified again."""
    return replace(_next(subscription, at), state="disabled", reason=reason, failing_since=None)


def _next(subscription: Subscription, at: datetime) -> Subscription:
    return replace(subscription, revision=subscription.revision + 1, changed_at=at)
