"""A municipality's life at random: all kinds of facts, amendments and repeats, as reports is told of them in time."""

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from shared.events.activity import Activity, Count, EarlierCounts, Kind, Span, WalkStep
from shared.events.agreement import AgreementPublished, AgreementVersion, Commitment, Promise, Target
from shared.events.catalogue import (
    ASSESSMENT_SIGNED,
    DIALOGUE_INPUT_RECEIVED,
    MEASURE_PROPOSED,
    OBSERVATION_NOTED,
    SITUATION_NOTED,
    TIP_RECEIVED,
)
from shared.events.examples import EXAMPLES
from tests.integration.reports_house import PUBLISHED, WALKED, changed

BEGAN = datetime(2021, 1, 4, 9, tzinfo=UTC)
_TARGETS = (
    None,
    Target(at_least=2, each="month"),
    Target(at_least=1, each="term"),
    Target(at_least=3, each="week", every=2, unit="quantity"),
    Target(at_least=1, each="day", average=True),
    Target(milestone=True, by=date(2022, 6, 30)),
)
_SHOWN = (ASSESSMENT_SIGNED, DIALOGUE_INPUT_RECEIVED, MEASURE_PROPOSED, OBSERVATION_NOTED, SITUATION_NOTED)


@dataclass
class Life:
    """What has happened so far; `then` gives what is told of next.

    ``topics`` is all that was told, agreements compacted: of each the last.
    """

    chance: random.Random
    now: datetime = BEGAN
    facts: list[Any] = field(default_factory=list)
    latest: dict[str, AgreementPublished] = field(default_factory=dict)
    _records: dict[str, Any] = field(default_factory=dict)

    def then(self) -> list[Any]:
        """Some days later: a batch of facts, new and repeated."""
        self.now += timedelta(hours=self.chance.choice([1, 5, 30, 100, 900]))
        told = [self._next() for _ in range(self.chance.randint(1, 8))]
        if self.chance.random() < 0.3:
            told += self.chance.sample(self.facts, min(len(self.facts), 4))
        self.chance.shuffle(told)
        self.facts += told
        return told

    def topics(self) -> Iterator[Any]:
        """What is left on the topics, in the order that a rebuild reads: what is kept, and the last versions."""
        for fact in self.facts:
            if not isinstance(fact, AgreementPublished):
                yield fact
        yield from self.latest.values()

    def _next(self) -> Any:
        kinds = [self._agreed, self._done, self._done, self._done, self._changed, self._changed, self._shown, self._tip]
        return self.chance.choice(kinds)()

    def _agreed(self) -> AgreementPublished:
        name = f"avtal-{self.chance.randint(1, 2)}"
        before = self.latest.get(name)
        self.latest[name] = (
            self._amended(before)
            if before
            else changed(PUBLISHED, agreement_id=name, versions=(self._version(name, 1),))
        )
        return self.latest[name]

    def _amended(self, before: AgreementPublished) -> AgreementPublished:
        number = before.latest.version + 1
        return changed(before, versions=(*before.versions, self._version(before.agreement_id, number)))

    def _version(self, name: str, number: int) -> AgreementVersion:
        """Some of its promises, each with some of its commitments; now and then another end."""
        (first,) = PUBLISHED.versions
        ids = [each for each in range(4) if self.chance.random() < 0.7] or [0]
        ends = {"closed_on": (self.now + timedelta(days=20)).date()} if self.chance.random() < 0.2 else {}
        period = changed(first.agreement.period, end=self.chance.choice([date(2022, 12, 31), date(2023, 6, 30)]))
        promises = tuple(self._promise(f"{name}-{each}", first.agreement.promises[0]) for each in ids)
        agreement = changed(first.agreement, id=name, period=period, promises=promises, **ends)
        since = first.in_force_from if number == 1 else self.now - timedelta(days=self.chance.randint(0, 60))
        return changed(first, version=number, in_force_from=since, published_at=self.now, agreement=agreement)

    def _promise(self, name: str, like: Promise) -> Promise:
        asked = tuple(self._commitment(f"{name}-{each}", like) for each in range(3) if self.chance.random() < 0.6)
        return changed(like, id=name, responsible=(self.chance.choice(like.responsible),), commitments=asked)

    def _commitment(self, name: str, like: Promise) -> Commitment:
        made: Commitment = changed(like.commitments[0], id=name, target=self.chance.choice(_TARGETS))
        return made

    def _done(self) -> Activity:
        return self._told(uuid.UUID(int=self.chance.getrandbits(128)), 1)

    def _told(self, name: uuid.UUID, number: int) -> Activity:
        """An activity at a revision; what it counts toward may be of any version, known by now or not."""
        state = self.chance.choice(["completed", "completed", "planned", "cancelled", "withdrawn"])
        start = self.now + timedelta(days=self.chance.randint(1, 40) * (1 if state == "planned" else -1))
        span = Span(start=start, end=start + timedelta(minutes=90))
        held = self.now + timedelta(days=self.chance.randint(-3, 30)) if self.chance.random() < 0.2 else None
        fact: Activity = changed(
            WALKED,
            id=str(name),
            revision=number,
            reported_at=self.now,
            state=state,
            kind=self.chance.choice([Kind.WALK, Kind.PATROL, Kind.MEETING]),
            planned=span,
            actual=span if state == "completed" else None,
            quantity=float(self.chance.randint(1, 3)),
            publishable_from=held,
            walk_step=WalkStep(walk=str(name), step="follow-up") if self.chance.random() < 0.1 else None,
            counts=tuple(self._count() for _ in range(self.chance.randint(0, 3))),
            earlier=(EarlierCounts(agreement="avtal-1", version=1, commitments=(self._count().commitment,)),)
            if self.chance.random() < 0.3
            else (),
        )
        self._records[str(name)] = fact
        return fact

    def _count(self) -> Count:
        promise = f"avtal-{self.chance.randint(1, 2)}-{self.chance.randint(0, 3)}"
        commitment = f"{promise}-{self.chance.randint(0, 2)}"
        return changed(WALKED.counts[0], agreement=promise[:7], promise=promise, commitment=commitment)

    def _changed(self) -> Any:
        if not self._records:
            return self._done()
        record = self.chance.choice(list(self._records.values()))
        if isinstance(record, Activity):
            return self._told(uuid.UUID(record.id), record.revision + 1)
        state = "withdrawn" if self.chance.random() < 0.3 else record.state
        after = changed(record, revision=record.revision + 1, reported_at=self.now, state=state)
        self._records[record.id] = after
        return after

    def _shown(self) -> Any:
        record = changed(
            EXAMPLES[self.chance.choice(_SHOWN)], id=str(uuid.UUID(int=self.chance.getrandbits(128))), revision=1
        )
        self._records[record.id] = record
        return record

    def _tip(self) -> Any:
        received = self.now - timedelta(days=self.chance.randint(0, 100))
        return changed(
            EXAMPLES[TIP_RECEIVED], tip_id=str(uuid.UUID(int=self.chance.getrandbits(128))), received_at=received
        )
