"""The days on which an agreement holds: by its dates, its months or its years."""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Final

from shared.drafting import naming
from shared.drafting.evidence import Read, Span
from shared.drafting.folding import Folded, fold
from shared.drafting.notes import Notes
from shared.drafting.numbers import number
from shared.drafting.rules import MONTHS
from shared.events.agreement import Period

_HEAD: Final = 400
_PART: Final = "period.part"
_LASTING: Final = ("period.lasting", "period.onwards")
_DAYS: Final = ("period.dates", "period.days", "period.days-of-year")
_EXACT: Final = (*_LASTING, *_DAYS, "period.months", "period.months-of-year")


@dataclass(frozen=True, slots=True)
class _End:
    """From when, or until when, said alone: the day, or nothing when its words are no day."""

    which: str
    rule: str
    span: tuple[int, int]
    day: date | None

    def agrees(self, period: Period, exact: bool) -> bool:
        """Whether a period that is told elsewhere begins or ends then, or has the days of a part of a year."""
        if self.rule == _PART:
            return exact
        return self.day == (period.start if self.which == "start" else period.end)


def read_period(text: str, notes: Notes) -> Period | None:
    """The period that a document gives; None, with a finding, when it gives none or contradicts itself."""
    folded = fold(text)
    ends = list(_ends_alone(folded.text))
    bare = _without(folded.text, ends)
    places = [
        _stretches("period-said", bare),
        _stretches("period-titled", bare[:_HEAD]),
        _stretches("period-promised", bare),
        [(0, min(_HEAD, len(bare)))],
        _stretches("period-titled", bare),
    ]
    said: dict[Period, Read[object]] = {}
    for ranges in places:
        found = {read.value: read for start, end in ranges for read in _found(folded, bare, start, end)}
        if len(found) > 1 and not said:
            several = ", ".join(f"{period.start}-{period.end}" for period in found)
            notes.leave("period", "period.years", f"the document gives several periods: {several}")
            return None
        for period, read in found.items():
            said.setdefault(period, Read(period, read.span, read.rule, read.confidence))
    chosen = next(iter(said), None)
    exact = chosen is not None and said[chosen].rule in _EXACT
    if (alone := next((end for end in ends if not (chosen and end.agrees(chosen, exact))), None)) is not None:
        lacking = "until when" if alone.which == "start" else "from when"
        detail = f"{lacking} it holds is not said, or said otherwise elsewhere"
        notes.leave("period", alone.rule, detail, folded.span(*alone.span))
        return None
    if chosen is None:
        notes.leave("period", "period.years", "the document names no period")
        return None
    other = next((read for period, read in said.items() if not _within(period, chosen, exact)), None)
    if other:
        notes.leave("period", said[chosen].rule, f"elsewhere the document gives {_words(other)}", other.span)
    notes.evidence["period"] = said[chosen]
    return chosen


def _ends_alone(text: str) -> Iterator[_End]:
    """Ends without the other, and parts of a year, where it is said for which days it holds."""
    for start, end in [*_stretches("period-said", text), *_stretches("period-titled", text[:_HEAD])]:
        whole = next(naming.every("period", text[start:end]), None)
        dated = whole[1].span() if whole and whole[0].id != "period.year" else None
        for row, hit in naming.every("period-end", text[start:end]):
            if dated is None or (row.id == _PART and hit.start() <= dated[0] < hit.end()):
                yield _End(row.gives, row.id, (start + hit.start(), start + hit.end()), _alone(row.gives, hit))


def _alone(which: str, hit: re.Match[str]) -> date | None:
    named = hit.groupdict()
    said = [part for part in hit.groups() if part]
    if named.get("other"):
        return None
    try:
        if named["whole"]:
            return _first("januari", said[0]) if which == "start" else _last("december", said[0])
        return _written(said)
    except ValueError:
        return None


def _without(text: str, ends: list[_End]) -> str:
    for end in ends:
        start, until = end.span
        text = text[:start] + " " * (until - start) + text[until:]
    return text


def _stretches(heading: str, text: str) -> list[tuple[int, int]]:
    return [hit.span() for _, hit in naming.every(heading, text)]


def _words(read: Read[object]) -> str:
    period = read.value
    return f"{period.start} to {period.end}" if isinstance(period, Period) else str(period)


def _within(inner: Period, outer: Period, exact: bool) -> bool:
    """Whether a period says nothing against another: it lies in its years, or in its days when those were told."""
    if exact and inner != outer and (inner.start < outer.start or outer.end < inner.end):
        return False
    return outer.start.year <= inner.start.year and inner.end.year <= outer.end.year


def _found(folded: Folded, bare: str, start: int, end: int) -> Iterator[Read[Period]]:
    """What the most telling pattern finds in a stretch of text."""
    for _, group in groupby(naming.every("period", bare[start:end]), key=lambda found: found[0].id):
        for row, hit in group:
            if period := _period(row.id, hit):
                span: Span = folded.span(start + hit.start(), start + hit.end())
                yield Read(period, span, row.id, row.confidence)
        return


def _period(rule: str, hit: re.Match[str]) -> Period | None:
    try:
        start, end = _lasting(hit) if rule in _LASTING else _ends(rule, hit.groups())
    except ValueError:
        return None
    return Period(start=start, end=end) if start <= end and end.year - start.year <= 10 else None


def _lasting(hit: re.Match[str]) -> tuple[date, date]:
    """From a day on, so many whole years."""
    years = number(hit["years"])
    place = hit.re.groupindex["years"]
    start = _written([part for at, part in enumerate(hit.groups(), start=1) if part and at != place])
    return start, start.replace(year=start.year + int(years)) - timedelta(days=1)


def _ends(rule: str, said: tuple[str, ...]) -> tuple[date, date]:
    if rule == "period.dates":
        return date(int(said[0]), int(said[1]), int(said[2])), date(int(said[3]), int(said[4]), int(said[5]))
    if rule == "period.days":
        return _day(said[0], said[1], said[2]), _day(said[3], said[4], said[5])
    if rule == "period.days-of-year":
        begins, ends = _day(said[0], said[1], said[4]), _day(said[2], said[3], said[4])
        return (begins if begins <= ends else begins.replace(year=begins.year - 1)), ends
    if rule == "period.months":
        return _first(said[0], said[1]), _last(said[2], said[3])
    if rule == "period.months-of-year":
        return _first(said[0], said[2]), _last(said[1], said[2])
    last = said[-1] if len(said[-1]) == 4 else f"20{said[-1]}"
    return date(int(said[0]), 1, 1), date(int(last), 12, 31)


def _written(said: Sequence[str]) -> date:
    """A day by its three parts, as "2026-04-01" or as "1 april 2026"."""
    return date(int(said[0]), int(said[1]), int(said[2])) if said[1].isdigit() else _day(said[0], said[1], said[2])


def _day(day: str, month: str, year: str) -> date:
    return date(int(year), MONTHS.index(month) + 1, int(day))


def _first(month: str, year: str) -> date:
    return _day("1", month, year)


def _last(month: str, year: str) -> date:
    place = MONTHS.index(month) + 1
    return date(int(year), place, monthrange(int(year), place)[1])
