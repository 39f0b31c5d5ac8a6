"""What notifications keeps, in memory, for playing a year in seconds: the database takes longer than what is played.

Only what planner, timekeeper and gatherer ask of it. That the database does the same is held by the integration tests.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from services.notifications.domain.concern import Concern, fallen
from services.notifications.domain.delivery import Delivery
from services.notifications.domain.endpoint import Endpoint
from services.notifications.domain.notice import Before
from services.notifications.domain.plan import remember
from services.notifications.endpoint_documents import Stored
from shared.clock import EPOCH
from shared.events.cloudevent import Event


@dataclass
class Memory:
    """Everything, and what was sent: what is pending and waits for no digest is taken as sent when it is stored."""

    reached: dict[tuple[str, str], Endpoint]
    rows: dict[str, Delivery] = field(default_factory=dict)
    sent: list[Delivery] = field(default_factory=list)
    digested: dict[str, list[str]] = field(default_factory=dict)  # what was gathered -> the digests that tell it
    told: dict[str, dict[str, Before]] = field(default_factory=dict)
    known: dict[str, tuple[Concern, datetime | None]] = field(default_factory=dict)
    heads: dict[tuple[str, str], datetime] = field(default_factory=dict)
    planned_ids: set[str] = field(default_factory=set)

    def as_store(self) -> Any:
        """The same under the names that a store has."""
        return SimpleNamespace(
            planned=SimpleNamespace(left_out=self._left_out, mark=self._mark_planned),
            subscriptions=SimpleNamespace(active=list),
            endpoints=SimpleNamespace(of=self._of),
            recipient=self._find,
            followers=SimpleNamespace(of=lambda _: [], forget_unconfirmed=lambda _: 0),
            deliveries=SimpleNamespace(
                add=self._add, told=lambda *_: self.told, waiting=lambda _: [], rules_told=self._rules_told
            ),
            gathering=SimpleNamespace(
                waiting=self._waiting,
                known=self._known,
                give_up=self._give_up,
                store=self._store,
                mark=self._mark,
                unsettled=lambda *_: [],
                settle=None,
            ),
            pauses=SimpleNamespace(of=lambda _: {}, unsettled=list),
            concerns=SimpleNamespace(
                project=self._project,
                to_look_at=self._to_look_at,
                look_again=self._look_again,
                of=lambda keys: {key: self.known[key][0] for key in keys if key in self.known},
                agreements=lambda _: [each for each, _ in self.known.values() if each.kind == "assessment"],
                gather=self._gather,
                digests_due=self._digests_due,
                digested=self._digested,
                replaying=lambda _: None,
                is_replaying=lambda _: False,
            ),
        )

    def _left_out(self, events: Sequence[Event]) -> list[Event]:
        return [event for event in events if event.id not in self.planned_ids]

    def _mark_planned(self, events: Sequence[Event], _: datetime) -> None:
        self.planned_ids |= {event.id for event in events}

    def _find(self, party: str, endpoint: str) -> Stored | None:
        found = self.reached.get((party, endpoint))
        return Stored(found, 1, EPOCH, EPOCH) if found else None

    def _of(self, parties: Iterable[str]) -> dict[str, list[Endpoint]]:
        wanted = set(parties)
        return {party: [each] for (party, _), each in self.reached.items() if party in wanted}

    def _add(self, deliveries: Sequence[Delivery], _: datetime) -> None:
        for each in deliveries:
            if each.id not in self.rows:
                self.rows[each.id] = each
                self.sent += [each] if each.state == "pending" and each.gathered_from is None else []
        remember(self.told, deliveries)

    def _rules_told(self, about: str, since: datetime, until: datetime) -> frozenset[str]:
        rows = self.rows.values()
        return frozenset(each.rule for each in rows if each.notice.about == about and since <= each.created_at < until)

    def _waiting(self, party: str, endpoint: str, _: datetime, until: datetime, limit: int) -> list[Delivery]:
        found = [
            each
            for each in self.rows.values()
            if (each.party, each.endpoint, each.state) == (party, endpoint, "pending")
            and each.gathered_from is not None
            and each.gathered_from <= until
        ]
        return sorted(found, key=lambda each: each.created_at)[:limit]

    def _known(self, party: str, endpoint: str, waiting: Sequence[Delivery]) -> set[str]:
        abouts = {each.notice.about for each in waiting}
        told = [each for each in self.rows.values() if (each.party, each.endpoint) == (party, endpoint)]
        return {each.notice.about for each in told if each.state == "delivered"} & abouts

    def _give_up(self, deliveries: Sequence[Delivery], reason: str, _: datetime) -> None:
        for each in deliveries:
            self.rows[each.id] = replace(each, state="suppressed", reason=reason)

    def _store(self, digest: Delivery, due: datetime) -> list[str]:
        self._add([digest], due)
        return [each.delivery for each in self.rows[digest.id].notice.gathered]

    def _mark(self, deliveries: Sequence[str], digest: str, _: datetime) -> None:
        for each in set(deliveries) - set(self.digested):
            self.rows[each] = replace(self.rows[each], state="delivered")
            self.digested.setdefault(each, []).append(digest)

    def _project(self, concerns: Iterable[tuple[Concern, datetime | None]]) -> None:
        for concern, at in concerns:
            before = self.known[concern.key][0] if concern.key in self.known else None
            if before is None or before.order < concern.order:
                self.known[concern.key] = (fallen(concern, concern.fell or (before.fell if before else None)), at)

    def _to_look_at(self, now: datetime) -> list[tuple[Concern, datetime]]:
        return [(concern, at) for concern, at in self.known.values() if at is not None and at <= now]

    def _look_again(self, concern: Concern, _: datetime, at: datetime | None) -> None:
        self.known[concern.key] = (concern, at)

    def _gather(self, due: dict[tuple[str, str], datetime]) -> None:
        for key, at in due.items():
            self.heads[key] = min(self.heads.get(key, at), at)

    def _digests_due(self, now: datetime) -> list[tuple[str, str, datetime]]:
        return [(*key, at) for key, at in self.heads.items() if at <= now]

    def _digested(self, party: str, endpoint: str, _: datetime, following: datetime) -> None:
        self.heads[party, endpoint] = following
