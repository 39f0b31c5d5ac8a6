"""The table of rules: `rules.yml` as it is looked up. Adding a wording is adding a row there, never code."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final, Literal

import msgspec
import yaml
from babel.dates import get_day_names, get_month_names

from shared.drafting.numbers import NUMBER
from shared.events.agreement import Each, PartyKind, Unit, Weekday

MONTHS: Final = tuple(get_month_names("wide", locale="sv").values())
_DAYS: Final = get_day_names("wide", locale="sv")
_CODES: Final[tuple[Weekday, ...]] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEKDAYS: Final[dict[str, Weekday]] = {_DAYS[number]: code for number, code in enumerate(_CODES)}
_MACROS: Final = {
    "<n>": rf"{NUMBER}(?: ?(?:-|till|eller|à|a|och) ?{NUMBER.replace(':/-]', ':/]')})?",
    "<day>": f"(?:{'|'.join(WEEKDAYS)})",
    "<month>": f"(?:{'|'.join(MONTHS)})",
    "<year>": r"(?:19|20)\d\d",
    "<iso-day>": r"(20\d\d)-?([01]\d)-?([0-3]\d)",
    "<written>": rf"(?:den )?(\d{{1,2}}) ({'|'.join(MONTHS)}) (20\d\d)",
    "<to>": r"\s?(?:--?|/|och(?: till och med)?|till(?: och med| o\.? ?m\.?)?|t\.? ?o\.? ?m\.?|fram till)\s?",
    "<ahead>": (
        r"(?:^(?:samt )?(?:att )?(?:(?:under \w+(?: \w+)?|därför|så|slutligen|dessutom|vidare) (?=<does>))?(?:<does>)?"
        r"|\bså lovar )"
    ),
    "<does>": r"(?:kommer|ska|genomför|ordnar|gör|bjuder|lovar) ",
    "<group>": (
        r"(?:(?:den |det )?(?:(?:lokala|operativa|strategiska|gemensamma|kommunala) )?(?:brottsförebyggande )?"
        r"\w*(?:gruppen|rådet|nätverket)(?: för [\w-]+(?:,? (?:och )?[\w-]+){0,3}?)?)"
    ),
}


class Reads(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """What a rule gives; which keys mean something depends on the heading it stands under."""

    unit: Unit | None = None
    each: Each | None = None
    every: int = 1
    at_least: int | None = None
    alone: bool = False
    within: Literal["year"] | None = None
    day: str | None = None
    weekdays: tuple[Weekday, ...] = ()
    hours: Literal["evening", "night"] | None = None
    from_: str | None = msgspec.field(default=None, name="from")
    until: str | None = None
    kinds: tuple[str, ...] | None = None
    tags: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    counted: bool = False
    weak: bool = False
    plain: bool = False
    anywhere: bool = False
    party: PartyKind | None = None


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row: an ``example`` in which its ``pattern`` finds something, what that means, and what it ``reads``."""

    id: str
    pattern: str
    meaning: str
    example: str
    reads: Reads = Reads()
    confidence: float = 0.9


@dataclass(frozen=True, slots=True)
class Match:
    """Where a rule found something in folded text."""

    rule: Rule
    start: int
    end: int
    words: str
    groups: dict[str, str | None]


@cache
def table() -> dict[str, tuple[Rule, ...]]:
    """Every rule, by the heading it stands under."""
    text = resources.files("shared.drafting").joinpath("rules.yml").read_text("utf-8")
    return msgspec.convert(yaml.safe_load(text), dict[str, tuple[Rule, ...]])


@cache
def _compiled(heading: str) -> tuple[tuple[Rule, re.Pattern[str]], ...]:
    return tuple((rule, pattern(rule.pattern)) for rule in table()[heading])


@cache
def pattern(words: str) -> re.Pattern[str]:
    """A pattern of the table, compiled."""
    for name, meaning in _MACROS.items():
        words = words.replace(name, meaning)
    return re.compile(words)


def every(heading: str, text: str) -> Iterator[Match]:
    """All that the rules under a heading find, in the table's order."""
    for rule, compiled in _compiled(heading):
        for found in compiled.finditer(text):
            if found.end() > found.start():
                yield Match(rule, found.start(), found.end(), found.group(), found.groupdict())


def longest(heading: str, text: str) -> list[Match]:
    """What they find without overlaps, in the text's order: the longest wins, then the earlier rule."""
    kept: list[Match] = []
    for match in sorted(every(heading, text), key=lambda match: match.start - match.end):
        if all(match.end <= other.start or other.end <= match.start for other in kept):
            kept.append(match)
    return sorted(kept, key=lambda match: match.start)


def ending(heading: str, text: str) -> Match | None:
    """What the first rule under a heading finds at the text's end; its pattern says that it stands there."""
    return next((match for match in every(heading, text) if match.end == len(text)), None)


def whole(heading: str, text: str) -> bool:
    """Whether a rule under a heading fits the whole text."""
    return any(compiled.fullmatch(text) for _, compiled in _compiled(heading))


def at(heading: str, text: str, start: int) -> Match | None:
    """What a rule under a heading finds exactly there: the longest."""
    found = [
        Match(rule, hit.start(), hit.end(), hit.group(), hit.groupdict())
        for rule, compiled in _compiled(heading)
        if (hit := compiled.match(text, start))
    ]
    return max(found, key=lambda match: match.end, default=None)
