"""What is still to be done, kept because time alone may make it worth telling. Pure.

It is a measure, a promise that goes badly, or an agreement whose parties are to assess what became of it. It is made of
events; a later word takes an earlier one's place.

Its days are counted on the wall in Stockholm. An occasion that passed more than a week ago is skipped: whoever was away
for longer tells the next one. So is one that had passed when the thing was first heard of.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

import msgspec

from services.notifications.domain.amending import amended_at, given_at
from services.notifications.domain.describing import agreement_facts, of_measure, of_status, promises_of
from services.notifications.domain.notice import Notice, PromiseLine
from services.notifications.domain.plan import FAR, NEWS
from services.notifications.domain.rhythm import OCCASIONS_AT, on_the_wall
from services.notifications.domain.rule import Audience, ConcernKind, Rule
from services.notifications.domain.rules import occasions, state_rule
from shared.clock import local_day
from shared.events.agreement import AgreementPublished
from shared.events.catalogue import MEASURE_ACCEPTED, MEASURE_STARTED
from shared.events.cloudevent import Event
from shared.events.measure import Measure
from shared.events.status import State, StatusChanged

UNWELL = frozenset({State.AT_RISK, State.BEHIND, State.STALLED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """One thing that is undone, or was.

    Attributes:
        kind, about: what it is, and its id.
        order: grows with each word on it: a revision, a version, milliseconds.
        counted_from: the day that occasions are counted from; None: nothing is to be done any more.
        parties: whom it is up to, each with what it answers for.
        notice: what is told of it, but for those promises and the days.
        agreement: its id, if it is known; ``signatories`` those of an agreement.
        promises: ids of those that a measure is for.
        amended, given: of an agreement: its promises that were changed, those that went to other parties, and when.
        cause, cause_type: the event that told of it.
        began: when it became so; an amendment of it after that stops reminders.
        fell: of a promise: when it went badly and has not been well since; None: an earlier word says so.
    """

    kind: ConcernKind
    about: str
    order: int
    counted_from: date | None
    parties: Mapping[str, tuple[PromiseLine, ...]]
    notice: Notice
    cause: str
    cause_type: str
    began: datetime
    fell: datetime | None = None
    agreement: str | None = None
    signatories: tuple[str, ...] = ()
    promises: tuple[str, ...] = ()
    amended: Mapping[str, datetime] = field(default_factory=dict)
    given: Mapping[str, datetime] = field(default_factory=dict)
    signed: frozenset[str] = field(default=frozenset())

    @property
    def key(self) -> str:
        """What it is stored by."""
        return f"{self.kind}:{self.about}"

    def belongs_to(self, agreement: "Concern") -> bool:
        """Whether it is a matter of an agreement's: named by it, or for one of its promises."""
        theirs = {line.id for lines in agreement.parties.values() for line in lines}
        return self.agreement == agreement.about or not theirs.isdisjoint(self.promises)

    def is_amended_by(self, agreement: "Concern") -> bool:
        """Whether a promise was itself changed since it entered its state: what was agreed then counts."""
        at = agreement.amended.get(self.about)
        return self.agreement == agreement.about and at is not None and at >= self.began


def concern_of(event: Event) -> Concern | None:
    """What an event says that is to be done; None: it tells of nothing of the kind."""
    data: Any = event.data
    match data:
        case Measure():
            return _of_measure(event, data)
        case StatusChanged():
            return _of_status(event, data)
        case AgreementPublished():
            return _of_agreement(event, data)
        case _:
            return None


def fallen(concern: Concern, at: datetime | None) -> Concern:
    """What is undone, its days counted from when it went badly and has not been well since, where that is known."""
    if at is None or concern.counted_from is None:
        return concern
    return replace(concern, fell=at, counted_from=local_day(at))


def signature(party: str, promise: str, end: date) -> str:
    """How it is remembered that a party has assessed a promise for a period that ends on a day."""
    return f"{end.isoformat()} {party} {promise}"


def unsigned(concern: Concern) -> dict[str, tuple[PromiseLine, ...]]:
    """Of each party the promises that it has not assessed for the whole period; parties that have all are left out."""
    end = concern.notice.agreement.period.end if concern.notice.agreement else None
    left = {
        party: tuple(line for line in lines if end and signature(party, line.id, end) not in concern.signed)
        for party, lines in concern.parties.items()
    }
    return {party: lines for party, lines in left.items() if lines}


def left_to(concern: Concern) -> Mapping[str, tuple[PromiseLine, ...]]:
    """Whom it is still up to, each with the promises that it is about."""
    return unsigned(concern) if concern.kind == "assessment" else concern.parties


