"""What each party is told of an event under a rule: from events to notices. Pure."""

from typing import Any

from services.notifications.domain.endpoint import FOLLOWERS
from services.notifications.domain.notice import (
    ActivityFacts,
    AgreementFacts,
    CommitmentLine,
    MeasureFacts,
    Notice,
    PromiseLine,
    StatusFacts,
    TipFacts,
    Told,
    WindowLine,
)
from services.notifications.domain.rule import Audience, Rule
from shared.events.activity import Activity, Kind
from shared.events.agreement import AgreementPublished
from shared.events.catalogue import ACTIVITY_PLANNED
from shared.events.cloudevent import Event
from shared.events.measure import Measure
from shared.events.status import CommitmentStatus, StatusChanged
from shared.events.tip import TipReceived


def notices(rule: Rule, event: Event, told: Told) -> dict[str, Notice]:
    """What each party is told of an event under a rule: party id -> notice."""
    data: Any = event.data
    match rule.audience:
        case Audience.RESPONSIBLE_OF_COUNTS:
            known = told.get(data.id, {}) if event.type == ACTIVITY_PLANNED else {}
            return {party: of_activity(data, lines) for party, lines in _counted(data).items() if party not in known}
        case Audience.TOLD_BEFORE:
            return _to_those_who_know(data, told)
        case Audience.RESPONSIBLE_OF_STATUS:
            return dict.fromkeys(data.responsible, of_status(data))
        case Audience.RECIPIENTS:
            return dict.fromkeys(data.recipients, _of_tip(data))
        case Audience.ASSIGNED:
            # What was handed to somebody who is no party is nobody's here to do.
            return {} if data.transferred_to else {data.responsible: of_measure(data)}
        case Audience.PROPOSER:
            return {data.reported_by: of_measure(data)}
        case Audience.PARTIES:
            return {party.id: _of_agreement(data, party.id) for party in data.latest.agreement.parties}
        case Audience.FOLLOWERS:
            return _to_followers(event)
        case _:
            return {}


def tells_of(event: Event) -> str | None:
    """The id of the thing that is told of again, so that it may matter who was told of it before; else None."""
    if isinstance(event.data, StatusChanged):
        return event.data.promise
    return str(event.data.id) if isinstance(event.data, Activity | Measure) else None


def revision_of(event: Event) -> int:
    """The revision of what an event tells of; 0: it has none."""
    return event.data.revision if isinstance(event.data, Activity | Measure) else 0


def _to_those_who_know(data: Activity | Measure | StatusChanged, told: Told) -> dict[str, Notice]:
    if isinstance(data, StatusChanged):
        return dict.fromkeys(told.get(data.promise, {}).keys() - {FOLLOWERS}, of_status(data))
    before = {party: known for party, known in told.get(data.id, {}).items() if known.revision < data.revision}
    if isinstance(data, Measure):
        return dict.fromkeys(before, of_measure(data))
    counted = _counted(data)
    return {party: of_activity(data, counted.get(party, ()), known.promises) for party, known in before.items()}


def _to_followers(event: Event) -> dict[str, Notice]:
    """Residents are told of coming walks, and of no other activity."""
    data: Any = event.data
    match data:
        case StatusChanged():
            return {FOLLOWERS: of_status(data)}
        case AgreementPublished():
            return {FOLLOWERS: _of_agreement(data, FOLLOWERS)}
        case Activity() if data.kind is Kind.WALK and data.actual is None and data.planned is not None:
            return {FOLLOWERS: of_activity(data, _promises(data))} if data.planned.start > event.time else {}
        case _:
            return {}


def _promises(activity: Activity) -> tuple[PromiseLine, ...]:
    counts = {count.promise: count for count in activity.counts}.values()
    return tuple(PromiseLine(id=each.promise, agreement=each.agreement, title=each.promise_title) for each in counts)


def _counted(activity: Activity) -> dict[str, tuple[PromiseLine, ...]]:
    """Party -> the promises it answers for that the activity counts toward, each once."""
    lines: dict[str, dict[str, PromiseLine]] = {}
    if activity.state == "withdrawn":
        return {}
    for count in activity.counts:
        line = PromiseLine(id=count.promise, agreement=count.agreement, title=count.promise_title)
        for party in count.responsible:
            lines.setdefault(party, {})[count.promise] = line
    return {party: tuple(found.values()) for party, found in lines.items()}


