"""Whether a reading has used up all that its words say of how much, when and on what terms.

The rules under `bears` find every word that may bear on a target: numbers, years, months, days, seasons, exceptions,
conditions, shares. Each must be among the words that a value rests on, or be accounted for otherwise: it only says
why, it belongs to an address or a law, it names the agreement's own period. If one is not, nobody has read it, and the
target is left to a person: a number without its terms is a wrong number.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from shared.drafting import rules
from shared.drafting.clauses import Clause
from shared.drafting.dates import last_day
from shared.drafting.drafted import Drafted
from shared.drafting.evidence import Span
from shared.drafting.measure import opened
from shared.drafting.rules import Match
from shared.drafting.timing import FRAMES, ends_the_period
from shared.events.agreement import Period


def leave_uncovered(drafts: Sequence[Drafted], period: Period | None) -> None:
    """Leaves the targets of each sentence open in which a word that bears on them was used by no reading."""
    for _, group in groupby(drafts, key=lambda draft: draft.clause.sentence):
        sentence = list(group)
        if all(draft.measure.target is None for draft in sentence):
            continue
        for clause in dict.fromkeys(draft.clause for draft in sentence):
            own = [draft for draft in sentence if draft.clause is clause]
            _leave_contrary(own)
            if word := next(_uncovered(clause, own, period), None):
                _leave(sentence, clause, word)


def _leave_contrary(drafts: list[Drafted]) -> None:
    """A number on each day of some weekdays only, or one a week on several: no target that can be kept is meant."""
    for draft in drafts:
        target, often, days = draft.measure.target, draft.measure.often, draft.lists["counts.weekdays"]
        if target is None or often is None or not days:
            continue
        once = target.at_least == 1 and target.unit == "activities" and often.rule.reads.alone and len(days) > 1
        if target.each == "day" or (target.each == "week" and once and not often.rule.reads.weekdays):
            draft.leave_target(draft.clause, opened(often, f"{often.words!r} on some weekdays only"))


def _leave(sentence: list[Drafted], clause: Clause, word: Match) -> None:
    for draft in sentence:
        if draft.measure.target is not None:
            left = opened(word, f"{word.words.strip()!r} was not read: {word.rule.meaning}")
            draft.leave_target(clause, left)


def _uncovered(clause: Clause, drafts: list[Drafted], period: Period | None) -> Iterator[Match]:
    used = [*_used(drafts), *accounted(clause, period)]
    why = [clause.span(start, end) for start, end in clause.purposes]
    for word in sorted(rules.every("bears", clause.text), key=lambda match: match.start):
        span = clause.span(word.start, word.end)
        known = used if word.rule.reads.anywhere else [*used, *why]
        if not any(other.start <= span.start and span.end <= other.end for other in known):
            yield word


def _used(drafts: list[Drafted]) -> Iterator[Span]:
    """What the values rest on; not those of a number that was left open and has no activity of its own."""
    for draft in drafts:
        if draft.measure.target is None and not draft.measure.heads and len(drafts) > 1:
            continue
        for head in draft.measure.heads:
            yield draft.clause.span(head.start, head.end)
        yield from (read.span for read in draft.singles.values())
        yield from (read.span for path, found in draft.lists.items() if path != "counts.places" for _, read in found)
        yield from (finding.span for finding in draft.findings if finding.span and finding.rule == "emphasis")


def accounted(clause: Clause, period: Period | None) -> Iterator[Span]:
    """What says nothing of how much, when or on what terms."""
    found = [match for match in rules.every("mask", clause.text) if match.rule.reads.plain]
    found += [*rules.every("plain", clause.text), *rules.every("where", clause.text)]
    found += [match for match in rules.longest("each", clause.text) if match.rule.id in FRAMES]
    found += [match for match in rules.every("by", clause.text) if ends_the_period(match, period)]
    found += [match for match in rules.every("since", clause.text) if period and _begins(match, period)]
    found += [match for match in rules.every("years", clause.text) if period and _is_all(match, period)]
    yield from (clause.span(match.start, match.end) for match in found)


def _begins(match: Match, period: Period) -> bool:
    return last_day(match, period) == period.start


def _is_all(match: Match, period: Period) -> bool:
    """Whether years are those of the period, all of them."""
    first = match.groups["y"] or ""
    last = match.groups["last"] or first
    return (first, last[-2:]) == (f"{period.start.year}", f"{period.end.year}"[-2:])
