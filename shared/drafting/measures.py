"""How much, how often, by when: what a clause asks for, or why that is left to a person."""

from collections.abc import Iterator
from typing import Final

from shared.drafting import activities, rules
from shared.drafting.amounts import Amount, numbers
from shared.drafting.clauses import Clause
from shared.drafting.counted import measured
from shared.drafting.measure import Measure, Open, Reading, Value, opened
from shared.drafting.places import places
from shared.drafting.rules import Match
from shared.drafting.spread import many, share, split
from shared.drafting.timing import by_when, says_the_period, timed
from shared.events.agreement import Period, Target

_NEAR: Final = 3  # characters: the very next word
_TIMES: Final = ("days", "weeks", "hours")
_SOME: Final = ("open.some", "open.regular", "open.continuous")
_UNSURE: Final = ("open.some", "open.continuous", "open.regular", "open.condition")


def measures(clause: Clause, period: Period | None) -> list[Measure]:
    """What a clause asks for: one for each number of activities; one without a target when it names no measure."""
    kinds = activities.kinds(clause)
    often = rules.longest("each", clause.text)
    by = [
        match for match in rules.longest("by", clause.text) if not (_overlaps(match, often) or clause.only_why(match))
    ]
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
    amounts = [amount for amount in amounts if not (amount.article and _is_unit(amount) and not reading.often)]
    sure = [amount for amount in amounts if not (amount.article and _is_kind(amount))]
    if sure:
        return sure
    if len(amounts) == 1 and not (reading.often or reading.by) and not _does_one(reading.clause):
        return []
    return amounts


def _is_unit(amount: Amount) -> bool:
    return amount.noun is not None and amount.noun.rule.reads.unit is not None


def _is_kind(amount: Amount) -> bool:
    return amount.noun is not None and amount.noun.rule.reads.kinds is not None


def _does_one(clause: Clause) -> bool:
    doing = any(not clause.only_why(match) for match in rules.every("doing", clause.text))
    return doing and not _promises_loosely(clause)


def _promises_loosely(clause: Clause) -> bool:
    return any(not clause.only_why(match) for match in rules.every("open", clause.text))


def _of_amounts(reading: Reading, amounts: list[Amount]) -> list[Measure]:
    if one := split(reading, amounts):
        return [one]
    made = []
    crowded = len(amounts) > 1 and not all(_is_kind(amount) for amount in amounts)
    for place, amount in enumerate(amounts):
        end = amounts[place + 1].start if place + 1 < len(amounts) else len(reading.clause.text)
        region = (amount.start if place else 0, end)
        made.append(measured(reading, amounts, place, region))
        made[-1].crowded = crowded
    share(made, reading)
    return sorted([*made, *_beside(reading, made)], key=_place)


def _place(measure: Measure) -> int:
    return measure.heads[0].start if measure.heads else measure.region[0]


def _beside(reading: Reading, made: list[Measure]) -> Iterator[Measure]:
    """Other activities of which "several" are promised in the same breath: theirs is no number."""
    counted = [head for measure in made for head in measure.heads]
    for head in activities.leading(reading.clause, reading.kinds):
        if head not in counted and (some := _of_some(reading.clause, [head])):
            why = opened(some, f"{some.words!r}: how many is not said")
            yield Measure(heads=[head], left=[why], region=(some.start, head.end), crowded=True)


def _without_number(reading: Reading) -> Measure:
    """How often or by when without a number, a milestone, or no measure at all."""
    clause = reading.clause
    heads = activities.leading(clause, reading.kinds)
    measure = Measure(heads=heads, region=(0, len(clause.text)))
    alone = [each for each in reading.often if each.rule.reads.alone]
    if len(alone) == 1:
        _alone(measure, reading, alone[0])
    elif alone:
        measure.left.append(opened(alone[1], f"{alone[0].words!r} and {alone[1].words!r} compete"))
    elif not _milestone(measure, reading):
        _once_by(measure, reading)
    return measure


