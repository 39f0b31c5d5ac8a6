"""Intake: the one way in for what is reported, be it by request, by event or from Kafka, one or a thousand at a time.

Two round trips for all of them: one reads what is in force, one writes; walks that are named are read by a third. Ids
derive from causes, so that what comes again meets its own id. What is refused harms none of its neighbours. Events that
number the revisions of a record of the sender's own are merged into it (see `merger`).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from services.activities.domain.changes import begin, must_be_party
from services.activities.domain.in_force import InForce
from services.activities.domain.merging import agreed, drafted, elsewhere
from services.activities.domain.refusal import OutOfReach, Reason, Refused, refuse
from services.activities.domain.report import SentReport
from services.activities.domain.tip import TipReport, check_tip
from services.activities.grounds import Grounds, grounds_of, party_of
from services.activities.merger import Merger, Revision
from services.activities.sealing import Sealer
from services.activities.store import Store
from services.activities.store.tips import tip_document
from services.activities.told import Outcome, Told
from shared.clock import to_milliseconds
from shared.events.activity import Activity
from shared.events.tip import TipReceived
from shared.store.mongo import Document


@dataclass(frozen=True, slots=True)
class Decided:
    """What may be stored: its document, and the activity if it is one."""

    document: Document
    activity: Activity | None


class Intake:
    """Decides and stores."""

    def __init__(self, store: Store, sealer: Sealer) -> None:
        self._store = store
        self._sealer = sealer
        self._merger = Merger(store)

    def take(self, told: Sequence[Told], now: datetime) -> list[Outcome]:
        """Take in what was told; one outcome for each, in their order. All that is accepted is durable."""
        grounds = grounds_of(self._store, told, now)
        new = [place for place, each in enumerate(told) if not each.merges]
        records = [place for place, each in enumerate(told) if each.merges]
        outcomes = dict(zip(new, self._take_new([told[place] for place in new], grounds, now), strict=True))
        outcomes |= zip(records, self._merge([told[place] for place in records], grounds, now), strict=True)
        return [outcomes[place] for place in range(len(told))]

    def take_or_refuse(self, told: Sequence[Told | Refused], now: datetime) -> list[Outcome]:
        """As `take`, for events, some of which were refused when they were read: those come out as they went in."""
        taken = map(_of_event, self.take([each for each in told if isinstance(each, Told)], now))
        return [Outcome("rejected", refusal=each) if isinstance(each, Refused) else next(taken) for each in told]

    def decide(self, told: Sequence[Told], now: datetime) -> list[Decided | Refused]:
        """What would become of what was told, in their order; nothing is stored."""
        grounds = grounds_of(self._store, told, now)
        return [self._decide(each, grounds, now) for each in told]

    def _take_new(self, told: Sequence[Told], grounds: Grounds, now: datetime) -> Iterable[Outcome]:
        decided = [self._decide(each, grounds, now) for each in told]
        duplicates = self._insert(decided)
        refused = {place for place, each in enumerate(decided) if isinstance(each, Refused)}
        before = self._where({place: told[place] for place in duplicates | refused})
        return [_outcome(told[place], each, before.get(place)) for place, each in enumerate(decided)]

    def _decide(self, told: Told, grounds: Grounds, now: datetime) -> Decided | Refused:
        try:
            in_force = grounds.in_force_for(told)
            if isinstance(told.said, TipReport):
                return self._tip(told, told.said, in_force, now)
            walks = grounds.walks_for(told.reporter, now)
            change = begin(told.said, told.id, party_of(told), in_force, now, walks=walks, series=told.series)
            document = self._store.activities.matched(
                change, in_force, told.traceparent, request_hash=told.request_hash
            )
            return Decided(document, change.record)
        except Refused as refused:
            return refused

    def _merge(self, told: Sequence[Told], grounds: Grounds, now: datetime) -> Iterable[Outcome]:
        merged = self._merger.merge([_revision(each, grounds, now) for each in told])
        for result in merged:
            if isinstance(result, Refused):
                yield Outcome("rejected", refusal=result)
            else:
                yield Outcome("accepted", activity=result) if result else Outcome("duplicate")

    def _tip(self, told: Told, said: TipReport, in_force: InForce, now: datetime) -> Decided:
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
            category=said.category.value,
            received_at=now,
            recipients=readers,
            area=said.area,
            observed_at=said.observed_at and to_milliseconds(said.observed_at.astimezone(UTC)),
            demonstration=in_force.demonstration,
        )
        return Decided(tip_document(tip, self._sealer.seal(said.text, readers), told.traceparent), None)

    def _insert(self, decided: Sequence[Decided | Refused]) -> set[int]:
        """Store what was decided; the places of what had been stored before."""
        activities = _places(decided, lambda each: each.activity is not None)
        tips = _places(decided, lambda each: each.activity is None)
        known_activities = self._store.activities.insert_new([activities[place] for place in activities])
        known_tips = self._store.tips.insert_new([tips[place] for place in tips])
        return {list(activities)[each] for each in known_activities} | {list(tips)[each] for each in known_tips}

    def _where(self, told: Mapping[int, Told]) -> dict[int, str]:
        """The municipalities of what came before with the ids of what was told, where it did, by place."""
        ids = {each.id for each in told.values()}
        known = self._store.activities.where(ids) | self._store.tips.where(ids) if ids else {}
        return {place: known[each.id] for place, each in told.items() if each.id in known}


def _revision(told: Told, grounds: Grounds, now: datetime) -> Revision:
    """What an event says of the sender's record, or why it is refused."""
    if not isinstance(told.said, SentReport):
        raise TypeError(f"{type(told.said).__name__} numbers no revisions")
    number, content, said_in = told.said.revision or 1, None, told.said.municipality
    try:
        in_force = grounds.in_force_for(told)
        draft = drafted(told.said, told.id, party_of(told), in_force, now)
        content = draft.content
        known = grounds.walks.get(told.id)
        said = agreed(draft, in_force, grounds.walks_for(told.reporter, now), now, known)
        return Revision(told.id, said_in, number, said, content, in_force, told.traceparent)
    except Refused as refused:
        return Revision(told.id, said_in, number, refused, content)


def _places(decided: Sequence[Decided | Refused], wanted: Callable[[Decided], bool]) -> dict[int, Document]:
    return {place: each.document for place, each in enumerate(decided) if isinstance(each, Decided) and wanted(each)}


def _of_event(outcome: Outcome) -> Outcome:
    """What became of an event, whose properties are those of its data."""
    return replace(outcome, refusal=outcome.refusal.within("data")) if outcome.refusal else outcome


def _outcome(told: Told, decided: Decided | Refused, before: str | None) -> Outcome:
    """What became of what was told; ``before``: the municipality of what came before with its id, if that did.

    Of a request with a key its hash says whether it is the same.
    """
    if isinstance(decided, Decided) and before is None:
        return Outcome("accepted", activity=decided.activity)
    is_same = before == told.said.municipality or (before is not None and told.request_hash is not None)
    if is_same and not isinstance(decided, OutOfReach):
        return Outcome("duplicate")
    return Outcome("rejected", refusal=decided if isinstance(decided, Refused) else elsewhere())