def of_activity(activity: Activity, promises: tuple[PromiseLine, ...], before: tuple[PromiseLine, ...] = ()) -> Notice:
    """What is told of an activity, with the promises that it counts toward and those that it did before."""
    counted = {line.id for line in promises}
    return Notice(
        about=activity.id,
        municipality=activity.municipality,
        municipality_name=activity.municipality_name,
        promises=promises,
        no_longer=tuple(line for line in before if line.id not in counted),
        activity=ActivityFacts(
            kind=activity.kind,
            revision=activity.revision,
            title=activity.title,
            span=activity.span,
            place=activity.place.name if activity.place else None,
            participants=tuple(participant.name for participant in activity.participants),
            quantity=activity.quantity,
            outcome=activity.outcome,
            reason=activity.reason,
            state=activity.state,
            series=activity.series is not None,
        ),
        demonstration=activity.demonstration,
    )


def of_status(change: StatusChanged) -> Notice:
    """What is told of a promise's state."""
    status = change.status
    return Notice(
        about=change.promise,
        municipality=change.municipality,
        municipality_name=change.municipality_name,
        promises=(
            PromiseLine(
                id=change.promise,
                agreement=status.agreement,
                title=change.promise_title,
                text=change.promise_text,
            ),
        ),
        status=StatusFacts(
            state=status.state,
            previous=change.previous,
            explanation=status.explanation,
            commitments=tuple(_commitment(commitment) for commitment in status.commitments),
            next_due=status.next_due,
            late=status.late,
        ),
        demonstration=change.demonstration,
    )


def _commitment(commitment: CommitmentStatus) -> CommitmentLine:
    return CommitmentLine(
        title=commitment.title,
        state=commitment.state,
        explanation=commitment.explanation,
        next_due=commitment.next_due,
        lacking=tuple(
            WindowLine(
                label=window.label,
                state=window.state,
                summary=window.summary,
                end=window.end,
                missing=window.missing,
                note=window.note,
            )
            for window in commitment.windows
            if window.state in ("open", "missed")
        ),
    )


def _of_tip(tip: TipReceived) -> Notice:
    return Notice(
        about=tip.tip_id,
        municipality=tip.municipality,
        municipality_name=tip.municipality_name,
        tip=TipFacts(id=tip.tip_id, category=tip.category, received_at=tip.received_at, area=tip.area),
        demonstration=tip.demonstration,
    )


def of_measure(measure: Measure) -> Notice:
    """What is told of a measure."""
    return Notice(
        about=measure.id,
        municipality=measure.municipality,
        municipality_name=measure.municipality_name,
        measure=MeasureFacts(
            id=measure.id,
            title=measure.title,
            state=measure.state,
            responsible=measure.responsible_name,
            revision=measure.revision,
            due_on=measure.due_on,
            area=measure.area,
            description=measure.description,
            reason=measure.reason,
        ),
        demonstration=measure.demonstration,
    )


def agreement_facts(published: AgreementPublished) -> AgreementFacts:
    """An agreement at its latest version."""
    latest = published.latest
    return AgreementFacts(
        id=latest.agreement.id,
        title=latest.agreement.title,
        period=latest.agreement.in_effect,
        change=latest.change,
        version=latest.version,
        reason=latest.reason,
    )


def promises_of(published: AgreementPublished, party: str) -> tuple[PromiseLine, ...]:
    """The promises that a party answers for."""
    agreement = published.latest.agreement
    return tuple(
        PromiseLine(id=promise.id, agreement=agreement.id, title=promise.title)
        for promise in agreement.promises
        if party in promise.responsible
    )


def _of_agreement(published: AgreementPublished, party: str) -> Notice:
    agreement = published.latest.agreement
    return Notice(
        about=agreement.id,
        municipality=published.municipality,
        municipality_name=agreement.municipality.name,
        promises=promises_of(published, party),
        agreement=agreement_facts(published),
        demonstration=agreement.demonstration,
    )
