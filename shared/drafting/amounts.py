"""How many: the numbers of a clause, what each counts, and those that nobody but a person can read."""

import re
from dataclasses import dataclass
from typing import Final

from shared.drafting import activities, rules
from shared.drafting.clauses import Clause
from shared.drafting.numbers import NUMBER, number
from shared.drafting.rules import Match

_HIGH: Final = NUMBER.replace(":/-]", ":/]")
_WRITTEN: Final = re.compile(
    rf"(?:(?P<between>mellan ))?(?P<low>{NUMBER})(?: ?\((?P<again>{_HIGH})\))?"
    rf"(?: ?(?:-|till|eller|à|(?P<and>och)) ?(?P<high>{_HIGH}))?(?P<pieces> ?st(?:\.|ycken|yck)?(?![\w]))?"
)
_ADJECTIVE: Final = re.compile(r" ?(?P<word>[\w-]+(?:a|e|t|d|-))(?:,| och| samt)?(?= )")
_COUNTED_BEFORE: Final = re.compile(r"[,:(] ?(?:totalt |minst )?$")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number that counts something.

    Attributes:
        noun: what it counts: a unit, or an activity; None when only how often follows ("en per termin").
        article: "en" or "ett" without a word such as "minst": perhaps no number at all.
        vague: the words that make it no lower bound.
    """

    start: int
    end: int
    at_least: float
    noun: Match | None
    article: bool
    vague: Match | None


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of a clause: those that were read, and where the others stand."""

    amounts: tuple[Amount, ...]
    unread: tuple[tuple[int, int], ...]


def numbers(clause: Clause, often: list[Match], kinds: list[Match]) -> Numbers:
    """All numbers that are not masked. ``often`` and ``kinds`` are what was found of how often and of activities."""
    amounts, unread = [], []
    for found in _WRITTEN.finditer(clause.unmasked):
        amount = _amount(clause, found, often, kinds)
        if amount:
            amounts.append(amount)
        elif found["low"] not in ("en", "ett") and not _within(found, often) and not _reason(clause, found):
            unread.append((found.start(), found.end()))
    return Numbers(tuple(amounts), tuple(unread))


def _within(found: re.Match[str], others: list[Match]) -> bool:
    return any(other.start <= found.start() < other.end for other in others)


def _reason(clause: Clause, found: re.Match[str]) -> bool:
    return any(start <= found.start() < end for start, end in clause.reasons)


def _amount(clause: Clause, found: re.Match[str], often: list[Match], kinds: list[Match]) -> Amount | None:
    if _within(found, often):
        return None
    end, noun = _noun(clause, found, kinds)
    if noun is None and not _followed(clause.text, found.end(), often):
        noun = _before(clause, found, kinds)
        if noun is None:
            return None
    start = found.start()
    qualifier = rules.ending("qualifier", clause.text[:start])
    certain = qualifier is not None and qualifier.rule.id != "qualifier.preposition"
    return Amount(
        start=qualifier.start if qualifier else start,
        end=end,
        at_least=number(found["low"]),
        noun=noun,
        article=found["low"] in ("en", "ett") and not certain and not found["pieces"],
        vague=_vague(clause.text, start, found),
    )


def _noun(clause: Clause, found: re.Match[str], kinds: list[Match]) -> tuple[int, Match | None]:
    """What follows the number, over at most three adjectives, and where it ends."""
    at = found.end()
    for _ in range(4):
        here = at + (clause.unmasked[at : at + 1] == " ")
        if unit := rules.at("unit", clause.unmasked, here):
            return unit.end, unit
        for kind in kinds:
            if activities.is_counted(kind) and kind.start <= here < kind.end and here - kind.start < 3:
                return kind.end, kind
        skipped = _ADJECTIVE.match(clause.unmasked, at)
        if not skipped or rules.whole("no-adjective", skipped["word"]):
            break
        at = skipped.end()
    return found.end(), None


def _followed(text: str, end: int, often: list[Match]) -> bool:
    """Whether how often follows at once."""
    return any(0 <= each.start - end <= 1 and not text[end : each.start].strip() for each in often)


def _before(clause: Clause, found: re.Match[str], kinds: list[Match]) -> Match | None:
    """The activity right before "(4 st)" or ", fyra stycken"."""
    if not found["pieces"]:
        return None
    lead = _COUNTED_BEFORE.search(clause.text[: found.start()])
    end = lead.start() if lead else -1
    return next((kind for kind in kinds if kind.end == end and kind.rule.reads.counted), None)


def _vague(text: str, start: int, found: re.Match[str]) -> Match | None:
    return rules.ending("vague", text[:start]) or _contradicting(found)


def _contradicting(found: re.Match[str]) -> Match | None:
    """ "4 (fem)" and "två och tre" are no number, and "mellan två och tre" is one."""
    again = found["again"] is not None and number(found["again"]) != number(found["low"])
    loose = found["and"] is not None and found["between"] is None
    backwards = found["high"] is not None and number(found["high"]) <= number(found["low"])
    if not (again or loose or backwards):
        return None
    rule = next(rule for rule in rules.table()["vague"] if rule.id == "vague.more-than")
    return Match(rule, found.start(), found.end(), found.group(), {})
