"""From an evaluation to its account in a language."""

from collections.abc import Iterable, Iterator, Mapping

from services.reports.evaluation.account import (
    ActivityAccount,
    AmendmentAccount,
    AreaAccount,
    EvaluationAccount,
    MeasureAccount,
    OpinionAccount,
    PartyNamed,
    Passage,
    PromiseAccount,
    Sentence,
)
from services.reports.evaluation.evaluate import AreaEvaluation, Evaluation, PromiseEvaluation, day_of
from services.reports.evaluation.telling.deeds import Names
from services.reports.evaluation.telling.english import English
from services.reports.evaluation.telling.narrative import due, narrative
from services.reports.evaluation.telling.swedish import Swedish
from services.reports.evaluation.telling.tongue import Said, Tongue
from services.reports.evaluation.verdicts import Verdict
from services.reports.web.language import Language
from shared.events.activity import Activity
from shared.events.agreement import Agreement
from shared.events.measure import Measure

TONGUES: dict[Language, Tongue] = {"sv": Swedish(), "en": English()}
MOST_ACTIVITIES = 200


def account_of(evaluation: Evaluation, language: Language) -> EvaluationAccount:
    """The evaluation in the words of a language."""
    tongue, agreement, stretch = TONGUES[language], evaluation.agreement, evaluation.stretch
    return EvaluationAccount(
        agreement=agreement.id,
        agreement_version=evaluation.version.version,
        title=agreement.title,
        municipality=agreement.municipality.code,
        municipality_name=agreement.municipality.name,
        language=language,
        year=stretch.year,
        period=stretch.period,
        period_name=tongue.period(stretch.period),
        over=stretch.over,
        as_of=stretch.as_of,
        known_at=stretch.known_at,
        signed_by=tongue.joined(signers(evaluation)),
        focus_areas=tuple(_area(area, evaluation, tongue) for area in evaluation.areas),
        amendments=tuple(
            AmendmentAccount(one.day, one.change, _sentence(tongue.amendment(one))) for one in evaluation.amendments
        ),
        demonstration=agreement.demonstration,
        last_reported_at=evaluation.last_reported_at,
        removed=tuple(_promise(one, evaluation, tongue) for one in evaluation.removed),
    )


def signers(evaluation: Evaluation) -> list[str]:
    """Who signed; where the document does not say, whoever answers for its promises."""
    agreement = evaluation.agreement
    signed = [signatory.party for signatory in agreement.signatories]
    answering = [party for promise in agreement.promises for party in promise.responsible]
    return [evaluation.names.get(party, party) for party in dict.fromkeys(signed or answering)]


def _area(area: AreaEvaluation, evaluation: Evaluation, tongue: Tongue) -> AreaAccount:
    promises = tuple(_promise(one, evaluation, tongue) for one in area.promises)
    if area.area is None:
        return AreaAccount(promises)
    return AreaAccount(promises, area.area.id, area.area.title, area.area.lagesbild)


def _promise(one: PromiseEvaluation, evaluation: Evaluation, tongue: Tongue) -> PromiseAccount:
    names, promise = evaluation.names, one.promise
    groups = {group.id: group.name for group in _agreement(one, evaluation).groups}
    late = {activity.id for part in one.parts for activity in part.after}
    done = sorted((*one.done, *one.then), key=lambda each: (each.span.start, each.id))
    return PromiseAccount(
        promise=promise.id,
        number=promise.number,
        title=promise.title,
        text=promise.text,
        responsible=tuple(PartyNamed(party, names.get(party, party)) for party in promise.responsible),
        verdict=None if one.verdict is Verdict.UNMEASURED else one.verdict,
        sentence=tongue.verdict(one.verdict, due(one)),
        state=one.status.state,
        passages=tuple(
            Passage(tuple(map(_sentence, paragraph.sentences)), paragraph.lead)
            for paragraph in narrative(one, Names(groups, names), evaluation.stretch, tongue)
        ),
        opinions=tuple(_opinions(one, tongue)),
        remarks=tuple(_remarks(one, tongue, over=one.stretch.over)),
        measures=tuple(_measures((*one.aftermath.earlier, *one.aftermath.measures), tongue)),
        activities=tuple(
            _activity(each, names, tongue, late=each.id in late, earlier=each in one.then)
            for each in done[:MOST_ACTIVITIES]
        ),
        activities_total=len(done),
        last_reported_at=one.status.last_reported_at,
        removed=_sentence(tongue.removed(one.removed)) if one.removed else None,
    )


def _agreement(one: PromiseEvaluation, evaluation: Evaluation) -> Agreement:
    """The document that the promise stands in, or last stood in."""
    return one.removed.version.agreement if one.removed else evaluation.agreement


def _opinions(one: PromiseEvaluation, tongue: Tongue) -> Iterator[OpinionAccount]:
    for opinion in one.opinions.signed:
        signed = opinion.assessment
        yield OpinionAccount(
            assessment=signed.id,
            party=opinion.party.id,
            party_name=opinion.party.name,
            period=signed.period,
            delivery=signed.delivery,
            delivery_word=tongue.delivery(signed.delivery),
            effect=signed.effect,
            effect_word=tongue.effect(signed.effect),
            narrative=signed.narrative,
            signed_by=signed.signed_by,
            signed_on=signed.signed_on,
        )


def _remarks(one: PromiseEvaluation, tongue: Tongue, *, over: bool) -> Iterator[str]:
    yield from tongue.disagreement(one.opinions, one.verdict)
    if over and (silent := tongue.silent(one.opinions)):
        yield silent


def _measures(measures: Iterable[Measure], tongue: Tongue) -> Iterator[MeasureAccount]:
    for one in measures:
        yield MeasureAccount(
            one.id, one.title, one.state, tongue.measure_state(one.state), one.responsible_name, one.due_on
        )


def _activity(one: Activity, names: Mapping[str, str], tongue: Tongue, *, late: bool, earlier: bool) -> ActivityAccount:
    return ActivityAccount(
        activity=one.id,
        kind=one.kind,
        day=day_of(one),
        title=one.title,
        what=tongue.counted(one.kind, one.quantity),
        reported_by=names.get(one.reported_by, one.reported_by),
        place=one.place.name if one.place else None,
        quantity=one.quantity,
        late=late,
        earlier=earlier,
    )


def _sentence(said: Said) -> Sentence:
    return Sentence(said.text, said.quote)
