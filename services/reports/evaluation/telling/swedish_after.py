"""Swedish: what came of the walks, where the parties differ, and how the promises were changed."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

from services.reports.domain.lapsed import Former, Removed
from services.reports.domain.words import one_of
from services.reports.evaluation.amendments import Altered, Amendment, What
from services.reports.evaluation.opinions import Opinion, Opinions
from services.reports.evaluation.stretch import Stretch
from services.reports.evaluation.telling import swedish_windows
from services.reports.evaluation.telling.forms_sv import DELIVERIES, EFFECTS, MEASURE, MEASURE_STATES
from services.reports.evaluation.telling.grammar_sv import counted, day, joined, number, upper_first
from services.reports.evaluation.telling.tongue import Said
from services.reports.evaluation.verdicts import FINAL, Verdict
from services.reports.evaluation.walked import Aftermath
from shared.events.agreement import AgreementChange, Commitment
from shared.events.measure import Measure

THEN: Final = "Det räknades till en tidigare lydelse av löftet."
_DAY = timedelta(days=1)
_CHANGES: dict[AgreementChange, str] = {
    "published": "Löftena publicerades",
    "amended": "Löftena ändrades",
    "extended": "Löftena förlängdes",
}
_DECIDED: dict[AgreementChange, str] = {"ended": "avsluta löftena i förtid", "replaced": "ersätta löftena"}
_ALTERED: dict[What, str] = {
    "added": "kom till",
    "removed": "togs bort",
    "reworded": "fick ny lydelse",
    "measured_otherwise": "mäts på ett annat sätt",
}
_SAME: dict[str, frozenset[Verdict]] = {
    "fulfilled": frozenset({Verdict.FULFILLED, Verdict.FULFILLED_LATE}),
    "partly_fulfilled": frozenset({Verdict.PARTLY_FULFILLED}),
    "not_fulfilled": frozenset({Verdict.NOT_FULFILLED}),
}


def aftermath(found: Aftermath, stretch: Stretch) -> Iterator[Said]:
    """Places noted, measures raised, and what became of those from earlier walks."""
    places = Counter(one.feeling for one in found.seen)
    if places:
        yield Said(f"Vid {_walks(found)} noterades {_places(places['unsafe'], places['safe'])}.")
    if found.measures:
        lead = f"{upper_first(_walks(found))} ledde till" if found.walks else "Löftet ledde till"
        yield Said(f"{lead} {counted(len(found.measures), MEASURE)}. {_then(stretch)} {_states(found.measures)}.")
    if found.earlier:
        count = len(found.earlier)
        lead = f"Sedan tidigare fanns {counted(count, MEASURE)} att följa upp"
        yield Said(f"{lead}. {_then(stretch)} {_states(found.earlier)}.")
    for measure in (*found.measures, *found.earlier):
        if measure.state == "declined":
            yield Said(f"Åtgärden ”{measure.title}” avslogs.", measure.reason or "")


def disagreement(opinions: Opinions, verdict: Verdict) -> Iterator[str]:
    """How the parties differ from each other, and all of them from what was counted."""
    if opinions.delivery_differs:
        each = _each([(one, DELIVERIES[one.assessment.delivery]) for one in opinions.signed])
        yield f"Parterna är inte överens om vad som är gjort: {each}."
    if opinions.effect_differs:
        each = _each([(one, EFFECTS[one.assessment.effect]) for one in opinions.signed])
        yield f"Parterna ser effekten olika: {each}."
    said = {one.assessment.delivery for one in opinions.signed}
    if verdict in FINAL and len(said) == 1 and verdict not in _SAME.get(next(iter(said)), {verdict}):
        word = DELIVERIES[next(iter(said))]
        yield f"Parternas eget omdöme, ”{word}”, är ett annat än det som följer av vad de har rapporterat."


def amendment(change: Amendment) -> Said:
    """ "Löftena ändrades den 3 maj 2021: löfte 2 fick ny lydelse."."""
    touched = f": {joined(altered(one) for one in change.altered)}" if change.altered else ""
    decided = _DECIDED.get(change.change)
    what = f"Beslut att {decided} efter {day(change.last)} togs" if decided else _CHANGES[change.change]
    return Said(f"{what} {day(change.day)}{touched}.", change.reason or "")


def altered(one: Altered) -> str:
    """ "löfte 2 (Patrullering) mäts på ett annat sätt (förut: minst fem patrulleringar per kvartal; nu: ...)"."""
    was, is_ = _asked(one.before), _asked(one.after)
    how = f" (förut: {was}; nu: {is_})" if was != is_ else ""
    return f"löfte {one.promise.number} ({one.promise.title}) {_ALTERED[one.what]}{how}"


def former(one: Former) -> str:
    """ "Till och med den 29 december 2025 gällde minst fem patrulleringar per kvartal."; nothing without a measure."""
    if one.commitment.target is None:
        return ""
    return f"Till och med {day(one.last)} gällde {swedish_windows.promised(one.commitment)}."


def removed(one: Removed) -> Said:
    """ "Löftet togs bort den 15 november 2025.", with the reason."""
    return Said(f"Löftet togs bort {day(one.last + _DAY)}, i löftenas version {one.by.version}.", one.by.reason or "")


def _asked(commitments: Sequence[Commitment]) -> str:
    """What some commitments ask for together."""
    return joined(swedish_windows.promised(one) for one in commitments if one.target) or "inget mått"


def _walks(found: Aftermath) -> str:
    return "vandringen" if len(found.walks) == 1 else "vandringarna"


def _places(unsafe: int, safe: int) -> str:
    told = [
        *([f"{number(unsafe)} {'otrygg' if unsafe == 1 else 'otrygga'}"] if unsafe else []),
        *([f"{number(safe)} {'trygg' if safe == 1 else 'trygga'}"] if safe else []),
    ]
    return f"{joined(told)} {'plats' if (safe or unsafe) == 1 else 'platser'}"


def _states(measures: Sequence[Measure]) -> str:
    """ "tre utförda och en beslutad"."""
    if len(measures) == 1:
        return f"den {MEASURE_STATES[measures[0].state][0]}"
    states = Counter(measure.state for measure in measures)
    if len(states) == 1:
        return f"{'båda' if len(measures) == 2 else 'alla'} {MEASURE_STATES[measures[0].state][1]}"
    order = [state for state in MEASURE_STATES if states[state]]
    return joined(f"{number(states[state])} {MEASURE_STATES[state][states[state] > 1]}" for state in order)


def _then(stretch: Stretch) -> str:
    """When it stood so: at the end of a year that is over and was not the last, else now."""
    return "Vid årets slut var" if stretch.over and not stretch.last else "Hittills är"


def _each(said: Sequence[tuple[Opinion, str]]) -> str:
    periods = {one.assessment.period for one, _ in said}
    return joined(
        f"{one_of(one.party.name)} säger ”{word}”"
        + (f" om {one.assessment.period.end.year}" if len(periods) > 1 else "")
        for one, word in said
    )
