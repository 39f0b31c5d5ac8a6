"""English: what came of the walks, where the parties differ, and how the promises were changed."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

from services.reports.domain.lapsed import Former, Removed
from services.reports.domain.words import one_of
from services.reports.evaluation.amendments import Altered, Amendment, What
from services.reports.evaluation.opinions import Opinion, Opinions
from services.reports.evaluation.stretch import Stretch
from services.reports.evaluation.telling import english_windows
from services.reports.evaluation.telling.forms_en import DELIVERIES, EFFECTS, MEASURE, MEASURE_STATES
from services.reports.evaluation.telling.grammar_en import counted, day, joined, number
from services.reports.evaluation.telling.tongue import Said
from services.reports.evaluation.verdicts import FINAL, Verdict
from services.reports.evaluation.walked import Aftermath
from shared.events.agreement import AgreementChange, Commitment
from shared.events.measure import Measure

THEN: Final = "That counted toward an earlier wording of the promise."
_DAY = timedelta(days=1)
_CHANGES: dict[AgreementChange, str] = {
    "published": "The promises were published",
    "amended": "The promises were amended",
    "extended": "The promises were extended",
}
_DECIDED: dict[AgreementChange, str] = {"ended": "end the promises early", "replaced": "replace the promises"}
_ALTERED: dict[What, str] = {
    "added": "was added",
    "removed": "was taken away",
    "reworded": "was reworded",
    "measured_otherwise": "is measured in another way",
}
_SAME: dict[str, frozenset[Verdict]] = {
    "fulfilled": frozenset({Verdict.FULFILLED, Verdict.FULFILLED_LATE}),
    "partly_fulfilled": frozenset({Verdict.PARTLY_FULFILLED}),
    "not_fulfilled": frozenset({Verdict.NOT_FULFILLED}),
}


def aftermath(found: Aftermath, stretch: Stretch) -> Iterator[Said]:
    """Places noted, measures raised, and what became of those from earlier walks."""
    places = Counter(one.feeling for one in found.seen)
    walks = "the walk" if len(found.walks) == 1 else "the walks"
    if places:
        told = [f"{number(places[each])} {each}" for each in ("unsafe", "safe") if places[each]]
        noun = "place was" if len(found.seen) == 1 else "places were"
        yield Said(f"On {walks}, {joined(told)} {noun} noted.")
    if found.measures:
        lead = f"T{walks[1:]} led to" if found.walks else "The promise led to"
        yield Said(f"{lead} {counted(len(found.measures), MEASURE)}. {_states(found.measures, stretch)}")
    if found.earlier:
        lead = f"From earlier there {'was' if len(found.earlier) == 1 else 'were'}"
        yield Said(f"{lead} {counted(len(found.earlier), MEASURE)} to follow up. {_states(found.earlier, stretch)}")
    for measure in (*found.measures, *found.earlier):
        if measure.state == "declined":
            yield Said(
                "A measure was declined.", f"{measure.title}: {measure.reason}" if measure.reason else measure.title
            )


def disagreement(opinions: Opinions, verdict: Verdict) -> Iterator[str]:
    """How the parties differ from each other, and all of them from what was counted."""
    if opinions.delivery_differs:
        each = _each([(one, DELIVERIES[one.assessment.delivery]) for one in opinions.signed])
        yield f"The parties do not agree on what was done: {each}."
    if opinions.effect_differs:
        each = _each([(one, EFFECTS[one.assessment.effect]) for one in opinions.signed])
        yield f"The parties see the effect differently: {each}."
    said = {one.assessment.delivery for one in opinions.signed}
    if verdict in FINAL and len(said) == 1 and verdict not in _SAME.get(next(iter(said)), {verdict}):
        word = DELIVERIES[next(iter(said))]
        yield f"The parties' own verdict, “{word}”, is another than the one that follows from what they have reported."


def amendment(change: Amendment) -> Said:
    """ "The promises were amended on 3 May 2021: promise 2 was reworded."."""
    touched = f": {joined(altered(one) for one in change.altered)}" if change.altered else ""
    decided = _DECIDED.get(change.change)
    what = f"A decision to {decided} after {day(change.last)} was taken" if decided else _CHANGES[change.change]
    return Said(f"{what} on {day(change.day)}{touched}.", change.reason or "")


def altered(one: Altered) -> str:
    """ "promise 2 (“Patrullering”) is measured in another way (before: at least five patrols per quarter; ...)"."""
    was, is_ = _asked(one.before), _asked(one.after)
    how = f" (before: {was}; now: {is_})" if was != is_ else ""
    return f"promise {one.promise.number} (“{one.promise.title}”) {_ALTERED[one.what]}{how}"


def former(one: Former) -> str:
    """ "Until 29 December 2025 it asked for at least five patrols per quarter."; nothing without a measure."""
    if one.commitment.target is None:
        return ""
    return f"Until {day(one.last)} it asked for {english_windows.promised(one.commitment)}."


def removed(one: Removed) -> Said:
    """ "The promise was taken away on 15 November 2025.", with the reason."""
    text = f"The promise was taken away on {day(one.last + _DAY)}, in version {one.by.version} of the promises."
    return Said(text, one.by.reason or "")


def _asked(commitments: Sequence[Commitment]) -> str:
    """What some commitments ask for together."""
    return joined(english_windows.promised(one) for one in commitments if one.target) or "no measure"


def _states(measures: Sequence[Measure], stretch: Stretch) -> str:
    """ "At the end of the year three were done and one was decided."."""
    past = stretch.over and not stretch.last
    when = "At the end of the year" if past else "So far"
    states = Counter(measure.state for measure in measures)
    if len(measures) == 1:
        return f"{when} it {'was' if past else 'is'} {MEASURE_STATES[measures[0].state]}."
    verbs = ("was", "were") if past else ("is", "are")
    if len(states) == 1:
        return f"{when} {'both' if len(measures) == 2 else 'all'} {verbs[1]} {MEASURE_STATES[measures[0].state]}."
    told = [
        f"{number(states[state])} {verbs[states[state] > 1]} {word}"
        for state, word in MEASURE_STATES.items()
        if states[state]
    ]
    return f"{when} {joined(told)}."


def _each(said: Sequence[tuple[Opinion, str]]) -> str:
    periods = {one.assessment.period for one, _ in said}
    return joined(
        f"{one_of(one.party.name)} says “{word}”"
        + (f" of {one.assessment.period.end.year}" if len(periods) > 1 else "")
        for one, word in said
    )