def _alone(measure: Measure, reading: Reading, often: Match) -> None:
    reads = often.rule.reads
    at_least = float(reads.at_least or many(often) or 1)
    if reads.each == "week" and reads.unit == "days":
        at_least = float(reads.at_least or len(activities.days_of(often)) or 1)
        measure.values["target.unit"] = Value("days", often.start, often.end, often.rule.id, 0.9)
    measure.often = often
    measure.values["target.atLeast"] = Value(
        at_least, often.start, often.end, often.rule.id, often.rule.confidence - 0.1
    )
    target = Target(at_least=at_least, unit=reads.unit or "activities")
    measure.target = timed(measure, target, reading, often, reading.by)
    if some := _of_some(reading.clause, measure.heads):
        measure.left.append(opened(some, f"{some.words!r} in each: how many is not said"))


def _of_some(clause: Clause, heads: list[Match]) -> Match | None:
    """The words that leave open how many of an activity: "ett antal trygghetsvandringar varje år"."""
    some = (match for match in rules.every("open", clause.text) if match.rule.id in _SOME)
    return next((each for each in some if any(0 < head.start - each.end < _NEAR for head in heads)), None)


def _milestone(measure: Measure, reading: Reading) -> bool:
    clause = reading.clause
    found = [match for match in rules.longest("milestone", clause.text) if not clause.only_why(match)]
    strong = [head for head in measure.heads if head.rule.reads.kinds not in ((), ("physical-measure",))]
    if not found or strong or _unsure(clause):
        return False
    measure.is_milestone = True
    first = found[0]
    measure.values["target.milestone"] = Value(True, first.start, first.end, first.rule.id, first.rule.confidence)
    by = [match for match in reading.by if not says_the_period(match, reading.period)]
    target = by_when(measure, Target(milestone=True), reading, by)
    measure.target = target
    return True


def _unsure(clause: Clause) -> bool:
    found = [match for match in rules.every("open", clause.text) if not clause.only_why(match)]
    return any(match.rule.id in _UNSURE for match in found)


def _once_by(measure: Measure, reading: Reading) -> None:
    """ "Trygghetsvandringar genomförs under hösten": at least one by then."""
    by = [match for match in reading.by if match.rule.id != "by.in-year"]
    counted = [head for head in measure.heads if head.rule.reads.kinds]
    said = {kind for head in counted for kind in head.rule.reads.kinds or ()}
    if not by or len(said) != 1 or _promises_loosely(reading.clause):
        return
    if again := next(iter([*activities.weekdays(reading.clause), *rules.every("hours", reading.clause.text)]), None):
        measure.left.append(opened(again, f"{again.words!r}: whether it is done then once or each time is not said"))
        return
    where = places(reading.clause, None)
    if len(where) > 1:
        several = f"{by[0].words!r} at {where[0][0]} and {where[1][0]}: how many is not said"
        measure.left.append(opened(by[0], several))
        return
    begun = next(rules.every("milestone", reading.clause.text), None)
    if begun and all(head.rule.reads.weak for head in counted):
        measure.left.append(opened(begun, f"whether {begun.words!r} is what is done by then is not certain"))
        return
    value = Value(1.0, by[0].start, by[0].end, by[0].rule.id, by[0].rule.confidence - 0.1)
    measure.values["target.atLeast"] = value
    measure.target = by_when(measure, Target(milestone=True), reading, by)


def _block(clause: Clause, measure: Measure, unread: tuple[tuple[int, int], ...]) -> None:
    """What makes the target a matter for a person, wherever in the clause it stands."""
    for match in rules.every("block", clause.text):
        if not clause.only_why(match):
            measure.left.append(opened(match, f"{match.words!r}: {match.rule.meaning}"))
    in_time = measure.target is not None and measure.target.unit in _TIMES
    places = list(rules.every("where", clause.text)) if in_time else []
    for start, end in unread:
        if any(match.start <= start < match.end for match in places):
            continue
        detail = f"what {clause.text[start:end].strip()!r} counts is not known"
        measure.left.append(Open("number.unread", detail, start, end))
    if measure.left:
        measure.target = None
