"""How often and by when: what the number of a target is counted in."""

from datetime import date
from typing import Final

import msgspec

from shared.drafting import rules
from shared.drafting.amounts import Amount
from shared.drafting.dates import last_day
from shared.drafting.measure import Measure, Reading, Value, opened
from shared.drafting.numbers import ORDINALS
from shared.drafting.rules import Match
from shared.events.agreement import Each, Period, Target

FRAMES: Final = ("each.this-year", "each.period")
"""They say in which days all of it holds: nothing, when how often is said as well."""

_DAYS: Final = ("by.date", "by.iso", "by.slash", "by.year-end")
_SPANS: Final[dict[str, Each]] = {
    "veck": "week",
    "månad": "month",
    "år": "year",
    "termin": "term",
    "dag": "day",
    "kvartal": "quarter",
}


def how_often(
    reading: Reading, amounts: list[Amount], amount: Amount, region: tuple[int, int], measure: Measure
) -> Match | None:
    """How often a number is meant: what follows it, else what stands ahead of all; None when that is not certain."""
    own = no_frames([each for each in reading.often if amount.start < each.start < region[1]])
    ahead = no_frames([each for each in reading.often if each.end <= amounts[0].start])
    found = own or ahead
    if own and ahead and {each.rule.id for each in (*own, *ahead)} - set(FRAMES):
        found = no_frames([*own, *ahead])
    if len(found) > 1:
        measure.left.append(opened(found[1], f"{found[0].words!r} and {found[1].words!r} compete"))
        return None
    return found[0] if found else None


def no_frames(found: list[Match]) -> list[Match]:
    """Without "under året" where how often is said as well."""
    return [each for each in found if each.rule.id not in FRAMES] or found


def timed(measure: Measure, target: Target, reading: Reading, often: Match | None, by: list[Match]) -> Target:
    """The target with how often or by when; why it is to be left open stands in the measure."""
    by = [match for match in by if not says_the_period(match, reading.period)]
    if often is not None:
        by = [match for match in by if not ends_the_period(match, reading.period)]
    average = next(iter(rules.every("average", reading.clause.text)), None)
    if often is not None:
        if by:
            measure.left.append(opened(by[0], f"{often.words!r} within {by[0].words!r} is no target that can be kept"))
        return each_window(measure, target, reading.period, often, average)
    if average:
        measure.left.append(opened(average, "an average of what is not said"))
    return by_when(measure, target, reading, by)


def each_window(measure: Measure, target: Target, period: Period | None, often: Match, average: Match | None) -> Target:
    """The target in each window that the words name."""
    reads = often.rule.reads
    if reads.within == "year" and not one_year(period):
        measure.left.append(opened(often, f"{often.words!r}: the period is not one year"))
    each = reads.each or _spans(often)
    confidence = often.rule.confidence
    measure.values["target.each"] = Value(each, often.start, often.end, often.rule.id, confidence)
    if _every(often) > 1:
        measure.values["target.every"] = Value(_every(often), often.start, often.end, often.rule.id, confidence)
    if average and each != "period":
        measure.values["target.average"] = Value(True, average.start, average.end, average.rule.id, 0.9)
    return msgspec.structs.replace(target, each=each, every=_every(often), average=bool(average) and each != "period")


def _spans(often: Match) -> Each:
    return _SPANS[often.groups.get("span") or "veck"]


def _every(often: Match) -> int:
    if nth := often.groups.get("nth"):
        return int(nth) if nth.isdigit() else ORDINALS[nth]
    return 2 if often.groups.get("every") == "varannan" else often.rule.reads.every


def by_when(measure: Measure, target: Target, reading: Reading, by: list[Match]) -> Target:
    """The target by the last day that the words name, when they name one."""
    if not by:
        return target
    if len(by) > 1:
        measure.left.append(opened(by[1], f"{by[0].words!r} and {by[1].words!r} compete"))
        return target
    day = _day(by[0], reading.period)
    if day is None:
        measure.left.append(opened(by[0], f"{by[0].words!r}: which day of the period is not certain"))
        return target
    measure.values["target.by"] = Value(day, by[0].start, by[0].end, by[0].rule.id, by[0].rule.confidence)
    return msgspec.structs.replace(target, milestone=True, by=day)


def _day(match: Match, period: Period | None) -> date | None:
    """The last day, if it lies in the period; a year counts only from the period's start."""
    day = last_day(match, period)
    if day is None or period is None or not period.start <= day <= period.end:
        return None
    if match.rule.id == "by.in-year" and day.year != period.start.year:
        return None
    return day


def ends_the_period(match: Match, period: Period | None) -> bool:
    """Whether it names the period's last day: until then all of it holds."""
    return period is not None and match.rule.id in _DAYS and last_day(match, period) == period.end


def says_the_period(match: Match, period: Period | None) -> bool:
    """Whether it names the year that the period is."""
    if match.rule.id != "by.in-year" or period is None:
        return False
    return match.groups["y"] == str(period.start.year) == str(period.end.year)


def one_year(period: Period | None) -> bool:
    """Whether "the year" can only be one."""
    return period is not None and (period.end - period.start).days <= 366
