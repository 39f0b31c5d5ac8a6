"""The parties' own verdicts on a promise, put side by side: a joint promise needs each party's, and may show two.

Worked out when it is asked for; nothing of it is stored, and no event tells of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TypeVar

from services.reports.domain.fold import version_in_force
from services.reports.domain.parties import names_of
from shared.clock import local_day, start_of_day
from shared.events.agreement import AgreementVersion, Period, Promise
from shared.events.assessment import Assessment, Verdict
from shared.events.record import Record
from shared.events.status import Effect

Histories = Iterable[Mapping[int, Assessment]]
"""Assessments, each with its revisions by their numbers."""

T = TypeVar("T")


class PartyAssessment(Record, frozen=True):
    """What one party says of a promise: whether it was kept, and whether it helped. ``assessment`` is its id."""

    assessment: str
    party: str
    party_name: str
    delivery: Verdict
    effect: Effect
    narrative: str
    signed_by: str
    signed_on: date


class Assessments(Record, frozen=True):
    """What the responsible parties say of a promise, of the latest period that any of them has signed for.

    Attributes:
        period: that period; None when nobody has signed.
        signed: in the order in which the promise names its parties.
        missing: ids of the responsible parties that have not signed for it.
        agree: whether those that signed say the same; None when nobody has.
        effect: what all say of it; "not_assessed" while one is missing, and where they differ.
    """

    period: Period | None = None
    signed: tuple[PartyAssessment, ...] = ()
    missing: tuple[str, ...] = ()
    agree: bool | None = None
    effect: Effect = "not_assessed"


def assessments_of(
    promise: Promise, versions: Sequence[AgreementVersion], histories: Histories, as_of: datetime, known_at: datetime
) -> Assessments:
    """What a promise's responsible parties had signed by `as_of`, of what had been reported at `known_at`.

    Args:
        promise: as it reads at ``as_of``.
        versions: of its agreement; a period is signed for by those that answered for the promise at its end.
        histories: of assessments of any promises.
        as_of: aware, as is ``known_at``.
    """
    found = [standing(history, local_day(as_of), known_at) for history in histories]
    then = [version for version in versions if version.known_from <= known_at and version.in_force_from <= as_of]
    ours = [
        one
        for one in found
        if one and one.promise == promise.id and one.reported_by in answering(promise, then, one.period)
    ]
    period = max((one.period for one in ours), key=lambda period: (period.end, period.start), default=None)
    by_party = {one.reported_by: one for one in sorted(ours, key=_age) if one.period == period}
    names = names_of(then or versions)
    answers = answering(promise, then, period) if period else promise.responsible
    signed = tuple(_told(by_party[party], names) for party in answers if party in by_party)
    missing = tuple(party for party in answers if party not in by_party)
    return Assessments(
        period=period,
        signed=signed,
        missing=missing,
        agree=_common([(one.delivery, one.effect) for one in signed]) is not None if signed else None,
        effect=(None if missing else _common([one.effect for one in signed])) or "not_assessed",
    )


def answering(promise: Promise, versions: Sequence[AgreementVersion], period: Period) -> tuple[str, ...]:
    """Ids of the parties that answer for a promise in a period: those of the version in force when it ends.

    Args:
        promise: as it reads now.
        versions: those known, in any order; what changes after the period changes nothing of who is to sign for it.
        period: that is assessed.
    """
    if not versions:
        return promise.responsible
    version = version_in_force(versions, start_of_day(period.end + timedelta(days=1)) - timedelta(microseconds=1))
    then = next((one for one in version.agreement.promises if one.id == promise.id), promise)
    return then.responsible


def standing(history: Mapping[int, Assessment], day: date, known_at: datetime) -> Assessment | None:
    """The assessment as it had been signed when a day was over; what was withdrawn never was once that is known."""
    known = [one for _, one in sorted(history.items()) if one.reported_at <= known_at]
    if not known or known[-1].state == "withdrawn":
        return None
    signed = [one for one in known if one.state == "signed" and one.signed_on <= day]
    return signed[-1] if signed else None


def _age(assessment: Assessment) -> tuple[date, datetime, str]:
    return assessment.signed_on, assessment.reported_at, assessment.id


def _told(assessment: Assessment, names: Mapping[str, str]) -> PartyAssessment:
    return PartyAssessment(
        assessment=assessment.id,
        party=assessment.reported_by,
        party_name=names.get(assessment.reported_by, assessment.reported_by),
        delivery=assessment.delivery,
        effect=assessment.effect,
        narrative=assessment.narrative,
        signed_by=assessment.signed_by,
        signed_on=assessment.signed_on,
    )


def _common(said: list[T]) -> T | None:
    """What all say; None when they differ, or nobody says anything."""
    return said[0] if said and all(one == said[0] for one in said) else None
