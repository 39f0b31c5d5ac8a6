"""An agreement in the making: it may lack what every agreement has, and is one when it has it."""

from datetime import date

import msgspec

from services.activities.domain.agreement import check_agreement
from services.activities.domain.refusal import Reason
from shared.events.agreement import (
    Agreement,
    Dialogue,
    FocusArea,
    Group,
    Municipality,
    Party,
    Period,
    Promise,
    Signatory,
)
from shared.events.record import Record


class UnfinishedAgreement(Record, frozen=True):
    """The fields of an agreement, of which only the id and the municipality need be there."""

    id: str
    municipality: Municipality
    title: str = ""
    period: Period | None = None
    parties: tuple[Party, ...] = ()
    promises: tuple[Promise, ...] = ()
    introduction: str = ""
    signatories: tuple[Signatory, ...] = ()
    focus_areas: tuple[FocusArea, ...] = ()
    dialogue: Dialogue | None = None
    goals: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    links: tuple[str, ...] = ()
    closed_on: date | None = None
    replaced_by: str | None = None
    demonstration: bool = False


def finished(unfinished: UnfinishedAgreement) -> Agreement | None:
    """The agreement that it is; None as long as it has no period."""
    if unfinished.period is None:
        return None
    return Agreement(**{name: getattr(unfinished, name) for name in Agreement.__struct_fields__})


def check_unfinished(unfinished: UnfinishedAgreement) -> list[Reason]:
    """What does not hold together yet, each with its place; the rest of it once there is a period."""
    agreement = finished(unfinished)
    return [Reason("period", "is required")] if agreement is None else check_agreement(agreement)


def begun(agreement: Agreement) -> UnfinishedAgreement:
    """An agreement as one in the making."""
    return msgspec.convert(agreement, UnfinishedAgreement, from_attributes=True)
