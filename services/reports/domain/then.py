"""How what is only shown stood when a day was over: by what had been reported by then, as it read then.

What is reported afterwards belongs to the day that it speaks of: a place to its walk, a measure that is done to the day
on which it was, an entry of the lägesbild to the end of its period. What was withdrawn never was.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeVar

from shared.clock import local_day
from shared.events.measure import Measure
from shared.events.observation import Observation
from shared.events.record import Revised
from shared.events.situation import DialogueInput, SituationEntry

Walked = Mapping[str, date]
"""The days of walks, by their ids."""

R = TypeVar("R", bound=Revised)
E = TypeVar("E", SituationEntry, DialogueInput)


def observation_on(day: date, history: Mapping[int, Observation], walked: Walked) -> Observation | None:
    """A place as it was told when a day was over; None: nobody had noted it."""
    told = _in_order(history)
    if told[-1].state == "withdrawn":
        return None
    return _reported_by(day, told) or (told[-1] if walked.get(told[-1].walk, date.max) <= day else None)


def heard_on(day: date, history: Mapping[int, E]) -> E | None:
    """What was seen or heard, as it was told when a day was over; None: nobody had told of it."""
    told = _in_order(history)
    if told[-1].state == "withdrawn":
        return None
    return _reported_by(day, told) or (told[-1] if told[-1].period.end <= day else None)


def measure_on(day: date, history: Mapping[int, Measure], walked: Walked) -> Measure | None:
    """A measure as it stood when a day was over; None: it had not been raised."""
    told = _in_order(history)
    if told[-1].state == "withdrawn":
        return None
    afterwards, stood = _raised_before(told, walked), None
    since = afterwards or local_day(told[0].proposed_at)
    for measure in told:
        since = _since(measure, walked, since if afterwards else local_day(measure.reported_at))
        stood = measure if since <= day else stood
    return stood


def _since(measure: Measure, walked: Walked, otherwise: date) -> date:
    """The day of a revision: that on which the measure was done or found done, where it says so."""
    if measure.state == "completed":
        return measure.completed_on or otherwise
    return walked.get(measure.verified_at or "", otherwise) if measure.state == "verified" else otherwise


def _raised_before(told: Sequence[Measure], walked: Walked) -> date | None:
    """When a measure was raised that was told of afterwards: it was due, or done, before the day on which it was."""
    own = [day for measure in told for day in (measure.due_on, measure.completed_on) if day]
    if not own or min(own) >= local_day(told[0].proposed_at):
        return None
    return walked.get(told[0].walk or "", min(own))


def _in_order(history: Mapping[int, R]) -> list[R]:
    return [history[number] for number in sorted(history)]


def _reported_by(day: date, told: Sequence[R]) -> R | None:
    known = [one for one in told if local_day(one.reported_at) <= day]
    return known[-1] if known else None
