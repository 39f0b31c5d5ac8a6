"""Whether a promise can be measured: what is counted of it, how much, and whether its words say the same."""

import re
from collections.abc import Iterator
from itertools import combinations
from typing import Final

from shared.drafting import rules
from shared.drafting.clauses import Clause, clauses
from shared.drafting.folding import Folded, fold
from shared.drafting.linting.found import Found, Linted, found
from shared.drafting.linting.suggest import readings, suggested
from shared.drafting.linting.table import pattern_of
from shared.drafting.linting.words import asked
from shared.drafting.numbers import NUMBER
from shared.events.activity import Kind
from shared.events.agreement import Commitment, Counts, Target

_LASTING: Final = ("hours", "weeks")
_NUMBER: Final = re.compile(NUMBER)
_ARTICLES: Final = {"en", "ett"}


def measures(linted: Linted) -> Iterator[Found]:
    """What cannot be measured of a promise, or is measured as something else than its words."""
    promise, path = linted.promise, linted.path
    folded = fold(promise.text if linted.worded else "")
    if not promise.commitments:
        yield found("measurable.no-commitment", f"{path}.commitments", suggested(linted))
    if not any(each.target for each in promise.commitments):
        yield from _said(folded, f"{path}.text")
    for place, commitment in enumerate(promise.commitments):
        under = f"{path}.commitments[{place}]"
        yield from _kinds(commitment.counts, f"{under}.counts.kinds")
        if commitment.target is None:
            yield _unmeasured(linted, commitment, folded, f"{under}.target")
        elif most := pattern_of("measurable.at-most").search(folded.text):
            asks = asked(commitment.target)
            yield found("measurable.at-most", f"{under}.target", words=f'"{most.group()}"', asked=asks)
        elif (read := _others(linted, commitment.target)) is not None:
            yield found(
                "measurable.other-words",
                f"{under}.target",
                read,
                read=asked(read),
                asked=asked(commitment.target),
            )
    yield from _twice(linted)


def _said(folded: Folded, path: str) -> Iterator[Found]:
    for rule_id in ("specific.general-words", "timed.past-words"):
        if hit := pattern_of(rule_id).search(folded.text):
            yield found(rule_id, path, words=f'"{hit.group()}"')


def _kinds(counts: Counts, path: str) -> Iterator[Found]:
    unknown = [kind for kind in counts.kinds if kind not in set(Kind)]
    for kind in unknown:
        yield found("specific.kind-unknown", path, kind=f'"{kind[:60]}"')
    if not counts.kinds and not counts.groups:
        yield found("specific.any-activity", path)
    elif set(counts.kinds) == {Kind.OTHER}:
        yield found("specific.kind-other", path)


def _unmeasured(linted: Linted, commitment: Commitment, folded: Folded, path: str) -> Found:
    target = None if _says_a_number(linted, commitment.counts) else suggested(linted, commitment.counts)
    vague = [
        match.words
        for clause in clauses(folded)
        for match in rules.longest("open", clause.text)
        if match.rule.id != "open.active" and not clause.only_why(match)
    ]
    if not vague:
        return found("measurable.no-target", path, target)
    return found("measurable.vague", path, target, words=", ".join(f'"{word}"' for word in dict.fromkeys(vague)))


def _says_a_number(linted: Linted, counts: Counts) -> bool:
    """Whether its words give a number or a rhythm that was not read with certainty: no other is to be suggested."""
    proposals = readings(linted, counts) or linted.read
    unread = [proposal for proposal in proposals if proposal.target is None]
    said = any(_says_how_much(each) for each in clauses(fold(linted.promise.text)))
    return len(unread) == len(proposals) > 0 and said


def _says_how_much(clause: Clause) -> bool:
    """Whether a rhythm, a number or a length of time stands in it."""
    lasts = any(mask.rule.id == "mask.duration" for mask in rules.every("mask", clause.text))
    return lasts or bool(rules.longest("each", clause.text) or set(_NUMBER.findall(clause.unmasked)) - _ARTICLES)


def _others(linted: Linted, target: Target) -> Target | None:
    """What the promise's words give, when that is something else than this."""
    read = [proposal.target for proposal in linted.read if proposal.target]
    unread = any(proposal.target is None for proposal in linted.read)
    if not read or unread or any(_alike(each, target) for each in read):
        return None
    return read[0]


def _alike(one: Target, other: Target) -> bool:
    """Whether they ask for as much as often; the unit may be said more closely than the words do."""
    if one.unit in _LASTING and one.unit != other.unit:
        return False
    return (
        float(one.at_least) == float(other.at_least)
        and (one.each, one.every) == (other.each, other.every)
        and (_is_undated(one) or (one.by, one.milestone) == (other.by, other.milestone))
        and one.average == other.average
    )


def _is_undated(target: Target) -> bool:
    """Whether it names neither window nor day: a target that has a day asks for no less."""
    return target.each == "period" and target.by is None


def _twice(linted: Linted) -> Iterator[Found]:
    for (_, first), (place, second) in combinations(enumerate(linted.promise.commitments), 2):
        if first.counts == second.counts and _covers(first) == _covers(second):
            yield found("measurable.twice", f"{linted.path}.commitments[{place}].counts", other=first.id)


def _covers(commitment: Commitment) -> object:
    return commitment.target and (commitment.target.covering, commitment.target.result)
