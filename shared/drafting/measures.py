"""How much, how often, by when: what a clause asks for, or why that is left to a person."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import msgspec

from shared.drafting import activities, rules
from shared.drafting.amounts import Amount, numbers
from shared.drafting.clauses import Clause
from shared.drafting.dates import last_day
from shared.drafting.rules import Match
from shared.events.agreement import Each, Period, Target

_PER_YEAR: dict[Each, int] = {"year": 1, "term": 2, "quarter": 4, "month": 12}
_FRAMES = ("each.this-year", "each.period")
_TIMES = ("days", "weeks", "hours")
_UNSURE = ("open.some", "open.continuous", "open.regular", "open.condition")


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a target with the words of its clause that it rests on."""

    value: object
    start: int
    end: int
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Open:
    """Why something was left open."""

    rule: str
    detail: str
    start: int
    end: int


@dataclass(slots=True)
class Measure:
    """What one commitment of a clause asks for.

    Attributes:
        heads: the activities that it asks for.
        target: None when it is left open, for the reasons in ``left``.
        values: what the target's parts rest on, by path.
        often: how often, as it was said.
        region: the words that speak of it when the clause asks for several things.
    """

    heads: list[Match]
    target: Target | None = None
    values: dict[str, Value] = field(default_factory=dict)
    often: Match | None = None
    left: list[Open] = field(default_factory=list)
    region: tuple[int, int] = (0, 0)
    is_milestone: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """All that a clause says of how often and by when."""

    clause: Clause
    kinds: list[Match]
    often: list[Match]
    by: list[Match]
    period: Period | None


def measures(clause: Clause, period: Period | None) -> list[Measure]:
    """What a clause asks for: one for each number of activities; one without a target when it names no measure."""
    kinds = activities.kinds(clause)
    often = rules.longest("each", clause.text)
    by = [match for match in rules.longest("by", clause.text) if not _overlaps(match, often)]
    reading = Reading(clause, kinds, often, by, period)
    found = numbers(clause, often, kinds)
    amounts = _counting(reading, list(found.amounts))
    made = _of_amounts(reading, amounts) if amounts else [_without_number(reading)]
    for measure in made:
        _block(clause, measure, found.unread)
    return made


def _overlaps(match: Match, others: list[Match]) -> bool:
    return any(match.start < other.end and other.start < match.end for other in others)


def _counting(reading: Reading, amounts: list[Amount]) -> list[Amount]:
    """Without "en" and "ett" where they are articles."""
    sure = [amount for amount in amounts if not (amount.article and _is_kind(amount))]
    if sure:
        return sure
    if len(amounts) == 1 and not (reading.often or reading.by) and not _does_one(reading.clause):
        return []
    return amounts


def _is_kind(amount: Amount) -> bool:
    return amount.noun is not None and amount.noun.rule.reads.kinds is not None


def _does_one(clause: Clause) -> bool:
    doing = any(not clause.only_why(match) for match in rules.every("doing", clause.text))
    return doing and not any(not clause.only_why(match) for match in rules.every("open", clause.text))


def _of_amounts(reading: Reading, amounts: list[Amount]) -> list[Measure]:
    if split := _split(reading, amounts):
        return [split]
    made = []
    for place, amount in enumerate(amounts):
        end = amounts[place + 1].start if place + 1 < len(amounts) else len(reading.clause.text)
        region = (amount.start if place else 0, end)
        made.append(_measure(reading, amounts, place, region))
    _share(made, reading)
    return made


def _measure(reading: Reading, amounts: list[Amount], place: int, region: tuple[int, int]) -> Measure:
    amount = amounts[place]
    measure = Measure(heads=[], region=region)
    _heads(reading, amounts, place, measure)
    measure.often = _often(reading, amounts, amount, region, measure)
    by = [match for match in reading.by if len(amounts) == 1 or region[0] <= match.start < region[1]]
    if amount.vague:
        measure.left.append(_open(amount.vague, f"{amount.vague.words.strip()!r} makes the number no lower bound"))
    _set(measure, reading, amount, by)
    return measure


