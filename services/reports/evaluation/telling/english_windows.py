"""English: what a promise asked for, window by window, and what each came to."""

from collections.abc import Iterator, Sequence

from services.reports.domain.words import AUDIENCES as SWEDISH_AUDIENCES
from services.reports.domain.words import one_of
from services.reports.evaluation.stretch import Stretch
from services.reports.evaluation.telling.forms_en import ACTIVITY, AUDIENCES, KINDS, SPANS, UNITS, Noun, result
from services.reports.evaluation.telling.grammar_en import amount, counted, day, joined, number, upper_first
from services.reports.evaluation.verdicts import is_cut_short
from shared.events.activity import Kind
from shared.events.agreement import Commitment, Target
from shared.events.status import WindowStatus

TOLD_ONE_BY_ONE = 4
MOST_NAMED = 12
_AUDIENCES = {swedish: AUDIENCES[asked] for asked, swedish in SWEDISH_AUDIENCES.items()}


def noun_of(commitment: Commitment) -> Noun:
    """What a commitment counts: its one kind if it names one, else activities."""
    kinds = commitment.counts.kinds
    return KINDS.get(Kind(kinds[0]), ACTIVITY) if len(kinds) == 1 and kinds[0] in set(Kind) else ACTIVITY


def told(commitment: Commitment, windows: Sequence[WindowStatus], stretch: Stretch) -> Iterator[str]:
    """What was promised and what it came to; nothing of a commitment that names no measure."""
    target = commitment.target
    if target is None or not windows:
        return
    asking = [window for window in windows if window.state not in ("asks_nothing", "upcoming")]
    if asking:
        yield from _asked(commitment, target, asking, stretch)
    yield from _covered(target, asking)
    for window in windows:
        if is_cut_short(window):
            yield _cut_short(window, commitment, target, stretch, alone=not asking)
        elif window.state == "asks_nothing":
            yield f"Nothing was asked for in {label(window, target, stretch)}."


def label(window: WindowStatus, target: Target, stretch: Stretch) -> str:
    """A window's name: "spring 2021", "March"; the year is left out where it is known."""
    year = "" if stretch.year else f" {window.start.year}"
    if target.every > 1 or target.each == "period":
        return f"{day(window.start)} to {day(window.end)}"
    match target.each:
        case "year":
            return str(window.start.year)
        case "term":
            return f"{'spring' if window.start.month < 7 else 'autumn'}{year}"
        case "quarter":
            return f"quarter {(window.start.month - 1) // 3 + 1}{year}"
        case "month":
            return f"{window.start:%B}{year}"
        case "week":
            return f"week {window.start.isocalendar().week}{year}"
        case _:
            return day(window.start, year=stretch.year is None)


def promised(commitment: Commitment) -> str:
    """ "at least one safety walk per school term"."""
    target = commitment.target or Target()
    if target.milestone:
        return f"it to be done by {day(target.by)}" if target.by else "it to be done in the period"
    of = f" with {noun_of(commitment).several}" if target.unit in ("days", "weeks", "hours") else ""
    on_average = "on average " if target.average else ""
    return f"{on_average}at least {counted(target.at_least, counted_noun(commitment, target))}{of} {_per(target)}"


def _asked(commitment: Commitment, target: Target, asking: Sequence[WindowStatus], stretch: Stretch) -> Iterator[str]:
    noun = counted_noun(commitment, target)
    if target.milestone:
        past = asking[0].state in ("met", "missed")
        yield f"It {'was' if past else 'is'} to be done by {day(asking[0].end)}."
    elif target.average:
        window = asking[0]
        so_far = " so far" if window.state == "open" else ""
        came_to = f"{amount(window.done)} of {amount(window.required)}{so_far}"
        yield f"{_promised(stretch)} at least {_least(target, noun)} {_per(target)} on average: it came to {came_to}."
    elif len(asking) == 1 and (target.each == "period" or (target.each == "year" and stretch.year)):
        yield _single(asking[0], target, noun, stretch)
    elif len(asking) <= TOLD_ONE_BY_ONE:
        each = joined(_one(window, target, stretch) for window in asking)
        yield f"{_promised(stretch)} at least {_least(target, noun)} {_per(target)}: {each}."
    else:
        yield from _many(asking, target, noun, stretch)


def _cut_short(window: WindowStatus, commitment: Commitment, target: Target, stretch: Stretch, *, alone: bool) -> str:
    """What had been done when the agreement was ended; ``alone``: what was asked for has not been told."""
    how = "promise was taken away after" if stretch.removed else "agreement was ended early on"
    ended = f"the {how} {day(stretch.period.end)}"
    if target.milestone:
        return f"It was to be done by {day(window.end)}, but {ended}."
    noun = counted_noun(commitment, target)
    promised = f"The promise was at least {_least(target, noun)} {_per(target)}: " if alone else ""
    where = "" if target.each == "period" else f" {_when(target)} {label(window, target, stretch)}"
    return upper_first(f"{promised}it came to {amount(window.done)}{where}{_lacking(window)} before {ended}.")


