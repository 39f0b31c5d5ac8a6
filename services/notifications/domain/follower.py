"""The follower: a resident who follows a promise or a municipality by mail. Pure.

To the rest of the service it is an endpoint of `FOLLOWERS`, which is nobody's party. Whoever asks again for what is
followed already is sent a link like anybody: the answer never tells whether an address is known, and nothing changes
before the link is used.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from services.notifications.domain.endpoint import (
    FOLLOWERS,
    LINK_HOLDS,
    MAIL,
    UNCONFIRMED,
    Endpoint,
    Link,
    Rhythm,
)

RESTS: Final = timedelta(hours=1)  # before another link is mailed for the same thing
MOST_LINKS: Final = 5  # links that one address has waiting; so many unasked mails anybody can cause in a week


class Choice(NamedTuple):
    """How a follower wants to be told."""

    language: str
    rhythm: Rhythm


@dataclass(frozen=True, slots=True)
class Follower:
    """One address that follows one thing.

    Attributes:
        endpoint: where it is reached; its id is drawn by chance and says nothing of the address.
        about: a promise's id, or a municipality's code.
        since: when it was confirmed; what happened before is not told.
        wanted: the choice that the link confirms.
    """

    endpoint: Endpoint
    about: str
    since: datetime | None = None
    wanted: Choice | None = None


def asked(
    before: Follower | None, about: str, address: str, choice: Choice, chance: Callable[[], str], at: datetime
) -> Follower:
    """What follows from asking to follow: a link that confirms it, and nothing else before that is used."""
    new = Endpoint(FOLLOWERS, chance(), MAIL, address, state="unconfirmed", reason=UNCONFIRMED, leave=chance())
    follower = before or Follower(new, about)
    number = follower.endpoint.link.number + 1 if follower.endpoint.link else 1
    link = Link(chance(), at + LINK_HOLDS, number)
    endpoint = replace(follower.endpoint, link=link)
    if endpoint.state == "unconfirmed":
        endpoint = replace(endpoint, language=choice.language, rhythm=choice.rhythm)
    return replace(follower, endpoint=endpoint, wanted=choice)


def is_pestered(before: Follower | None, waiting: int, at: datetime) -> bool:
    """Whether another link would only pester whoever reads the mailbox.

    Args:
        before: as it stands.
        waiting: links that the address has waiting, for whatever it is to follow.
        at: Löftet's time.
    """
    link = before.endpoint.link if before else None
    if link is not None and at < link.until - LINK_HOLDS + RESTS:
        return True
    return waiting >= MOST_LINKS


def never_sent(follower: Follower, at: datetime) -> Follower:
    """With a link that holds no longer: it is forgotten at the next look."""
    link = follower.endpoint.link
    return replace(follower, endpoint=replace(follower.endpoint, link=replace(link, until=at) if link else None))


def followed(follower: Follower, at: datetime) -> Follower:
    """Confirmed: told from now on, as it was asked for; the link has done its work."""
    endpoint = follower.endpoint
    language, rhythm = follower.wanted or Choice(endpoint.language, endpoint.rhythm)
    active = replace(
        endpoint, state="active", reason=None, link=None, failing_since=None, language=language, rhythm=rhythm
    )
    return replace(follower, endpoint=active, since=follower.since or at, wanted=None)
