"""Whether a promise's words say what its commitments count: on which days, when, how many, by whom, in what year."""

import re
from collections.abc import Iterator
from datetime import time
from typing import Final

from shared.drafting import activities, rules
from shared.drafting.amounts import numbers
from shared.drafting.clauses import Clause, clauses
from shared.drafting.folding import fold
from shared.drafting.linting.found import Found, Linted, Value, found
from shared.drafting.linting.suggest import suggested
from shared.drafting.linting.table import pattern_of
from shared.drafting.linting.words import CODES, WEEKDAY_NAMES, asked
from shared.drafting.numbers import NUMBER, number
from shared.drafting.paragraphs import Paragraph
from shared.drafting.promises import doers
from shared.events.activity import KIND_NAMES, Kind
from shared.events.agreement import Commitment, Counts

_SIDES: Final = {"municipality": ("the municipality", "kommunen"), "police": ("the police", "polisen")}
_KINDS_EN: Final = {kind: kind.value.replace("-", " ") for kind in Kind}


def worded(linted: Linted) -> Iterator[Found]:
    """What a promise's commitments count otherwise than its words say."""
    if not linted.worded:
        return
    parts = clauses(fold(linted.promise.text))
    yield from _denied(linted)
    yield from _doing(linted)
    yield from _years(linted)
    for place, commitment in enumerate(linted.promise.commitments):
        path = f"{linted.path}.commitments[{place}]"
        yield from _days(linted, parts, commitment.counts, f"{path}.counts.weekdays")
        yield from _hours(linted, parts, commitment.counts, f"{path}.counts.from")
        yield from _kinds(linted, commitment.counts, f"{path}.counts.kinds")
        yield from _number(linted, parts, commitment, f"{path}.target.atLeast")


def _days(linted: Linted, parts: list[Clause], counts: Counts, path: str) -> Iterator[Found]:
    """The words name days, and others count, or any day does."""
    named = (match for part in parts for match in activities.weekdays(part) if not activities.emphasised(part, match))
    said = {day for match in named for day in activities.days_of(match)}
    said |= {day for each in linted.read for day in each.counts.weekdays}
    own: set[str] = set(counts.weekdays)
    if said and own and (own.isdisjoint(said) or (_alone(linted) and not own <= said)):
        yield found("specific.other-days", path, said=_named(said), counted=_named(own))
    elif said and not own and _alone(linted):
        yield found("specific.any-day", path, said=_named(said))


def _alone(linted: Linted) -> bool:
    """Whether all of the words are of one commitment."""
    return len(linted.promise.commitments) == 1 and len(linted.read) == 1


def _named(days: set[str]) -> tuple[str, str]:
    english, swedish = zip(*(WEEKDAY_NAMES[code] for code in CODES if code in days), strict=True)
    return ", ".join(english), ", ".join(swedish)


def _hours(linted: Linted, parts: list[Clause], counts: Counts, path: str) -> Iterator[Found]:
    """The words name hours, and what is done at others counts, or at any."""
    said = [(hours.start, hours.end, hours.match.words) for part in parts for hours in activities.hours(part)]
    if not said or any(_meet(start, end, counts) for start, end, _ in said):
        return
    words = ", ".join(dict.fromkeys(f'"{each}"' for _, _, each in said))
    if counts.from_ is None:
        if _alone(linted):
            yield found("specific.any-hour", path, said=words)
    else:
        until = f"-{counts.until:%H:%M}" if counts.until else "-"
        yield found("specific.other-hours", path, said=words, counted=f"{counts.from_:%H:%M}{until}")


def _meet(start: time, end: time | None, counts: Counts) -> bool:
    """Whether the filter's hours lie in those of the words: evening and night go on past midnight."""
    if counts.from_ is None:
        return False
    last = end or time(23, 59, 59)
    if start <= last:
        return start <= counts.from_ <= last
    return counts.from_ >= start or counts.from_ <= last


def _kinds(linted: Linted, counts: Counts, path: str) -> Iterator[Found]:
    said = {kind for each in linted.read for kind in each.counts.kinds}
    own = [kind for kind in counts.kinds if kind in set(Kind)]
    loose = {Kind.MILESTONE, Kind.OTHER}
    if said and own and not said & set(own) and not loose & {*said, *own}:
        yield found("specific.other-kind", path, said=_called(sorted(said)), counted=_called(own))


def _called(kinds: list[str]) -> tuple[str, str]:
    known = [Kind(kind) for kind in kinds]
    return ", ".join(_KINDS_EN[kind] for kind in known), ", ".join(KIND_NAMES[kind][0] for kind in known)


def _number(linted: Linted, parts: list[Clause], commitment: Commitment, path: str) -> Iterator[Found]:
    """The words name numbers, and the target asks for none of them, where nothing more was read of the words."""
    target = commitment.target
    if target is None or target.milestone or any(each.target for each in linted.read):
        return
    said = {each for part in parts for each in _amounts(part)} - {1.0}
    if said and float(target.at_least) not in said:
        numbers_said: Value = ", ".join(f"{each:g}" for each in sorted(said))
        suggestion = suggested(linted, commitment.counts)
        yield found("measurable.other-number", path, suggestion, said=numbers_said, asked=asked(target))


def _amounts(part: Clause) -> Iterator[float]:
    """The numbers of a clause that are no dates, streets, ages or the like."""
    heads = activities.kinds(part)
    read = numbers(part, rules.longest("each", part.text), heads)
    yield from (each.at_least for each in read.amounts)
    for start, end in read.unread:
        if re.fullmatch(NUMBER, part.text[start:end]):
            yield number(part.text[start:end])


def _denied(linted: Linted) -> Iterator[Found]:
    if hit := pattern_of("specific.denial").search(fold(linted.promise.text).text):
        yield found("specific.denial", f"{linted.path}.text", words=f'"{hit.group()}"')


def _doing(linted: Linted) -> Iterator[Found]:
    """The words say who does it, and nobody of that side is responsible."""
    kinds = {party.id: party.kind for party in linted.agreement.parties}
    answering = {kinds[party] for party in linted.promise.responsible if party in kinds}
    said = doers(Paragraph(linted.promise.text, 0), linted.agreement.municipality)
    missing = [words for kind, words in _SIDES.items() if kind in said and kind not in answering]
    if answering and missing and any(party.kind in said for party in linted.agreement.parties):
        english, swedish = zip(*missing, strict=True)
        yield found(
            "accepted.other-doer", f"{linted.path}.responsible", said=(" and ".join(english), " och ".join(swedish))
        )


def _years(linted: Linted) -> Iterator[Found]:
    """The words ask for something in a year that the agreement does not hold."""
    if not linted.timed:
        return
    period = linted.agreement.period
    for hit in pattern_of("timed.other-year").finditer(fold(linted.promise.text).text):
        if not period.start.year <= int(hit["year"]) <= period.end.year:
            yield found("timed.other-year", f"{linted.path}.text", year=hit["year"])
            return
