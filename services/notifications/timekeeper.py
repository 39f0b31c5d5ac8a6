"""The timekeeper: tells what time alone makes worth telling, and makes the digests that are due.

It reads what the planner has projected, and asks nobody. Whatever it tells has an id that derives from the thing, the
day, the rule and the recipient: several may run at once, and be stopped at any point. While the topics are being read
anew what is projected is of the past, and it holds its peace.
"""

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final

import structlog
from pymongo.errors import PyMongoError

from services.notifications.domain.answering import answered
from services.notifications.domain.concern import Concern, due, left_to, next_at, told_on
from services.notifications.domain.delivery import Delivery
from services.notifications.domain.escalating import in_turn, may_escalate, signatories, told_between
from services.notifications.domain.notice import PromiseLine
from services.notifications.domain.pause import Pause, resumed
from services.notifications.domain.plan import Cause, to_party
from services.notifications.domain.rule import Audience, Rule
from services.notifications.gatherer import Gatherer
from services.notifications.pausing import settle_all
from services.notifications.store import NotificationStore
from services.notifications.storing import store_planned
from shared.clock import Clock, SystemClock
from shared.store.mongo import is_away, why

TICK_SECONDS: Final = 2.0

log = structlog.get_logger(__name__)


class Timekeeper:
    """Looks at what is undone when its time has come."""

    def __init__(
        self,
        store: NotificationStore,
        clock: Clock,
        wakes: Mapping[str, threading.Event],
        machine: Clock | None = None,
    ) -> None:
        """Set up.

        Args:
            store: what the planner has projected, and where deliveries go.
            clock: Löftet's time.
            wakes: by channel: set when there is something to deliver.
            machine: the time that waiting is measured by.
        """
        self._store = store
        self._clock = clock
        self._wakes = wakes
        self._machine = machine or SystemClock()
        self._gatherer = Gatherer(store)

    def run(self, stop: threading.Event) -> None:
        """Tick until told to stop; a database that is away is waited for."""
        while not stop.wait(TICK_SECONDS):
            try:
                self.tick()
            except PyMongoError as error:
                if not is_away(error):
                    raise
                log.warning("the timekeeper waits for the database", reason=why(error))

    def tick(self) -> int:
        """Tell what is due; returns how many things were looked at."""
        machine_now = self._machine.now()
        if self._store.concerns.is_replaying(machine_now):
            return 0
        looked = 0
        while found := self._store.concerns.to_look_at(self._clock.now()):
            pauses = self._store.pauses.of({concern.about for concern, _ in found})
            self._look_at([concern for concern, _ in found], pauses, machine_now)
            for concern, seen in found:
                then = next_at(resumed(concern, pauses.get(concern.about)), self._clock.now())
                self._store.concerns.look_again(concern, seen, then)
            looked += len(found)
        settle_all(self._store, self._clock.now(), machine_now)
        self._store.followers.forget_unconfirmed(self._clock.now())
        self._wake(self._gatherer.gather_due(machine_now, self._clock.now()))
        return looked

    def _look_at(self, concerns: Sequence[Concern], pauses: Mapping[str, Pause], machine_now: datetime) -> None:
        now = self._clock.now()
        deliveries: list[Delivery] = []
        for concern in concerns:
            pause = pauses.get(concern.about)
            counted = resumed(concern, pause)
            found = due(counted, now)
            if found is None or (pause is not None and pause.covers(found[1])):
                continue
            deliveries += self._told(concern, counted.counted_from, *found, now)
        store_planned(self._store, deliveries, machine_now)
        self._wake(each.channel for each in deliveries if each.state == "pending")

    def _told(
        self, concern: Concern, counted_from: date | None, rule: Rule, day: date, now: datetime
    ) -> list[Delivery]:
        if concern.kind == "status":
            agreements = self._store.concerns.agreements(concern.notice.municipality)
            if any(map(concern.is_amended_by, agreements)):
                return []
            concern = answered(concern, agreements)
        to_do = left_to(concern)
        if not to_do:
            return []
        rule = self._in_turn(concern, counted_from, rule, day)
        told = self._signatories(concern, to_do) if rule.audience is Audience.SIGNATORIES else to_do
        endpoints = self._store.endpoints.of(told)
        cause = Cause(key=(concern.key, day.isoformat(), str(counted_from)), id=concern.cause, type=rule.id)
        return [
            delivery
            for party, lines in told.items()
            for delivery in to_party(
                replace(cause, type=concern.cause_type),
                rule,
                told_on(concern, lines, day),
                party,
                endpoints.get(party, ()),
                now,
            )
        ]

    def _in_turn(self, concern: Concern, counted_from: date | None, rule: Rule, day: date) -> Rule:
        if counted_from is None or not may_escalate(concern.kind, (day - counted_from).days):
            return rule
        told = self._store.deliveries.rules_told(concern.about, *told_between(counted_from, day))
        return in_turn(concern.kind, rule, told)

    def _signatories(
        self, concern: Concern, to_do: Mapping[str, tuple[PromiseLine, ...]]
    ) -> dict[str, tuple[PromiseLine, ...]]:
        return signatories(concern, to_do, self._store.concerns.agreements(concern.notice.municipality))

    def _wake(self, channels: Iterable[str]) -> None:
        for channel in set(channels):
            self._wakes[channel].set()