def told_on(concern: Concern, lines: tuple[PromiseLine, ...], day: date) -> Notice:
    """What is told of it on a day, with the promises that it is about.

    Raises:
        ValueError: nothing is to be done any more.
    """
    since = concern.counted_from
    if since is None:
        raise ValueError("nothing is to be done any more")
    promises = lines or concern.notice.promises
    return msgspec.structs.replace(concern.notice, promises=promises, since=since, days=(day - since).days)


def due(concern: Concern, now: datetime) -> tuple[Rule, date] | None:
    """What the latest occasion that has come asks to be told, and its day; None: none within the week that is news."""
    latest = None
    for day, rule in _occasions(concern, now):
        if on_the_wall(day, OCCASIONS_AT) > now:
            break
        latest = (rule, day)
    if latest is None:
        return None
    # A state that was entered since is told by itself, in a reminder's place; those who signed hear of no state.
    heard = (concern.fell if latest[0].audience is Audience.SIGNATORIES else None) or concern.began
    return latest if heard < (came := on_the_wall(latest[1], OCCASIONS_AT)) and now - came <= NEWS else None


def next_at(concern: Concern, after: datetime) -> datetime | None:
    """The first instant after another at which an occasion comes; None: none will."""
    for day, _ in _occasions(concern, after):
        if (at := on_the_wall(day, OCCASIONS_AT)) > after:
            return at
    return None


def looked_at_from(concern: Concern, now: datetime) -> datetime | None:
    """When a concern that was just told of is to be looked at: at once, if an occasion may have come already."""
    if concern.kind == "status" and concern.counted_from is not None and concern.fell is None:
        return now
    return next_at(concern, now - NEWS)


def _occasions(concern: Concern, around: datetime) -> Iterator[tuple[date, Rule]]:
    """The days of its occasions, in order, for a quarter beyond an instant and more."""
    begin = concern.counted_from
    if begin is None:
        return
    horizon = (local_day(around) - begin).days + 200
    found: list[tuple[int, str, Rule]] = []
    for rule, occasion in occasions(concern.kind):
        found += [(day, rule.id, rule) for day in occasion.days]
        if occasion.again is not None:
            last = max(day for each, of in occasions(concern.kind) for day in of.days)
            found += [(day, rule.id, rule) for day in range(last + occasion.again, horizon, occasion.again)]
    for place, (day, _, rule) in enumerate(sorted(found, key=lambda each: each[:2])):
        yield begin + timedelta(days=day), _first_word(concern) or rule if place == 0 else rule


def _first_word(concern: Concern) -> Rule | None:
    """A promise's first state is no news, so what its responsible hear first of it is the state and no reminder."""
    status = concern.notice.status
    if status is None or status.previous is not None:
        return None
    return state_rule(status.state)


def _of_measure(event: Event, measure: Measure) -> Concern:
    undone = measure.is_undone and not measure.transferred_to and (measure.due_on or FAR) < FAR
    return Concern(
        kind="measure",
        about=measure.id,
        order=measure.revision,
        counted_from=measure.due_on if undone else None,
        parties={measure.responsible: ()},
        notice=of_measure(measure),
        cause=event.id,
        cause_type=event.type,
        # Whoever takes it on changes nothing of when it is to be done.
        began=measure.proposed_at if event.type in (MEASURE_ACCEPTED, MEASURE_STARTED) else measure.reported_at,
        promises=measure.promises,
    )


def _of_status(event: Event, change: StatusChanged) -> Concern:
    unwell = change.status.state in UNWELL
    notice = of_status(change)
    return Concern(
        kind="status",
        about=change.promise,
        order=int(change.changed_at.timestamp() * 1000),
        counted_from=local_day(change.changed_at) if unwell else None,
        parties=dict.fromkeys(change.responsible, notice.promises),
        notice=notice,
        cause=event.id,
        cause_type=event.type,
        began=change.changed_at,
        fell=change.changed_at if unwell and change.previous not in UNWELL else None,
        agreement=change.status.agreement,
    )


def _of_agreement(event: Event, published: AgreementPublished) -> Concern:
    agreement, facts = published.latest.agreement, agreement_facts(published)
    answering = sorted({party for promise in agreement.promises for party in promise.responsible})
    return Concern(
        kind="assessment",
        about=agreement.id,
        order=published.latest.version,
        counted_from=facts.period.end,
        parties={party: promises_of(published, party) for party in answering},
        notice=Notice(
            about=agreement.id,
            municipality=published.municipality,
            municipality_name=agreement.municipality.name,
            agreement=facts,
            demonstration=agreement.demonstration,
        ),
        cause=event.id,
        cause_type=event.type,
        began=event.time,
        agreement=agreement.id,
        signatories=tuple(dict.fromkeys(each.party for each in agreement.signatories)),
        amended=amended_at(published, event.time),
        given=given_at(published, event.time),
    )
