"""Which promises an agreement's later versions changed or gave to others, and when; the rest is as it was. Pure."""

from datetime import datetime
from itertools import pairwise

from shared.events.agreement import Agreement, AgreementPublished, AgreementVersion, Promise

_ENDS = frozenset({"ended", "replaced"})  # of all that was promised


def amended_at(published: AgreementPublished, told: datetime) -> dict[str, datetime]:
    """Promise -> when its text or what it is checked by was last changed, or it was taken out; others are left out.

    Args:
        published: every version so far.
        told: when the latest was told of.
    """
    found: dict[str, datetime] = {}
    for before, after in pairwise(published.versions):
        at = told if after is published.latest else after.known_from
        every = after.change in _ENDS
        found |= dict.fromkeys(_changed(before.agreement, after.agreement, every=every), at)
    return found


def given_at(published: AgreementPublished, told: datetime) -> dict[str, datetime]:
    """Promise -> when other parties last came to answer for it; others are left out.

    Args:
        published: every version so far.
        told: when the latest was told of.
    """
    found: dict[str, datetime] = {}
    for before, after in pairwise(published.versions):
        at, was = told if after is published.latest else after.known_from, responsible(before)
        found |= {id_: at for id_, parties in responsible(after).items() if parties != was.get(id_, parties)}
    return found


def responsible(version: AgreementVersion) -> dict[str, frozenset[str]]:
    """Promise -> the parties that answer for it."""
    return {promise.id: frozenset(promise.responsible) for promise in version.agreement.promises}


def _changed(before: Agreement, after: Agreement, *, every: bool) -> list[str]:
    kept = {promise.id: _agreed(promise) for promise in after.promises}
    return [promise.id for promise in before.promises if every or kept.get(promise.id) != _agreed(promise)]


def _agreed(promise: Promise) -> tuple[object, ...]:
    return promise.text, promise.commitments
