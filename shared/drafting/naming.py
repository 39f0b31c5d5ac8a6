"""How documents name their own parts: `naming.yml` as it is looked up."""

import re
from collections.abc import Iterator
from functools import cache
from importlib import resources

import msgspec
import yaml

from shared.drafting import rules


class Naming(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row: where its ``pattern`` is found, ``gives`` is what is there."""

    id: str
    pattern: str
    meaning: str
    example: str
    gives: str = ""
    confidence: float = 0.9


Found = tuple[Naming, re.Match[str]]


@cache
def table() -> dict[str, tuple[Naming, ...]]:
    """Every row, by the heading it stands under."""
    text = resources.files("shared.drafting").joinpath("naming.yml").read_text("utf-8")
    return msgspec.convert(yaml.safe_load(text), dict[str, tuple[Naming, ...]])


@cache
def _compiled(heading: str) -> tuple[tuple[Naming, re.Pattern[str]], ...]:
    return tuple((row, rules.pattern(row.pattern)) for row in table()[heading])


def first(heading: str, text: str) -> Found | None:
    """The first row that finds something in folded text."""
    return next(every(heading, text), None)


def every(heading: str, text: str) -> Iterator[Found]:
    """All that the rows find, in the table's order."""
    for row, pattern in _compiled(heading):
        for found in pattern.finditer(text):
            if found.end() > found.start():
                yield row, found


def whole(heading: str, text: str) -> Found | None:
    """The first row that the whole text fits."""
    hits = ((row, pattern.fullmatch(text)) for row, pattern in _compiled(heading))
    return next(((row, found) for row, found in hits if found), None)
