"""Swedish: what a promise asked for, window by window, and what each came to."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from services.reports.domain.words import AUDIENCES, one_of
from services.reports.evaluation.stretch import Stretch
from services.reports.evaluation.telling.forms_sv import ACTIVITY, KINDS, SPANS, UNITS, Noun, result
from services.reports.evaluation.telling.grammar_sv import amount, counted, day, joined, number, upper_first
from services.reports.evaluation.verdicts import is_cut_short
from shared.events.activity import Kind
from shared.events.agreement import Commitment, Target
from shared.events.status import WindowStatus
from shared.spans import MONTH_NAMES

TOLD_ONE_BY_ONE = 4
MOST_NAMED = 12
_ORDINALS = {2: ("varannan", "vartannat"), 3: ("var tredje", "vart tredje"), 4: ("var fjärde", "vart fjärde")}


def audience(asked: str) -> str:
    """Whom it addressed."""
    return AUDIENCES.get(asked, asked)


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
        elif window.state == "asks_nothing" and window.note:
            yield f"{upper_first(label(window, stretch))} krävdes inget: {window.note}."


def label(window: WindowStatus, stretch: Stretch) -> str:
    """A window's name, without the year where that is known: "våren", "juli"; the day in words."""
    if window.start == window.end:
        return day(window.start, year=stretch.year is None)
    return window.label.removesuffix(f" {stretch.year}") if stretch.year else window.label


def promised(commitment: Commitment) -> str:
    """ "minst en trygghetsvandring per termin", "minst 30 dagar med patrulleringar under perioden"."""
    target = commitment.target or Target()
    if target.milestone:
        return f"klart senast {day(target.by)}" if target.by else "klart under perioden"
    of = f" med {noun_of(commitment).several}" if target.unit in ("days", "weeks", "hours") else ""
    on_average = "i snitt " if target.average else ""
    return f"{on_average}minst {counted(target.at_least, counted_noun(commitment, target))}{of} {_per(target)}"


def _asked(commitment: Commitment, target: Target, asking: Sequence[WindowStatus], stretch: Stretch) -> Iterator[str]:
    noun = counted_noun(commitment, target)
    if target.milestone:
        yield _milestone(asking[0])
    elif target.average:
        yield _average(asking[0], target, noun, stretch)
    elif len(asking) == 1 and (target.each == "period" or (target.each == "year" and stretch.year)):
        yield _single(asking[0], target, noun, stretch)
    elif len(asking) <= TOLD_ONE_BY_ONE:
        each = joined(_one(window, noun, stretch, first=window is asking[0]) for window in asking)
        yield f"{_promised(stretch)} minst {_least(target, noun)} {_per(target)}: {each}."
    else:
        yield from _many(asking, target, noun, stretch)


def _milestone(window: WindowStatus) -> str:
    past = window.state in ("met", "missed")
    return f"Det {'skulle' if past else 'ska'} vara klart senast {day(window.end)}."


def _average(window: WindowStatus, target: Target, noun: Noun, stretch: Stretch) -> str:
    hitherto = " hittills" if window.state == "open" else ""
    came_to = f"{number(window.done, noun.gender)} av {number(window.required, noun.gender)}{hitherto}"
    return f"{_promised(stretch)} i snitt minst {_least(target, noun)} {_per(target)}: det blev {came_to}."


def _cut_short(window: WindowStatus, commitment: Commitment, target: Target, stretch: Stretch, *, alone: bool) -> str:
    """What had been done when the agreement was ended; ``alone``: what was asked for has not been told."""
    why = f"löftet togs bort efter {day(stretch.period.end)}" if stretch.removed else window.note
    if target.milestone:
        return f"Det skulle vara klart senast {day(window.end)}, men {why}."
    noun = counted_noun(commitment, target)
    promised = f"Löftet gällde minst {_least(target, noun)} {_per(target)}: " if alone else ""
    became = "det blev" if target.each == "period" else f"{_in(label(window, stretch))} blev det"
    return upper_first(f"{promised}{became} {amount(window.done, noun.gender)}{_lacking(window)} innan {why}.")


