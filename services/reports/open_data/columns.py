"""Tables and their columns: what each is called, holds and means, in one place for data, page and catalogue alike."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

import msgspec

Row = TypeVar("Row")

Holds = Literal["text", "number", "yes or no", "day", "moment", "list", "object"]

# What a column holds, in Swedish and English, and how it is written.
HOLDS: dict[Holds, tuple[str, str]] = {
    "text": ("text", "text"),
    "number": ("tal", "number"),
    "yes or no": ("true eller false", "true or false"),
    "day": ("dag i Stockholm, 2021-04-15", "day in Stockholm, 2021-04-15"),
    "moment": ("tidpunkt i UTC enligt RFC 3339", "moment in UTC by RFC 3339"),
    "list": ("lista, i CSV som JSON", "list, in CSV as JSON"),
    "object": ("objekt, i CSV som JSON", "object, in CSV as JSON"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """The same in Swedish and English."""

    sv: str
    en: str

    def in_language(self, language: str) -> str:
        """One of them: ``en`` or, whatever else is asked for, Swedish."""
        return self.en if language == "en" else self.sv


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """A column: its name in the data, what it holds and means, and where a row has it from.

    ``of`` gives a value that JSON can hold, or one that msgspec makes such of: a day, a moment, a struct.
    """

    name: str
    holds: Holds
    means: Told
    of: Callable[[Row], Any]


@dataclass(frozen=True, slots=True)
class Table(Generic[Row]):
    """A table: its name in addresses, its title, what a row of it is, and its columns."""

    name: str
    title: Told
    row: Told
    columns: tuple[Column[Row], ...]

    def values(self, row: Row) -> dict[str, Any]:
        """A row by the names of its columns, as plain values of JSON."""
        found: dict[str, Any] = msgspec.to_builtins({each.name: each.of(row) for each in self.columns})
        return found


def column(name: str, holds: Holds, sv: str, en: str, of: Callable[[Row], Any]) -> Column[Row]:
    """A column, told in a line."""
    return Column(name, holds, Told(sv, en), of)