def _heads(reading: Reading, amounts: list[Amount], place: int, measure: Measure) -> None:
    amount = amounts[place]
    if amount.noun is not None and amount.noun.rule.reads.kinds is not None:
        measure.heads = [amount.noun]
        _joined(reading, amounts, amount.noun, measure)
        return
    if len(amounts) == 1:
        measure.heads = activities.leading(reading.clause, reading.kinds)
    else:
        measure.heads = _nearest(reading, amounts, place)
    said = {kind for head in measure.heads for kind in head.rule.reads.kinds or ()}
    if len(said) > 1:
        words = " and ".join(repr(head.words) for head in measure.heads)
        measure.left.append(
            _open(measure.heads[0], f"it is not clear whether each of {words} is meant, or all together")
        )


def _joined(reading: Reading, amounts: list[Amount], noun: Match, measure: Measure) -> None:
    counted = [amount.noun for amount in amounts]
    for other in reading.kinds:
        if other in counted or not activities.joined(reading.clause, noun, other):
            continue
        if " eller " in reading.clause.text[noun.end : other.start]:
            measure.heads.append(other)
        else:
            detail = f"the number may be of {noun.words!r} alone or of {other.words!r} as well"
            measure.left.append(_open(other, detail))


def _nearest(reading: Reading, amounts: list[Amount], place: int) -> list[Match]:
    """The activities right before a number of times, else right after it, when the clause has several numbers."""
    main = activities.leading(reading.clause, reading.kinds)
    before = amounts[place - 1].end if place else 0
    after = amounts[place + 1].start if place + 1 < len(amounts) else len(reading.clause.text)
    counted = [amount.noun for amount in amounts]
    free = [kind for kind in main if kind not in counted]
    left = [kind for kind in free if before <= kind.start < amounts[place].start]
    return left or [kind for kind in free if amounts[place].end <= kind.start < after]


def _often(
    reading: Reading, amounts: list[Amount], amount: Amount, region: tuple[int, int], measure: Measure
) -> Match | None:
    own = _no_frames([each for each in reading.often if amount.end <= each.start < region[1]])
    ahead = _no_frames([each for each in reading.often if each.end <= amounts[0].start])
    found = own or ahead
    if own and ahead and {each.rule.id for each in (*own, *ahead)} - set(_FRAMES):
        found = _no_frames([*own, *ahead])
    if len(found) > 1:
        measure.left.append(_open(found[1], f"{found[0].words!r} and {found[1].words!r} compete"))
        return None
    return found[0] if found else None


def _no_frames(found: list[Match]) -> list[Match]:
    """Without "under året" where how often is said as well."""
    return [each for each in found if each.rule.id not in _FRAMES] or found


def _set(measure: Measure, reading: Reading, amount: Amount, by: list[Match]) -> None:
    """The target of a number, with how often or by when."""
    noun, often = amount.noun, measure.often
    unit = (noun.rule.reads.unit if noun else None) or "activities"
    if noun and noun.rule.reads.kinds and "traffic-control" in noun.rule.reads.kinds:
        unit = "quantity"
    rule = noun.rule.id if noun else (often.rule.id if often else "unit.times")
    confidence = 0.7 if amount.article else 0.9
    measure.values["target.atLeast"] = Value(amount.at_least, amount.start, amount.end, rule, confidence)
    if unit != "activities" and noun:
        measure.values["target.unit"] = Value(unit, noun.start, noun.end, noun.rule.id, 0.9)
    if often is not None and often.rule.id == "each.seasons" and amount.at_least != 1:
        measure.left.append(_open(often, "the number may be of each season or of both together"))
    target = Target(at_least=amount.at_least, unit=unit)
    measure.target = _timed(measure, target, reading, often, by)


def _timed(measure: Measure, target: Target, reading: Reading, often: Match | None, by: list[Match]) -> Target | None:
    by = [match for match in by if not _says_the_period(match, reading.period)]
    average = next(iter(rules.every("average", reading.clause.text)), None)
    if often is not None:
        if by:
            measure.left.append(_open(by[0], f"{often.words!r} within {by[0].words!r} is no target that can be kept"))
        return _each(measure, target, reading.period, often, average)
    if average:
        measure.left.append(_open(average, "an average of what is not said"))
    return _by(measure, target, reading, by)


