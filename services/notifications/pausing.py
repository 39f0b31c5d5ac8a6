"""What follows on a pause: the next reminder is moved, and the others whom it concerns are told.

It follows from what is stored, so whoever is stopped between the two leaves it to the timekeeper. May be repeated, and
run by several at once: what is told has an id that derives from the pause's word.
"""

from datetime import datetime

from services.notifications.domain.answering import answered
from services.notifications.domain.concern import next_at
from services.notifications.domain.pause import Pause, concerned, resumed, told_of
from services.notifications.store import NotificationStore
from services.notifications.storing import store_planned
from shared.clock import local_day


def settle(store: NotificationStore, pause: Pause, now: datetime, machine_now: datetime) -> None:
    """Let all follow that follows on a pause's latest word.

    Args:
        store: where it is kept.
        pause: as it is stored.
        now: Löftet's time.
        machine_now: the machine's, from which it is told.
    """
    concern = store.concerns.about(pause.about)
    if concern is not None:
        agreements = store.concerns.agreements(pause.municipality)
        concern, is_over = answered(concern, agreements), pause.ended_at is not None
        store.concerns.move(concern, next_at(concern if is_over else resumed(concern, pause), now))
        to = concerned(concern, agreements)
        if pause.ended_at is None or pause.covers(local_day(pause.ended_at)):
            store_planned(store, told_of(pause, concern, to, store.endpoints.of(to), now), machine_now)
    store.pauses.settled(pause)


def settle_all(store: NotificationStore, now: datetime, machine_now: datetime) -> None:
    """Let follow what nobody has seen to yet."""
    for pause in store.pauses.unsettled():
        settle(store, pause, now, machine_now)
