"""Intake: the one way in for what is reported, be it by request, by event or from Kafka, one or a thousand at a time.

Two round trips for all of them: one reads what is in force, one writes. Ids derive from causes, so that what comes
again meets its own id. What is refused harms none of its neighbours.
"""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal

from services.activities.domain.changes import begin, must_be_party
from services.activities.domain.in_force import InForce
from services.activities.domain.refusal import Forbidden, Reason, Refused, refuse
from services.activities.domain.report import Report
from services.activities.domain.tip import TipReport, check_tip
from services.activities.sealing import Sealer
from services.activities.store import Store
from services.activities.store.tips import tip_document
from shared.clock import to_milliseconds
from shared.events.activity import Activity
from shared.events.tip import TipReceived
from shared.store.mongo import Document

_EVENTS: Final = uuid.uuid5(uuid.NAMESPACE_URL, "se.loftet.events")


def new_id() -> str:
    """The id of what has no cause that it could derive from: a request without an Idempotency-Key."""
    return str(uuid.uuid4())


def id_of_event(party: str, source: str, event_id: str) -> str:
    """The id of what an event tells of. The party is part of it: nobody can take another's ids by their `source`.

    The three hold no line breaks, so that no two triples are the same text.
    """
    return str(uuid.uuid5(_EVENTS, f"{party}\n{source}\n{event_id}"))


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who reports: a party, or a resident (None); and which municipalities they reach (None: all)."""

    party: str | None
    municipalities: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Told:
    """Something that was told: what, by whom, and the id that derives from its cause."""

    id: str
    said: Report | TipReport
    reporter: Reporter
    request_hash: str | None = None
    traceparent: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it. ``activity`` when it was accepted and is one; ``refusal`` when it was rejected."""

    result: Literal["accepted", "duplicate", "rejected"]
    activity: Activity | None = None
    refusal: Refused | None = None


@dataclass(frozen=True, slots=True)
class _Decided:
    document: Document
    activity: Activity | None


class Intake:
    """Decides and stores."""

    def __init__(self, store: Store, sealer: Sealer) -> None:
        self._store = store
        self._sealer = sealer

    def take(self, told: Sequence[Told], now: datetime) -> list[Outcome]:
        """Take in what was told; one outcome for each, in their order. All that is accepted is durable."""
        in_force = self._store.agreements.in_force(each.said.municipality for each in told if _reaches(each))
        decided = [self._decide(each, in_force, now) for each in told]
        duplicates = self._insert(decided) | self._came_before(told, decided)
        return [_outcome(each, place in duplicates) for place, each in enumerate(decided)]

    def _decide(self, told: Told, in_force: dict[str, InForce], now: datetime) -> _Decided | Refused:
        said = told.said
        try:
            if not _reaches(told):
                raise Forbidden(f"The token does not reach municipality {said.municipality}.")
            found = in_force.get(said.municipality)
            if found is None:
                unknown = f"no agreement of municipality {said.municipality} is published here"
                raise Refused("The municipality is not known here.", [Reason("municipality", unknown)])
            if isinstance(said, TipReport):
                return self._tip(told, said, found, now)
            return self._activity(told, said, found, now)
        except Refused as refused:
            return refused

    def _activity(self, told: Told, said: Report, in_force: InForce, now: datetime) -> _Decided:
        if told.reporter.party is None:
            raise Forbidden("The token speaks for no party, and only parties report.")
        change = begin(said, told.id, told.reporter.party, in_force, now)
        document = self._store.activities.matched(change, in_force, told.traceparent, request_hash=told.request_hash)
        return _Decided(document, change.record)

    def _tip(self, told: Told, said: TipReport, in_force: InForce, now: datetime) -> _Decided:
        if told.reporter.party is not None:
            must_be_party(told.reporter.party, in_force)
        refuse(check_tip(said, now))
        readers = self._sealer.readers(in_force.police)
        if not readers:
            nobody = Reason("municipality", f"no police party of {said.municipality} can receive tips here")
            raise Refused("The tip cannot be received here; tell the police directly.", [nobody])
        tip = TipReceived(
            tip_id=told.id,
            municipality=said.municipality,
            municipality_name=in_force.municipality.name,
            category=said.category,
            received_at=now,
            recipients=readers,
            area=said.area,
            observed_at=said.observed_at and to_milliseconds(said.observed_at.astimezone(UTC)),
            demonstration=in_force.demonstration,
        )
        return _Decided(tip_document(tip, self._sealer.seal(said.text, readers), told.traceparent), None)

    def _insert(self, decided: Sequence[_Decided | Refused]) -> set[int]:
        """Store what was decided; the places of what had been stored before."""
        activities = _places(decided, lambda each: each.activity is not None)
        tips = _places(decided, lambda each: each.activity is None)
        known_activities = self._store.activities.insert_new([activities[place] for place in activities])
        known_tips = self._store.tips.insert_new([tips[place] for place in tips])
        return {list(activities)[each] for each in known_activities} | {list(tips)[each] for each in known_tips}

    def _came_before(self, told: Sequence[Told], decided: Sequence[_Decided | Refused]) -> set[int]:
        """The places of what would be refused now, but was accepted when it first came."""
        refused = {told[place].id: place for place, each in enumerate(decided) if isinstance(each, Refused)}
        if not refused:
            return set()
        known = self._store.activities.known(refused) | self._store.tips.known(refused)
        return {refused[each] for each in known}


def _reaches(told: Told) -> bool:
    reached = told.reporter.municipalities
    return reached is None or told.said.municipality in reached


def _places(decided: Sequence[_Decided | Refused], wanted: Callable[[_Decided], bool]) -> dict[int, Document]:
    return {place: each.document for place, each in enumerate(decided) if isinstance(each, _Decided) and wanted(each)}


def _outcome(decided: _Decided | Refused, is_duplicate: bool) -> Outcome:
    if is_duplicate:
        return Outcome("duplicate")
    if isinstance(decided, Refused):
        return Outcome("rejected", refusal=decided)
    return Outcome("accepted", activity=decided.activity)
