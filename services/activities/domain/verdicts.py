"""The parties' verdicts on one promise, period by period: who has signed, who is missing, and whether they agree."""

from collections.abc import Iterable, Mapping

from shared.events.agreement import Agreement, Period, Promise
from shared.events.assessment import Assessment
from shared.events.record import Record


class PartyVerdict(Record, frozen=True):
    """A party's verdict for a period, or that it is missing (``assessment`` is null).

    ``responsible`` is false for a party that signed when it answered for the promise, and does so no more.
    """

    party: str
    name: str
    responsible: bool
    assessment: Assessment | None


class Agree(Record, frozen=True):
    """Whether all responsible parties say the same; null until every one has signed."""

    delivery: bool | None
    effect: bool | None


class PeriodVerdicts(Record, frozen=True):
    """What the parties say of one period; it is complete when no responsible party is missing."""

    period: Period
    parties: tuple[PartyVerdict, ...]
    complete: bool
    missing: tuple[str, ...]
    agree: Agree


class PromiseVerdicts(Record, frozen=True):
    """What the parties say of a promise, the latest period first."""

    promise: str
    promise_title: str
    agreement: str
    municipality: str
    responsible: tuple[str, ...]
    periods: tuple[PeriodVerdicts, ...]


def verdicts(agreement: Agreement, promise: Promise, assessments: Iterable[Assessment]) -> PromiseVerdicts:
    """The promise's assessments by period. A joint promise needs each responsible party's own.

    Args:
        agreement: that has, or last had, the promise.
        promise: of it.
        assessments: of the promise, at their latest revisions; those that are withdrawn are no verdicts.
    """
    by_period: dict[Period, dict[str, Assessment]] = {}
    for each in assessments:
        if each.state == "signed":
            by_period.setdefault(each.period, {})[each.reported_by] = each
    names = {party.id: party.name for party in agreement.parties}
    latest_first = sorted(by_period, key=lambda period: (period.end, period.start), reverse=True)
    return PromiseVerdicts(
        promise=promise.id,
        promise_title=promise.title,
        agreement=agreement.id,
        municipality=agreement.municipality.code,
        responsible=promise.responsible,
        periods=tuple(_of_period(period, promise, by_period[period], names) for period in latest_first),
    )


def _of_period(
    period: Period, promise: Promise, signed: Mapping[str, Assessment], names: Mapping[str, str]
) -> PeriodVerdicts:
    former = [party for party in signed if party not in promise.responsible]
    own = [signed[party] for party in promise.responsible if party in signed]
    missing = tuple(party for party in promise.responsible if party not in signed)
    return PeriodVerdicts(
        period=period,
        parties=tuple(
            PartyVerdict(
                party=party,
                name=names.get(party, party),
                responsible=party in promise.responsible,
                assessment=signed.get(party),
            )
            for party in (*promise.responsible, *sorted(former))
        ),
        complete=not missing,
        missing=missing,
        agree=Agree(
            delivery=None if missing else len({each.delivery for each in own}) == 1,
            effect=None if missing else len({each.effect for each in own}) == 1,
        ),
    )
