"""Assessments: what a responsible party may sign of a promise, and what becomes of it.

One party has one verdict on a promise for a period: what is signed later replaces it, as its next revision.
"""

import uuid
from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta

from services.activities.domain.change import Change
from services.activities.domain.forms import FILLED, LONGEST_TEXT, Line, Said, Slug
from services.activities.domain.period import SaidPeriod, kept, wrong_period
from services.activities.domain.refusal import Conflict, Forbidden, Reason, Refused, refuse
from shared.clock import local_day
from shared.events import catalogue
from shared.events.agreement import Agreement, AgreementPublished, Period, Promise
from shared.events.assessment import Assessment, Verdict
from shared.events.status import Effect

_IDS: Final = uuid.uuid5(uuid.NAMESPACE_URL, "se.loftet.assessments")
_VERDICT: Final = ("delivery", "effect", "narrative", "signed_by", "signed_on", "demonstration")

Narrative = Annotated[str, Meta(pattern=FILLED, min_length=3, max_length=LONGEST_TEXT)]


class SaidAssessment(Said, frozen=True):
    """A party's verdict on a promise for a period. ``signed_by`` is a role; ``signed_on`` is today when left out."""

    promise: Slug
    period: SaidPeriod
    delivery: Verdict
    effect: Effect
    narrative: Narrative
    signed_by: Line
    signed_on: date | None = None
    demonstration: bool = False


def assessment_id(promise: str, party: str, period: SaidPeriod) -> str:
    """The id of a party's verdict on a promise for a period: the same however often it is signed."""
    return str(uuid.uuid5(_IDS, f"{promise}\n{party}\n{period.start}\n{period.end}"))


def find_promise(agreement: Agreement, promise_id: str) -> Promise | None:
    """The promise of that id, if the agreement has it."""
    return next((each for each in agreement.promises if each.id == promise_id), None)


def newest_with(published: AgreementPublished, promise_id: str) -> tuple[Agreement, Promise] | None:
    """The newest version that has the promise, and the promise; None: it never was a promise of the agreement."""
    for version in reversed(published.versions):
        promise = find_promise(version.agreement, promise_id)
        if promise is not None:
            return version.agreement, promise
    return None


def sign(
    said: SaidAssessment, party: str, agreement: Agreement, before: Assessment | None, now: datetime
) -> Change[Assessment]:
    """The verdict at its first or next revision.

    Args:
        said: of a promise of the agreement.
        party: that signs.
        agreement: at its latest version.
        before: the party's verdict on the same promise and period, if there is one.
        now: the present instant.

    Raises:
        Forbidden: the party does not answer for the promise.
        Refused: the period is not within the agreement's or has not begun, or the promise is gone.
    """
    promise = find_promise(agreement, said.promise)
    if promise is None:
        gone = f"is no longer a promise of {agreement.id}; what was signed of it stays readable"
        raise Refused("The promise is not in force.", [Reason("promise", gone)])
    _must_be_responsible(party, promise)
    today = local_day(now)
    within = agreement.in_effect if before is None else None
    refuse([*_wrong_period(said.period, within, agreement.id, today), *_wrong_signature(said, today)])
    signed = Assessment(
        id=assessment_id(promise.id, party, said.period),
        revision=before.revision + 1 if before else 1,
        municipality=agreement.municipality.code,
        municipality_name=agreement.municipality.name,
        reported_by=party,
        reported_at=now,
        agreement=agreement.id,
        promise=promise.id,
        promise_title=promise.title,
        responsible=promise.responsible,
        period=kept(said.period),
        state="signed",
        delivery=said.delivery,
        effect=said.effect,
        narrative=said.narrative,
        signed_by=said.signed_by,
        signed_on=said.signed_on or today,
        demonstration=said.demonstration or agreement.demonstration,
    )
    return Change(signed, catalogue.ASSESSMENT_SIGNED)


def stands(before: Assessment, signed: Assessment, said: SaidAssessment) -> bool:
    """Whether what is signed stands so already; on which day matters only when the day was said."""
    matters = [name for name in _VERDICT if said.signed_on is not None or name != "signed_on"]
    return before.state == "signed" and all(getattr(before, name) == getattr(signed, name) for name in matters)


def withdraw(assessment: Assessment, reason: str, now: datetime) -> Change[Assessment]:
    """It was signed by mistake: the party has no verdict for the period, until it signs one.

    Raises:
        Conflict: it is withdrawn already.
    """
    if assessment.state == "withdrawn":
        detail = "The assessment is withdrawn already. What is left is to sign another: POST /assessments."
        raise Conflict(detail, ("signing",))
    changes: dict[str, Any] = {"state": "withdrawn", "reason": reason, "reported_at": now}
    after = msgspec.structs.replace(assessment, revision=assessment.revision + 1, **changes)
    return Change(after, catalogue.ASSESSMENT_WITHDRAWN)


def _must_be_responsible(party: str, promise: Promise) -> None:
    if party not in promise.responsible:
        answers = " and ".join(promise.responsible)
        raise Forbidden(f"{party} does not answer for {promise.id}; {answers} does, and signs its own assessment.")


def _wrong_period(period: SaidPeriod, within: Period | None, agreement: str, today: date) -> Iterator[Reason]:
    """``within`` are the days of the agreement; None: for what was signed before it was ended, they matter no more."""
    yield from wrong_period(period)
    for end in ("start", "end"):
        if within is not None and not within.start <= getattr(period, end) <= within.end:
            days = f"{within.start} to {within.end}"
            yield Reason(f"period.{end}", f"is outside the days of {agreement}; sign within {days}")
    if period.start > today:
        yield Reason("period.start", f"has not come yet; sign from {period.start} on")


def _wrong_signature(said: SaidAssessment, today: date) -> Iterator[Reason]:
    if not said.narrative.strip():
        yield Reason("narrative", "must not be blank")
    if said.signed_on is None:
        return
    if said.signed_on > today:
        yield Reason("signedOn", "lies in the future; leave it out when it is signed today")
    elif said.signed_on < said.period.start:
        yield Reason("signedOn", "is before the period begins")