def _each(
    measure: Measure, target: Target, period: Period | None, often: Match, average: Match | None
) -> Target | None:
    reads = often.rule.reads
    if reads.within == "year" and not one_year(period):
        measure.left.append(_open(often, f"{often.words!r}: the period is not one year"))
    each = reads.each or _spans(often)
    confidence = often.rule.confidence
    measure.values["target.each"] = Value(each, often.start, often.end, often.rule.id, confidence)
    if reads.every > 1:
        measure.values["target.every"] = Value(_every(often), often.start, often.end, often.rule.id, confidence)
    if average and each != "period":
        measure.values["target.average"] = Value(True, average.start, average.end, average.rule.id, 0.9)
    return _replaced(target, each=each, every=_every(often), average=bool(average) and each != "period")


def _replaced(target: Target, **changes: object) -> Target:
    return msgspec.structs.replace(target, **changes)


def _spans(often: Match) -> Each:
    names: dict[str, Each] = {"veck": "week", "månad": "month", "år": "year", "termin": "term", "dag": "day"}
    return names.get(often.groups.get("span") or "", "quarter" if often.groups.get("span") == "kvartal" else "week")


def _every(often: Match) -> int:
    return 2 if often.groups.get("every") == "varannan" else often.rule.reads.every


def _by(measure: Measure, target: Target, reading: Reading, by: list[Match]) -> Target | None:
    if not by:
        return target
    if len(by) > 1:
        measure.left.append(_open(by[1], f"{by[0].words!r} and {by[1].words!r} compete"))
        return target
    day = _day(by[0], reading.period)
    if day is None:
        measure.left.append(_open(by[0], f"{by[0].words!r}: which day of the period is not certain"))
        return target
    measure.values["target.by"] = Value(day, by[0].start, by[0].end, by[0].rule.id, by[0].rule.confidence)
    return _replaced(target, milestone=True, by=day)


def _day(match: Match, period: Period | None) -> date | None:
    """The last day, if it lies in the period; a year counts only from the period's start."""
    day = last_day(match, period)
    if day is None or period is None or not period.start <= day <= period.end:
        return None
    if match.rule.id == "by.in-year" and day.year != period.start.year:
        return None
    return day


def _says_the_period(match: Match, period: Period | None) -> bool:
    """Whether it names the year that the period is."""
    if match.rule.id != "by.in-year" or period is None:
        return False
    return match.groups["y"] == str(period.start.year) == str(period.end.year)


def one_year(period: Period | None) -> bool:
    """Whether "the year" can only be one."""
    return period is not None and (period.end - period.start).days <= 366


def _split(reading: Reading, amounts: list[Amount]) -> Measure | None:
    """ "Två tillfällen, en per termin": the second says how the first is spread, if they agree."""
    first = amounts[0]
    spread = next((each for each in reading.often if each.rule.id == "each.term-split"), None)
    if len(amounts) == 2 and amounts[1].noun is None and amounts[1].start - first.end < 40:
        second, often = amounts[1], _after(reading, amounts[1])
        between = _no_frames([each for each in reading.often if first.end <= each.start < second.start])
        gap = reading.clause.text[between[-1].end if between else first.end : second.start].strip(" ,(:-")
        if often is None or gap not in ("", "dvs", "det vill säga", "varav", "fördelat på"):
            return None
        at_least, end = second.at_least, second.end
    elif len(amounts) == 1 and spread is not None and spread.start >= first.end:
        often, between = spread, _no_frames([each for each in reading.often if first.end <= each.start < spread.start])
        at_least, end = 1.0, spread.end
    else:
        return None
    measure = Measure(heads=[], often=often, region=(0, len(reading.clause.text)))
    _heads(reading, amounts[:1], 0, measure)
    if not _agree(first.at_least, between, at_least, often, reading.period):
        measure.left.append(_open(often, f"{first.at_least:g} in all and {at_least:g} {often.words!r} do not agree"))
    measure.values["target.atLeast"] = Value(at_least, first.start, max(end, often.end), often.rule.id, 0.9)
    measure.target = _each(measure, Target(at_least=at_least), reading.period, often, None)
    return measure


def _after(reading: Reading, amount: Amount) -> Match | None:
    return next((each for each in reading.often if 0 <= each.start - amount.end <= 1), None)


def _agree(total: float, between: list[Match], at_least: float, often: Match, period: Period | None) -> bool:
    per_year = _PER_YEAR.get(often.rule.reads.each or "period", 0) * at_least
    if between:
        return between[0].rule.reads.each == "year" and total == per_year
    years = 1 if period is None else max(1, round((period.end - period.start).days / 365.25))
    return total in (per_year, per_year * years)


