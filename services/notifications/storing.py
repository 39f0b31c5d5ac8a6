"""What was planned is stored, whoever planned it; may be repeated, since a delivery meets itself."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from services.notifications.domain.delivery import Delivery
from services.notifications.domain.digest import digests_of
from services.notifications.domain.naming import is_unnamed, named
from services.notifications.store import NotificationStore


def store_planned(store: NotificationStore, deliveries: Sequence[Delivery], machine_now: datetime) -> None:
    """Store deliveries, measures with the names of their promises, and see to it that digests are made.

    Args:
        store: where they go.
        deliveries: as they were planned.
        machine_now: the machine's time, from which they are attempted.
    """
    store.deliveries.add(all_named(store, deliveries), machine_now)
    store.concerns.gather(digests_of(deliveries))


def all_named(store: NotificationStore, deliveries: Sequence[Delivery]) -> list[Delivery]:
    """With the promises that measures are for, as their agreements name them now."""
    places = {each.notice.municipality for each in deliveries if is_unnamed(each.notice)}
    known = {place: store.concerns.agreements(place) for place in sorted(places)}
    return [replace(each, notice=named(each.notice, known.get(each.notice.municipality, ()))) for each in deliveries]