def _single(window: WindowStatus, target: Target, noun: Noun, stretch: Stretch) -> str:
    """Of the year, or of the whole period; that is told also in a year that it reaches into."""
    ended = window.state == "missed" or (stretch.over and (window.state == "met" or stretch.last))
    verb = "gällde" if ended else "gäller"
    asked = f"Löftet {verb} minst {_least(target, noun)}{f' {_per(target)}' if target.each == 'year' else ''}"
    until = f" till och med {day(window.end)}" if not stretch.holds(window.end) or window.state == "open" else ""
    if target.unit in ("activities", "quantity"):
        if window.state == "met" and not until:
            return f"{asked}."
        came_to = amount(window.done, noun.gender)
    else:  # what was done has been told in activities
        came_to = counted(window.done, noun) if window.done else amount(0, noun.gender)
    became = "hittills är det" if window.state == "open" else "det blev" if ended else "det är"
    return f"{asked}{until}, och {became} {came_to}."


def _one(window: WindowStatus, noun: Noun, stretch: Stretch, *, first: bool) -> str:
    """ "våren blev det en", and for those after it "hösten ingen"."""
    became = "blev det " if first else ""
    hitherto = "hittills " if window.state == "open" else ""
    late = f", men först efter {day(window.end)}" if window.late else ""
    missing = _lacking(window) if window.state == "missed" else ""
    return f"{_in(label(window, stretch))} {became}{hitherto}{amount(window.done, noun.gender)}{missing}{late}"


def _lacking(window: WindowStatus) -> str:
    """Whom what was done did not reach."""
    return f" ({joined(map(one_of, window.missing))} saknades)" if window.missing and window.done else ""


def _many(asking: Sequence[WindowStatus], target: Target, noun: Noun, stretch: Stretch) -> Iterator[str]:
    ended = [window for window in asking if window.state in ("met", "missed")]
    met = [window for window in ended if window.state == "met"]
    frame = frames(target)
    of = f"{amount(len(met), frame.gender)} av {number(len(ended))}"
    so_far = "" if stretch.over else " hittills"
    yield f"{_promised(stretch)} minst {_least(target, noun)} {_per(target)} och hölls{so_far} i {of} {frame.several}."
    missed = [label(window, stretch) for window in ended if window.state == "missed"]
    if missed and met:
        named = missed[:MOST_NAMED]
        rest = [f"{number(len(missed) - MOST_NAMED)} till"] if len(missed) > MOST_NAMED else []
        yield f"{upper_first(joined([*named, *rest]))} saknas."
    for window in ended:
        if window.late:
            yield f"{upper_first(label(window, stretch))} blev klar först efter {day(window.end)}."


def _covered(target: Target, asking: Sequence[WindowStatus]) -> Iterator[str]:
    """Whether all were reached whom a target names."""
    if target.covering is None or not asking:
        return
    missing = list(dict.fromkeys(one_of(name) for window in asking for name in window.missing))
    named = [
        *(audience(each) for each in target.covering.audiences),
        *map(one_of, target.covering.places),
    ]
    if not missing:
        yield (
            f"Alla som löftet gäller har nåtts: {joined(named)}." if named else "Alla som löftet gäller har varit med."
        )
    elif any(window.state == "open" for window in asking):
        yield f"Kvar att nå: {joined(missing)}."
    elif len(asking) == 1:
        yield f"{upper_first(joined(missing))} nåddes inte."


def counted_noun(commitment: Commitment, target: Target) -> Noun:
    """What a target counts: activities of a kind, days, hours, a named result."""
    if target.unit == "result":
        return result(target.result or "resultat")
    return noun_of(commitment) if target.unit in ("activities", "quantity") else UNITS[target.unit]


def frames(target: Target) -> Noun:
    """What a target's windows are called: "månader", "perioder om två veckor"."""
    span = SPANS[target.each]
    if target.every == 1:
        return span
    return replace(SPANS["period"], several=f"perioder om {number(target.every)} {span.several}")


def _least(target: Target, noun: Noun) -> str:
    """ "en", "30 dagar": of activities the noun has been said."""
    if target.unit in ("activities", "quantity"):
        return number(target.at_least, noun.gender)
    return counted(target.at_least, noun)


def _per(target: Target) -> str:
    span = SPANS[target.each]
    if target.each == "period":
        return "under perioden"
    if target.every == 1:
        return f"per {span.one}"
    if target.every not in _ORDINALS:
        return f"på {number(target.every)} {span.several}"
    common, neuter = _ORDINALS[target.every]
    return f"{common if span.gender == 'en' else neuter} {span.one}"


def _promised(stretch: Stretch) -> str:
    return "Löftet gällde" if stretch.over else "Löftet gäller"


def _in(name: str) -> str:
    """ "i juli", "våren"."""
    return f"i {name}" if name.startswith(MONTH_NAMES) else name
