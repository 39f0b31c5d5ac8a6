"""The parties' own verdicts on a promise as the page shows them: year by year, with who is silent and who disagrees."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from services.reports.domain.assessments import answering
from services.reports.domain.parties import names_of
from services.reports.web import words
from services.reports.web.language import say
from services.reports.web.words import joined, listed
from shared.events.agreement import AgreementVersion, Period, Promise
from shared.events.assessment import VERDICT_NAMES, Assessment
from shared.events.status import State

_EFFECTS_THAT_DIFFER = ("improved", "unchanged", "worse")  # the others say that nobody knows, which contradicts nobody


@dataclass(frozen=True, slots=True)
class VerdictView:
    """A party's verdict; ``delivery`` is the state that its word and icon are those of."""

    assessment: Assessment
    party: str
    delivery: State
    delivery_word: str
    effect_word: str


@dataclass(frozen=True, slots=True)
class AssessedPeriod:
    """What the parties said of one period: ``silent`` are those that have yet to, ``differ`` how they disagree."""

    label: str
    verdicts: tuple[VerdictView, ...]
    silent: str
    differ: tuple[str, ...]


def assessed_periods(
    promise: Promise, assessments: Iterable[Assessment], versions: Sequence[AgreementVersion]
) -> tuple[AssessedPeriod, ...]:
    """The periods that any party that answers for them has assessed, the latest first."""
    ours: dict[Period, list[Assessment]] = {}
    for one in assessments:
        if one.promise == promise.id and one.reported_by in answering(promise, versions, one.period):
            ours.setdefault(one.period, []).append(one)
    names, latest_first = names_of(versions), sorted(ours, key=lambda each: (each.end, each.start), reverse=True)
    return tuple(_assessed(answering(promise, versions, each), each, ours[each], names) for each in latest_first)


def effect_of(periods: Sequence[AssessedPeriod]) -> str:
    """The effect as all responsible parties see it, of the latest period; that they differ, or that one is silent."""
    if not periods or not periods[0].verdicts:
        return words.effect("not_assessed")
    said = {verdict.effect_word for verdict in periods[0].verdicts}
    if len(said) > 1:
        return say("parterna ser den olika")
    return words.effect("not_assessed") if periods[0].silent else said.pop()


def _assessed(
    answers: Sequence[str], period: Period, assessments: Sequence[Assessment], names: Mapping[str, str]
) -> AssessedPeriod:
    latest = {one.reported_by: one for one in sorted(assessments, key=lambda one: (one.signed_on, one.reported_at))}
    verdicts = [_verdict(latest[party], names) for party in answers if party in latest]
    return AssessedPeriod(
        label=words.period(period),
        verdicts=tuple(verdicts),
        silent=listed(names.get(party, party) for party in answers if party not in latest),
        differ=tuple(filter(None, (_deliveries(verdicts), _effects(verdicts)))),
    )


def _verdict(assessment: Assessment, names: Mapping[str, str]) -> VerdictView:
    return VerdictView(
        assessment=assessment,
        party=names.get(assessment.reported_by, assessment.reported_by),
        delivery=State(assessment.delivery),
        delivery_word=say(VERDICT_NAMES[assessment.delivery]),
        effect_word=words.effect(assessment.effect),
    )


def _deliveries(verdicts: Sequence[VerdictView]) -> str:
    if len({verdict.delivery for verdict in verdicts}) < 2:
        return ""
    told = _each((v.party, v.delivery_word) for v in verdicts)
    return say("Parterna är inte överens om vad som är gjort. {told}", told=told)


def _effects(verdicts: Sequence[VerdictView]) -> str:
    known = [verdict for verdict in verdicts if verdict.assessment.effect in _EFFECTS_THAT_DIFFER]
    if len({verdict.assessment.effect for verdict in known}) < 2:
        return ""
    told = _each((v.party, v.effect_word) for v in known)
    return say("Parterna ser effekten olika. {told}", told=told)


def _each(said: Iterable[tuple[str, str]]) -> str:
    """ "Exempelkommun säger delvis genomfört och Polisen säger genomfört."."""
    return joined(say("{party} säger ”{word}”", party=party, word=word) for party, word in said) + "."
