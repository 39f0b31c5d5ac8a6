"""The half-way report in the words of a language, as the API answers it and the document shows it."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from services.reports.evaluation.account import PartyNamed
from services.reports.evaluation.accounting import TONGUES, signers
from services.reports.evaluation.evaluate import Evaluation
from services.reports.evaluation.half_way import Duty, HalfWay, Reason
from services.reports.evaluation.phrases import Phrases
from services.reports.evaluation.telling.narrative import due
from services.reports.evaluation.telling.tongue import Tongue
from services.reports.web.language import Language
from shared.events.agreement import Period
from shared.events.record import Record
from shared.events.status import State


class DutyAccount(Record, frozen=True):
    """Something that is to be done, decided or explained, in a sentence.

    ``responsible`` are all that answer for it; ``measure`` is the id of the measure that it is of, if it is of one.
    """

    reason: Reason
    promise: str
    number: int
    title: str
    sentence: str
    responsible: tuple[PartyNamed, ...]
    due: date | None = None
    measure: str | None = None


class PartyDuties(Record, frozen=True):
    """What one party answers for, the most pressing first."""

    party: str
    name: str
    duties: tuple[DutyAccount, ...]


class PromiseStanding(Record, frozen=True):
    """How a promise goes, in brief."""

    promise: str
    number: int
    title: str
    state: State
    sentence: str
    responsible: tuple[PartyNamed, ...]
    next_due: date | None = None
    last_reported_at: datetime | None = None


class HalfWayAccount(Record, frozen=True):
    """An agreement in the midst of its period; ``days_gone`` of ``days`` have passed."""

    agreement: str
    agreement_version: int
    title: str
    municipality: str
    municipality_name: str
    language: str
    period: Period
    period_name: str
    as_of: datetime
    days_gone: int
    days: int
    signed_by: str
    promises: tuple[PromiseStanding, ...]
    duties: tuple[PartyDuties, ...]
    demonstration: bool = False


def half_way_account(found: HalfWay, language: Language) -> HalfWayAccount:
    """The report in the words of a language."""
    tongue, evaluation = TONGUES[language], found.evaluation
    agreement = evaluation.agreement
    t = Phrases(language)
    return HalfWayAccount(
        agreement=agreement.id,
        agreement_version=evaluation.version.version,
        title=agreement.title,
        municipality=agreement.municipality.code,
        municipality_name=agreement.municipality.name,
        language=language,
        period=evaluation.stretch.period,
        period_name=tongue.period(evaluation.stretch.period),
        as_of=evaluation.stretch.as_of,
        days_gone=found.days_gone,
        days=found.days,
        signed_by=tongue.joined(signers(evaluation)),
        promises=tuple(
            PromiseStanding(
                promise=one.promise.id,
                number=one.promise.number,
                title=one.promise.title,
                state=one.status.state,
                sentence=tongue.verdict(one.verdict, due(one)) or t.no_verdict,
                responsible=_named(one.promise.responsible, evaluation),
                next_due=one.status.next_due,
                last_reported_at=one.status.last_reported_at,
            )
            for one in evaluation.promises
        ),
        duties=tuple(
            PartyDuties(party.id, party.name, tuple(_duty(duty, found, tongue) for duty in found.of(party.id)))
            for party in _named(_answering(found), evaluation)
        ),
        demonstration=agreement.demonstration,
    )


def _answering(found: HalfWay) -> Iterator[str]:
    """Whoever has anything to do: the parties in the document's order, then those that answer for something still."""
    answering = dict.fromkeys(party for duty in found.duties for party in duty.responsible)
    ours = [party.id for party in found.evaluation.agreement.parties]
    yield from (party for party in ours if party in answering)
    yield from (party for party in answering if party not in ours)


def _duty(duty: Duty, found: HalfWay, tongue: Tongue) -> DutyAccount:
    return DutyAccount(
        reason=duty.reason,
        promise=duty.promise.promise.id,
        number=duty.promise.promise.number,
        title=duty.promise.promise.title,
        sentence=tongue.duty(duty, found.evaluation.stretch),
        responsible=_named(duty.responsible, found.evaluation),
        due=duty.due,
        measure=duty.measure.id if duty.measure else None,
    )


def _named(parties: Iterable[str], evaluation: Evaluation) -> tuple[PartyNamed, ...]:
    return tuple(PartyNamed(party, evaluation.names.get(party, party)) for party in parties)
