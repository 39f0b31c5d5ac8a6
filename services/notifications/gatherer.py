"""The gatherer: makes the digests that are due. May be run by several at once, and stopped at any point."""

from collections.abc import Sequence
from datetime import datetime

from services.notifications.documents import delivery_of
from services.notifications.domain.delivery import ENDPOINT_GONE, OVERTAKEN, Delivery
from services.notifications.domain.digest import MOST, digest_of
from services.notifications.domain.endpoint import Endpoint
from services.notifications.domain.overtaken import overtaken
from services.notifications.domain.rhythm import TOGETHER, next_digest
from services.notifications.domain.standing import Standing, concern_key, sorted_out
from services.notifications.endpoint_documents import Stored
from services.notifications.store import NotificationStore
from services.notifications.storing import all_named


class Gatherer:
    """Makes digests of what waits for them."""

    def __init__(self, store: NotificationStore) -> None:
        """Set up."""
        self._store = store

    def gather_due(self, machine_now: datetime, now: datetime) -> set[str]:
        """Make every digest that is due; returns the channels on which there is something to send.

        Args:
            machine_now: the machine's time, from which they are attempted.
            now: Löftet's time.
        """
        made = set()
        for party, endpoint, due in self._store.concerns.digests_due(now):
            stored = self._store.recipient(party, endpoint)
            self._settle(party, endpoint, now)
            if stored is None:
                self._give_up(party, endpoint, due, now)
            elif self._gather(stored, due, machine_now, now):
                made.add(stored.endpoint.channel)
        return made

    def _gather(self, stored: Stored, due: datetime, machine_now: datetime, now: datetime) -> bool:
        gathering, endpoint = self._store.gathering, stored.endpoint
        until = now + TOGETHER if endpoint.rhythm == "immediate" else now
        found = gathering.waiting(endpoint.party, endpoint.id, now, until, MOST)
        formers = [each for each in found if each.predates(stored.created_at)]
        gathering.give_up(formers, ENDPOINT_GONE, now)
        waiting = self._worth_telling(endpoint, [each for each in found if each not in formers], now)
        known = gathering.known(endpoint.party, endpoint.id, waiting)
        standing = self._standing(waiting)
        told, untold = sorted_out(waiting, standing, known, now)
        for reason, deliveries in untold.items():
            gathering.give_up(deliveries, reason, now)
        if told:
            digest = digest_of(endpoint, all_named(self._store, told), due, now, known)
            held = gathering.store(digest, machine_now)
            gathering.mark(held, digest.id, now)
            if digest.state != "pending":
                self._settle(endpoint.party, endpoint.id, now)
        self._store.concerns.digested(endpoint.party, endpoint.id, due, _next(endpoint, max(now, due), len(found)))
        return bool(told)

    def _standing(self, waiting: Sequence[Delivery]) -> Standing:
        """How the things stand that are said to be undone."""
        concerns = self._store.concerns.of({key for each in waiting if (key := concern_key(each)) is not None})
        places = {each.notice.municipality for each in concerns.values() if each.kind == "status"}
        agreements = [each for place in sorted(places) for each in self._store.concerns.agreements(place)]
        abouts = {each.about for each in concerns.values()} | {
            each.notice.about for each in waiting if each.notice.pause
        }
        return Standing(concerns, self._store.pauses.of(abouts), agreements)

    def _worth_telling(self, endpoint: Endpoint, waiting: list[Delivery], now: datetime) -> list[Delivery]:
        """Without what later words have overtaken, of which the log says so."""
        revised = sorted({each.notice.about for each in waiting if each.revision})
        told = self._store.deliveries.told(revised, endpoint)
        late = {each.id for each in overtaken(waiting, told, now)}
        if late:
            self._store.gathering.give_up([each for each in waiting if each.id in late], OVERTAKEN, now)
        return [each for each in waiting if each.id not in late]

    def _settle(self, party: str, endpoint: str, now: datetime) -> None:
        """Let what digests gathered that are done be done, too."""
        for digest in self._store.gathering.unsettled(party, endpoint):
            self._store.gathering.settle(delivery_of(digest), digest["state"], digest["reason"], now)

    def _give_up(self, party: str, endpoint: str, due: datetime, now: datetime) -> None:
        waiting = self._store.gathering.waiting(party, endpoint, now, now, MOST)
        self._store.gathering.give_up(waiting, ENDPOINT_GONE, now)
        if len(waiting) < MOST:
            self._store.concerns.digested(party, endpoint, due, None)


def _next(endpoint: Endpoint, after: datetime, found: int) -> datetime:
    """When to gather again: soon where more waits than one digest holds; to whoever is told at once soon, too, for
    what was stored while this was gathered."""
    if found == MOST:
        return after + TOGETHER
    if endpoint.rhythm != "immediate":
        return next_digest(endpoint.rhythm, after)
    return after + 2 * TOGETHER if found else next_digest("daily", after)
