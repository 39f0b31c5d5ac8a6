"""Cells of comma-separated values (RFC 4180): texts that no spreadsheet takes for a formula, and back again.

A text that begins as a formula would (with = + - @, a tab or a line break, or their wide forms) is written with an
apostrophe before it, as spreadsheets write what is to stay a text. So is one that begins with an apostrophe of its
own; whoever reads takes one apostrophe away, and has the text again.
"""

import csv
import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

MARK: Final = "'"
UNSAFE: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", MARK)
BYTE_ORDER_MARK: Final = "\ufeff"
COMMA, SEMICOLON = ",", ";"


def cell(value: Any, separator: str = COMMA) -> str:  # noqa: ANN401  (a value of JSON)
    """A value as a cell: nothing is empty, yes and no are words, lists and objects are JSON.

    Beside semicolons a number has a decimal comma: both are what a Swedish spreadsheet expects.
    """
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float():
            number = f"{value:g}" if value == float(f"{value:g}") else repr(value)
            return number if separator == COMMA else number.replace(".", ",")
        case str():
            return safe(value)
        case _:
            return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def safe(text: str) -> str:
    """A text that no spreadsheet reckons with."""
    return MARK + text if text.startswith(UNSAFE) else text


def plain(text: str) -> str:
    """The text of a cell, as it was before it was made safe."""
    return text.removeprefix(MARK)


def rows_of(lines: Iterable[str]) -> Iterator[dict[str, str]]:
    """The rows of a file by the names in its first line; ``lines`` keep their ends.

    Commas or semicolons, with a byte order mark or without.
    """
    ahead = iter(lines)
    first = next(ahead, "").removeprefix(BYTE_ORDER_MARK)
    separator = SEMICOLON if SEMICOLON in first else COMMA
    reader = csv.reader([first], delimiter=separator, strict=True)
    names = next(reader, [])
    for values in csv.reader(ahead, delimiter=separator, strict=True):
        yield dict(zip(names, map(plain, values), strict=True))
