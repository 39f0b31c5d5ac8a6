"""What is told of a promise, and in which order: done, asked for, late, called off, ahead, what came of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from services.reports.evaluation.evaluate import Part, PromiseEvaluation, day_of
from services.reports.evaluation.stretch import Stretch
from services.reports.evaluation.telling.deeds import Deeds, Names, deeds_of
from services.reports.evaluation.telling.tongue import Said, Tongue
from shared.events.activity import Activity

MOST_CANCELLED = 4  # that are told one by one


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What is told of a commitment; ``lead`` is its title where the promise has several."""

    sentences: tuple[Said, ...]
    lead: str = ""


def narrative(one: PromiseEvaluation, names: Names, whole: Stretch, tongue: Tongue) -> tuple[Paragraph, ...]:
    """The promise's story in paragraphs: one for each commitment, for what was promised before, and for its walks."""
    stretch = one.stretch
    titled = len(one.parts) > 1
    told = [
        Paragraph(tuple(_part(part, names, stretch, tongue)), part.commitment.title if titled else "")
        for part in one.parts
    ]
    earlier = tuple(map(Said, _before(one, names, tongue)))
    came_of_it = tuple(tongue.aftermath(one.aftermath, whole))
    return (*told, *(Paragraph(each) for each in (earlier, came_of_it) if each))


def _before(one: PromiseEvaluation, names: Names, tongue: Tongue) -> Iterator[str]:
    """What was promised before an amendment, and done toward that alone."""
    yield from filter(None, map(tongue.former, one.former))
    if one.then:
        yield from tongue.then(deeds_of(one.then, names), year=one.stretch.year is None)


def due(one: PromiseEvaluation) -> date | None:
    """The day by which what is not yet done should be."""
    open_ = (window.end for part in one.parts for window in part.windows if window.state in ("open", "upcoming"))
    return min(open_, default=None)


def _part(part: Part, names: Names, stretch: Stretch, tongue: Tongue) -> Iterator[Said]:
    year = stretch.year is None
    yield from map(Said, _done(part, names, tongue, year=year))
    yield from map(Said, tongue.windows(part.commitment, part.windows, stretch))
    if part.after:
        yield Said(tongue.after(_deeds(part, _reached(part, part.after), names), _late_of(part)))
    for activity in part.cancelled[:MOST_CANCELLED]:
        yield Said(tongue.cancelled(activity, year=year), activity.reason or "")
    if more := part.cancelled[MOST_CANCELLED:]:
        yield Said(tongue.more_cancelled(len(more)))
    if part.planned and not stretch.over:
        yield Said(tongue.planned(part.planned, year=year))


def _done(part: Part, names: Names, tongue: Tongue, *, year: bool) -> Iterator[str]:
    earlier = _reached(part, _earlier(part))
    done = () if earlier and _is_milestone(part) else _reached(part, part.done)
    if done:
        yield from tongue.deeds(_deeds(part, done, names), year=year)
    elif not (part.after or earlier):
        yield tongue.nothing(part.commitment)
    if earlier:
        yield tongue.before(_deeds(part, earlier, names))


def _deeds(part: Part, done: Sequence[Activity], names: Names) -> Deeds:
    return deeds_of(done, names, part.commitment.target)


def _late_of(part: Part) -> date:
    """The last day of the window that was met only afterwards."""
    return next(window.end for window in part.status.windows if window.late)


def _earlier(part: Part) -> tuple[Activity, ...]:
    """What was done before the stretch, in a window that reaches into it, and is not told as late."""
    begun = min((window.start for window in part.windows), default=date.max)
    return tuple(one for one in part.before if day_of(one) >= begun and one not in part.after)


def _reached(part: Part, done: tuple[Activity, ...]) -> tuple[Activity, ...]:
    """Of a milestone, which is reached once, the first that tells of it; else all."""
    return done[:1] if _is_milestone(part) else done


def _is_milestone(part: Part) -> bool:
    target = part.commitment.target
    return target is not None and target.milestone
