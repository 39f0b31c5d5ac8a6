"""Several numbers of one clause that belong together: "två tillfällen, en per termin", "två X och tre Y per år"."""

from itertools import pairwise
from typing import Final

from shared.drafting.amounts import Amount
from shared.drafting.counted import heads_of
from shared.drafting.measure import Measure, Reading, Value, opened
from shared.drafting.numbers import is_number, number
from shared.drafting.rules import Match
from shared.drafting.timing import FRAMES, each_window, no_frames, one_year
from shared.events.agreement import Each, Period, Target

_PER_YEAR: Final[dict[Each, int]] = {"year": 1, "term": 2, "quarter": 4, "month": 12}


def split(reading: Reading, amounts: list[Amount]) -> Measure | None:
    """ "Två tillfällen, en per termin": the second says how the first is spread, if they agree."""
    first = amounts[0]
    spread = next((each for each in reading.often if many(each)), None)
    if len(amounts) == 2 and amounts[1].noun is None and amounts[1].start - first.end < 40:
        second, often = amounts[1], _after(reading, amounts[1])
        between = no_frames([each for each in reading.often if first.end <= each.start < second.start])
        gap = reading.clause.text[between[-1].end if between else first.end : second.start].strip(" ,(:-")
        if often is None or gap not in ("", "dvs", "det vill säga", "varav", "fördelat på"):
            return None
        at_least, end = second.at_least, second.end
    elif len(amounts) == 1 and spread is not None and spread.start >= first.end:
        often, between = spread, no_frames([each for each in reading.often if first.end <= each.start < spread.start])
        at_least, end = many(spread), spread.end
    else:
        return None
    measure = Measure(heads=[], often=often, region=(0, len(reading.clause.text)))
    heads_of(reading, amounts[:1], 0, measure)
    if first.vague:
        measure.left.append(opened(first.vague, f"{first.vague.words.strip()!r} makes the number no lower bound"))
    if not _agree(first.at_least, between, at_least, often, reading.period):
        measure.left.append(opened(often, f"{first.at_least:g} in all and {at_least:g} {often.words!r} do not agree"))
    measure.values["target.atLeast"] = Value(at_least, first.start, max(end, often.end), often.rule.id, 0.9)
    measure.target = each_window(measure, Target(at_least=at_least), reading.period, often, None)
    return measure


def many(often: Match) -> float:
    """How many "en på våren och en på hösten" says of each; 0 when other words say how often."""
    said = often.groups.get("many") or ""
    return number(said) if is_number(said) else 0.0


def _after(reading: Reading, amount: Amount) -> Match | None:
    return next((each for each in reading.often if 0 <= each.start - amount.end <= 1), None)


def _agree(total: float, between: list[Match], at_least: float, often: Match, period: Period | None) -> bool:
    per_year = _PER_YEAR.get(often.rule.reads.each or "period", 0) * at_least
    if between:
        return between[0].rule.reads.each == "year" and total == per_year
    years = 1 if period is None else max(1, round((period.end - period.start).days / 365.25))
    return total in (per_year, per_year * years)


def share(made: list[Measure], reading: Reading) -> None:
    """Several numbers and one "per år": whether it is of all is not certain, unless it is the same."""
    for first, second in pairwise(made):
        often = first.often
        if often is None or often.rule.id in FRAMES or second.often or reading.by:
            continue
        if not (often.rule.reads.each == "year" and one_year(reading.period)):
            second.left.append(opened(often, f"whether {often.words!r} is of the next number too is not certain"))
    last = made[-1].often
    for measure in made[:-1]:
        if last is None or measure.often is not None or not measure.target:
            continue
        if last.rule.reads.each == "year" and one_year(reading.period):
            measure.often = last
            measure.target = each_window(measure, measure.target, reading.period, last, None)
        else:
            measure.left.append(opened(last, f"whether {last.words!r} is of all the numbers before it is not certain"))
