"""The planner: events in, deliveries stored. The consumer's handler; may be repeated at any point."""

import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from services.notifications.domain.answering import taken_over, told_anew
from services.notifications.domain.concern import concern_of, looked_at_from, signature
from services.notifications.domain.delivery import Delivery
from services.notifications.domain.endpoint import Endpoint
from services.notifications.domain.facets import FOLLOWED
from services.notifications.domain.following import abouts, plan_following, plans_told
from services.notifications.domain.plan import NEWS, corrects, parties_of, plan, remember
from services.notifications.domain.rules import WANTED as TOLD
from services.notifications.domain.rules import rules_for
from services.notifications.domain.subscribed import plan_subscribed, things_of
from services.notifications.domain.withheld import follow, in_turns, may_concern_what_waits
from services.notifications.store import NotificationStore
from services.notifications.storing import store_planned
from shared.clock import Clock, SystemClock
from shared.events.assessment import Assessment
from shared.events.catalogue import AGREEMENT_PUBLISHED, CATALOGUE
from shared.events.cloudevent import Event
from shared.kafka.handled import Handled, Invalid
from shared.observe import metrics
from shared.store.mongo import recoverable

WANTED = TOLD | FOLLOWED
REPLAY_HOLDS = timedelta(seconds=60)  # so long after the latest old event the timekeeper holds its peace
GROUP = "loftet.notifications.planner"
TOPICS = tuple(sorted({CATALOGUE[name].topic for name in WANTED}))

log = structlog.get_logger(__name__)


class Planner:
    """Plans the deliveries of events.

    Mails by the table of rules and the parties' endpoints, webhooks by what systems have subscribed to.
    """

    def __init__(
        self,
        store: NotificationStore,
        clock: Clock,
        wakes: Mapping[str, threading.Event],
        activities_url: str,
        machine: Clock | None = None,
    ) -> None:
        """Set up.

        Args:
            store: where deliveries go.
            clock: Löftet's time.
            wakes: by channel: set when there is something to deliver.
            activities_url: where activities is reached from outside, which serves the schemas of events.
            machine: the time that waiting is measured by.
        """
        self._store = store
        self._clock = clock
        self._wakes = wakes
        self._activities_url = activities_url
        self._machine = machine or SystemClock()
        self._held_until: datetime | None = None

    def handle(self, events: Sequence[Event]) -> Handled:
        """Store what the events cause; returns when it is durable, with those that cannot be told of.

        Raises:
            Recoverable: the database is away.
        """
        with recoverable():
            return Handled(invalid=[invalid for turn in in_turns(events) for invalid in self._handle(turn)])

    def _handle(self, events: Sequence[Event]) -> Sequence[Invalid]:
        self._project(events)
        self._follow([event for event in events if may_concern_what_waits(event)])
        fresh = self._store.planned.left_out([event for event in events if rules_for(event)])
        to_parties, invalid = self._plan(fresh)
        refused = {id(each.event) for each in invalid}
        to_systems = self._plan_subscribed([event for event in events if id(event) not in refused])
        to_followers = self._plan_following([event for event in events if id(event) not in refused])
        to_parties += [(event, self._plan_taken_over(event)) for event in fresh if event.type == AGREEMENT_PUBLISHED]
        self._store_all([delivery for _, each in to_parties for delivery in each] + to_systems + to_followers)
        self._store.planned.mark([event for event, each in to_parties if each], self._clock.now())
        return invalid

    def _project(self, events: Sequence[Event]) -> None:
        """Keep what time may make worth telling. Old events come when the topics are read anew."""
        now = self._clock.now()
        concerns = [concern for event in events if (concern := concern_of(event)) is not None]
        if any(now - event.time > NEWS for event in events):
            self._hold()
        self._store.concerns.project([(concern, looked_at_from(concern, now)) for concern in concerns])
        for event in events:
            if isinstance(data := event.data, Assessment):
                signed = signature(data.reported_by, data.promise, data.period.end)
                self._store.concerns.sign(data.agreement, signed, withdrawn=data.state == "withdrawn")

    def _hold(self) -> None:
        until = self._machine.now() + REPLAY_HOLDS
        if self._held_until is None or until - self._held_until > REPLAY_HOLDS / 6:
            self._store.concerns.replaying(until)
            self._held_until = until

    def _store_all(self, deliveries: Sequence[Delivery]) -> None:
        store_planned(self._store, deliveries, self._machine.now())
        for channel, suppressed in Counter(each.channel for each in deliveries if each.state == "suppressed").items():
            metrics.deliveries_total.labels(channel or "none", "suppressed").inc(suppressed)
        ready = [each for each in deliveries if each.state == "pending" and each.gathered_from is None]
        for channel in {delivery.channel for delivery in ready}:
            self._wakes[channel].set()

    def _plan_taken_over(self, event: Event) -> list[Delivery]:
        taken = taken_over(event.data)
        concerns = self._store.concerns.of(f"status:{promise}" for promise in taken).values()
        endpoints = self._store.endpoints.of(set().union(*taken.values()))
        return told_anew(event, concerns, endpoints, self._clock.now())

    def _plan_subscribed(self, events: Sequence[Event]) -> list[Delivery]:
        """A repeat meets its own deliveries, and what is older than a subscription is not for it: needs no mark."""
        active, now = self._store.subscriptions.active(), self._clock.now()
        if not active:
            return []
        sent = self._store.deliveries.sent(things_of(events), {each.key: each.created_at for each in active})
        return [
            delivery for event in events for delivery in plan_subscribed(event, active, self._activities_url, now, sent)
        ]

    def _plan_following(self, events: Sequence[Event]) -> list[Delivery]:
        """Needs no mark, as what is subscribed to."""
        followers, now = self._store.followers.of(abouts(events)), self._clock.now()
        if not followers:
            return []
        known = self._store.deliveries.revisions(plans_told(events, followers))
        planned: list[Delivery] = []
        for event in events:
            caused = plan_following(event, followers, now, known)
            known = {**{each.id: each.revision for each in caused}, **known}
            planned += caused
        return planned

    def _follow(self, events: Sequence[Event]) -> None:
        """Let what was planned and not yet told follow the activities' later revisions."""
        later: dict[str, list[Event]] = {}
        for event in events:
            later.setdefault(event.data.id, []).append(event)
        if not later:
            return
        now = self._clock.now()
        for waiting in self._store.deliveries.waiting(later):
            followed = follow(waiting, later[waiting.notice.about], now)
            if followed is not None and self._store.deliveries.follow(followed, now):
                log.info("a delivery follows its activity", delivery=followed.id, state=followed.state)

    def _plan(self, events: Sequence[Event]) -> tuple[list[tuple[Event, list[Delivery]]], list[Invalid]]:
        """What each causes, in order, since a correction is told to those whom an event of the same batch tells."""
        told = self._store.deliveries.told([activity for event in events if (activity := corrects(event))])
        endpoints: dict[str, list[Endpoint]] = {}
        caused, invalid = [], []
        for event in events:
            try:
                self._look_up(parties_of(event, told), endpoints)
                deliveries = plan(event, endpoints, told, self._clock.now())
            except ValueError as error:
                invalid.append(Invalid(event, str(error)))
                continue
            remember(told, deliveries)
            caused.append((event, deliveries))
        return caused, invalid

    def _look_up(self, parties: set[str], endpoints: dict[str, list[Endpoint]]) -> None:
        missing = parties - endpoints.keys()
        if missing:
            found = self._store.endpoints.of(missing)
            endpoints.update({party: found.get(party, []) for party in missing})
