"""What the service tells of itself: a link that confirms an address, a test, that an endpoint is disabled. Pure."""

from collections.abc import Sequence
from datetime import datetime

from services.notifications.domain.delivery import Delivery
from services.notifications.domain.endpoint import FOLLOWERS, MAIL, Endpoint
from services.notifications.domain.notice import EndpointFacts, Notice
from services.notifications.domain.plan import Cause, to_endpoint, to_party
from services.notifications.domain.rules import RULES_BY_ID

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


def trial(endpoint: Endpoint, number: str, now: datetime) -> Delivery:
    """A test message; ``number`` tells it from others."""
    return to_endpoint(_cause(endpoint, number), RULES_BY_ID["endpoint-test"], _about(endpoint), endpoint, now)


def disabling(
    party: str, name: str, channel: str, reason: str, occurrence: str, endpoints: Sequence[Endpoint], now: datetime
) -> list[Delivery]:
    """What tells a party that one of its endpoints or subscriptions is disabled, by mail wherever else it is reached.

    Args:
        party: whose it is.
        name: the party's own name for it.
        channel: `mail`, or `webhook` for a subscription.
        reason: why.
        occurrence: tells this time from another.
        endpoints: all of the party's.
        now: the present instant.
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
    cause = Cause(key=("disabled", channel, party, name, occurrence), id=f"{party}/{name}", type=TYPE)
    return to_party(cause, RULES_BY_ID["endpoint-disabled"], notice, party, others, now)


def _about(endpoint: Endpoint) -> Notice:
    return Notice(
        about=f"{endpoint.party}/{endpoint.id}",
        municipality="",
        municipality_name="",
        endpoint=EndpointFacts(name=endpoint.id, channel=endpoint.channel),
    )


def _cause(endpoint: Endpoint, occurrence: str) -> Cause:
    name = f"{endpoint.party}/{endpoint.id}"
    return Cause(key=(TYPE, name, occurrence), id=name, type=TYPE)