def _share(made: list[Measure], reading: Reading) -> None:
    """Several numbers and one "per år" after the last: whether it is of all is not certain, unless it is the same."""
    last = made[-1].often
    for measure in made[:-1]:
        if last is None or measure.often is not None or not measure.target:
            continue
        if last.rule.reads.each == "year" and one_year(reading.period):
            measure.often = last
            measure.target = _each(measure, measure.target, reading.period, last, None)
        else:
            measure.left.append(_open(last, f"whether {last.words!r} is of all the numbers before it is not certain"))


def _without_number(reading: Reading) -> Measure:
    """How often or by when without a number, a milestone, or no measure at all."""
    clause = reading.clause
    heads = activities.leading(clause, reading.kinds)
    measure = Measure(heads=heads, region=(0, len(clause.text)))
    alone = [each for each in reading.often if each.rule.reads.alone]
    if len(alone) == 1:
        _alone(measure, reading, alone[0])
    elif alone:
        measure.left.append(_open(alone[1], f"{alone[0].words!r} and {alone[1].words!r} compete"))
    elif not _milestone(measure, reading):
        _once_by(measure, reading)
    return measure


def _alone(measure: Measure, reading: Reading, often: Match) -> None:
    reads = often.rule.reads
    at_least = float(reads.at_least or 1)
    if reads.each == "week" and reads.unit == "days":
        at_least = float(reads.at_least or len(activities.days_of(often)) or 1)
        measure.values["target.unit"] = Value("days", often.start, often.end, often.rule.id, 0.9)
    measure.often = often
    measure.values["target.atLeast"] = Value(
        at_least, often.start, often.end, often.rule.id, often.rule.confidence - 0.1
    )
    target = Target(at_least=at_least, unit=reads.unit or "activities")
    measure.target = _timed(measure, target, reading, often, reading.by)


def _milestone(measure: Measure, reading: Reading) -> bool:
    clause = reading.clause
    found = [match for match in rules.longest("milestone", clause.text) if not clause.only_why(match)]
    strong = [head for head in measure.heads if head.rule.reads.kinds not in ((), ("physical-measure",))]
    if not found or strong or any(_unsure(clause)):
        return False
    measure.is_milestone = True
    first = found[0]
    measure.values["target.milestone"] = Value(True, first.start, first.end, first.rule.id, first.rule.confidence)
    by = [match for match in reading.by if not _says_the_period(match, reading.period)]
    target = _by(measure, Target(milestone=True), reading, by)
    measure.target = target
    return True


def _unsure(clause: Clause) -> Iterator[bool]:
    for match in rules.every("open", clause.text):
        yield match.rule.id in _UNSURE and not clause.only_why(match)


def _once_by(measure: Measure, reading: Reading) -> None:
    """ "Trygghetsvandringar genomförs under hösten": at least one by then."""
    by = [match for match in reading.by if match.rule.id != "by.in-year"]
    counted = [head for head in measure.heads if head.rule.reads.kinds]
    if not by or not counted or any(not reading.clause.only_why(m) for m in rules.every("open", reading.clause.text)):
        return
    value = Value(1.0, by[0].start, by[0].end, by[0].rule.id, by[0].rule.confidence - 0.1)
    measure.values["target.atLeast"] = value
    measure.target = _by(measure, Target(milestone=True), reading, by)


def _block(clause: Clause, measure: Measure, unread: tuple[tuple[int, int], ...]) -> None:
    """What makes the target a matter for a person, wherever in the clause it stands."""
    for match in rules.every("block", clause.text):
        if not clause.only_why(match):
            measure.left.append(_open(match, f"{match.words!r}: {match.rule.meaning}"))
    where = [] if measure.target is None or measure.target.unit not in _TIMES else list(rules.every("where", clause.text))
    for start, end in unread:
        if any(match.start <= start < match.end for match in where):
            continue
        detail = f"what {clause.text[start:end].strip()!r} counts is not known"
        measure.left.append(Open("number.unread", detail, start, end))
    if measure.left:
        measure.target = None


def _open(match: Match, detail: str) -> Open:
    return Open(match.rule.id, detail, match.start, match.end)
