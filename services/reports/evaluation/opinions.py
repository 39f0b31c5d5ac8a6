"""Opinions: what the parties themselves have signed of a promise, and where they differ. Delivery and effect apart."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from services.reports.domain.assessments import Histories, answering, standing
from services.reports.evaluation.stretch import Stretch
from shared.clock import local_day
from shared.events.agreement import Agreement, AgreementVersion, Party, Period, Promise
from shared.events.assessment import Assessment

_SEEN = ("improved", "unchanged", "worse")  # the others say that nobody knows, which contradicts nobody


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one party signed."""

    party: Party
    assessment: Assessment


@dataclass(frozen=True, slots=True)
class Opinions:
    """What the responsible parties say, in the order in which the promise names them; earlier periods first.

    Attributes:
        silent: those that have signed nothing for the stretch.
        delivery_differs, effect_differs: whether two parties say different things of the same period.
    """

    signed: tuple[Opinion, ...]
    silent: tuple[Party, ...]
    delivery_differs: bool
    effect_differs: bool


def opinions_on(
    promise: Promise, versions: Sequence[AgreementVersion], histories: Histories, stretch: Stretch
) -> Opinions:
    """What had been signed of a promise by what is known, for periods within the stretch.

    Args:
        promise: as it reads at the stretch's end.
        versions: of its agreement, as known, the oldest first; each period is signed for by who answered at its end.
        histories: of assessments of any promises.
        stretch: what is evaluated.
    """
    day = local_day(stretch.known_at)
    found = [standing(history, day, stretch.known_at) for history in histories]
    days = _days_signed_for(versions[-1].agreement, stretch)
    ours = [one for one in found if one and one.promise == promise.id and _within(one.period, days)]
    parties = {party.id: party for version in versions for party in version.agreement.parties}
    answers = {one.period: answering(promise, versions, one.period) for one in ours}
    signed = sorted(
        (one for one in ours if one.reported_by in answers[one.period] and one.reported_by in parties),
        key=lambda one: (one.period.end, one.period.start, answers[one.period].index(one.reported_by)),
    )
    told = {one.reported_by for one in signed}
    return Opinions(
        signed=tuple(Opinion(parties[one.reported_by], one) for one in signed),
        silent=tuple(parties[party] for party in promise.responsible if party not in told and party in parties),
        delivery_differs=_differ(signed, lambda one: one.delivery),
        effect_differs=_differ([one for one in signed if one.effect in _SEEN], lambda one: one.effect),
    )


def _days_signed_for(agreement: Agreement, stretch: Stretch) -> Period:
    """The stretch's days, and those that were signed for after them where the agreement was ended early."""
    ends = agreement.period.end if stretch.last else stretch.period.end
    return Period(stretch.period.start, min(ends, date(stretch.year, 12, 31)) if stretch.year else ends)


def _within(period: Period, days: Period) -> bool:
    return days.start <= period.start and period.end <= days.end


def _differ(signed: Sequence[Assessment], said: Callable[[Assessment], str]) -> bool:
    of_period: dict[Period, set[str]] = {}
    for one in signed:
        of_period.setdefault(one.period, set()).add(said(one))
    return any(len(words) > 1 for words in of_period.values())
