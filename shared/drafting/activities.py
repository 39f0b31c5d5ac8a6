"""What is done in a clause, and which activities count: their kinds, tags, audiences, places, weekdays and hours."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from typing import Final

from shared.drafting import rules
from shared.drafting.clauses import Clause
from shared.drafting.rules import WEEKDAYS, Match
from shared.events.agreement import Weekday

_SPOKEN_WITH: Final = {
    *("outreach", "dialogue", "meeting", "information", "walk", "night-walk", "youth-activity", "neighbourhood-watch")
}
_LIST: Final = re.compile(
    r"(?:,| och| samt| &| eller| (?:både|såväl|som|de|våra|lokala|berörda|kommunens|alla|andra)\b)* ?"
)
_MODIFIER: Final = re.compile(r"[\w-]+(?:a|e|s|-)(?: och)? ")
_DAYS: Final = "(?P<first><day>)(?:s?kväll|ar|s)? ?(?:-|till|till och med|t\\.?o\\.?m\\.?) ?(?P<last><day>)"
_ALSO: Final = re.compile(r" (?:och|samt|eller|/) (?:[\w-]+(?:a|e) )?$")


@dataclass(frozen=True, slots=True)
class Hours:
    """From when, and until when, an activity starts; the rule's match says why."""

    start: time
    end: time | None
    match: Match


def kinds(clause: Clause) -> list[Match]:
    """All activities that the clause speaks of."""
    return [match for match in rules.longest("kind", clause.text) if not match.rule.reads.counted or _is_done(match)]


def is_counted(match: Match) -> bool:
    """Whether its words are a noun that a number may stand before, and no compound of something else."""
    return match.rule.reads.counted and any(rules.whole("form", word) for word in match.words.split())


def _is_done(match: Match) -> bool:
    return is_counted(match) or any(rules.whole("form-else", word) for word in match.words.split())


def leading(clause: Clause, found: list[Match]) -> list[Match]:
    """Those that it promises: not what only says why, nor what another activity is about."""
    main = [match for match in found if not clause.only_why(match)] or found
    apart = [match for match in main if not about(clause, match)]
    main = apart or [match for match in main if not _about_only(clause, match)]
    strong = [match for match in main if not match.rule.reads.weak]
    return strong or main


def about(clause: Clause, match: Match) -> bool:
    """Whether it is only the place or subject of another."""
    return bool(_preposition(clause, match))


def _about_only(clause: Clause, match: Match) -> bool:
    """Whether what stands before it makes it a mere subject: "uppföljning av trygghetsvandringar"."""
    found = _preposition(clause, match)
    return (
        found.split()[0] in ("om", "från", "efter", "inför", "av", "utifrån", "gällande", "rörande") if found else False
    )


def _preposition(clause: Clause, match: Match) -> str:
    rule = rules.table()["about"][0]
    found = rules.pattern(rule.pattern).search(clause.text[: match.start])
    return found.group() if found else ""


def joined(clause: Clause, first: Match, second: Match) -> bool:
    """Whether two activities are said in one breath: "trygghetsvandringar och nattvandringar"."""
    between = clause.text[first.end : second.start]
    return first.end <= second.start and bool(_ALSO.search(between)) and len(between) < 25


def tags(clause: Clause, heads: list[Match], own: list[Match]) -> list[tuple[str, Match]]:
    """Tags with what they rest on. ``own`` are the activities of this commitment, ``heads`` of the whole clause."""
    found = [(tag, match) for match in own for tag in match.rule.reads.tags]
    start, end = _reach(clause, heads, own)
    for match in sorted(rules.every("tag", clause.text), key=lambda match: match.start):
        if start <= match.start < end and not clause.only_why(match):
            found += [(tag, match) for tag in match.rule.reads.tags]
    return found


def _reach(clause: Clause, heads: list[Match], own: list[Match]) -> tuple[int, int]:
    """Which words speak of these activities when others stand in the same clause: from there to the next."""
    others = [head for head in heads if head not in own]
    if not own or not others:
        return 0, len(clause.text)
    start = 0 if own[0].start < min(other.start for other in others) else own[0].start
    return start, min((other.start for other in others if other.start > own[-1].start), default=len(clause.text))


def audiences(clause: Clause, own: list[Match]) -> list[tuple[str, Match]]:
    """With whom or for whom, when it is an activity that people take part in."""
    said = {kind for match in own for kind in match.rule.reads.kinds or ()}
    found: list[tuple[str, Match]] = []
    found += [("parents", match) for match in rules.every("audience-by-meeting", clause.text)]
    for trigger in rules.every("with", clause.text):
        if said & _SPOKEN_WITH and not clause.only_why(trigger):
            found += _listed(clause.text, trigger.end)
    return found


def _listed(text: str, at: int) -> Iterator[tuple[str, Match]]:
    for _ in range(6):
        at = _LIST.match(text, at).end()  # type: ignore[union-attr]
        match = rules.at("audience", text, at) or _after_modifier(text, at)
        if match is None or text[match.end : match.end + 1].isalnum():
            return
        yield from ((who, match) for who in match.rule.reads.audiences)
        at = match.end


def _after_modifier(text: str, at: int) -> Match | None:
    for _ in range(2):
        modifier = _MODIFIER.match(text, at)
        if modifier is None:
            return None
        at = modifier.end()
        if match := rules.at("audience", text, at):
            return match
    return None


def emphasised(clause: Clause, match: Match) -> Match | None:
    """The words that make a weekday or an hour an emphasis and no condition."""
    rule = rules.table()["emphasis"][0]
    found = rules.pattern(rule.pattern).search(clause.text[: match.start])
    return Match(rule, found.start(), match.end, clause.text[found.start() : match.end], {}) if found else None


def weekdays(clause: Clause) -> list[Match]:
    """Where weekdays are named."""
    return [match for match in rules.longest("weekday", clause.text) if not clause.only_why(match)]


def days_of(match: Match) -> tuple[str, ...]:
    """The weekdays that a match names, Monday first."""
    if match.rule.reads.weekdays:
        return match.rule.reads.weekdays
    named = {code for name, code in WEEKDAYS.items() if name in match.words}
    for span in rules.pattern(_DAYS).finditer(match.words):
        named |= set(_between(WEEKDAYS[span["first"]], WEEKDAYS[span["last"]]))
    return tuple(code for code in WEEKDAYS.values() if code in named)


def _between(first: Weekday, last: Weekday) -> Iterator[Weekday]:
    codes = list(WEEKDAYS.values())
    start = codes.index(first)
    for code in codes[start:] + codes[:start]:
        yield code
        if code == last:
            return


def hours(clause: Clause) -> list[Hours]:
    """The hours that it names."""
    found = []
    for match in rules.longest("hours", clause.text):
        if not clause.only_why(match):
            found += [made] if (made := _hours(match)) else []
    return found


def _hours(match: Match) -> Hours | None:
    reads, groups = match.rule.reads, match.groups
    if reads.from_:
        return Hours(time.fromisoformat(reads.from_), time.fromisoformat(reads.until) if reads.until else None, match)
    start = _clock(groups.get("a") or groups.get("a2"), groups.get("am") or groups.get("am2"))
    end = _clock(groups.get("b") or groups.get("b2"), groups.get("bm") or groups.get("bm2"))
    return Hours(start, end, match) if start else None


def _clock(hour: str | None, minute: str | None) -> time | None:
    if hour is None or int(hour) > 24 or int(minute or 0) > 59:
        return None
    return time(int(hour) % 24, int(minute or 0))
