"""What a number of a clause is of, and the target that it makes."""

from shared.drafting import activities, rules
from shared.drafting.amounts import Amount
from shared.drafting.measure import Measure, Reading, Value, opened
from shared.drafting.rules import Match
from shared.drafting.timing import how_often, timed
from shared.events.agreement import Target


def measured(reading: Reading, amounts: list[Amount], place: int, region: tuple[int, int]) -> Measure:
    """What the number at a place among a clause's numbers asks for; ``region`` is the words that speak of it."""
    amount = amounts[place]
    measure = Measure(heads=[], region=region)
    heads_of(reading, amounts, place, measure)
    measure.often = how_often(reading, amounts, amount, region, measure)
    if len(amounts) > 1:
        _beside(amount, measure)
    _leave_unsure(reading, amount, measure)
    by = [match for match in reading.by if len(amounts) == 1 or region[0] <= match.start < region[1]]
    if amount.vague:
        measure.left.append(opened(amount.vague, f"{amount.vague.words.strip()!r} makes the number no lower bound"))
    _set(measure, reading, amount, by)
    return measure


def _leave_unsure(reading: Reading, amount: Amount, measure: Measure) -> None:
    """Leaves open a number before what else is done, and one with days that come again, of which each may be meant."""
    text, unit = reading.clause.text, amount.noun.rule.reads.unit if amount.noun else None
    counted = amount.noun is not None and amount.noun.rule.reads.kinds is not None
    first = min((head.start for head in measure.heads), default=0)
    for other in rules.every("and-does", text):
        if not counted and amount.end <= other.start < first:
            measure.left.append(opened(other, "the number may be of what is done before it"))
    if measure.often is None and unit in (None, "activities") and not reading.by:
        measure.left += [opened(again, again.rule.meaning) for again in rules.every("again", text)]


def _beside(amount: Amount, measure: Measure) -> None:
    """Leaves days or hours open that stand beside another number, as in "tre gånger per vecka à två timmar"."""
    unit = amount.noun.rule.reads.unit if amount.noun else None
    each_day = measure.often is not None and measure.often.rule.reads.each == "day" and unit == "hours"
    if amount.noun and unit not in (None, "activities") and (measure.often is None or each_day):
        measure.heads = []
        measure.left.append(opened(amount.noun, f"what {amount.noun.words!r} is said of is not certain"))


def heads_of(reading: Reading, amounts: list[Amount], place: int, measure: Measure) -> None:
    """Sets the activities that a number is of, or leaves the target open when that is not certain."""
    amount = amounts[place]
    if amount.noun is not None and amount.noun.rule.reads.kinds is not None:
        measure.heads = [amount.noun]
        _joined(reading, amounts, amount.noun, measure)
        return
    if len(amounts) == 1:
        main = activities.leading(reading.clause, reading.kinds)
        measure.heads = [head for head in main if not head.rule.reads.weak]
    else:
        measure.heads = _nearest(reading, amounts, place)
    said = {kind for head in measure.heads for kind in head.rule.reads.kinds or ()}
    if len(said) > 1:
        words = " and ".join(repr(head.words) for head in measure.heads)
        measure.left.append(
            opened(measure.heads[0], f"it is not clear whether each of {words} is meant, or all together")
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
            measure.left.append(opened(other, detail))


def _nearest(reading: Reading, amounts: list[Amount], place: int) -> list[Match]:
    """The activities right before a number of times, else right after it, when the clause has several numbers."""
    main = activities.leading(reading.clause, reading.kinds)
    before = amounts[place - 1].end if place else 0
    after = amounts[place + 1].start if place + 1 < len(amounts) else len(reading.clause.text)
    counted = [amount.noun for amount in amounts]
    free = [kind for kind in main if kind not in counted]
    left = [kind for kind in free if before <= kind.start < amounts[place].start]
    return left or [kind for kind in free if amounts[place].end <= kind.start < after]


def _set(measure: Measure, reading: Reading, amount: Amount, by: list[Match]) -> None:
    """The target of a number, with how often or by when."""
    noun, often = amount.noun, measure.often
    unit = (noun.rule.reads.unit if noun else None) or "activities"
    if _reported_by_number(noun, measure.heads):
        unit = "quantity"
    rule = noun.rule.id if noun else (often.rule.id if often else "unit.times")
    confidence = 0.7 if amount.article else 0.9
    measure.values["target.atLeast"] = Value(amount.at_least, amount.start, amount.end, rule, confidence)
    if unit != "activities":
        said = noun or measure.heads[0]
        measure.values["target.unit"] = Value(unit, said.start, said.end, said.rule.id, 0.9)
    if often is not None and often.rule.reads.unit == "days":
        measure.target = _on_days(measure, Target(at_least=amount.at_least, unit=unit), reading, often, by)
        return
    if often is not None and often.rule.id == "each.seasons" and amount.at_least != 1:
        measure.left.append(opened(often, "the number may be of each season or of both together"))
    target = Target(at_least=amount.at_least, unit=unit)
    measure.target = timed(measure, target, reading, often, by)


def _reported_by_number(noun: Match | None, heads: list[Match]) -> bool:
    """Whether one report may tell of many: the police tell of "12 traffic controls" at once."""
    of = [noun] if noun else heads
    return len(of) == 1 and of[0].rule.reads.kinds == ("traffic-control",)


def _on_days(measure: Measure, target: Target, reading: Reading, often: Match, by: list[Match]) -> Target:
    """A number on each of some weekdays: once on each is so many days a week."""
    days = often.rule.reads.at_least or len(activities.days_of(often))
    if target.at_least == 1 and target.unit in ("activities", "days"):
        target = Target(at_least=float(days), unit="days")
        measure.values["target.unit"] = Value("days", often.start, often.end, often.rule.id, 0.9)
    elif days > 1:
        measure.left.append(opened(often, f"a number on each of {days} days is no target that can be kept"))
    return timed(measure, target, reading, often, by)
