"""What the service tells of itself: a link that confirms an address, a test, that an endpoint is disabled. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from services.notifications.domain.delivery import Delivery
from services.notifications.domain.endpoint import FOLLOWERS, LINK_HOLDS, MAIL, Endpoint, Former, in_use
from services.notifications.domain.notice import EndpointFacts, Notice
from services.notifications.domain.plan import Cause, to_endpoint, to_party
from services.notifications.domain.rules import CONFIRMATIONS, MOVING, RULES_BY_ID

TYPE = "endpoint"  # stands in the log where the type of an event stands else


def confirmation(endpoint: Endpoint, now: datetime, about: Notice | None = None) -> Delivery | None:
    """The mail with the link that confirms an address; None: there is nothing to confirm.

    Args:
        endpoint: whose it is.
        now: the present instant.
        about: what a follower is to follow.
    """
    if endpoint.link is None:
        return None
    occurrence = f"{endpoint.link.number} {endpoint.link.until.isoformat()}"
    rule = RULES_BY_ID["follow-confirmation" if endpoint.party == FOLLOWERS else "endpoint-confirmation"]
    return to_endpoint(_cause(endpoint, occurrence), rule, about or _about(endpoint), endpoint, now)


def moving(endpoint: Endpoint, now: datetime) -> Delivery | None:
    """The mail that tells the mailbox in use that something else is to take its place, so that nothing does unseen.

    None: nothing was asked for lately.
    """
    if endpoint.former is None or now - endpoint.former.asked_at > LINK_HOLDS:
        return None
    return _to_former(endpoint, endpoint.former, now, ends=endpoint.channel != MAIL)


def removing(endpoint: Endpoint, now: datetime) -> Delivery | None:
    """The mail that tells the mailbox in use that its endpoint was removed; None: there is none in use."""
    former = in_use(endpoint, now)
    return _to_former(endpoint, former, now, ends=True) if former else None


def addressed(delivery: Delivery, endpoint: Endpoint | None) -> Endpoint | None:
    """The endpoint at what a delivery is for: most are for the one in use; None: that is gone.

    A mailbox that was in use is told of what takes its place whatever has become of the endpoint since.
    """
    facts = delivery.notice.endpoint
    if delivery.rule == MOVING and delivery.to and facts:
        stands = endpoint or Endpoint(delivery.party, delivery.endpoint, MAIL, delivery.to)
        return replace(stands, channel=MAIL, address=delivery.to, language=facts.language)
    if endpoint is None or endpoint.channel != delivery.channel:
        return None
    return endpoint.at(endpoint.next_address) if delivery.rule in CONFIRMATIONS else endpoint


def trial(endpoint: Endpoint, number: str, now: datetime) -> Delivery:
    """A test message; ``number`` tells it from others."""
    return to_endpoint(_cause(endpoint, number), RULES_BY_ID["endpoint-test"], _about(endpoint), endpoint, now)


def disabling(
    party: str, name: str, channel: str, reason: str, endpoints: Sequence[Endpoint], now: datetime
) -> list[Delivery]:
    """What tells a party that one of its endpoints or subscriptions is disabled, by mail wherever else it is reached.

    Args:
        party: whose it is.
        name: the party's own name for it.
        channel: `mail`, or `webhook` for a subscription.
        reason: why.
        endpoints: all of the party's.
        now: the present instant; tells this time from another.
    """
    others = [each for each in endpoints if each.channel == MAIL and each.state == "active" and each.id != name]
    if channel != MAIL:
        others = [each for each in endpoints if each.channel == MAIL and each.state == "active"]
    notice = Notice(
        about=f"{party}/{name}",
        municipality="",
        municipality_name="",
        endpoint=EndpointFacts(name=name, channel=channel, reason=reason),
    )
    cause = Cause(key=("disabled", channel, party, name, now.isoformat()), id=f"{party}/{name}", type=TYPE)
    return to_party(cause, RULES_BY_ID["endpoint-disabled"], notice, party, others, now)


def _to_former(endpoint: Endpoint, former: Former, now: datetime, *, ends: bool) -> Delivery:
    about = _about(endpoint, ends=ends)
    cause = _cause(endpoint, f"moving {former.asked_at.isoformat()} {former.address} {endpoint.channel} {ends}")
    mailbox = replace(endpoint, channel=MAIL, address=former.address, state="active")
    return replace(to_endpoint(cause, RULES_BY_ID[MOVING], about, mailbox, now), to=former.address)


def _about(endpoint: Endpoint, *, ends: bool = False) -> Notice:
    return Notice(
        about=f"{endpoint.party}/{endpoint.id}",
        municipality="",
        municipality_name="",
        endpoint=EndpointFacts(name=endpoint.id, channel=endpoint.channel, ends=ends, language=endpoint.language),
    )


def _cause(endpoint: Endpoint, occurrence: str) -> Cause:
    name = f"{endpoint.party}/{endpoint.id}"
    return Cause(key=(TYPE, name, occurrence), id=name, type=TYPE)
