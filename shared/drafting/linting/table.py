"""The lint's table: `lint.yml` as it is looked up. What is found, why that matters and who says so stand there."""

import re
from functools import cache
from importlib import resources
from typing import Any, Final, Literal

import msgspec

from shared.agreement_file import parse_yaml
from shared.events.agreement import Target
from shared.events.record import Words

Language = Literal["en", "sv"]
Letter = Literal["specific", "measurable", "accepted", "realistic", "timed"]
LETTERS: Final[tuple[Letter, ...]] = ("specific", "measurable", "accepted", "realistic", "timed")


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where it is said why something matters."""

    title: str
    url: str


class Example(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What makes the sound agreement unsound: another value at a path in it."""

    path: str
    value: Any


class LintRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row. ``at`` is where its example is found; ``pattern`` are the words that it looks for, when it does."""

    id: str
    says: Words
    why: Words
    source: str
    example: Example
    at: str
    pattern: str | None = None

    @property
    def letter(self) -> str:
        """The part of SMART that it belongs to."""
        return self.id.split(".")[0]


class Suggestion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A target to begin from for these kinds of activity; for any when none is named."""

    kinds: tuple[str, ...]
    target: Target


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file."""

    sources: dict[str, Source]
    suggestions: tuple[Suggestion, ...]
    sound: dict[str, Any]
    rules: tuple[LintRule, ...]


@cache
def table() -> Table:
    """The table."""
    text = resources.files("shared.drafting.linting").joinpath("lint.yml").read_bytes()
    return msgspec.convert(parse_yaml(text), Table)


@cache
def rule(rule_id: str) -> LintRule:
    """The rule of an id.

    Raises:
        KeyError: there is none.
    """
    return {each.id: each for each in table().rules}[rule_id]


def words(of: Words, language: Language) -> str:
    """The words of a language."""
    return of.sv if language == "sv" else of.en


def source_of(found: LintRule) -> Source:
    """Where it is said why the rule matters."""
    return table().sources[found.source]


@cache
def pattern_of(rule_id: str) -> re.Pattern[str]:
    """The words that a rule looks for in folded text."""
    return re.compile(rule(rule_id).pattern or r"(?!)")