def _single(window: WindowStatus, target: Target, noun: Noun, stretch: Stretch) -> str:
    past = window.state == "missed" or (stretch.over and (window.state == "met" or stretch.last))
    each = f" {_per(target)}" if target.each == "year" else ""
    asked = f"The promise {'was' if past else 'is'} at least {_least(target, noun)}{each}"
    until = f" by {day(window.end)}" if not stretch.holds(window.end) or window.state == "open" else ""
    if target.unit in ("activities", "quantity"):
        if window.state == "met" and not until:
            return f"{asked}."
        came_to = amount(window.done)
    else:  # what was done has been told in activities
        came_to = counted(window.done, noun) if window.done else amount(0)
    so_far = "so far " if window.state == "open" else ""
    there = (
        ("there were" if past else "there have been") if not window.done else "it came to" if past else "it comes to"
    )
    return f"{asked}{until}; {so_far}{there} {came_to}."


def _one(window: WindowStatus, target: Target, stretch: Stretch) -> str:
    so_far = " so far" if window.state == "open" else ""
    late = f", but only after {day(window.end)}" if window.late else ""
    without = _lacking(window) if window.state == "missed" else ""
    return f"{amount(window.done)} {_when(target)} {label(window, target, stretch)}{so_far}{without}{late}"


def _lacking(window: WindowStatus) -> str:
    return f" ({missing(window)} missing)" if window.missing and window.done else ""


def _when(target: Target) -> str:
    return "from" if target.every > 1 else "on" if target.each == "day" else "in"


def _many(asking: Sequence[WindowStatus], target: Target, noun: Noun, stretch: Stretch) -> Iterator[str]:
    ended = [window for window in asking if window.state in ("met", "missed")]
    met = [window for window in ended if window.state == "met"]
    so_far = "" if stretch.over else " so far"
    kept = f"it was kept in {amount(len(met))} of {number(len(ended))} {frames(target)}{so_far}"
    yield f"{_promised(stretch)} at least {_least(target, noun)} {_per(target)}; {kept}."
    missed = [label(window, target, stretch) for window in ended if window.state == "missed"]
    if missed and met:
        rest = [f"{number(len(missed) - MOST_NAMED)} more"] if len(missed) > MOST_NAMED else []
        named = joined([*missed[:MOST_NAMED], *rest])
        yield f"{upper_first(named)} {'is' if len(missed) == 1 else 'are'} missing."
    for window in ended:
        if window.late:
            yield f"{upper_first(label(window, target, stretch))} was met only after {day(window.end)}."


def _covered(target: Target, asking: Sequence[WindowStatus]) -> Iterator[str]:
    if target.covering is None or not asking:
        return
    without = [window for window in asking if window.missing]
    named = [*(AUDIENCES.get(each, each) for each in target.covering.audiences), *map(one_of, target.covering.places)]
    if not without:
        yield f"All have been reached whom the promise names{f': {joined(named)}' if named else ''}."
    elif any(window.state == "open" for window in asking):
        yield f"Yet to be reached: {missing(without[-1])}."
    elif len(asking) == 1:
        yield f"Not reached: {missing(without[0])}."


def missing(window: WindowStatus) -> str:
    """Whom or what a window still lacks."""
    return joined(one_of(_AUDIENCES.get(name, name)) for name in window.missing)


def counted_noun(commitment: Commitment, target: Target) -> Noun:
    """What a target counts: activities of a kind, days, hours, a named result."""
    if target.unit == "result":
        return result(target.result or "result")
    return noun_of(commitment) if target.unit in ("activities", "quantity") else UNITS[target.unit]


def frames(target: Target) -> str:
    """What a target's windows are called: "months", "periods of two weeks"."""
    several = SPANS[target.each].several
    return several if target.every == 1 else f"periods of {number(target.every)} {several}"


def _least(target: Target, noun: Noun) -> str:
    if target.unit in ("activities", "quantity"):
        return number(target.at_least)
    return counted(target.at_least, noun)


def _per(target: Target) -> str:
    span = SPANS[target.each]
    if target.each == "period":
        return "in the period"
    return f"per {span.one}" if target.every == 1 else f"every {number(target.every)} {span.several}"


def _promised(stretch: Stretch) -> str:
    return "The promise was" if stretch.over else "The promise is"
