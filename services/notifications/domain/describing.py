"""What is told of a thing: from an event's data to a notice. Pure."""

from datetime import date

from services.notifications.domain.notice import (
    ActivityFacts,
    AgreementFacts,
    CommitmentLine,
    MeasureFacts,
    Notice,
    PromiseLine,
    StatusFacts,
    TipFacts,
    WindowLine,
)
from shared.events.activity import Activity
from shared.events.agreement import AgreementPublished
from shared.events.measure import Measure
from shared.events.status import CommitmentStatus, StatusChanged
from shared.events.tip import TipReceived


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
            changed_at=change.changed_at,
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


def of_tip(tip: TipReceived) -> Notice:
    """What is told of a tip."""
    return Notice(
        about=tip.tip_id,
        municipality=tip.municipality,
        municipality_name=tip.municipality_name,
        tip=TipFacts(id=tip.tip_id, category=tip.category, received_at=tip.received_at, area=tip.area),
        demonstration=tip.demonstration,
    )


def of_measure(measure: Measure, due_before: date | None = None) -> Notice:
    """What is told of a measure, to whoever was told of a last day before."""
    return Notice(
        about=measure.id,
        municipality=measure.municipality,
        municipality_name=measure.municipality_name,
        measure=MeasureFacts(
            id=measure.id,
            title=measure.title,
            state=measure.state,
            responsible=measure.transferred_to or measure.responsible_name,
            revision=measure.revision,
            due_on=measure.due_on,
            promises=measure.promises,
            area=measure.area,
            description=measure.description,
            reason=measure.reason,
            due_before=due_before if measure.due_on is None else None,
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


def of_agreement(published: AgreementPublished, party: str) -> Notice:
    """What a party is told of an agreement."""
    agreement = published.latest.agreement
    return Notice(
        about=agreement.id,
        municipality=published.municipality,
        municipality_name=agreement.municipality.name,
        promises=promises_of(published, party),
        agreement=agreement_facts(published),
        demonstration=agreement.demonstration,
    )
