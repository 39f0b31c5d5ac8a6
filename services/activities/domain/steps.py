"""What is said at each step of a measure's life, and what it must agree with. Where steps lead stands in `measure`."""

from datetime import datetime
from typing import Any, Final

from msgspec import UNSET

from services.activities.domain.change import Change
from services.activities.domain.changes import must_be_party
from services.activities.domain.forms import said
from services.activities.domain.ground import (
    HAVE_REASONS,
    Ground,
    wrong,
    wrong_correction,
    wrong_day,
    wrong_recipient,
    wrong_walk,
)
from services.activities.domain.in_force import InForce
from services.activities.domain.measure import step
from services.activities.domain.places import coarse
from services.activities.domain.proposal import CarriedOut, MeasureCorrection, Proposal, Transfer, Undertaking
from services.activities.domain.refusal import Reason, refuse
from services.activities.domain.spans import FIRST_YEAR
from shared.clock import local_day
from shared.events import catalogue
from shared.events.activity import Activity
from shared.events.measure import Measure
from shared.walks import area_of

_ALL: Final = frozenset(Proposal.__struct_fields__)


def propose(
    told: Proposal, measure_id: str, reporter: str, ground: Ground, in_force: InForce, now: datetime
) -> Change[Measure]:
    """A new measure.

    Raises:
        Forbidden: the reporter is no party of an agreement there.
        Refused: its ground, its promises or the responsible party are not there.
    """
    must_be_party(reporter, in_force)
    walk = ground.walk
    fields: dict[str, Any] = said(told)
    responsible = in_force.parties.get(told.responsible)
    fields.update(
        place=coarse(told.place),
        area=told.area or (area_of(walk) if walk else None),
        responsible_name=responsible.name if responsible else "",
        demonstration=told.demonstration or in_force.demonstration or (walk is not None and walk.demonstration),
    )
    measure = Measure(
        id=measure_id,
        revision=1,
        municipality_name=in_force.municipality.name,
        reported_by=reporter,
        reported_at=now,
        proposed_at=now,
        state="proposed",
        **fields,
    )
    refuse(list(wrong(measure, _ALL, ground, in_force)))
    return Change(measure, catalogue.MEASURE_PROPOSED)


def correct(
    measure: Measure, told: MeasureCorrection, party: str, ground: Ground, in_force: InForce, now: datetime
) -> Change[Measure]:
    """What was said of it was not so.

    Args:
        measure: to be corrected.
        told: what should be said of it.
        party: that says so.
        ground: of the measure as it will be.
        in_force: in its municipality.
        now: the moment.

    Raises:
        Refused: as for `propose`; or what cannot be corrected any more, or not by that party.
    """
    fields = said(told)
    refuse(list(wrong_correction(measure, fields.keys(), party)))
    fields |= _reasons(measure, told)
    fields.pop("public_reason", None)
    if isinstance(fields.get("walk"), str) and ground.walk:
        fields.setdefault("area", area_of(ground.walk))
    if "place" in fields:
        fields["place"] = coarse(told.place or None)
    if "responsible" in fields:
        responsible = in_force.parties.get(str(fields["responsible"]))
        fields["responsible_name"] = responsible.name if responsible else ""
    change = step(measure, "correction", now, **fields)
    moved = change.record.responsible != measure.responsible and measure.state != "proposed"
    late = [Reason("responsible", "is corrected only while the measure is proposed; later it is transferred")]
    refuse([*(late if moved else ()), *wrong(change.record, frozenset(fields), ground, in_force)])
    return change


def _reasons(measure: Measure, told: MeasureCorrection) -> dict[str, str | None]:
    """Where the state has a reason of its own, that stays or is corrected, and the correction's stands beside it."""
    if measure.state not in HAVE_REASONS:
        return {"reason": told.reason}
    public = measure.reason if told.public_reason is UNSET else told.public_reason
    return {"reason": public, "corrected_because": told.reason}


def undertake(measure: Measure, operation: Any, told: Undertaking, now: datetime) -> Change[Measure]:  # noqa: ANN401
    """The responsible party will carry it out, or has begun.

    Raises:
        Conflict: see `measure.step`.
        Refused: the new due date is in no year of ours.
    """
    change = step(measure, operation, now, **said(told))
    refuse(list(wrong_day(change.record)))
    return change


def complete(measure: Measure, told: CarriedOut, now: datetime) -> Change[Measure]:
    """It was carried out.

    Raises:
        Conflict: see `measure.step`.
        Refused: on a day that is yet to come.
    """
    today = local_day(now)
    day = told.completed_on or today
    change = step(measure, "completion", now, completed_on=day)
    if day.year < FIRST_YEAR or day > today:
        refuse([Reason("completedOn", f"must lie in the years from {FIRST_YEAR} on, and not in the future")])
    return change


def verify(measure: Measure, walk: Activity | None, raised_at: Activity | None, now: datetime) -> Change[Measure]:
    """A later walk found it carried out.

    Raises:
        Conflict: see `measure.step`.
        Refused: the walk is none of the municipality, or no later one.
    """
    change = step(measure, "verification", now, verified_at=walk.id if walk else None)
    refuse([Reason("walk", reason) for reason in wrong_walk(measure, walk, raised_at, now)])
    return change


def reopen(measure: Measure, reason: str, now: datetime) -> Change[Measure]:
    """It is not carried out after all, or was ended by mistake.

    Raises:
        Conflict: see `measure.step`.
    """
    return step(measure, "reopening", now, reason=reason, completed_on=None, verified_at=None, transferred_to=None)


def transfer(measure: Measure, told: Transfer, in_force: InForce, now: datetime) -> Change[Measure]:
    """Somebody else answers for it from now on: a party, which has yet to answer, or one from outside.

    Raises:
        Conflict: see `measure.step`.
        Refused: it is handed to nobody, or to whom it cannot be handed.
    """
    to = in_force.parties.get(told.party or "")
    whom: dict[str, Any] = {"responsible": to.id, "responsible_name": to.name} if to else {"transferred_to": told.name}
    change = step(measure, "transfer", now, reason=told.reason, **whom)
    refuse(list(wrong_recipient(measure, told, in_force)))
    return change
