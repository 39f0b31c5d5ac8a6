"""Whose a promise is when an amendment has given it to others: those who answer for it now are reminded. Pure."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from services.notifications.domain.amending import responsible
from services.notifications.domain.concern import Concern
from services.notifications.domain.delivery import Delivery
from services.notifications.domain.plan import NEWS, Cause, Endpoints, to_party
from services.notifications.domain.rules import state_rule
from shared.events.agreement import AgreementPublished
from shared.events.cloudevent import Event

_EVER: Final = datetime.min.replace(tzinfo=UTC)


def answered(concern: Concern, agreements: Iterable[Concern]) -> Concern:
    """What goes badly, of those who answer for the promise now, when it was given to others since it does."""
    if concern.kind != "status":
        return concern
    lines = concern.notice.promises
    named = {
        party: lines
        for each in agreements
        if each.about == concern.agreement and each.given.get(concern.about, _EVER) >= concern.began
        for party, theirs in each.parties.items()
        if concern.about in {line.id for line in theirs}
    }
    return replace(concern, parties=named) if named else concern


def taken_over(published: AgreementPublished) -> dict[str, frozenset[str]]:
    """Promise -> the parties that answer for it since the latest version, and did not before."""
    if len(published.versions) == 1:
        return {}
    before, now = map(responsible, published.versions[-2:])
    new = {promise: parties - before[promise] for promise, parties in now.items() if promise in before}
    return {promise: parties for promise, parties in new.items() if parties}


def told_anew(event: Event, concerns: Iterable[Concern], endpoints: Endpoints, now: datetime) -> list[Delivery]:
    """What tells those who take promises over that these go badly.

    Args:
        event: the agreement's latest version.
        concerns: how the promises stand that it gives to others.
        endpoints: of those parties.
        now: the present instant.
    """
    taken = taken_over(event.data)
    return [
        delivery
        for concern in concerns
        if concern.counted_from is not None and concern.notice.status and now - event.time <= NEWS
        for party in sorted(taken[concern.about] - concern.parties.keys())
        for delivery in to_party(
            Cause(key=(event.source, event.id, concern.about), id=event.id, type=event.type),
            state_rule(concern.notice.status.state),
            concern.notice,
            party,
            endpoints.get(party, ()),
            now,
        )
    ]
